"""A second night judges whom its difference reaches; it gives what a judging of everybody would give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher.evaluate import Evaluated, RuleBook, again, judging
from tests.evaluate.case_records import Case, records_of
from tests.evaluate.cases import evaluate_book, with_others
from tests.evaluate.configuration import book
from tests.evaluate.test_buckets import LOOKING_ELSEWHERE, all_cases


def told(evaluated: Evaluated) -> tuple[Any, ...]:
    return evaluated.findings, evaluated.review, evaluated.exempted, evaluated.outcomes


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
    rule: str, buckets: int, tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
):
    """Rows come, go and move; whoever looked at them, or looks at them now, is judged again."""
    monkeypatch.setattr(again, "_MOST", 1)
    case = all_cases(rule)
    case = replace(case, trial=replace(case.trial, buckets=buckets))
    kept = tmp_path / "kept"
    nights = [differing_by(case, 0, 0.05), case, case, differing_by(case, 1, 0.1), differing_by(case, 2, 0.02)]

    for number, night in enumerate(nights):
        second = judged(night, tmp_path / f"{number}", kept)
        whole = judged(night, tmp_path / f"{number}-whole", None)
        assert told(second) == told(whole), number

    assert counted.count("judge_again") >= 2
