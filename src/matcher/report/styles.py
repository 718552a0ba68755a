"""The looks of workbook cells: fonts, borders, colours that stay apart in black and white. Pure but for xlsxwriter."""

from __future__ import annotations

from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format

from matcher.config.base import Language

INK: Final = "#1F2933"
NAVY: Final = "#1F3A5F"
GREY: Final = "#616E7C"
LINE: Final = "#C5CDD6"
PALE: Final = "#EEF2F6"
FILL_IN: Final = "#FFF9DB"

_FONTS: Final[dict[Language, str]] = {"zh": "微软雅黑", "en": "Calibri"}

_CELL: Final[dict[str, Any]] = {
    "font_size": 10,
    "font_color": INK,
    "valign": "vcenter",
    "border": 1,
    "border_color": LINE,
}
_WRAPPED: Final = _CELL | {"text_wrap": True}
_LEFT: Final = _WRAPPED | {"align": "left", "indent": 1}
_RIGHT: Final = _CELL | {"align": "right"}

# `_)` leaves the width of a bracket free behind a figure, so that it does not touch the line.
_COUNT: Final = "#,##0_)"
_MONEY: Final = "#,##0.00_)"
_FLOW: Final = '#,##0_);-#,##0_);"–"_)'
"""A count of which most are nought: a dash lets the others be seen."""

# White borders part the cards.
_CARD: Final = {
    "bg_color": PALE,
    "align": "center",
    "valign": "vcenter",
    "left": 5,
    "right": 5,
    "left_color": "#FFFFFF",
    "right_color": "#FFFFFF",
}

# Each severity is darker than the next, so that a grey print keeps their order; the text says it as well.
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "title": {"font_size": 18, "bold": True, "font_color": NAVY, "valign": "vcenter"},
    "subtitle": {"font_size": 10, "font_color": GREY, "valign": "vcenter"},
    "notice": {"font_size": 10, "font_color": "#8A2C20", "valign": "vcenter", "text_wrap": True},
    "section": {"font_size": 12, "bold": True, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY},
    "header": _WRAPPED | {"bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "align": "center"},
    "header_fill_in": _WRAPPED | {"bold": True, "bg_color": "#F2D675", "align": "center"},
    "text": _LEFT,
    "centre": _WRAPPED | {"align": "center"},
    "code": _CELL | {"align": "center", "num_format": "@"},
    "small": _LEFT | {"font_size": 9},
    "count": _RIGHT | {"num_format": _COUNT},
    "flow": _RIGHT | {"num_format": _FLOW},
    "money": _RIGHT | {"num_format": _MONEY},
    "share": _RIGHT | {"num_format": "0.0%_)"},
    "weight": _RIGHT | {"num_format": "0.0_)"},
    "total_text": _LEFT | {"bold": True, "bg_color": PALE},
    "total_count": _RIGHT | {"bold": True, "bg_color": PALE, "num_format": _COUNT},
    "total_flow": _RIGHT | {"bold": True, "bg_color": PALE, "num_format": _FLOW},
    "total_share": _RIGHT | {"bold": True, "bg_color": PALE, "num_format": "0.0%_)"},
    "total_money": _RIGHT | {"bold": True, "bg_color": PALE, "num_format": _MONEY},
    "note": {"font_size": 10, "font_color": INK, "valign": "vcenter", "text_wrap": True},
    "empty": {"font_size": 10, "font_color": GREY, "italic": True},
    "card_figure": _CARD | {"font_size": 24, "bold": True, "font_color": INK, "num_format": "#,##0"},
    "card_note": _CARD | {"font_size": 10, "font_color": GREY},
    "fill_in": _WRAPPED | {"bg_color": FILL_IN, "locked": False},
    "fill_in_date": _CELL | {"bg_color": FILL_IN, "locked": False, "num_format": "yyyy-mm-dd", "align": "center"},
    "level_red": _WRAPPED | {"align": "center", "bold": True, "font_color": "#FFFFFF", "bg_color": "#B3261E"},
    "level_orange": _WRAPPED | {"align": "center", "bold": True, "bg_color": "#F6B26B"},
    "severity_certain": _WRAPPED | {"align": "center", "bold": True, "font_color": "#FFFFFF", "bg_color": "#8A2C20"},
    "severity_strong": _WRAPPED | {"align": "center", "bold": True, "bg_color": "#E9B7A3"},
    "severity_verify": _WRAPPED | {"align": "center", "bg_color": "#F8E7D6"},
    "severity_watch": _WRAPPED | {"align": "center", "font_color": GREY},
}


_CARD_COLOURS: Final = {"missing": "#2B6CB0", "ineligible": "#8A2C20", "review": "#B7791F", "exempted": GREY}
_STYLES.update(
    {
        f"card_label_{name}": _CARD
        | {"font_size": 11, "bold": True, "font_color": colour, "top": 5, "top_color": colour}
        for name, colour in _CARD_COLOURS.items()
    }
)


class Styles:
    """The formats of one workbook, made once by name."""

    def __init__(self, workbook: xlsxwriter.Workbook, language: Language) -> None:
        font = {"font_name": _FONTS[language]}
        self._plain = {name: workbook.add_format(font | style) for name, style in _STYLES.items()}
        # A text that looks like a formula keeps Excel's quote mark, so that editing the cell leaves it a text.
        quoted = font | {"quote_prefix": 1}
        self._quoted = {name: workbook.add_format(quoted | style) for name, style in _STYLES.items()}

    def of(self, name: str, *, quoted: bool = False) -> Format:
        """Give a format by name."""
        return (self._quoted if quoted else self._plain)[name]
