"""Read what people typed into a returned row: lists, days, amounts. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from matcher.report.codes import DISPROOF_CODES

_DAY: Final = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?:\D.*)?")
_COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_NUMBER: Final = re.compile(r"([3-6]\d{4})(?:\.0+)?")
_DAY_ZERO: Final = date(1899, 12, 30)
"""Day 0 of the bare day numbers of office programs."""
_NOT_FIGURES: Final = re.compile(r"[\s,，¥￥元人]")
_CODE: Final = re.compile(r"E\d\d", re.IGNORECASE)
_FEN: Final = Decimal("0.01")


def day_of(text: str) -> date | None:
    """Read a day as people write it; None: it is none. A bare day number counts from 1899-12-30."""
    number = _DAY_NUMBER.fullmatch(text)
    if number:
        return _DAY_ZERO + timedelta(days=int(number[1]))
    found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def amount_of(text: str) -> Decimal | None:
    """Read yuan, not below zero; None: it is no amount."""
    try:
        amount = Decimal(_NOT_FIGURES.sub("", text))
    except InvalidOperation:
        return None
    return amount.quantize(_FEN) if amount.is_finite() and 0 <= amount < 10**10 else None


def count_of(text: str) -> int | None:
    """Read a count of people; None: it is none."""
    amount = amount_of(text)
    return int(amount) if amount is not None and amount == int(amount) else None


def reason_code_of(text: str) -> str | None:
    """Read why it was disproved: the code, with or without its name, or the name alone; None: it is none."""
    found = _CODE.match(text.strip())
    if found:
        code = found[0].upper()
        return code if code in DISPROOF_CODES else None
    wanted = text.strip().lower()
    return next((code for code, name in DISPROOF_CODES.items() if wanted in {name.zh, name.en.lower()}), None)
