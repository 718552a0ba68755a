"""A second night judges whom its difference reaches; it gives what a judging of everybody would give."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.evaluate import Evaluated, RuleBook, again, judging
from matcher.evaluate import kept as kept_module
from tests.evaluate.case_records import Case, records_of
from tests.evaluate.cases import evaluate_book, read_cases, with_others
from tests.evaluate.configuration import book
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid
from tests.evaluate.test_buckets import LOOKING_ELSEWHERE, all_cases, told

Difference = tuple[int, float] | None
"""Seed and share of rows that are left out; none: all are there."""


def rules_of(case: Case) -> RuleBook:
    named = with_others(case.rule, book())
    return RuleBook(tuple(one for one in book().rules if one.rule in named), book().exemptions)


def judged(case: Case, folder: Path, kept: Path | None) -> Evaluated:
    folder.mkdir()
    records = replace(records_of(case, folder), kept=kept)
    return evaluate_book(case, records, folder, rules_of(case))


def differing_by(case: Case, seed: int, share: float) -> Case:
    """Leave rows out, so that others move up; the more, the larger the share."""
    random = np.random.default_rng(seed)
    rows = {table: [row for row in given if random.random() >= share] for table, given in case.rows.items()}
    return replace(case, rows={table: given for table, given in rows.items() if given})


@pytest.fixture(scope="module")
def judged_whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Difference], tuple[Any, ...]]:
    """What a judging of everybody tells of the cases of a rule, in one bucket; each night once for all tests."""

    @cache
    def of_night(rule: str, difference: Difference) -> tuple[Any, ...]:
        case = all_cases(rule)
        night = differing_by(case, *difference) if difference else case
        return told(judged(night, tmp_path_factory.mktemp("whole") / "night", None))

    return of_night


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How each night was judged, in turn."""
    seen: list[str] = []
    for name in ("judge_again", "judge_everybody"):
        called = getattr(judging, name)

        def noted(*given: Any, name: str = name, called: Any = called) -> Any:
            result = called(*given)
            if result is not None:
                seen.append(name)
            return result

        monkeypatch.setattr(judging, name, noted)
    return seen


@pytest.mark.parametrize("rule", LOOKING_ELSEWHERE)
@pytest.mark.parametrize("buckets", [1, 5])
def test_a_second_night_gives_what_a_judging_of_everybody_gives(
    rule: str,
    buckets: int,
    tmp_path: Path,
    counted: list[str],
    monkeypatch: pytest.MonkeyPatch,
    judged_whole: Callable[[str, Difference], tuple[Any, ...]],
):
    """Rows come, go and move; whoever looked at them, or looks at them now, is judged again."""
    monkeypatch.setattr(again, "_MOST", 1)
    monkeypatch.setattr(again, "_FEWEST_ROWS", 0)
    case = all_cases(rule)
    case = replace(case, trial=replace(case.trial, buckets=buckets))
    kept = tmp_path / "kept"
    differences = [(0, 0.05), None, None, (1, 0.1), (2, 0.02)]

    for number, difference in enumerate(differences):
        night = differing_by(case, *difference) if difference else case
        second = judged(night, tmp_path / f"{number}", kept)
        assert told(second) == judged_whole(rule, difference), number

    assert counted.count("judge_again") >= 2


DEATHS = {
    "payment": [paid(f"p{number}", "2025-04..2025-06") for number in range(30)],
    "death": [death(f"p{number}", "2025-03-10") for number in range(0, 30, 3)],
}


def night(rows: Rows, folder: Path, kept: Path | None, rules: RuleBook | None = None) -> Evaluated:
    folder.mkdir()
    return evaluate_book(
        case_of(rows), replace(records_of(case_of(rows), folder), kept=kept), folder, rules or rules_of(case_of(rows))
    )


def test_nobody_is_judged_where_nothing_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An unchanged night costs the comparison, whatever its size."""
    first = night(DEATHS, tmp_path / "1", tmp_path / "kept")
    monkeypatch.delattr(again, "judge_bucket")
    monkeypatch.delattr(judging, "judge_everybody")

    assert told(night(DEATHS, tmp_path / "2", tmp_path / "kept")) == told(first)


def changed_rules() -> RuleBook:
    return changed(RULE, min_months=3)


def shuffled(rows: Rows) -> Rows:
    return {table: given[::-1] for table, given in rows.items()}


@pytest.mark.parametrize(
    "second", [lambda rows: (rows, changed_rules()), lambda rows: (shuffled(rows), None)], ids=["rules", "order"]
)
def test_everybody_is_judged_where_rules_or_the_order_of_rows_differ(
    second: Callable[[Rows], tuple[Rows, RuleBook | None]], tmp_path: Path, counted: list[str]
):
    """What decides beside the rows is the same, or nothing is taken over."""
    night(DEATHS, tmp_path / "1", tmp_path / "kept")
    rows, rules = second(DEATHS)

    found = night(rows, tmp_path / "2", tmp_path / "kept", rules)

    assert counted == ["judge_everybody", "judge_everybody"]
    assert told(found) == told(night(rows, tmp_path / "3", None, rules))


@pytest.mark.parametrize("harm", ["bytes", "state", "gone"])
def test_what_was_kept_and_is_not_whole_is_not_used(harm: str, tmp_path: Path, counted: list[str]):
    """It is a memory: without it all is judged, and it is made anew."""
    kept = tmp_path / "kept"
    first = night(DEATHS, tmp_path / "1", kept)
    path = next((kept / "laid").glob("core-payment-*"))
    if harm == "bytes":
        path.write_bytes(bytes(path.stat().st_size))
    elif harm == "state":
        (kept / "manifest.json").write_text("{", encoding="utf-8")
    else:
        shutil.rmtree(kept)

    assert told(night(DEATHS, tmp_path / "2", kept)) == told(first)
    assert told(night(DEATHS, tmp_path / "3", kept)) == told(first)
    assert counted == ["judge_everybody", "judge_everybody", "judge_again"]


def test_a_household_number_that_becomes_a_placeholder_unties_those_who_had_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
):
    """The fifty-first member is new; the fifty before have not changed a word, and are a household no more."""
    monkeypatch.setattr(again, "_MOST", 0)
    monkeypatch.setattr(again, "_FEWEST_ROWS", 0)
    rules = changed(
        RULE, facts={"death": {"table": "death", "expect": "present", "of": "household"}}, parameters=[], exempt=[]
    )

    def of_members(count: int) -> Rows:
        people = [f"p{number}" for number in range(count)]
        return {
            "payment": [paid(person, "2025-04") for person in people],
            "death": [death("p0", "2025-03-10")],
            "household_member": [{"person": person, "kind": "aid", "household_key": "7"} for person in people],
        }

    small = night(of_members(50), tmp_path / "1", tmp_path / "kept", rules)
    large = night(of_members(51), tmp_path / "2", tmp_path / "kept", rules)

    assert (small.findings.num_rows, large.findings.num_rows) == (50, 1)
    assert counted == ["judge_everybody", "judge_again"]


def test_a_finding_goes_when_its_own_record_could_be_somebody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[str]
):
    """Nothing of the person has changed but that somebody came who could be meant: nothing is claimed of either."""
    monkeypatch.setattr(again, "_MOST", 0)
    monkeypatch.setattr(again, "_FEWEST_ROWS", 0)
    sure = next(case for case in read_cases() if case.rule == "severe_disability_without_nursing_subsidy")
    certificates = [{**row, "could_be": "sun"} for row in sure.rows["disability_certificate"]]
    unsure = replace(sure, rows={**sure.rows, "disability_certificate": certificates})

    nights = [
        judged(case, tmp_path / f"{number}", tmp_path / "kept") for number, case in enumerate([sure, unsure, sure])
    ]

    assert [found.findings["person_id"].to_pylist() for found in nights] == [["zhao"], [], ["zhao"]]
    assert counted == ["judge_everybody", "judge_again", "judge_again"]


def test_a_full_disk_costs_the_memory_and_not_the_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What is found stands; the next night judges everybody."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    first = night(DEATHS, tmp_path / "1", None)
    monkeypatch.setattr(kept_module, "write_json", full)

    assert told(night(DEATHS, tmp_path / "2", tmp_path / "kept")) == told(first)
    assert not (tmp_path / "kept").exists()


def test_what_is_kept_is_for_the_owner_alone(tmp_path: Path):
    """Rows of people lie in it."""
    night(DEATHS, tmp_path / "1", tmp_path / "kept")

    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
