"""Standard error speaks to people or to log readers, and says no number of a person to either."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.cli.printing import print_error
from matcher.cli.talking import redacted
from matcher.errors import Fault, UsageError
from tests.end_to_end.command import matcher


@pytest.mark.parametrize("number", ["13800001234", "6222020000001234567", "6217000000001234"])
def test_what_looks_like_a_number_of_a_person_is_hidden(number: str):
    assert redacted(f"row 7 says {number}, twice") == "row 7 says ***, twice"


@given(st.dates(date(1930, 1, 1), date(2025, 1, 1)), st.integers(0, 999), st.sampled_from("0123456789X"))
def test_every_citizen_id_is_hidden(born: date, order: int, check: str):
    """Whatever day and order, with a wrong check digit too: also where text stands right beside it."""
    citizen_id = f"180121{born:%Y%m%d}{order:03d}{check}"

    assert redacted(f"身份证号{citizen_id}，第3行") == "身份证号***，第3行"
    assert redacted(citizen_id.lower()) == "***"
    assert redacted(f"旧证{citizen_id[:6]}{citizen_id[8:17]}") == "旧证***"


@pytest.mark.parametrize(
    "text",
    [
        "民政局/低保名册_20251130.xlsx: 63,684 rows",
        "run 0001-2025-11-30 published",
        "file 9f86d081884c7d659a2feaa0c55ad015 of 1234567890 bytes",
        "area 180121001002",
    ],
)
def test_names_of_files_days_runs_and_places_stay(text: str):
    """A message that hides what it is about helps nobody."""
    assert redacted(text) == text


def test_a_fault_is_one_json_object_a_line(tmp_path: Path):
    """With the code, the exit code, where it is and how to mend it."""
    pipeline = tmp_path / "nightly.yaml"
    pipeline.write_text("pipeline: night\n", encoding="utf-8")

    said = matcher("--log", "json", "check", pipeline)

    entries = [json.loads(line) for line in said.stderr.splitlines()]
    assert said.returncode == 2
    assert {entry["code"] for entry in entries} == {"MATCH-C001"}
    assert {entry["exit_code"] for entry in entries} == {2}
    assert all(entry["level"] == "error" and entry["where"] and entry["mend"] for entry in entries)
    assert all(datetime.fromisoformat(entry["time"]).tzinfo for entry in entries)


def test_people_are_spoken_to_in_text(tmp_path: Path):
    pipeline = tmp_path / "nightly.yaml"
    pipeline.write_text("pipeline: night\n", encoding="utf-8")

    assert matcher("check", pipeline).stderr.startswith("MATCH-C001")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_fault_hides_what_looks_like_a_number_of_a_person(as_json: bool, capsys: pytest.CaptureFixture[str]):
    """On standard output too: what a night prints goes into a log as well."""
    said = "13800001234"

    print_error(UsageError(Fault(f"no {said}", f"list_{said}.csv", f"take {said} out")), as_json=as_json)

    told = capsys.readouterr()
    assert said not in told.out + told.err
    assert (told.out + told.err).count("***") == 3
