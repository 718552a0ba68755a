"""The pieces that charts are drawn from, as SVG text: the same bytes on every machine. Pure.

Looks are classes; whoever shows the drawing brings the style sheet.
"""

from __future__ import annotations

from markupsafe import Markup


def drawing(title: str, width: float, height: float, inside: Markup) -> Markup:
    """Give a drawing with its name for those who cannot see it."""
    return Markup('<svg role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>').format(
        title, at(width), at(max(height, 1)), inside
    )


def rect(style: str, x: float, y: float, width: float, height: float) -> Markup:
    """Draw a filled rectangle from its upper left corner."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        style, at(x), at(y), at(width), at(height)
    )


def line(style: str, start: tuple[float, float], end: tuple[float, float]) -> Markup:
    """Draw a straight line."""
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(style, *map(at, (*start, *end)))


def text(style: str, x: float, y: float, words: str, anchor: str = "start") -> Markup:
    """Write words on a line; `anchor` says which end of them stands at x: start, middle, end."""
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        style, at(x), at(y), anchor, words
    )


def named(title: str, inside: Markup) -> Markup:
    """Give a part of a drawing a title, shown where a pointer rests on it."""
    return Markup("<g><title>{}</title>{}</g>").format(title, inside)


def at(number: float) -> str:
    """Write a coordinate with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
