"""Read Chinese numerals: 一百二十, 壹佰元, 二〇二四. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": 0,
    "两": 2,
    "貳": 2,
    "弍": 2,
    "參": 3,
    "叄": 3,
    "陸": 6,
}
_TWENTIES: Final = str.maketrans({"廿": "二十", "卅": "三十"})

NUMERAL_CHARACTERS: Final = "".join([*_DIGITS, *"十拾百佰千仟万萬亿億廿卅"])
"""Characters that Chinese numbers are written with, for use in patterns."""

_LONGEST: Final = 40
"""Characters of the longest number that is read; longer texts are not numbers that anyone wrote."""

_ZERO: Final = "[零〇○]?"
_DIGIT: Final = "[" + "".join(character for character, value in _DIGITS.items() if value) + "]"
_SECTION: Final = re.compile(
    rf"(?:{_ZERO}(?P<thousands>{_DIGIT})[千仟])?(?:{_ZERO}(?P<hundreds>{_DIGIT})[百佰])?"
    rf"(?:{_ZERO}(?P<tens>{_DIGIT}?)[十拾])?(?:(?P<zero>{_ZERO})(?P<ones>{_DIGIT}))?{_ZERO}"
)


def read_numeral(text: str) -> int | None:
    """Read a whole number in Chinese characters.

    Args:
        text: `一百二十`, `叁仟零伍拾`, `二〇二四` (digit by digit), `十五`.

    Returns:
        The number, or null where the text is not one, or not certainly one: `一百二` is 120 to some and 102 to others.
    """
    if not text or len(text) > _LONGEST or any(character not in NUMERAL_CHARACTERS for character in text):
        return None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    return _read_myriads(text.translate(_TWENTIES), ("亿億", "万萬"))


def _read_myriads(text: str, units: tuple[str, ...]) -> int | None:
    """Read what stands before and after the largest unit; without units left, a number below ten thousand."""
    if not units:
        return _read_section(text)
    before, unit, after = _parted(text, units[0])
    if not unit:
        return _read_myriads(text, units[1:])
    upper, lower = _read_myriads(before, units[1:]), _read_myriads(after, units[1:]) if after else 0
    if not upper or lower is None or (len(after) == 1 and lower):
        return None
    return upper * (10**8 if units[0] == "亿億" else 10**4) + lower


def _parted(text: str, marks: str) -> tuple[str, str, str]:
    """Part a text at the last of some characters."""
    place = max(text.rfind(mark) for mark in marks)
    return (text[:place], text[place], text[place + 1 :]) if place >= 0 else (text, "", "")


def _read_section(text: str) -> int | None:
    """Read a number below ten thousand."""
    found = _SECTION.fullmatch(text)
    if not found:
        return None
    thousands, hundreds, ones = (_DIGITS.get(found[name] or "零", 0) for name in ("thousands", "hundreds", "ones"))
    tens = 0 if found["tens"] is None else _DIGITS[found["tens"]] if found["tens"] else 1
    if ones and not tens and (thousands or hundreds) and not found["zero"]:
        return None
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


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
