"""Charts of the linkage page as SVG text: weights of pairs by outcome, the worth of a level. Pure.

Colours are classes that the page's style sheet fills, for light and for dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from matcher.report.svg import drawing, line, named, rect, text

_WIDTH: Final = 1240
_LEFT: Final = 180
_RIGHT: Final = 20
_TOP: Final = 26
_ROW: Final = 84
_GAP: Final = 16
_AXIS: Final = 48


@dataclass(frozen=True)
class HistogramRow:
    """The pairs of one outcome: style, name, note, and how many lie in each bin."""

    style: str
    label: str
    note: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Histogram:
    """Rows of columns over one axis of bits."""

    title: str
    first_bit: int
    """Where the first bin begins."""
    bin_bits: int
    """Bits of one bin."""
    rows: tuple[HistogramRow, ...]
    marks: tuple[tuple[float, str], ...]
    """Thresholds in bits, and what begins there."""
    ticks: tuple[tuple[int, str], ...]
    """Bits to write under the axis, and the odds that they are."""
    axis: tuple[str, str]
    """What the two lines under the axis are."""

    @property
    def last_bit(self) -> int:
        """Where the last bin ends."""
        return self.first_bit + self.bin_bits * len(self.rows[0].counts)


def histogram_chart(histogram: Histogram) -> Markup:
    """Draw the rows one under the other, the thresholds through all of them."""
    bottom = _TOP + len(histogram.rows) * (_ROW + _GAP)
    parts = [_histogram_row(histogram, row, _TOP + index * (_ROW + _GAP)) for index, row in enumerate(histogram.rows)]
    for bit, odds in histogram.ticks:
        x = _x(histogram, bit)
        parts.append(text("tick", x, bottom + 14, f"{bit:+d}".replace("-", "−").replace("+0", "0"), "middle"))
        parts.append(text("tick faint", x, bottom + 32, odds, "middle"))
    for row, name in enumerate(histogram.axis):
        parts.append(text("tick", _LEFT - 50, bottom + 14 + 18 * row, name, "end"))
    for place, (begin, name) in enumerate(histogram.marks):
        x = _x(histogram, begin)
        end = "end" if place == 0 else "start"
        parts.append(line("threshold", (x, _TOP - 8), (x, bottom - 4)))
        parts.append(text("mark-label", x + (6 if place else -6), _TOP - 12, name, end))
    return drawing(histogram.title, _WIDTH, bottom + _AXIS - 8, Markup("").join(parts))


def _histogram_row(histogram: Histogram, row: HistogramRow, top: float) -> Markup:
    highest = max(row.counts, default=0) or 1
    width = (_WIDTH - _LEFT - _RIGHT) / len(row.counts)
    ground = top + _ROW
    parts = [
        line("grid", (_LEFT, ground), (_WIDTH - _RIGHT, ground)),
        text("label", _LEFT - 14, top + _ROW / 2 - 2, row.label, "end"),
        text("value", _LEFT - 14, top + _ROW / 2 + 17, row.note, "end"),
    ]
    for place, count in enumerate(row.counts):
        if count:
            height = max(count / highest * (_ROW - 6), 1.5)
            x = _LEFT + place * width
            title = f"{histogram.first_bit + place * histogram.bin_bits:+d}: {count:,}"
            parts.append(named(title, rect(row.style, x + 0.5, ground - height, max(width - 1, 1), height)))
    return Markup("").join(parts)


def _x(histogram: Histogram, bit: float) -> float:
    span = histogram.last_bit - histogram.first_bit
    inside = min(max(bit, histogram.first_bit), histogram.last_bit)
    return _LEFT + (inside - histogram.first_bit) / span * (_WIDTH - _LEFT - _RIGHT)


_WORTH_WIDTH: Final = 260
_WORTH_HEIGHT: Final = 18


def worth_chart(weights: tuple[float, float, float], scale: tuple[float, float], *, is_unseen: bool) -> Markup:
    """Draw the worth of one level: a bar from nothing to the middle weight, a line from lowest to highest.

    Args:
        weights: Lowest, middle and highest weight in bits.
        scale: Lowest and highest of all levels.
        is_unseen: Whether no pair has reached the level, so that its weight is what the model says.
    """
    lowest, median, highest = weights
    style = "worth-for" if median >= 0 else "worth-against"
    start, end = min(scale[0], 0.0), max(scale[1], 0.0)
    span = (end - start) or 1.0

    def at(bits: float) -> float:
        return 4 + (bits - start) / span * (_WORTH_WIDTH - 8)

    zero, middle = at(0.0), at(median)
    parts = [
        line("grid", (zero, 0), (zero, _WORTH_HEIGHT)),
        rect(f"{style} worth-unseen" if is_unseen else style, min(zero, middle), 4, max(abs(middle - zero), 1), 10),
    ]
    if highest > lowest:
        parts += [line("whisker", (at(lowest), 9), (at(highest), 9))]
        parts += [line("whisker", (at(bits), 5), (at(bits), 13)) for bits in (lowest, highest)]
    return Markup('<svg class="worth" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>').format(
        _WORTH_WIDTH, _WORTH_HEIGHT, Markup("").join(parts)
    )


def stack_chart(stretches: Sequence[tuple[str, int]], longest: float) -> Markup:
    """Draw one bar of several stretches; `longest` is the full width, and what goes beyond it is cut off."""
    parts, x = [], 0.0
    for style, count in stretches:
        width = count / (longest or 1) * 100
        if count:
            parts.append(rect(style, x, 0, max(width, 0.6), 10))
        x += width
    frame = Markup('<svg class="rest" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>')
    return frame.format(Markup("").join(parts))
