"""Plant the cases that rules must find, and the lawful ones that only look like them; one module per topic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matcher.synth.cases import (
    certificates,
    conditions,
    cover,
    deaths,
    further,
    grants,
    income,
    lags,
    leads,
    local,
    missing,
    money,
    possessions,
    registered,
    reissued,
    relations,
    services,
    together,
    work,
)
from matcher.synth.cases.planter import Planter
from matcher.synth.cases.sketch import drawer
from matcher.synth.county import County
from matcher.synth.settings import Settings

_Plant = Callable[[Planter], None]

TOPICS: Final[dict[str, tuple[_Plant, _Plant]]] = {
    "deaths": (deaths.plant_violations, deaths.plant_look_alikes),
    "income": (income.plant_violations, income.plant_look_alikes),
    "certificates": (certificates.plant_violations, certificates.plant_look_alikes),
    "money": (money.plant_violations, money.plant_look_alikes),
    "together": (together.plant_violations, together.plant_look_alikes),
    "possessions": (possessions.plant_violations, possessions.plant_look_alikes),
    "work": (work.plant_violations, work.plant_look_alikes),
    "relations": (relations.plant_violations, relations.plant_look_alikes),
    "cover": (cover.plant_violations, cover.plant_look_alikes),
    "missing": (missing.plant_violations, missing.plant_look_alikes),
    "leads": (drawer(leads.VIOLATIONS), drawer(leads.LOOK_ALIKES)),
    "registered": (drawer(registered.VIOLATIONS), drawer(registered.LOOK_ALIKES)),
    "services": (drawer(services.VIOLATIONS), drawer(services.LOOK_ALIKES)),
    "conditions": (drawer(conditions.VIOLATIONS), drawer(conditions.LOOK_ALIKES)),
    "grants": (drawer(grants.VIOLATIONS), drawer(grants.LOOK_ALIKES)),
    "accounts": (grants.plant_shared_accounts, grants.plant_lawful_accounts),
    "lags": (drawer(lags.VIOLATIONS), lags.plant_look_alikes),
    "reissued": (drawer(reissued.VIOLATIONS), drawer(reissued.LOOK_ALIKES)),
    "local": (local.plant_violations, drawer(local.LOOK_ALIKES)),
    "further": (further.plant_violations, drawer(further.LOOK_ALIKES)),
}
"""Topic → what plants its true cases, and its look-alikes. Settings say by topic how often a round does it."""


def plant_cases(county: County, rounds: int, settings: Settings) -> None:
    """Plant every kind of case, round by round, each time with new people."""
    planter = Planter(county)
    for _ in range(rounds):
        for topic, (plant_violations, plant_look_alikes) in TOPICS.items():
            violations, look_alikes = settings.times(topic)
            for _ in range(violations):
                plant_violations(planter)
            for _ in range(look_alikes):
                plant_look_alikes(planter)
