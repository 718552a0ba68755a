"""The door writes what was chosen, masked by default, and the same bytes each time."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import openpyxl
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


# openpyxl does not know the extension by which Excel 2010 draws data bars.
@pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")
def test_each_county_gets_a_workbook_with_its_findings_alone(tmp_path):
    """Findings without a place are in one of their own; the page and the tables are of the whole run."""
    counties = make_tables([finding(1), finding(2, area_code="180122100201"), finding(3, area_code=None)])
    choice = ReportChoice(workbook_per="county", linkage=False)

    paths = write_reports(counties, make_facts(), choice, tmp_path)

    assert names(paths)[:4] == [
        "matcher_2025-11-30_180121.xlsx",
        "matcher_2025-11-30_180122.xlsx",
        "matcher_2025-11-30_unknown.xlsx",
        "matcher_2025-11-30.html",
    ]
    for path in paths[:3]:
        rows = list(openpyxl.load_workbook(path)["违规享受"].iter_rows(min_row=5, max_col=1, values_only=True))
        assert rows == [(1,)]


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
