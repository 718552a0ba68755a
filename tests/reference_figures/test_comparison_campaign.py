"""R1. A city compared 397,197 rows of three datasets: 7,667 clues, of which 6,551 were disproved and 1,116 confirmed.

The same numbers of people are made up here: those disproved have one of the lawful reasons that people found in such
campaigns, those confirmed have none. Without lawful reasons the rules give what the join gave; with them they give the
confirmed ones alone, and keep the others with the reason that lifts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from matcher.config.base import month_number
from matcher.evaluate import Evaluated
from matcher.report.figures import funnel_of
from tests.reference_figures.made_up import MadeUp, people

ROWS, RAW, DISPROVED, CONFIRMED = 397_197, 7_667, 6_551, 1_116
RULES = (
    "minimum_living_allowance_paid_after_death",
    "public_payroll_member_paid",
    "minimum_living_allowance_and_destitute_support",
)
MONTH = month_number("2025-10")
ALLOWANCE, DESTITUTE = "minimum_living_allowance", "destitute_support"
AMOUNT = {ALLOWANCE: Decimal(400), DESTITUTE: Decimal(880)}

GROUPS = {
    "dead": 300, "on_payroll": 600, "paid_both": 216,
    "death_withdrawn": 900, "death_dates_differ": 500, "paid_back": 251,
    "temporary_post": 3_000, "gradual_exit": 1_500, "month_of_conversion": 400,
}  # fmt: skip
"""People by what is so of them. The first three are confirmed; the others have a lawful reason."""
REASONS = {"E03": 400, "E04": 1_500, "E05": 1_400, "E06": 251, "E15": 3_000}


@dataclass(frozen=True)
class Campaign:
    """The made-up rows, and who is confirmed."""

    data: MadeUp
    confirmed: frozenset[str]


def campaign(rows: int = ROWS) -> Campaign:
    """Make so many payment rows of one month, among them the people of all groups."""
    data, groups, first = MadeUp(), dict[str, list[str]](), 0
    for name, count in GROUPS.items():
        groups[name], first = people(first, count), first + count
    paid = {"benefit_month": MONTH, "payment_status": "paid", "batch": "one"}
    hit = [person for members in groups.values() for person in members]
    data.add("payment", hit, programme=ALLOWANCE, amount_cny=AMOUNT[ALLOWANCE], **paid)
    both = groups["paid_both"] + groups["month_of_conversion"]
    data.add("payment", both, programme=DESTITUTE, amount_cny=AMOUNT[DESTITUTE], **paid)
    data.add("payment", groups["paid_back"], programme=ALLOWANCE, amount_cny=-AMOUNT[ALLOWANCE], **paid)
    _lawful_reasons(data, groups)
    rest = people(first, rows - data.count("payment"))
    few = len(rest) // 8
    data.add("payment", rest[:few], programme=DESTITUTE, amount_cny=AMOUNT[DESTITUTE], **paid)
    data.add("payment", rest[few:], programme=ALLOWANCE, amount_cny=AMOUNT[ALLOWANCE], **paid)
    return Campaign(data, frozenset(groups["dead"] + groups["on_payroll"] + groups["paid_both"]))


def _lawful_reasons(data: MadeUp, groups: dict[str, list[str]]) -> None:
    died = date(2025, 5, 20)
    data.add("death", groups["dead"] + groups["paid_back"], kind="cremation", died_on=died)
    data.add("death", groups["death_withdrawn"], kind="deregistration", died_on=died, withdrawn_on=date(2025, 7, 1))
    data.add("death", groups["death_dates_differ"], kind="cremation", died_on=died)
    data.add("death", groups["death_dates_differ"], kind="certificate", died_on=date(2025, 10, 3))
    payroll = {"kind": "public_payroll", "first_month": month_number("2020-01")}
    data.add("employment", groups["on_payroll"] + groups["gradual_exit"], status="serving", **payroll)
    data.add("employment", groups["temporary_post"], status="temporary", **payroll)
    spell = {"first_month": month_number("2020-01")}
    grace = {"stop_month": MONTH, "grace_until_month": MONTH + 2}
    data.add("benefit_spell", groups["gradual_exit"], programme=ALLOWANCE, **spell, **grace)
    data.add("benefit_spell", groups["month_of_conversion"], programme=ALLOWANCE, **spell)
    data.add("benefit_spell", groups["month_of_conversion"], programme=DESTITUTE, first_month=MONTH)


def verdicts(evaluated: Evaluated, confirmed: frozenset[str]) -> dict[str, str]:
    """Say of every finding what people would find."""
    found = evaluated.findings.select(["finding_id", "person_id"]).to_pylist()
    return {row["finding_id"]: "confirmed" if row["person_id"] in confirmed else "disproved" for row in found}


def test_the_made_up_groups_are_those_of_the_figure():
    assert sum(GROUPS.values()) == RAW
    assert sum(REASONS.values()) == DISPROVED
    assert RAW - DISPROVED == CONFIRMED


@pytest.mark.slow
def test_the_funnel_of_the_campaign_at_full_size(tmp_path: Path):
    """All 397,197 rows: the lawful reasons lift the 6,551, and nobody else is hit."""
    made = campaign()

    evaluated = made.data.evaluate(tmp_path, RULES)

    funnel = funnel_of(made.data.count("payment"), evaluated.findings, verdicts(evaluated, made.confirmed))
    assert (funnel.rows, funnel.raw_hits, funnel.clues) == (ROWS, RAW, CONFIRMED)
    assert funnel.lifted == REASONS
    assert funnel.verdicts == {"confirmed": CONFIRMED, "disproved": 0, "partly": 0, "pending": 0}
    assert funnel.precision == 1
    assert funnel.raw_precision == pytest.approx(0.1456, abs=0.0001)


def test_the_same_campaign_without_lawful_reasons(tmp_path: Path):
    """A bare join gives the clues of the campaign: 85.4 in a hundred are disproved. A tenth of the rows is enough."""
    made = campaign(ROWS // 10)

    evaluated = made.data.evaluate(tmp_path, RULES, lifted=False)

    funnel = funnel_of(made.data.count("payment"), evaluated.findings, verdicts(evaluated, made.confirmed))
    assert (funnel.clues, funnel.lifted) == (RAW, {})
    assert (funnel.verdicts["confirmed"], funnel.verdicts["disproved"]) == (CONFIRMED, DISPROVED)
    assert funnel.precision == pytest.approx(0.1456, abs=0.0001)
