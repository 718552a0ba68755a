"""The alerts of one month: plain data that outboxes and summaries are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from matcher.config.base import Text
from matcher.config.systems import Direction, Level
from matcher.report.masking import ID_MASKS, Receiver, mask_name


@dataclass(frozen=True)
class Alert:
    """One person in one direction, with everything that raises it."""

    person_id: str
    person_name: str
    citizen_id: str
    area_code: str | None
    direction: Direction
    level: Level
    """The highest of its signals'."""
    category: str
    """The first group that the person is in."""
    signals: tuple[str, ...]
    rules: tuple[str, ...]
    """Rules of the findings behind it."""
    agencies: tuple[str, ...]
    """Who is told, sorted."""
    since: str
    """First month of an alert of this person and direction, YYYY-MM; of those that are kept."""
    is_new: bool
    """Whether the month before had none."""
    next_visit_on: date | None
    """Of who is watched and not yet entitled: when to look again. None: the alert is acted on now."""


@dataclass(frozen=True)
class Conversion:
    """Forward alerts of one month, and how many of their people have been given aid since."""

    month: str
    alerted: int
    aided: int

    @property
    def share(self) -> float | None:
        """Share aided; None where nobody was alerted."""
        return self.aided / self.alerted if self.alerted else None


@dataclass(frozen=True)
class WarningFacts:
    """Everything that is said of one month."""

    title: Text
    run_id: str
    as_of: date
    month: str
    alerts: tuple[Alert, ...]
    """Red first, then by place and person."""
    population: Mapping[str, int]
    """People by group, each in every group that he or she is in."""
    watched: int
    """People in any group, each once."""
    outside: int
    """People with a finding or row that would raise an alert, and who are in no group: told, not alerted."""
    conversions: tuple[Conversion, ...]
    """By month of the alert; the month itself is not among them: nobody can have been aided since."""
    category_titles: Mapping[str, Text]
    signal_titles: Mapping[str, Text]
    rule_titles: Mapping[str, Text]
    """What each rule looks for, behind its catalogue code."""
    agency_titles: Mapping[str, Text]
    area_names: Mapping[str, str]


def masked_alert(alert: Alert, receiver: Receiver) -> Alert:
    """Give an alert with name and ID masked as a receiver may see them."""
    citizen_id = ID_MASKS[receiver](alert.citizen_id)
    return replace(alert, person_name=mask_name(alert.person_name), citizen_id=citizen_id)
