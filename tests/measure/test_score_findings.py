"""Findings are scored case by case, on a run small enough to count by hand; a truth that does not fit is refused."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.errors import UsageError
from matcher.measure import FindingsScore, RuleScore, read_case_truth, score_findings
from matcher.measure.score_findings import truth_of_persons
from matcher.tables import FINDINGS, REVIEW

# person of the run, row of payments.csv, true person
PERSONS = [("P1", 2, "a"), ("P2", 3, "b"), ("P3", 4, "c"), ("P4", 5, "d"), ("P5", 6, "e"), ("P6", 7, "f")]
# code, person, programme, severity, exemption, first and last month, months, amount
STANDING = [
    ("B01", "P1", "allowance", "certain", None, "2025-01", "2025-02", 2, "900.00"),
    ("B01", "P2", "allowance", "strong", None, "2025-03", "2025-03", 1, "450.00"),
    ("B01", "P3", "allowance", "certain", None, "2025-01", "2025-01", 1, "450.00"),
    ("B22", "P4", "allowance", "verify", None, "2025-01", "2025-01", 1, "450.00"),
    ("B22", "P5", "allowance", "strong", None, "2025-01", "2025-01", 1, "450.00"),
    ("Q01", "P1", "none", "watch", None, "2025-01", "2025-01", 1, "0.00"),
]
LIFTED = [("B01", "P6", "allowance", "certain", "E05", "2025-01", "2025-01", 1, "450.00")]
# code, role, person, programme, exemption, first and last month, months, amount
CASES = [
    ("B01", "violation", "a", "allowance", "", "2025-01", "2025-02", 2, "900.00"),
    ("B01", "violation", "b", "allowance", "", "2025-02", "2025-03", 2, "900.00"),
    ("B01", "violation", "d", "allowance", "", "2025-02", "2025-03", 2, "900.00"),
    ("B01", "look_alike", "c", "allowance", "E06", "", "", "", ""),
    ("B01", "look_alike", "e", "allowance", "", "", "", "", ""),
    ("B01", "look_alike", "f", "allowance", "E05", "", "", "", ""),
    ("B22", "undecidable", "d", "allowance", "E07", "", "", "", ""),
    ("B22", "undecidable", "e", "allowance", "E07", "", "", "", ""),
]
_FINDING = ("catalogue_code", "person_id", "programme", "severity", "exemption_code")
_SHOWN = ("first_month", "last_month", "month_count", "amount_cny")


def frame_of(schema: pl.DataFrame, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Give rows the columns of a table; what they do not say is empty."""
    return pl.DataFrame([{name: row.get(name) for name in schema.columns} for row in rows], schema=schema.schema)


def findings() -> pl.DataFrame:
    rows: list[dict[str, object]] = [dict(zip((*_FINDING, *_SHOWN), row, strict=True)) for row in (*STANDING, *LIFTED)]
    for row in rows:
        row["amount_cny"] = Decimal(str(row["amount_cny"]))
    return frame_of(pl.DataFrame(FINDINGS.empty()), rows)


def review() -> pl.DataFrame:
    """The rule B01 could not tell of person d."""
    row: dict[str, object] = {
        "kind": "cannot_tell",
        "catalogue_code": "B01",
        "person_id": "P4",
        "reason": "unresolved_record",
    }
    return frame_of(pl.DataFrame(REVIEW.empty()), [row])


def persons() -> pl.DataFrame:
    rows = [
        {"person_id": person, "record_id": f"r{row}", "source": "payments", "row_number": row, "link_method": "exact"}
        for person, row, _ in PERSONS
    ]
    table = pl.DataFrame(rows).with_columns(
        source_file=pl.lit("payments.csv"),
        sheet=pl.lit(None, pl.String),
        row_number=pl.col("row_number").cast(pl.Int32),
        link_grade=pl.lit("G1"),
    )
    return table.select("record_id", pl.exclude("record_id"))


def write_truth(folder: Path) -> Path:
    folder.mkdir()
    lines = [f"payments,payments.csv,,{row},row,{true}" for _, row, true in PERSONS]
    header = "source,source_file,sheet,row_number,part,truth_person"
    (folder / "records.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    header = f"catalogue_code,role,truth_person,programme,exemption_code,{','.join(_SHOWN)}"
    lines = [",".join(str(cell) for cell in case) for case in CASES]
    (folder / "cases.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return folder


@pytest.fixture
def score(tmp_path: Path) -> FindingsScore:
    return score_findings(findings(), review(), persons(), read_case_truth(write_truth(tmp_path / "truth")))


def group_of(score: FindingsScore, group: str) -> RuleScore:
    return next(row for row in (*score.groups, *score.rules) if row.group == group)


def test_a_rule_has_its_true_cases_what_was_found_and_what_was_wrongly_said(score: FindingsScore):
    """Of a, b and d two are found, a with its months and amount; c is accused; of d the rule cannot tell."""
    rule = group_of(score, "B01")

    assert (rule.true_cases, rule.found, rule.exact, rule.missed_in_doubt, rule.false_findings) == (3, 2, 1, 1, 1)
    assert (rule.precision, rule.recall) == (0.666667, 0.666667)
    assert (rule.look_alikes, rule.look_alikes_standing) == (3, 1)


def test_what_no_export_can_tell_is_apart_and_may_be_to_verify_at_most(score: FindingsScore):
    rule = group_of(score, "B22")

    assert (rule.undecidable, rule.undecidable_standing, rule.undecidable_too_severe) == (2, 2, 1)
    assert (rule.true_cases, rule.false_findings, rule.precision, rule.recall) == (0, 0, None, None)


def test_groups_are_all_rules_kinds_and_severities(score: FindingsScore):
    found = {row.group: (row.true_cases, row.found, row.false_findings, row.precision) for row in score.groups}

    assert found == {
        "all rules": (3, 2, 1, 0.666667),
        "B: ineligible": (3, 2, 1, 0.666667),
        "severity certain": (None, 1, 1, 0.5),
        "severity strong": (None, 1, 0, 1.0),
        "severity verify": (None, 0, 0, None),
    }


def test_look_alikes_are_counted_by_the_code_that_must_lift_them(score: FindingsScore):
    found = {
        one.exemption_code: (one.look_alikes, one.lifted, one.lifted_by_another, one.not_hit, one.standing)
        for one in score.decoys
    }

    assert found == {"": (1, 0, 0, 1, 0), "E05": (1, 1, 0, 0, 0), "E06": (1, 0, 0, 0, 1)}


def test_rules_on_data_quality_are_scored_where_the_truth_names_them_alone(score: FindingsScore):
    assert score.not_scored == {"Q01": 1}
    assert "Q01" not in {row.group for row in score.rules}


def test_a_finding_of_a_rule_that_the_truth_does_not_name_is_a_false_one(tmp_path: Path):
    """The truth of a made-up county is whole: what it does not name is not so."""
    other = findings().with_columns(catalogue_code=pl.lit("A31"))
    score = score_findings(other, review(), persons(), read_case_truth(write_truth(tmp_path / "truth")))

    assert (group_of(score, "A31").false_findings, group_of(score, "A31").precision) == (6, 0.0)


def test_a_person_made_of_two_is_whose_most_records_they_hold(tmp_path: Path):
    truth = read_case_truth(write_truth(tmp_path / "truth"))
    merged = persons().with_columns(person_id=pl.Series(["P1", "P1", "P1", "P4", "P4", "P6"]))
    doubled = truth.records.with_columns(
        truth_person=pl.when(pl.col("row_number") == 3).then(pl.lit("c")).otherwise(pl.col("truth_person"))
    )

    whose = truth_of_persons(merged, type(truth)(doubled, truth.cases, truth.people))
    assert dict(whose.iter_rows()) == {"P1": "c", "P4": "d", "P6": "f"}


def test_records_may_be_packed(tmp_path: Path):
    folder = write_truth(tmp_path / "truth")
    plain = read_case_truth(folder)
    table = folder / "records.csv"
    (folder / "records.csv.gz").write_bytes(gzip.compress(table.read_bytes()))
    table.unlink()

    assert read_case_truth(folder).records.equals(plain.records)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("cases.csv", "catalogue_code,role,truth_person\nB01,violation,a\n", "no column 'programme'"),
        ("cases.csv", "catalogue_code,role,truth_person,programme\nB01,guilty,a,x\n", "knows a role 'guilty'"),
        ("records.csv", "source_file,sheet,truth_person\npayments.csv,,a\n", "no column 'row_number'"),
    ],
)
def test_a_truth_that_does_not_fit_is_refused(tmp_path: Path, name: str, content: str, what: str):
    folder = write_truth(tmp_path / "truth")
    (folder / name).write_text(content, encoding="utf-8")

    with pytest.raises(UsageError, match=what):
        read_case_truth(folder)


def test_the_command_scores_links_and_findings_together(tmp_path: Path):
    run, truth = tmp_path / "run", write_truth(tmp_path / "truth")
    run.mkdir()
    for name, table in (("persons", persons()), ("findings", findings()), ("review", review())):
        table.write_parquet(run / f"{name}.parquet")

    told, printed = (CliRunner().invoke(app, ["score", str(run), str(truth), *more]) for more in ((), ("--json",)))
    assert told.exit_code == printed.exit_code == 0, told.output
    assert "B01" in told.stdout
    rules = json.loads(printed.stdout)["findings"]["found"]["rules"]
    assert [(rule["group"], rule["found"]) for rule in rules] == [("B01", 2), ("B22", 0)]


@pytest.mark.parametrize(
    ("links", "what"), [("perfect", "without their pipeline"), ("guessed", "there are no links 'guessed'")]
)
def test_links_that_cannot_be_made_are_refused(tmp_path: Path, links: str, what: str):
    run, truth = tmp_path / "run", write_truth(tmp_path / "truth")
    run.mkdir()
    persons().write_parquet(run / "persons.parquet")

    refused = CliRunner().invoke(app, ["score", str(run), str(truth), "--links", links])
    assert isinstance(refused.exception, UsageError)
    assert what in str(refused.exception)
