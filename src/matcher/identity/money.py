"""Read amounts of money in yuan: figures, thousands marks, units, brackets for less than nothing, Chinese capitals.

Reads a column of text; gives DECIMAL(14,2). Each distinct text is read once (amounts repeat). Pure.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.numerals import read_amount_numeral
from matcher.identity.reading import (
    Reading,
    gathered,
    mask_array,
    put_rows,
    read_distinct,
    remembered,
    text_column,
)
from matcher.identity.text import LONGEST_VALUE, clean_one

MONEY: Final = pa.decimal128(14, 2)
MoneyUnit = Literal["yuan", "ten_thousand_yuan"]

STATUSES: Final = {
    "cleaned": "read after taking away currency signs, thousands marks, units, brackets",
    "rate": "an amount a month, year, day, time or person, by its unit (100元/月): the figure, as it stands",
    "rounded": "more than two decimals, as spreadsheets make: rounded half up to fen",
    "empty": "nothing there",
    "unreadable": "no amount, or one of more than twelve digits before the point",
}
"""Status → meaning. Null: read as written."""

_TEXT: Final = pa.string()
_PLAIN: Final = r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$"
_MARKED: Final = r"^[¥￥]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.[0-9]{1,2})?元?$"
"""Figures with marks that mean nothing: ￥1,200.00, 1,200, 300元."""
_MARKS: Final = "[¥￥,元]"
_LIMIT: Final = Decimal(10) ** 12
_FEN: Final = Decimal("0.01")
_BEFORE: Final = re.compile(
    r"^(?:人民币|RMB|CNY|¥|\$|约|共|合计|计|每人)?(?P<rate>每月|每年|每季度?|季度|月|年)?(?:¥)?:?", re.IGNORECASE
)
_AFTER: Final = re.compile(
    r"(?P<ten_thousand>万)?(?:元|圆|块钱?|RMB|CNY)?(?:整|正)?"
    r"(?P<rate>(?:/|每|人|户|次|天|日|个?月|季度?|年|·|\*)*)$",
    re.IGNORECASE,
)
_FIGURES: Final = re.compile(
    r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}(?:,[0-9]{4})+)(?:\.[0-9]*)?(?:E[+-]?[0-9]{1,2})?|[+-]?\.[0-9]+",
    re.IGNORECASE,
)


def normalise_money(raw: pa.Array | pa.ChunkedArray, unit: MoneyUnit = "yuan") -> Reading:
    """Read a column of amounts.

    Args:
        raw: Text as delivered; null = empty.
        unit: Unit of the amounts that do not name their own.

    Returns:
        decimal128(14, 2), in yuan.
    """
    encoded = text_column(raw).dictionary_encode(null_encoding="encode")
    texts = encoded.dictionary
    plain = pc.fill_null(pc.match_substring_regex(texts, _PLAIN), fill_value=False)
    known = pc.or_(plain, pc.fill_null(pc.match_substring_regex(texts, _MARKED), fill_value=False))
    other = ~known.to_numpy(zero_copy_only=False) | (unit != "yuan")
    figures = pc.replace_substring_regex(texts, pattern=_MARKS, replacement="")
    values = pc.if_else(mask_array(~other), figures, "0").cast(MONEY)
    status = pc.if_else(plain, pa.scalar(None, _TEXT), "cleaned")
    read = partial(_read_amount, unit=unit)
    rest = read_distinct(texts.filter(mask_array(other)), read, (MONEY, _TEXT), absent=(None, "empty"))
    values, status = (put_rows(some, other, part) for some, part in zip((values, status), rest, strict=True))
    return Reading(gathered(values, encoded.indices), gathered(status, encoded.indices))


@remembered
def _read_amount(text: str, unit: MoneyUnit) -> tuple[Decimal | None, str | None]:
    """Read one text into yuan and a status."""
    cleaned = clean_one(text).replace(" ", "").replace("−", "-")
    if not cleaned or cleaned in {"元", "¥", "/元"}:
        return None, "empty"
    if len(cleaned) > LONGEST_VALUE:
        return None, "unreadable"
    negative, body = _sign(cleaned)
    before = _BEFORE.match(body)
    body = body[before.end() :] if before else body
    after = _AFTER.search(body)
    is_rate = bool((before and before["rate"]) or (after and after["rate"]))
    figures = body[: after.start()] if after else body
    ten_thousand = bool(after and after["ten_thousand"])
    amount = Decimal(figures.replace(",", "")) if _FIGURES.fullmatch(figures) else read_amount_numeral(body)
    if amount is None:
        return None, "unreadable"
    if _FIGURES.fullmatch(figures) and (ten_thousand or (unit == "ten_thousand_yuan" and "元" not in body)):
        amount *= 10_000
    amount = -amount if negative else amount
    if abs(amount) >= _LIMIT:
        return None, "unreadable"
    rounded = amount.quantize(_FEN, rounding=ROUND_HALF_UP)
    if rounded != amount or is_rate:
        return rounded, "rate" if rounded == amount else "rounded"
    return rounded, None if re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", text) else "cleaned"


def _sign(text: str) -> tuple[bool, str]:
    """Take the signs of less than nothing: a minus before a currency sign, accountants' brackets, △, 负."""
    bracketed = re.fullmatch(r"\((.+)\)(元?)", text)
    if bracketed:
        return True, bracketed[1] + bracketed[2]
    if text[0] in "△▲负":
        return True, text[1:]
    signed = re.fullmatch(r"-([¥$].+)|([¥$])-(.+)", text)
    if signed:
        return True, signed[1] or signed[2] + signed[3]
    return False, text
