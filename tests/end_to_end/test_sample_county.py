"""The sample county: every planted case is found, no lawful look-alike stands, and every row is accounted for."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from matcher.pipeline import Published
from tests.end_to_end.conftest import TRUTH
from tests.evaluate.adding_up import not_adding_up

PLANTED = {
    *("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11", "A12", "A13", "A14", "A15", "A16"),
    *("A17", "A18", "A19", "A20", "A24", "A25", "A26", "A27", "A28", "A29", "A30", "A31", "A32", "A33", "A34", "A35"),
    *("A36", "A39", "A40"),
    *("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B13", "B14", "B15", "B16"),
    *("B17", "B18", "B19", "B20", "B21", "B22", "B23", "B24", "B25", "B26", "B27", "B28", "B29", "B30", "B31", "B32"),
    *("B33", "B34", "B36", "B37", "B38", "B39", "B40", "B41", "B42", "B43", "B44", "B46", "B47", "B48", "B49", "B52"),
    *("B53", "B55", "B56", "B57", "B58", "B59", "B60", "B63", "B64", "B65", "B66", "B67", "B70"),
    *("C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C10"),
}
"""Codes of which the county holds planted cases: of these, findings and truth must agree."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def findings_of(run: Published) -> pl.DataFrame:
    return pl.read_parquet(run.folder / "findings.parquet")


@pytest.fixture(scope="module")
def citizen_ids() -> dict[str, str]:
    return {row["truth_person"]: row["citizen_id"] for row in rows_of(TRUTH / "people.csv")}


@pytest.fixture(scope="module")
def cases(citizen_ids: dict[str, str]) -> list[dict[str, str]]:
    return [{**row, "citizen_id": citizen_ids[row["truth_person"]]} for row in rows_of(TRUTH / "cases.csv")]


def key_of(row: dict[str, str]) -> tuple[str, str, str]:
    return row["catalogue_code"], row["citizen_id"], row["programme"]


def standing(run: Published) -> pl.DataFrame:
    return findings_of(run).filter(pl.col("exemption_code").is_null(), pl.col("catalogue_code").is_in(sorted(PLANTED)))


def test_every_planted_violation_is_found_and_nothing_else_stands(published: Published, cases: list[dict[str, str]]):
    """Precision and recall are the product: on the sample county both are whole."""
    planted = {key_of(case) for case in cases if case["role"] == "violation"}
    undecidable = {key_of(case) for case in cases if case["role"] == "undecidable"}
    found = {key_of(row) for row in standing(published).iter_rows(named=True)}

    assert planted - found == set()
    assert found - planted - undecidable == set()


def test_what_no_export_can_tell_is_to_verify_at_most(published: Published, cases: list[dict[str, str]]):
    """A company in name only that nobody filed looks like one that is run: a visit decides."""
    undecidable = {key_of(case) for case in cases if case["role"] == "undecidable"}
    severities = {row["severity"] for row in standing(published).iter_rows(named=True) if key_of(row) in undecidable}

    assert undecidable
    assert severities <= {"verify", "watch"}


def test_each_rule_has_planted_violations(cases: list[dict[str, str]]):
    """A rule without a planted case would pass the test above in silence."""
    assert {case["catalogue_code"] for case in cases if case["role"] == "violation"} == PLANTED


def test_months_and_amounts_of_the_findings_are_those_that_were_planted(
    published: Published, cases: list[dict[str, str]]
):
    """An accusation of the wrong months or money is a false one too."""
    planted = {
        key_of(case): (case["first_month"], case["last_month"], int(case["month_count"]), Decimal(case["amount_cny"]))
        for case in cases
        if case["role"] == "violation"
    }
    found = {
        key_of(row): (row["first_month"], row["last_month"], row["month_count"], row["amount_cny"])
        for row in standing(published).iter_rows(named=True)
    }

    assert {key: value for key, value in found.items() if key in planted and planted[key] != value} == {}


def test_what_is_told_of_each_amount_adds_up_to_it(published: Published):
    """To the cent, of every finding: how its amount came about, or why that is not told."""
    findings, calculations = (
        pq.read_table(published.folder / f"{name}.parquet") for name in ("findings", "calculations")
    )

    assert not_adding_up(findings, calculations) == []
    assert {"nothing_at_stake"} == {
        row["kind"] for row in calculations.to_pylist() if row["kind"] not in ("months", "back_pay_months")
    }


def test_look_alikes_are_exempted_with_their_code(published: Published, cases: list[dict[str, str]]):
    """A lawful case that the rule hits is kept, with the reason that lifts it."""
    expected = {key_of(case): case["exemption_code"] for case in cases if case["exemption_code"]}
    exempted = findings_of(published).filter(pl.col("exemption_code").is_not_null())
    found = {key_of(row): row["exemption_code"] for row in exempted.iter_rows(named=True)}

    assert {key: code for key, code in expected.items() if found.get(key) != code} == {}


def test_published_tables_have_exactly_the_promised_columns(published: Published):
    """Scripts of users rely on them."""
    persons = (
        "person_id, record_id, source, source_file, sheet, row_number, citizen_id, link_method, "
        "link_grade, match_weight, match_probability"
    )
    findings = (
        "finding_id, catalogue_code, rule_id, kind, severity, programme, person_id, citizen_id, person_name, "
        "area_code, subject_source, subject_file, subject_sheet, subject_row, first_month, last_month, "
        "month_count, amount_cny, link_grade, match_probability, exemption_code, evidence, status"
    )

    assert pl.read_parquet(published.folder / "persons.parquet").columns == persons.split(", ")
    assert findings_of(published).columns == findings.split(", ")


def test_every_row_of_every_file_ends_in_one_place(published: Published):
    """Rows in = records + rejects + skips, per file and per sheet."""
    manifest = json.loads((published.folder / "manifest.json").read_text(encoding="utf-8"))
    files = manifest["ingest"]["files"]
    sheets = [sheet for file in files for sheet in file["sheets"]]

    assert len(files) >= 17
    for sheet in sheets:
        assert sheet["rows_in"] == sheet["record_rows"] + sheet["rejected_rows"] + sum(sheet["skipped"].values())
    rejects = pl.read_parquet(published.folder / "rejects.parquet")
    assert sum(sheet["rejected_rows"] for sheet in sheets) == rejects.height


def test_every_record_has_one_person(published: Published):
    """No record is lost between ingest and link."""
    persons = pl.read_parquet(published.folder / "persons.parquet")

    assert persons["record_id"].n_unique() == persons.height
    assert persons["person_id"].null_count() == 0


def test_evidence_of_each_finding_names_rows_that_were_read(published: Published):
    """An auditor opens the file and finds the row."""
    persons = pl.read_parquet(published.folder / "persons.parquet")
    known = set(persons.select("source", "source_file", "sheet", "row_number").iter_rows())
    evidence = findings_of(published).explode("evidence").unnest("evidence").select("source", "file", "sheet", "row")

    assert evidence.height > 0
    assert set(evidence.iter_rows()) - known == set()
