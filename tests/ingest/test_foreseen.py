"""What is foreseen of delivered files is what the run then says, though no row is read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from matcher.errors import ContractError
from matcher.ingest import figures_of, foresee, ingest_sources, together
from tests.ingest.exports import AREAS, CODES, HEADERS, LI, MODEL, delivery, write_csv

SEPTEMBER = date(2025, 9, 30)
ROWS = [("1", "李一", LI, f"{2000 + month // 12}{month % 12 + 1:02d}", "80", "上河村") for month in range(60)]
SITE: dict[str, Any] = {"model": MODEL, "codes": CODES, "areas": AREAS, "region": "180121"}


def what_is_foreseen(deliveries, snapshots, history):
    foreseen = foresee(deliveries, **SITE, snapshots=snapshots, previous=history)
    return [*(breach.what for breach in foreseen.breaches), *(fault.what for fault in foreseen.copies)]


def what_a_run_says(deliveries, snapshots, history):
    try:
        ingest_sources(deliveries, **SITE, snapshots=snapshots, previous=history)
    except ContractError as error:
        return [fault.what for fault in error.faults]
    return []


@pytest.fixture
def history(tmp_path):
    """September's delivery of one file."""
    before = delivery(write_csv(tmp_path / "东镇发放_202509.csv", HEADERS, *ROWS), day=SEPTEMBER)
    read = ingest_sources([before], **SITE, snapshots=tmp_path / "september")
    return together(((report.source, SEPTEMBER), figures_of(report)) for report in read.reports)


def test_a_delivery_is_not_the_one_before_where_another_part_of_it_is_new(tmp_path, history):
    """One township's file as it was, the other's new and read already, by a night that was broken off."""
    same = delivery(write_csv(tmp_path / "东镇发放_202510.csv", HEADERS, *ROWS))
    new = delivery(write_csv(tmp_path / "西镇发放_202510.csv", HEADERS, *ROWS[:59]))
    ingest_sources([new], **SITE, snapshots=tmp_path / "snapshots")

    foreseen = what_is_foreseen([same, new], tmp_path / "snapshots", history)

    assert foreseen == what_a_run_says([same, new], tmp_path / "snapshots", history) == []


def test_a_file_that_lies_there_twice_is_foreseen(tmp_path):
    """Whether an earlier run has read it or not."""
    both = [delivery(write_csv(tmp_path / f"{name}发放_202510.csv", HEADERS, *ROWS)) for name in ("东镇", "西镇")]

    new = what_is_foreseen(both, tmp_path / "snapshots", {})
    said = what_a_run_says(both, tmp_path / "snapshots", {})
    kept = what_is_foreseen(both, tmp_path / "snapshots", {})

    assert new == kept == said == ["2 files of source 'payments' have the same content"]
