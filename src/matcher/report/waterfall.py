"""The weight of one record and one person as a waterfall: a picture that stands for itself, as SVG. Pure.

From nothing downwards to the chance that anyone is this very person, then step by step to the sum, beside the
thresholds that it must reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from matcher.report.linkage_words import bits_text
from matcher.report.svg import at, line, rect, text
from matcher.report.wording import shorten

_WIDTH: Final = 1080
_MARGIN: Final = 32
_LABEL: Final = 118
_LEFT: Final = 420
_RIGHT: Final = 110
_HEAD: Final = 132
_ROW: Final = 44
_BAR: Final = 22
_ONLY, _FIRST_OF_TWO, _SECOND_OF_TWO = 27, 19, 36
"""Where the words of a row stand below its top: one line of them, or two."""

_NAMESPACE: Final = "http://www.w3.org/2000/svg"
"""A name that every SVG file bears; nothing is fetched from it."""

_STYLE: Final = Markup("""
svg { background: #fff; }
text { font: 14px "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
text { fill: #1f2933; }
.title { font-size: 20px; font-weight: 600; }
.verdict { font-size: 16px; font-weight: 600; fill: #1f4e86; }
.muted, .tick { fill: #5a6875; font-size: 12.5px; }
.comparison, .bits, .sum-text { font-weight: 600; }
.for { fill: #2f7f73; } .against { fill: #a8442f; } .elsewhere { fill: #b9c3cd; } .sum { fill: #1f3a5f; }
.rule { stroke: #d8dfe6; } .join { stroke: #5a6875; stroke-dasharray: 2 2; }
.zero { stroke: #5a6875; } .threshold { stroke: #a86f12; stroke-dasharray: 5 4; stroke-width: 1.5; }
.threshold-text { fill: #8a5a0c; font-size: 12.5px; } .second { fill: none; stroke: #7a5aa6; stroke-width: 2; }
.second-text { fill: #7a5aa6; font-size: 12.5px; }
""")


@dataclass(frozen=True)
class Stage:
    """One step of the waterfall, in words."""

    comparison: str
    level: str
    values: str
    """What both sides say; empty where nothing is shown."""
    bits: float
    total_bits: float
    note: str = ""
    """Why it counts nothing, where it does not."""


@dataclass(frozen=True)
class Waterfall:
    """A picture: words, and the bits that they stand for."""

    title: str
    verdict: str
    subtitles: tuple[str, ...]
    """Two lines at most: where the record lies, whom it is compared with."""
    stages: tuple[Stage, ...]
    sum_label: str
    sum_note: str
    marks: tuple[tuple[float, str], ...]
    """Thresholds in bits, with their names."""
    second: tuple[float, str] | None
    """The next best person."""


def draw_waterfall(waterfall: Waterfall) -> str:
    """Give the picture as the text of an SVG file."""
    scale = _Scale.of(waterfall)
    bottom = _HEAD + _ROW * (len(waterfall.stages) + 1)
    parts = [
        Markup("<title>{}</title><style>{}</style>").format(waterfall.title, _STYLE),
        *_heading(waterfall),
        *_marks(waterfall, scale, bottom),
    ]
    for index, stage in enumerate(waterfall.stages):
        parts += _stage(stage, scale, _HEAD + index * _ROW, is_last=index == len(waterfall.stages) - 1)
    parts += _sum(waterfall, scale, bottom - _ROW)
    frame = Markup('<svg xmlns="{}" width="{}" height="{}" viewBox="0 0 {} {}" role="img">{}</svg>\n')
    height = at(bottom + 40)
    return str(frame.format(_NAMESPACE, _WIDTH, height, _WIDTH, height, Markup("").join(parts)))


@dataclass(frozen=True)
class _Scale:
    """Bits to places across the picture."""

    lowest: float
    highest: float

    @classmethod
    def of(cls, waterfall: Waterfall) -> _Scale:
        bits = [0.0, *(stage.total_bits for stage in waterfall.stages), *(mark for mark, _ in waterfall.marks)]
        if waterfall.second:
            bits.append(max(waterfall.second[0], -20.0))
        return cls(min(bits) - 1, max(bits) + 1)

    def x(self, bits: float) -> float:
        """Give the place of so many bits."""
        inside = min(max(bits, self.lowest), self.highest)
        return _LEFT + (inside - self.lowest) / (self.highest - self.lowest) * (_WIDTH - _LEFT - _RIGHT)


def _heading(waterfall: Waterfall) -> list[Markup]:
    lines = [
        text("title", _MARGIN, 40, waterfall.title),
        text("verdict", _WIDTH - _MARGIN, 40, waterfall.verdict, "end"),
    ]
    return lines + [
        text("muted", _MARGIN, 64 + 20 * place, shorten(words, 150)) for place, words in enumerate(waterfall.subtitles)
    ]


def _marks(waterfall: Waterfall, scale: _Scale, bottom: float) -> list[Markup]:
    """Draw nothing, the thresholds and the next best person through all rows."""
    zero = scale.x(0)
    parts = [line("zero", (zero, _HEAD - 8), (zero, bottom))]
    for place, (bits, name) in enumerate(waterfall.marks):
        x = scale.x(bits)
        parts += [
            line("threshold", (x, _HEAD - 14), (x, bottom)),
            text("threshold-text", x + (6 if place else -6), _HEAD - 16, name, "start" if place else "end"),
        ]
    if waterfall.second:
        bits, name = waterfall.second
        x = scale.x(bits)
        parts += [
            line("second", (x, bottom - _ROW + 6), (x, bottom + 6)),
            text("second-text", x, bottom + 24, name, "middle"),
        ]
    return parts


def _stage(stage: Stage, scale: _Scale, top: float, *, is_last: bool) -> list[Markup]:
    before, after = stage.total_bits - stage.bits, stage.total_bits
    start, end = sorted((scale.x(before), scale.x(after)))
    style = "elsewhere" if stage.note else "for" if stage.bits >= 0 else "against"
    bar_top = top + (_ROW - _BAR) / 2
    first = _FIRST_OF_TWO if stage.values else _ONLY
    parts = [
        line("rule", (_MARGIN, top + _ROW), (_WIDTH - _MARGIN, top + _ROW)),
        text("comparison", _MARGIN, top + first, stage.comparison),
        text("", _MARGIN + _LABEL - 18, top + first, shorten(stage.level, 36)),
        text("muted", _MARGIN + _LABEL - 18, top + _SECOND_OF_TWO, shorten(stage.values, 44)),
        rect(style, start, bar_top, max(end - start, 2), _BAR),
        text("bits", _WIDTH - _MARGIN, top + (_FIRST_OF_TWO if stage.note else _ONLY), bits_text(stage.bits), "end"),
    ]
    if stage.note:
        parts.append(text("muted", _WIDTH - _MARGIN, top + _SECOND_OF_TWO, stage.note, "end"))
    if not is_last:
        parts.append(line("join", (scale.x(after), bar_top), (scale.x(after), bar_top + _ROW)))
    return parts


def _sum(waterfall: Waterfall, scale: _Scale, top: float) -> list[Markup]:
    total = waterfall.stages[-1].total_bits
    start, end = sorted((scale.x(0), scale.x(total)))
    return [
        rect("sum", start, top + (_ROW - _BAR) / 2, max(end - start, 2), _BAR),
        text("comparison", _MARGIN, top + _ONLY, waterfall.sum_label),
        text("muted", _MARGIN + _LABEL - 18, top + _ONLY, shorten(waterfall.sum_note, 46)),
        text("bits", _WIDTH - _MARGIN, top + _ONLY, bits_text(total), "end"),
    ]
