"""Read the small kinds: phone numbers, bank accounts, whole numbers, decimals, yes or no, sex.

Each reads a column of text, one distinct text at a time. Pure.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import pyarrow as pa

from matcher.identity.numerals import read_numeral
from matcher.identity.reading import Reading, read_by_text, text_column
from matcher.identity.text import LONGEST_VALUE, clean_one

STATUSES: Final = {
    "cleaned": "read after taking away marks, units or words around the value",
    "empty": "nothing there",
    "unreadable": "something else than such a value",
    "percent": "the number before a per cent sign: 85% is 85, not 0.85",
    "several_numbers": "several telephone numbers in one cell: the first mobile one",
    "landline": "a telephone number, but not a mobile one; the value is null",
    "masked": "digits hidden behind *; the value is null",
    "lost_digits": "an account that went through a spreadsheet number; the value is null",
    "rounded": "more decimals than are kept",
    "unknown": "said to be unknown or not stated; the value is null",
}
"""Status → meaning. Null: read as written."""

DECIMAL: Final = pa.decimal128(18, 4)

_MOBILE: Final = re.compile(r"(?:\+?0{0,2}86)?0?(1[3-9]\d{9})")
_LANDLINE: Final = re.compile(r"(?:0\d{2,3})?[2-8]\d{6,7}(?:转?\d{1,5})?")
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_DECIMAL_PLACES: Final = Decimal("0.0001")
_UNIT_AFTER: Final = re.compile(
    r"(?:个|人|口|户|名|位|岁|周岁|月|个月|天|日|年|次|亩|套|间|辆|台|张|级|平方米|平米|m2|公里|千米|里|%|元|kg|公斤|座|度)+$",
    re.IGNORECASE,
)


def normalise_phones(raw: pa.Array | pa.ChunkedArray) -> Reading:
    """Read mobile numbers: 11 digits; of several in one cell the first."""
    return read_by_text(text_column(raw), _read_phone, pa.string())


def _read_phone(text: str) -> tuple[str | None, str | None]:
    if re.fullmatch(r"1[3-9]\d{9}", text, re.ASCII):
        return text, None
    cleaned = clean_one(text)
    if not cleaned or re.fullmatch(r"0+|1{11}", cleaned):
        return None, "empty"
    if _SCIENTIFIC.fullmatch(cleaned):
        return None, "lost_digits"
    seen_landline = False
    mobiles: list[str] = []
    for part in re.split(r"[,，、;；/\\|]|\s{2,}|(?<=\d{11})\s", cleaned):
        digits = re.sub(r"(?<=\d)\.0+$|[\s()\-—–'‘’]|^\D*[::]", "", part)
        mobile = _MOBILE.fullmatch(digits)
        if mobile:
            mobiles.append(mobile[1])
        seen_landline = seen_landline or bool(_LANDLINE.fullmatch(digits))
    if mobiles:
        return mobiles[0], "several_numbers" if len(set(mobiles)) > 1 else "cleaned"
    if seen_landline:
        return None, "landline"
    return None, "masked" if "*" in cleaned else "unreadable"


def normalise_accounts(raw: pa.Array | pa.ChunkedArray) -> Reading:
    """Read bank accounts: 6 to 32 digits, no check (passbooks have no check digit)."""
    return read_by_text(text_column(raw), _read_account, pa.string())


def _read_account(text: str) -> tuple[str | None, str | None]:
    cleaned = clean_one(text)
    digits = re.sub(r"[\s\-—–'‘’`]", "", cleaned)
    if not digits or re.fullmatch("0+", digits):
        return None, "empty"
    if _SCIENTIFIC.fullmatch(digits) or re.fullmatch(r"\d{16,}\.0*|\d{15}0{3,}", digits):
        return None, "lost_digits"
    digits = re.sub(r"\.0*$", "", digits)
    if "*" in digits:
        return None, "masked"
    if not re.fullmatch(r"\d{6,32}", digits):
        return None, "unreadable"
    return digits, None if digits == text else "cleaned"


def normalise_integers(raw: pa.Array | pa.ChunkedArray) -> Reading:
    """Read whole numbers as int32: `3`, `3人`, `3.0`, `三`."""
    return read_by_text(text_column(raw), _read_integer, pa.int32())


def _read_integer(text: str) -> tuple[int | None, str | None]:
    number, status = _read_number(text)
    if number is None:
        return None, status
    if number != number.to_integral_value() or not -(2**31) <= number < 2**31:
        return None, "unreadable"
    if status != "percent":
        status = None if re.fullmatch(r"-?\d+", text, re.ASCII) else "cleaned"
    return int(number), status


def normalise_decimals(raw: pa.Array | pa.ChunkedArray) -> Reading:
    """Read numbers as decimal128(18, 4): `1.25`, `1,000.5`, `85%` (85), `3.5亩`."""
    return read_by_text(text_column(raw), _read_decimal, DECIMAL)


def _read_decimal(text: str) -> tuple[Decimal | None, str | None]:
    number, status = _read_number(text)
    if number is None:
        return None, status
    if abs(number) >= Decimal(10) ** 14:
        return None, "unreadable"
    rounded = number.quantize(_DECIMAL_PLACES, rounding=ROUND_HALF_UP)
    return rounded, "rounded" if rounded != number else status


def _read_number(text: str) -> tuple[Decimal | None, str | None]:
    """Read one number, and say whether anything had to be taken away."""
    cleaned = clean_one(text)
    if not cleaned:
        return None, "empty"
    if len(cleaned) > LONGEST_VALUE:
        return None, "unreadable"
    figures = _UNIT_AFTER.sub("", cleaned.replace(" ", "").replace("−", "-"))
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", figures):
        figures = figures.replace(",", "")
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d{1,2})?", figures, re.IGNORECASE | re.ASCII):
        plain = re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII)
        return Decimal(figures), None if plain else "percent" if cleaned.endswith("%") else "cleaned"
    in_hundred = figures.removeprefix("百分之")
    numeral = read_numeral(in_hundred)
    if numeral is None:
        return None, "unreadable"
    return Decimal(numeral), "cleaned" if in_hundred == figures else "percent"


_YES: Final = frozenset(
    [
        "是",
        "有",
        "1",
        "y",
        "yes",
        "t",
        "true",
        "√",
        "✓",
        "✔",
        "☑",
        "已",
        "对",
        "在",
        "v",
        "参加",
        "享受",
        "正常",
        *("已参加", "已享受", "已参保", "参保"),
    ]
)
_NO: Final = frozenset(
    [
        "否",
        "无",
        "没有",
        "0",
        "n",
        "no",
        "f",
        "false",
        "×",
        "✗",
        "✘",
        "☒",
        "未",
        "不是",
        "没",
        "x",
        "非",
        "不",
        "未参加",
        "未享受",
        "未参保",
        "不参加",
        "不享受",
    ]
)


def normalise_yes_no(raw: pa.Array | pa.ChunkedArray) -> Reading:
    """Read yes or no as booleans. 无 means no here, not an empty cell; `/` and `-` are empty."""
    return read_by_text(text_column(raw), _read_yes_no, pa.bool_())


def _read_yes_no(text: str) -> tuple[bool | None, str | None]:
    plain = text.strip()
    word = (clean_one(text) or plain).lower()
    word = re.sub(r"\.0+$", "", re.sub(r"^[01yn][-.、:\s]*(?=[^\x00-\x7f])", "", word))
    word = re.sub(r"(?<=.)[(\[][^()\[\]]*[)\]]$", "", word)  # 是(已确认)
    status = None if word == text else "cleaned"
    if word in _YES:
        return True, status
    if word in _NO:
        return False, status
    return (None, "unreadable") if clean_one(text) else (None, "empty")


_MALE: Final = frozenset(["男", "男性", "1", "01", "m", "male", "男士", "先生", "男孩"])
_FEMALE: Final = frozenset(["女", "女性", "2", "02", "f", "female", "女士", "女孩"])
_UNKNOWN_SEX: Final = frozenset(["0", "00", "9", "09", "未知", "不详", "未说明", "未说明的性别", "未知的性别"])


def normalise_sexes(raw: pa.Array | pa.ChunkedArray) -> Reading:
    """Read sexes as `male` or `female`: words, or the codes of GB/T 2261.1 (`1`, `1-男`)."""
    return read_by_text(text_column(raw), _read_sex, pa.string())


def _read_sex(text: str) -> tuple[str | None, str | None]:
    word = clean_one(text).lower()
    if not word:
        return None, "empty"
    word = re.sub(r"\.0+$", "", re.sub(r"^\d{1,2}[-.、:\s]*(?=[^\x00-\x7f])|[()\s]", "", word))
    status = None if word == text else "cleaned"
    if word in _MALE:
        return "male", status
    if word in _FEMALE:
        return "female", status
    return None, "unknown" if word in _UNKNOWN_SEX else "unreadable"
