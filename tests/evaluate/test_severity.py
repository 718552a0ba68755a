"""A rule's own severity is for findings that carry it: in each of their months, and with links that suffice."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.evaluate import check_rules
from tests.evaluate.cases import evaluate_case
from tests.evaluate.configuration import TRIAL, codes, model, policies
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid

LARGE = {"to": "strong", "unless": "payment.amount_cny > 300"}


def severities(rows: Rows, folder: Path, **changes: object) -> list[str]:
    evaluated = evaluate_case(case_of(rows), folder, changed(RULE, **{"lowered": LARGE, **changes}))
    severity: list[str] = evaluated.findings["severity"].to_pylist()
    return severity


@pytest.mark.parametrize(
    ("payments", "severity"),
    [
        ([paid("zhao", "2025-04..2025-06")], "certain"),
        ([paid("zhao", "2025-04..2025-06", amount_cny="200")], "strong"),
        ([paid("zhao", "2025-04..2025-05"), paid("zhao", "2025-06", amount_cny="200")], "strong"),
        ([paid("zhao", "2025-04", amount_cny="200"), paid("zhao", "2025-04")], "certain"),
        ([paid("zhao", "2025-02", amount_cny="200"), paid("zhao", "2025-04")], "certain"),
    ],
    ids=["each month carries it", "no month does", "one month does not", "one row of the month does", "month before"],
)
def test_each_month_of_a_finding_must_carry_the_severity(payments: list[dict[str, str]], severity: str, tmp_path: Path):
    """One weak month makes the finding weak: its amount counts that month too. Months that do not hit do not count."""
    assert [severity] == severities({"payment": payments, "death": [death("zhao", "2025-03-10")]}, tmp_path)


def test_a_value_that_is_empty_does_not_carry_it(tmp_path: Path):
    """What is not known makes nothing certain."""
    rows: Rows = {"payment": [paid("zhao", "2025-04")], "death": [death("zhao", "2025-03-10")]}

    assert severities(rows, tmp_path, lowered={"to": "strong", "unless": "death.cremated_on < as_of"}) == ["strong"]


@pytest.mark.parametrize(("to", "severity"), [("strong", "verify"), ("watch", "watch")])
def test_a_weak_link_lowers_further_but_never_raises(to: str, severity: str, tmp_path: Path):
    """A link by name and village is at most for a visit, and what is only watched stays so."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-04", amount_cny="200", grade="G4")],
        "death": [death("zhao", "2025-03-10")],
    }

    assert [severity] == severities(rows, tmp_path, lowered={**LARGE, "to": to})


@pytest.mark.parametrize(
    ("lowered", "key", "what"),
    [
        ({**LARGE, "to": "certain"}, "lowered.to", "'certain' is not lower than 'certain'"),
        ({**LARGE, "unless": "payment.amount > 300"}, "lowered.unless", "unknown column 'payment.amount'"),
        ({**LARGE, "unless": "payment.amount_cny"}, "lowered.unless", "its value is of kind number"),
    ],
)
def test_a_severity_that_cannot_be_lowered_so_is_refused(lowered: dict[str, str], key: str, what: str):
    """A slip is named with its place in the rule."""
    faults = check_rules(
        changed(RULE, lowered=lowered),
        model=model(),
        codes=codes(),
        policies=policies(),
        filled_tables=frozenset(model()),
        trial=TRIAL,
    )

    assert [key] == [fault.key for fault in faults]
    assert what in faults[0].what
