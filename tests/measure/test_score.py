"""A score counts what it says, on tables small enough to count by hand; a truth that does not fit is refused."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.errors import UsageError
from matcher.measure import RunScore, Score, score_run

# record, source, sheet, row, person, method, grade, true person, what is wrong with its ID
RECORDS = [
    ("r1", "register", None, 2, "P1", "exact", "G1", "a", None),
    ("r2", "register", None, 3, "P2", "exact", "G1", "b", None),
    ("r3", "register", None, 4, "P3", "exact", "G1", "c", None),
    ("c1", "cards", "一月", 2, "P1", "exact", "G1", "a", None),
    ("c2", "cards", "一月", 3, "P1", "exact", "G1", "a", None),
    ("c3", "cards", "二月", 3, "P3", "repair", "G5", "b", "wrong_digit"),
    ("c4", "cards", "二月", 4, "P4", "alone", None, "c", "missing_id"),
]


def write_run(folder: Path) -> Path:
    names = ["record_id", "source", "sheet", "row_number", "person_id", "link_method", "link_grade"]
    persons = pl.DataFrame([row[:7] for row in RECORDS], schema=names, orient="row", infer_schema_length=None)
    persons = persons.with_columns(
        source_file=pl.col("source") + ".csv", row_number=pl.col("row_number").cast(pl.Int32)
    )
    persons.write_parquet(folder / "persons.parquet")
    return folder


def write_truth(path: Path, **columns: int) -> Path:
    """Write the truth as CSV, with some of the columns by their place in `RECORDS`."""
    found = {name: [row[place] for row in RECORDS] for name, place in columns.items()}
    if "source_file" in found:
        found["source_file"] = [f"{source}.csv" for source in found["source_file"]]
    pl.DataFrame(found, infer_schema_length=None).write_csv(path)
    return path


def score_of(score: RunScore, group: str) -> Score:
    return next(one for one in score.scores if one.group == group)


def test_pairs_are_of_different_sources_and_each_counts_once(tmp_path):
    """Linked: r1–c1, r1–c2, r3–c3. True: r1–c1, r1–c2, r2–c3, r3–c4."""
    score = score_run(write_run(tmp_path), write_truth(tmp_path / "truth.csv", record_id=0, entity=7, dirt=8))

    whole = score_of(score, "all")
    assert (whole.records, whole.linked_pairs, whole.true_pairs, whole.right_pairs) == (7, 3, 4, 2)
    assert (whole.precision, whole.recall, whole.f1) == (0.666667, 0.5, 0.571429)


def test_a_record_is_scored_by_what_it_was_linked_to_with_itself(tmp_path):
    """Precision of r3 and c3 is a half; recall of r2, r3, c3 and c4 is a half; all others are whole."""
    whole = score_of(score_run(write_run(tmp_path), write_truth(tmp_path / "truth.csv", record_id=0, entity=7)), "all")

    assert (whole.record_precision, whole.record_recall) == (round(6 / 7, 6), round(5 / 7, 6))


def test_each_kind_of_dirt_method_and_grade_has_a_score_of_its_own(tmp_path):
    score = score_run(write_run(tmp_path), write_truth(tmp_path / "truth.csv", record_id=0, entity=7, dirt=8))

    found = {one.group: (one.records, one.linked_pairs, one.true_pairs, one.right_pairs) for one in score.scores}
    assert found == {
        "all": (7, 3, 4, 2),
        "clean": (5, 5, 6, 4),
        "dirty": (2, 1, 2, 0),
        "dirt missing_id": (1, 0, 1, 0),
        "dirt wrong_digit": (1, 1, 1, 0),
        "method alone": (1, 0, 1, 0),
        "method exact": (5, 5, 6, 4),
        "method repair": (1, 1, 1, 0),
        "grade G1": (5, 5, 6, 4),
        "grade G5": (1, 1, 1, 0),
    }


def test_a_share_of_nothing_is_null(tmp_path):
    score = score_run(write_run(tmp_path), write_truth(tmp_path / "truth.csv", record_id=0, entity=7))

    alone = score_of(score, "method alone")
    assert (alone.precision, alone.recall) == (None, 0.0)


def test_a_truth_may_name_rows_by_file_sheet_and_row(tmp_path):
    by_place = write_truth(tmp_path / "truth.csv", source_file=1, sheet=2, row_number=3, truth_person=7)

    assert score_of(score_run(write_run(tmp_path), by_place), "all").right_pairs == 2


def test_what_is_left_out_is_counted(tmp_path):
    """A record without truth, a row of the truth without a record, a place that names two people."""
    path = write_truth(tmp_path / "truth.csv", record_id=0, entity=7)
    text = path.read_text(encoding="utf-8").replace("c4,c\n", "")
    path.write_text(text + "gone,z\nc3,y\n", encoding="utf-8")

    score = score_run(write_run(tmp_path), path)
    assert (score.records, score.records_without_truth) == (7, 2)
    assert (score.truth_rows_without_record, score.ambiguous_places) == (1, 1)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "there is no such truth"),
        ("record_id,person\nr1,a\n", "the truth has no column 'entity'"),
        ("source_file,entity\nregister.csv,a\n", "the truth has no column 'row_number'"),
        ("record_id,entity\nother,a\n", "no record of the run is in the truth"),
        ("", "the truth is no CSV and no Parquet table"),
    ],
)
def test_a_truth_that_does_not_fit_is_refused(tmp_path, content, what):
    path = tmp_path / "truth.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(UsageError, match=what):
        score_run(write_run(tmp_path), path)


def test_a_folder_without_persons_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no persons"):
        score_run(tmp_path, write_truth(tmp_path / "truth.csv", record_id=0, entity=7))


def test_the_command_prints_a_table_or_one_json_object(tmp_path):
    arguments = ["score", str(write_run(tmp_path)), str(write_truth(tmp_path / "truth.csv", record_id=0, entity=7))]

    told, printed = (CliRunner().invoke(app, [*arguments, *more]) for more in ((), ("--json",)))
    assert told.exit_code == printed.exit_code == 0
    assert "0.5714" in told.stdout
    assert json.loads(printed.stdout)["scores"][0]["f1"] == 0.571429
