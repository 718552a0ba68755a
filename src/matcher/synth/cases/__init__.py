"""Plant the cases that the twelve rules of first light must find, and the lawful ones that only look like them."""

from __future__ import annotations

from matcher.synth.cases.certificates import plant_certificates
from matcher.synth.cases.deaths import plant_deaths
from matcher.synth.cases.income import plant_income
from matcher.synth.cases.missing import plant_missing
from matcher.synth.cases.planter import Planter
from matcher.synth.county import County


def plant_cases(county: County, rounds: int) -> None:
    """Plant every kind of case `rounds` times, each time with new people."""
    for _ in range(rounds):
        planter = Planter(county)
        plant_deaths(planter)
        plant_income(planter)
        plant_certificates(planter)
        plant_missing(planter)
