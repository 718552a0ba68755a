"""Build the made-up county in memory: planted cases first, ordinary households around them, then lawful lives."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from matcher.errors import Fault, UsageError
from matcher.synth.cases import plant_cases
from matcher.synth.county import County
from matcher.synth.livelihoods import live
from matcher.synth.population import settle
from matcher.synth.timeline import Window

FEWEST_PERSONS: Final = 500
"""One round of planted cases needs about half of this many people."""

_PERSONS_A_ROUND: Final = 5000


def build_county(*, persons: int, seed: int, as_of: date) -> County:
    """Build a county of exactly this many people; every 5,000 bring a round of planted cases.

    Raises:
        UsageError: Fewer people than the planted cases need.
    """
    if persons < FEWEST_PERSONS:
        mend = f"ask for {FEWEST_PERSONS} or more"
        raise UsageError(Fault(f"{persons} people are too few for the planted cases", "--persons", mend))
    county = County(Random(seed), Window(as_of))
    plant_cases(county, rounds=max(1, persons // _PERSONS_A_ROUND))
    settle(county, persons)
    live(county)
    return county
