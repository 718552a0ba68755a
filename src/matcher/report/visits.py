"""Who is to be visited where: the people of a month's alerts, each once, by village, grid and household. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.report.warnings import Alert, WarningFacts


@dataclass(frozen=True)
class Home:
    """Where a person lives."""

    household: str
    """Household of the register, told apart by source; empty where none is known."""
    grid: str = ""
    """Grid (网格) of the household; empty where the office named none."""
    keeper: str = ""
    """Who looks after the grid (网格员)."""


NO_HOME = Home("")


@dataclass(frozen=True)
class Visit:
    """One person to be visited, with everything that speaks for it."""

    alert: Alert
    """The person's first alert: red before orange, help before doubt."""
    signals: tuple[str, ...]
    """Of all alerts."""
    rules: tuple[str, ...]
    """Rules of the findings behind them."""
    next_visit_on: str
    """YYYY-MM-DD, where nothing is due yet; empty: now."""
    home: Home


def visits_of(facts: WarningFacts, homes: Mapping[str, Home]) -> dict[str, list[Visit]]:
    """Choose whom to visit, by village.

    Everybody who may need help or is watched, and those whom only a visit can clear of a doubt (orange); what records
    say for certain is for agencies.

    Args:
        facts: The alerts of a month.
        homes: Where people live, by person_id.

    Returns:
        Visits by area code (empty text where none is known): by grid, household and person.
    """
    alerts: dict[str, list[Alert]] = {}
    for alert in facts.alerts:
        if alert.direction == "forward" or alert.level == "orange":
            alerts.setdefault(alert.person_id, []).append(alert)
    villages: dict[str, list[Visit]] = {}
    for person_id, own in sorted(alerts.items()):
        visit = _visit(own, homes.get(person_id, NO_HOME))
        villages.setdefault(visit.alert.area_code or "", []).append(visit)
    return {code: sorted(villages[code], key=_order) for code in sorted(villages)}


def _visit(alerts: list[Alert], home: Home) -> Visit:
    alerts = sorted(alerts, key=lambda one: (one.level != "red", one.direction != "forward"))
    watched = [one.next_visit_on for one in alerts]
    return Visit(
        alert=alerts[0],
        signals=tuple(dict.fromkeys(name for one in alerts for name in one.signals)),
        rules=tuple(dict.fromkeys(name for one in alerts for name in one.rules)),
        next_visit_on="" if None in watched else min(day.isoformat() for day in watched if day is not None),
        home=home,
    )


def _order(visit: Visit) -> tuple[bool, str, bool, str, str]:
    home = visit.home
    return (not home.grid, home.grid, not home.household, home.household, visit.alert.person_id)
