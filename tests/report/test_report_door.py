"""The door writes what was chosen, masked by default, and the same bytes each time."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from matcher.config.pipeline import ReportChoice
from matcher.report import write_reports
from matcher.tables import FINDINGS
from tests.report.made_up import finding, make_facts, make_tables, many_tables
from tests.report.made_up_linkage import linkage


def names(paths):
    return [path.name for path in paths]


def test_workbook_comes_first_page_second_then_the_tables(tmp_path):
    paths = write_reports(make_tables([finding(1)]), make_facts(), ReportChoice(), tmp_path)

    assert names(paths) == [
        "matcher_2025-11-30.xlsx",
        "matcher_2025-11-30.html",
        "findings_masked.csv",
        "findings_masked.parquet",
        "conflicts_masked.csv",
        "review.csv",
        "rejects.csv",
    ]
    assert sorted(names(paths)) == sorted(names(tmp_path.iterdir()))


def test_the_page_on_linking_comes_after_the_other_page(tmp_path):
    facts = replace(make_facts(), linkage=linkage())
    paths = write_reports(make_tables([finding(1)]), facts, ReportChoice(), tmp_path / "both")
    without = write_reports(make_tables([finding(1)]), facts, ReportChoice(linkage=False), tmp_path / "one")

    assert names(paths)[1:3] == ["matcher_2025-11-30.html", "linkage_2025-11-30.html"]
    assert [name for name in names(without) if name.startswith("linkage")] == []


def test_only_what_was_chosen_is_written(tmp_path):
    choice = ReportChoice(workbook=False, page=False, masking="unmasked")

    assert names(write_reports(make_tables([finding(1)]), make_facts(), choice, tmp_path)) == [
        "findings_unmasked.csv",
        "findings_unmasked.parquet",
        "conflicts_unmasked.csv",
        "review.csv",
        "rejects.csv",
    ]


def test_the_parquet_beside_has_the_published_columns_with_masked_values(tmp_path):
    write_reports(make_tables([finding(1)]), make_facts(), ReportChoice(), tmp_path)
    table = pq.read_table(tmp_path / "findings_masked.parquet")

    assert FINDINGS.columns == table.column_names
    assert table["person_name"].to_pylist() == ["王**"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_writes_give_the_same_bytes(tmp_path, language):
    """A run can be repeated and compared only if nothing in it knows the time or the machine."""
    folders = [tmp_path / "first", tmp_path / "second"]
    written = [
        {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in write_reports(many_tables(120), make_facts(), ReportChoice(language=language), folder)
        }
        for folder in folders
    ]

    assert written[0] == written[1]
    assert len(written[0]) == 7


def test_the_folder_is_made_where_it_is_not(tmp_path):
    folder = tmp_path / "run" / "reports"

    paths = write_reports(make_tables([]), make_facts(), ReportChoice(page=False), folder)

    assert all(path.is_file() for path in paths)
