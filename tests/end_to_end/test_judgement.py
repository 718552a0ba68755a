"""People judge pairs of the sample county, and the next run follows them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.end_to_end.command import WHY, matcher
from tests.end_to_end.conftest import NIGHTLY, apply_only


@pytest.fixture(scope="module")
def judged(tmp_path_factory, published) -> Path:
    """A copy of the published workspace, with two workbooks of questions beside it."""
    folder = Path(tmp_path_factory.mktemp("judged"))
    shutil.copytree(published.folder.parents[1], folder / "workspace")
    for name, options in (("queue", ("--unmasked", *WHY)), ("sample", ("--sample",))):
        result = judgement(folder, "export", NIGHTLY, f"{name}.xlsx", "--lang", "en", *options)
        assert result.returncode == 0, result.stderr
    return folder


def judgement(folder, command, *arguments):
    """Run one of the commands in a folder."""
    return matcher("judgement", command, *arguments, "--workspace", folder / "workspace", cwd=folder)


def answer(path, answers, skipped=()):
    """Fill in the first rows of a workbook, but for some codes; give the code of each row that was filled in."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = [number for number in range(5, sheet.max_row + 1) if sheet[f"G{number}"].value not in skipped]
    for number, verdict in zip(rows, answers, strict=False):
        sheet[f"B{number}"] = verdict
    book.save(path)
    return {sheet[f"G{number}"].value: number for number, _ in zip(rows, answers, strict=False)}


def texts(path):
    """Every text of a workbook."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_questions_are_masked_and_show_no_weight(judged):
    """Unless asked otherwise; a weight never."""
    masked, full = (texts(judged / f"{name}.xlsx") for name in ("sample", "queue"))

    assert any("**" in text for text in masked)
    assert not any("**" in text for text in full)
    assert not any("bits" in text or "accepted" in text for text in [*masked, *full])


def test_a_workbook_is_never_written_over(judged):
    """What people wrote into it would be lost."""
    result = judgement(judged, "export", NIGHTLY, "queue.xlsx")

    assert result.returncode == 2
    assert "the file is there already" in result.stderr


def test_judgements_are_taken_followed_and_learnt_from(judged, site, run_nightly):
    """Export, judge, import, run: the pair is decided, probabilities are those of judged pairs, rates have bounds."""
    queue, sample = judged / "queue.xlsx", judged / "sample.xlsx"
    (pair,) = answer(queue, ["same"])
    left_to_people = set(texts(queue))
    answered = answer(sample, ["same"] * 100 + ["different"] * 2 + ["perhaps"], left_to_people)
    asked = [json.loads(line) for line in (judged / "workspace/judgements/asked.jsonl").read_text().splitlines()]
    record_id, person = next((one["left"]["record_id"], one["right"]) for one in asked if one["pair"] == pair)

    first = json.loads(judgement(judged, "import", NIGHTLY, queue, sample, "--by", "王科长", "--json").stdout)
    again = json.loads(judgement(judged, "import", NIGHTLY, queue, sample, "--by", "王科长", "--json").stdout)
    rates = json.loads(judgement(judged, "rates", NIGHTLY, "--json").stdout)
    published = run_nightly(judged / "workspace", apply_only(site, "B01"))

    assert (first["taken"], first["refused"]) == (103, 1)
    assert [(row["file"], row["row_number"], row["reason"]) for row in first["refused_rows"]] == [
        ("sample.xlsx", max(answered.values()), "not_a_verdict")
    ]
    assert (again["taken"], again["unchanged"], again["refused"]) == (0, 103, 1)
    assert {rate["kind"] for rate in rates["rates"]} >= {"false_link"}
    assert all(0 <= rate["low"] <= rate["share"] <= rate["high"] <= 1 for rate in rates["rates"])
    persons = {row["record_id"]: row for row in pq.read_table(published.folder / "persons.parquet").to_pylist()}
    assert persons[record_id]["link_method"] == "judged"
    assert persons[record_id]["person_id"] == persons[person["record_id"]]["person_id"] == person["id_key"]
    counts = json.loads((published.folder / "manifest.json").read_text(encoding="utf-8"))["link"]
    assert counts["judged_pairs_in_this_run"] == 103
    assert counts["calibration_pairs"] == sum(step["pairs"] for step in rates["calibration"]["steps"])
    steps = {step["probability"] for step in rates["calibration"]["steps"]}
    assert {row["match_probability"] for row in persons.values() if row["link_method"] == "repair"} <= steps
