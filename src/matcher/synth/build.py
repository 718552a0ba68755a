"""Build the made-up county in memory: planted cases, ordinary households around them, lawful lives, what blurs it."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from matcher.errors import Fault, UsageError
from matcher.synth.cases import plant_cases
from matcher.synth.county import County
from matcher.synth.disturbances import disturb
from matcher.synth.livelihoods import live
from matcher.synth.population import settle
from matcher.synth.settings import Settings, read_settings
from matcher.synth.timeline import Window

FEWEST_PERSONS: Final = 2000
"""One round of planted cases fits into this many people."""


def build_county(*, persons: int, seed: int, as_of: date, settings: Settings | None = None) -> County:
    """Build a county of exactly this many people; every 5,000, or what the settings say, bring a round of cases.

    Raises:
        UsageError: Fewer people than the planted cases need.
    """
    if persons < FEWEST_PERSONS:
        mend = f"ask for {FEWEST_PERSONS} or more"
        raise UsageError(Fault(f"{persons} people are too few for the planted cases", "--persons", mend))
    chosen = settings or read_settings()
    county = County(Random(seed), Window(as_of))
    plant_cases(county, max(1, persons // chosen.persons_a_round), chosen)
    settle(county, persons)
    live(county)
    disturb(county, chosen.rates)
    return county
