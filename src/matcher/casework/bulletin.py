"""The figures of a month, a quarter or a year, county by county: what was found, answered, confirmed and paid. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import pyarrow as pa

from matcher.config.base import month_number, month_text
from matcher.link.calibration import wilson

EVERYWHERE: Final = "all"
UNKNOWN: Final = "unknown"
_TRUE: Final = frozenset({"confirmed", "partly"})
_JUDGED: Final = _TRUE | {"disproved"}
_COUNTY_DIGITS: Final = 6


@dataclass
class Tally:
    """What happened in some months in one county."""

    found: int = 0
    """Clues found, by the day that the run describes."""
    dispatched: int = 0
    """Clues given out; one that went out twice in a month counts once."""
    due: int = 0
    """Clues whose answer was due."""
    in_time: int = 0
    """Of those: answered by the day due."""
    late: int = 0
    """Of those: answered after it."""
    confirmed: int = 0
    """Confirmed, wholly or partly, by the day of verification; the latest verdict of a clue counts."""
    disproved: int = 0
    recovered_cny: Decimal = field(default_factory=Decimal)
    paid_back_cny: Decimal = field(default_factory=Decimal)
    accountable_count: int = 0
    """People held to account."""
    closed: int = 0

    @property
    def unanswered(self) -> int:
        """Due, and without an answer."""
        return self.due - self.in_time - self.late

    @property
    def share_in_time(self) -> float | None:
        """Share of the answers due that came in time; None: none was due."""
        return self.in_time / self.due if self.due else None

    @property
    def share_confirmed(self) -> tuple[float, float, float] | None:
        """Share confirmed of those judged, and the ends of its interval of 95 % (Wilson); None: none was judged."""
        judged = self.confirmed + self.disproved
        if not judged:
            return None
        share = self.confirmed / judged
        return (share, *wilson(share, judged))

    def __add__(self, other: Tally) -> Tally:
        """Add up two tallies."""
        return Tally(**{name: value + getattr(other, name) for name, value in vars(self).items()})


def months_of(period: str) -> tuple[str, ...]:
    """Give the months of a period: `2025-11`, `2025Q4` or `2025`.

    Raises:
        ValueError: It is none of these.
    """
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period):
        return (period,)
    found = re.fullmatch(r"(\d{4})(?:Q([1-4]))?", period)
    if found is None:
        raise ValueError(period)
    first = month_number(f"{found[1]}-01") + (int(found[2]) - 1) * 3 if found[2] else month_number(f"{found[1]}-01")
    return tuple(month_text(first + month) for month in range(3 if found[2] else 12))


def tallies_of(clues: pa.Table, happenings: pa.Table, months: Sequence[str]) -> dict[str, dict[str, Tally]]:
    """Count what happened in each month in each county.

    Args:
        clues: CLUES.
        happenings: HAPPENINGS.
        months: YYYY-MM, in order.

    Returns:
        By county (the first six digits of the area code, or `unknown`), then by month, every month there; last
        `all`: all counties together.
    """
    counter = _Counter(months)
    for row in clues.to_pylist():
        counter.note_clue(row)
    for row in happenings.to_pylist():
        counter.note_happening(row)
    counties = {name: counter.tallies[name] for name in sorted(counter.tallies)}
    every = {month: sum((one[month] for one in counties.values()), Tally()) for month in months}
    return {**counties, EVERYWHERE: every}


class _Counter:
    """Counts rows of clues and of happenings."""

    def __init__(self, months: Sequence[str]) -> None:
        self._months = tuple(months)
        self._given_out: set[tuple[str, str]] = set()
        self.tallies: dict[str, dict[str, Tally]] = {}

    def note_clue(self, row: dict[str, object]) -> None:
        """Count what a clue says of its answer."""
        judged = str(row["verdict_on"] or "") if row["verdict"] in _JUDGED else ""
        due = str(row["due_on"] or "")
        tally = self._of(row, due)
        if tally is not None:
            tally.due += 1
            tally.in_time += bool(judged) and judged <= due
            tally.late += bool(judged) and judged > due
        tally = self._of(row, judged)
        if tally is not None:
            tally.confirmed += row["verdict"] in _TRUE
            tally.disproved += row["verdict"] == "disproved"
            held = row["accountable_count"]
            tally.accountable_count += held if isinstance(held, int) else 0

    def note_happening(self, row: dict[str, object]) -> None:
        """Count one event."""
        tally = self._of(row, str(row["happened_on"]))
        if tally is None:
            return
        amount = row["amount_cny"] if isinstance(row["amount_cny"], Decimal) else Decimal(0)
        match row["event"]:
            case "found":
                tally.found += 1
            case "closed":
                tally.closed += 1
            case "recovered":
                tally.recovered_cny += amount
            case "paid_back":
                tally.paid_back_cny += amount
            case _:
                key = (str(row["finding_id"]), str(row["happened_on"])[:7])
                tally.dispatched += key not in self._given_out
                self._given_out.add(key)

    def _of(self, row: dict[str, object], day: str) -> Tally | None:
        """Give the tally of a row's county and a day's month; None where the month is not asked for."""
        county = str(row["area_code"] or "")[:_COUNTY_DIGITS] or UNKNOWN
        months = self.tallies.setdefault(county, {month: Tally() for month in self._months})
        return months.get(day[:7])
