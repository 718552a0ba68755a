"""R7. Twenty households were aided with 250,000 yuan: fifteen at 10,000 and five at 20,000, by their status."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from matcher.config.base import month_number
from tests.reference_figures.made_up import MadeUp, people

RULE = "rebuilding_aid_not_by_status"
ON_ALLOWANCE, POOR, BOTH = people(0, 15), people(15, 3), people(18, 2)
RATES = {"allowance": Decimal(10_000), "poor": Decimal(20_000)}


def households(wrong: tuple[str, Decimal] | None = None) -> MadeUp:
    """Make the twenty households, one of them aided at a wrong amount where that is wanted."""
    data = MadeUp()
    amounts = dict.fromkeys(ON_ALLOWANCE, RATES["allowance"]) | dict.fromkeys(POOR + BOTH, RATES["poor"])
    for person, amount in (amounts | dict([wrong] if wrong else [])).items():
        data.add("housing_aid", [person], kind="disaster_rebuilding", approved_on=date(2025, 7, 1), amount_cny=amount)
    since = month_number("2020-01")
    data.add("benefit_spell", ON_ALLOWANCE + BOTH, programme="minimum_living_allowance", first_month=since)
    data.add("monitored_household", POOR + BOTH, household_type="lifted")
    data.add("household_member", ON_ALLOWANCE + POOR + BOTH, kind="aid")
    return data


def test_the_published_sum_is_that_of_the_rates(tmp_path: Path):
    """25 ten-thousands; households of both statuses count once, at the higher rate, and nobody is a finding."""
    data = households()

    evaluated = data.evaluate(tmp_path, [RULE])

    assert sum(row["amount_cny"] for row in data.rows["housing_aid"]) == 250_000
    assert evaluated.outcomes[RULE]["trials"] == 20
    assert evaluated.findings.num_rows == 0


def test_one_household_at_the_lower_rate_is_found_with_the_difference(tmp_path: Path):
    evaluated = households((BOTH[0], RATES["allowance"])).evaluate(tmp_path, [RULE])

    found = evaluated.findings.select(["person_id", "amount_cny"]).to_pylist()
    assert found == [{"person_id": BOTH[0], "amount_cny": Decimal(10_000)}]
