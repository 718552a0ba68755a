"""Charts as SVG text: bars and columns, drawn here so that they need no script, print well and are always the same.

Pure. Colours are classes that the page's style sheet fills, for light and for dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from matcher.report.svg import at, drawing, rect
from matcher.report.wording import shorten

_ROW: Final = 30
_BAR: Final = 14
_LABEL_WIDTH: Final = 252
_BAR_WIDTH: Final = 230
_VALUE_WIDTH: Final = 148


@dataclass(frozen=True)
class Bar:
    """One horizontal bar, of one or more stretches."""

    label: str
    """What it stands for."""
    stretches: tuple[tuple[str, int], ...]
    """Style class and length of each stretch, in the order in which they follow one another."""
    note: str
    """What stands behind it."""
    target: tuple[str, str] | None = None
    """Filter and value that a click on it sets."""

    @property
    def total(self) -> int:
        """Length of all stretches."""
        return sum(length for _, length in self.stretches)


def bar_chart(title: str, bars: Sequence[Bar]) -> Markup:
    """Draw horizontal bars, one under the other."""
    width, height = _LABEL_WIDTH + _BAR_WIDTH + _VALUE_WIDTH, _ROW * len(bars)
    longest = max((bar.total for bar in bars), default=0) or 1
    rows = Markup("").join(_bar_row(bar, index, longest) for index, bar in enumerate(bars))
    return drawing(title, width, height, rows)


def _bar_row(bar: Bar, index: int, longest: int) -> Markup:
    top = index * _ROW
    middle = top + _ROW / 2
    x = float(_LABEL_WIDTH)
    parts = []
    for style, length in bar.stretches:
        width = length / longest * _BAR_WIDTH
        if width:
            parts.append(rect(style, x, top + (_ROW - _BAR) / 2, max(width, 1.5), _BAR))
        x += width
    if not bar.total:
        parts.append(rect("bar-none", x, top + (_ROW - _BAR) / 2, 1.5, _BAR))
    label = Markup('<text class="label" x="{}" y="{}" text-anchor="end">{}</text>').format(
        _LABEL_WIDTH - 10, at(middle + 4.5), shorten(bar.label, 34)
    )
    note = Markup('<text class="value" x="{}" y="{}">{}</text>').format(at(x + 8), at(middle + 4.5), bar.note)
    inside = Markup("<title>{}</title>").format(f"{bar.label} {bar.note}") + label + Markup("").join(parts) + note
    if bar.target is None:
        return Markup("<g>{}</g>").format(inside)
    hit = rect("hit", 0, top, _LABEL_WIDTH + _BAR_WIDTH + _VALUE_WIDTH, _ROW)
    return Markup('<g class="target" data-filter="{}" data-value="{}">{}{}</g>').format(*bar.target, hit, inside)


_CHART_WIDTH: Final = 630
_CHART_HEIGHT: Final = 190
_AXIS_LEFT: Final = 44
_AXIS_BOTTOM: Final = 26
_TOP: Final = 14


def column_chart(title: str, columns: Sequence[Bar]) -> Markup:
    """Draw upright columns side by side, over lines at round numbers."""
    highest = max((column.total for column in columns), default=0)
    step = round_step(highest)
    ceiling = max(-(-highest // step) * step, step)
    drawn = _CHART_HEIGHT - _TOP - _AXIS_BOTTOM
    lines = Markup("").join(
        _axis_line(_CHART_HEIGHT - _AXIS_BOTTOM - value / ceiling * drawn, f"{value:,}")
        for value in range(0, ceiling + 1, step)
    )
    slot = (_CHART_WIDTH - _AXIS_LEFT) / max(len(columns), 1)
    bodies = Markup("").join(
        _column(column, _AXIS_LEFT + index * slot, slot, drawn / ceiling) for index, column in enumerate(columns)
    )
    return drawing(title, _CHART_WIDTH, _CHART_HEIGHT, lines + bodies)


def _column(column: Bar, left: float, slot: float, scale: float) -> Markup:
    width = min(slot * 0.56, 34)
    y = float(_CHART_HEIGHT - _AXIS_BOTTOM)
    parts = []
    for style, length in column.stretches:
        y -= length * scale
        if length:
            parts.append(rect(style, left + (slot - width) / 2, y, width, length * scale))
    label = Markup('<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>').format(
        at(left + slot / 2), _CHART_HEIGHT - 8, column.label
    )
    title = Markup("<title>{}</title>").format(f"{column.label} {column.note}")
    return Markup("<g>{}</g>").format(title + Markup("").join(parts) + label)


def _axis_line(y: float, text: str) -> Markup:
    return Markup('<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>').format(
        _AXIS_LEFT, _CHART_WIDTH, at(y)
    ) + Markup('<text class="tick" x="{}" y="{}" text-anchor="end">{}</text>').format(_AXIS_LEFT - 8, at(y + 4), text)


def round_step(highest: int, lines: int = 4) -> int:
    """Give a round distance between axis lines: 1, 2 or 5 times a power of ten, at most `lines` of them."""
    step = 1
    while step * lines < highest:
        # 1 → 2 → 5 → 10: the leading digit says which is next.
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step
