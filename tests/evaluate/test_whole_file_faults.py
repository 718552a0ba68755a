"""A fault that most rows of a file share is the file's: it is not told of each row."""

from __future__ import annotations

from pathlib import Path

from tests.evaluate.case_records import Case
from tests.evaluate.cases import evaluate_case, found_findings
from tests.evaluate.configuration import TRIAL


def case_of(statuses: dict[str, int]) -> Case:
    """Make a list in which so many people have each status of their ID."""
    rows = [
        {"person": f"{status}{number}", "kind": "cremation", "citizen_id_status": status}
        for status, count in statuses.items()
        for number in range(count)
    ]
    nothing: dict[str, str] = {}
    return Case("citizen_id_masked", "made up", TRIAL, {"death": rows}, {}, nothing, nothing, [], [])


def test_a_list_with_all_ids_masked_gives_no_finding_for_each_of_its_rows(tmp_path: Path):
    assert found_findings(evaluate_case(case_of({"masked": 60, "valid": 20}), tmp_path)) == []


def test_masked_ids_among_whole_ones_are_told_row_by_row(tmp_path: Path):
    assert len(found_findings(evaluate_case(case_of({"masked": 25, "valid": 25}), tmp_path))) == 25


def test_a_handful_of_rows_is_no_file_to_speak_of(tmp_path: Path):
    assert len(found_findings(evaluate_case(case_of({"masked": 19}), tmp_path))) == 19
