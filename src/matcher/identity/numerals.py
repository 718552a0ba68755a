"""Read Chinese numerals: 一百二十, 壹佰元, 二〇二四. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": 0, "弌": 1, "贰": 2, "貳": 2, "两": 2, "參": 3, "叄": 3, "陸": 6, "廿": 20, "卅": 30,
}  # fmt: skip
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

NUMERAL_CHARACTERS: Final = "".join([*_DIGITS, *_TENS, *_MYRIADS])
"""Characters that Chinese numbers are written with, for use in patterns."""


def read_numeral(text: str) -> int | None:
    """Read a whole number in Chinese characters.

    Args:
        text: `一百二十`, `叁仟零伍拾`, `二〇二四` (digit by digit), `十五`.

    Returns:
        The number, or null where the text is not one.
    """
    if not text or any(character not in NUMERAL_CHARACTERS for character in text):
        return None
    if all(character in _DIGITS for character in text) and len(text) > 1 and "廿" not in text and "卅" not in text:
        return int("".join(str(_DIGITS[character]) for character in text))
    return _read_with_units(text)


def _read_with_units(text: str) -> int | None:
    """Read tens, hundreds, thousands within each myriad: a digit waits for its unit."""
    total, section, digit = 0, 0, 0
    for character in text:
        if character in {"廿", "卅"}:
            section += _DIGITS[character]
        elif character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (digit or (1 if _TENS[character] == 10 else 0)) * _TENS[character]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[character]
            section, digit = 0, 0
    return total + section + digit


_YUAN: Final = re.compile(
    rf"(?P<yuan>[{NUMERAL_CHARACTERS}]+)(?:元|圆|圓|块)?(?:零?(?P<jiao>[{NUMERAL_CHARACTERS}])角)?"
    rf"(?:零?(?P<fen>[{NUMERAL_CHARACTERS}])分)?(?:整|正)?"
)


def read_amount_numeral(text: str) -> Decimal | None:
    """Read an amount of money in Chinese characters: `壹佰元整`, `叁拾元伍角`.

    Returns:
        Yuan, or null where the text is not an amount.
    """
    found = _YUAN.fullmatch(text)
    if not found:
        return None
    parts = [read_numeral(found[name]) if found[name] else 0 for name in ("yuan", "jiao", "fen")]
    if parts[0] is None or parts[1] is None or parts[2] is None:
        return None
    return Decimal(parts[0]) + Decimal(parts[1]) / 10 + Decimal(parts[2]) / 100
