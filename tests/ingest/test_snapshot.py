"""What was read once is not read again, unless something that matters has changed."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.errors import ContractError
from matcher.ingest import ingest_sources
from tests.ingest.exports import AREAS, CODES, HEADERS, MODEL, ROWS, delivery, ingest, source_schema, write_csv


@pytest.fixture
def export(tmp_path):
    return write_csv(tmp_path / "发放_202510.csv", HEADERS, *ROWS)


def bytes_below(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_an_unchanged_file_is_not_read_again(tmp_path, export):
    first = ingest(delivery(export), snapshots=tmp_path / "snapshots")
    before = bytes_below(tmp_path / "snapshots")

    second = ingest(delivery(export), snapshots=tmp_path / "snapshots")

    assert (first.reports[0].reused, second.reports[0].reused) == (False, True)
    assert (first.tables, first.rejects, first.files) == (second.tables, second.rejects, second.files)
    assert first.reports[0].sheets == second.reports[0].sheets
    assert before == bytes_below(tmp_path / "snapshots")


def test_the_same_file_gives_the_same_bytes(tmp_path, export):
    ingest(delivery(export), snapshots=tmp_path / "one")
    ingest(delivery(export), snapshots=tmp_path / "two")

    assert bytes_below(tmp_path / "one") == bytes_below(tmp_path / "two")


@pytest.mark.parametrize(
    "changed",
    [
        {"schema": source_schema(lag_months=1)},
        {"day": date(2025, 11, 30)},
    ],
    ids=["schema", "day"],
)
def test_what_the_rows_depend_on_makes_a_new_snapshot(tmp_path, export, changed):
    ingest(delivery(export), snapshots=tmp_path / "snapshots")

    assert not ingest(delivery(export, **changed), snapshots=tmp_path / "snapshots").reports[0].reused


def test_codes_and_region_are_part_of_the_address(tmp_path, export):
    ingest(delivery(export), snapshots=tmp_path / "snapshots")
    programme = CODES["programme"]
    codes = {**CODES, "programme": programme.model_copy(update={"entries": programme.entries[:1]})}
    shared = {"model": MODEL, "areas": AREAS, "snapshots": tmp_path / "snapshots"}

    assert not ingest_sources([delivery(export)], codes=codes, region="180121", **shared).reports[0].reused
    assert not ingest_sources([delivery(export)], codes=CODES, region="1801", **shared).reports[0].reused
    assert ingest_sources([delivery(export)], codes=CODES, region="180121", **shared).reports[0].reused


def test_a_folder_that_is_not_whole_is_read_anew(tmp_path, export):
    first = ingest(delivery(export), snapshots=tmp_path / "snapshots")
    whole = bytes_below(tmp_path / "snapshots")
    (first.rejects[0].parent / "snapshot.json").unlink()
    (first.rejects[0].parent.with_suffix(".part")).mkdir()

    second = ingest(delivery(export), snapshots=tmp_path / "snapshots")

    assert not second.reports[0].reused
    assert whole == bytes_below(tmp_path / "snapshots")


def test_a_failure_leaves_nothing_beside(tmp_path):
    strange = write_csv(tmp_path / "发放_202510.csv", ("车牌", "品牌"), ("甲", "乙"))

    with pytest.raises(ContractError):
        ingest(delivery(strange), snapshots=tmp_path / "snapshots")

    assert bytes_below(tmp_path / "snapshots") == {}
