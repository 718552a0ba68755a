"""Charts of the funnel page as SVG text: shares with their intervals, by month and by group. Pure.

Colours are classes that the page's style sheet fills, for light and for dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from matcher.report.svg import drawing, line, named, rect, text

_WIDTH: Final = 1240
_HEIGHT: Final = 230
_LEFT: Final = 52
_TOP: Final = 12
_GROUND: Final = 176
_POINT: Final = 9

_BAR_WIDTH: Final = 200
_BAR_HEIGHT: Final = 16


@dataclass(frozen=True)
class MonthPoint:
    """The share of one month."""

    month: str
    share: float
    low: float
    """Lower end of its interval."""
    high: float
    title: str
    """What is shown where a pointer rests on it."""
    note: str
    """What stands below the month."""


def month_chart(title: str, points: Sequence[MonthPoint]) -> Markup:
    """Draw a share for each month, with its interval, over lines at quarters."""
    parts = []
    for quarter in range(5):
        y = _y(quarter / 4)
        parts += [line("grid", (_LEFT, y), (_WIDTH, y)), text("tick", _LEFT - 8, y + 4, f"{quarter * 25}%", "end")]
    slot = (_WIDTH - _LEFT) / max(len(points), 1)
    middles = [_LEFT + slot * (place + 0.5) for place in range(len(points))]
    for place in range(1, len(points)):
        start, end = points[place - 1], points[place]
        parts.append(line("trend", (middles[place - 1], _y(start.share)), (middles[place], _y(end.share))))
    for x, point in zip(middles, points, strict=True):
        parts.append(named(point.title, _point(x, point)))
        parts.append(text("tick", x, _GROUND + 22, point.month, "middle"))
        parts.append(text("tick faint", x, _GROUND + 40, point.note, "middle"))
    return drawing(title, _WIDTH, _HEIGHT, Markup("").join(parts))


def _point(x: float, point: MonthPoint) -> Markup:
    low, high = _y(point.low), _y(point.high)
    parts = [line("whisker", (x, low), (x, high))]
    parts += [line("whisker", (x - 5, y), (x + 5, y)) for y in (low, high)]
    parts.append(rect("point", x - _POINT / 2, _y(point.share) - _POINT / 2, _POINT, _POINT))
    return Markup("").join(parts)


def _y(share: float) -> float:
    return _GROUND - share * (_GROUND - _TOP)


def interval_chart(share: float, low: float, high: float) -> Markup:
    """Draw one share from 0 to 1 as a bar, and its interval as a line over it."""

    def at(value: float) -> float:
        return 2 + value * (_BAR_WIDTH - 4)

    parts = [
        rect("share-ground", at(0), 4, at(1) - at(0), 8),
        rect("share-bar", at(0), 4, at(share) - at(0), 8),
        line("whisker", (at(low), 8), (at(high), 8)),
        *(line("whisker", (at(end), 3), (at(end), 13)) for end in (low, high)),
    ]
    return Markup('<svg class="interval" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>').format(
        _BAR_WIDTH, _BAR_HEIGHT, Markup("").join(parts)
    )
