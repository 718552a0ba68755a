"""Read one date that is not written plainly: Chinese words, single digits, times, serials, eras.

Reads one text; gives year, month and day as far as it says them. It never invents a part that is not written. Pure.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final

from matcher.identity.numerals import NUMERAL_CHARACTERS, read_numeral
from matcher.identity.reading import remembered
from matcher.identity.text import LONGEST_VALUE, clean_one

EARLIEST_YEAR: Final = 1850
LATEST_YEAR: Final = 2200
"""Years that a date may lie in; later ones are said to mean `no end`."""

PLAIN_YEAR: Final = 1930
"""Year from which on six digits are a year and month; before it they may be a day too: 190301 is 2019-03-01 to some."""

_DAY_ZERO: Final = datetime.date(1899, 12, 30)
"""Day 0 of spreadsheet serials, right from 1900-03-01 on (serial 61)."""

_SERIAL: Final = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
"""Five digits, 1927-05-18 to 2173: fewer digits are rather a year, or a day and month that lost their year."""

_TIME: Final = re.compile(
    r"(?:T|\s+|(?<=日))(?:上午|下午|AM|PM)?\s*\d{1,2}[:时]\d{0,2}(?:[:分]\d{0,2}(?:\.\d+)?)?秒?\s*(?:AM|PM|Z|\+08:?00)?$",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(r"[\s(]*(?:星期|周|礼拜)[一二三四五六日天]\)?(?=\s|$)")
_OPEN_ENDED: Final = re.compile(r"长期.*|永久.*|终身|至今|无固定期限|9999[-/.年]?(?:12)?[-/.月]?(?:31)?日?")
_NOTHING: Final = re.compile(
    r"0+(?:[-/.:]0+)*|(?:1900|1899|0000)(?:0?[01]00?|[-/.年]0?[01][-/.月]00?日?)|不详|未知|不明"
)
_LUNAR: Final = re.compile(r"农历|阴历|腊月|正月|初[一二三四五六七八九十]|冬月")
_ERA: Final = re.compile(rf"民国(?P<year>[0-9]{{1,3}}|[{NUMERAL_CHARACTERS}]{{1,4}}|元)年(?P<rest>.*)")
_WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})\s*(?:(?P<mark>[-/.年])\s*(?:(?P<month>\d{1,2})\s*(?:(?:(?P=mark)|[-/.月])\s*"
    r"(?:(?P<day>\d{1,2})\s*[日号.]?)?|月份)?)?)?"
)
_COMPACT: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?(?:0{6})?(?:\.0+)?")
_YEAR: Final = "[0-9]{4}|[零〇○一二三四五六七八九]{4}"
_PART: Final = f"[0-9]{{1,2}}|[{NUMERAL_CHARACTERS}]{{1,3}}"
_IN_WORDS: Final = re.compile(rf"(?P<year>{_YEAR})年(?:(?P<month>{_PART})月(?:份|(?P<day>{_PART})[日号]?)?)?")
_WORDS_AFTER: Final = re.compile(
    r"(?:春|夏|秋|冬|初|底|末|上旬|中旬|下旬|左右|前后|起|开始|至今|度|上半年|下半年|第?[一二三四1-4]季度|出?生)+$"
)
_WORDS_BEFORE: Final = re.compile(r"^(?:约|自|从|公历|阳历|公元|于|\()+")


@dataclass(frozen=True)
class WrittenDate:
    """What one text says.

    Attributes:
        day: Year, month, day, with 1 for parts not written; null where the text is no date.
        precision: `day`, `month` or `year`; null where the text is no date.
        status: As in `matcher.identity.dates.STATUSES`.
    """

    day: tuple[int, int, int] | None
    precision: str | None
    status: str | None

    @property
    def month_number(self) -> int:
        """Month number: year × 12 + month - 1."""
        if self.day is None:
            raise ValueError("no date was read")
        return self.day[0] * 12 + self.day[1] - 1


@remembered
def read_date(text: str, *, serials: bool = False) -> WrittenDate:
    """Read one text as a date.

    Args:
        text: As delivered.
        serials: Whether bare numbers are spreadsheet day numbers.
    """
    cleaned = clean_one(text)
    no_day = _status_without_day(cleaned)
    if no_day:
        return WrittenDate(None, None, no_day)
    if serials and _SERIAL.fullmatch(cleaned):
        return _from_serial(cleaned)
    without_time = _TIME.sub("", _WEEKDAY.sub("", cleaned))
    if _LUNAR.search(without_time):
        return _lunar(without_time)
    plain = _WORDS_BEFORE.sub("", _WORDS_AFTER.sub("", without_time)).strip().rstrip(")")
    written = _read_parts(plain)
    if written.status is None and (plain != without_time or cleaned != text.strip()):
        return WrittenDate(written.day, written.precision, "cleaned")
    return written


def _status_without_day(cleaned: str) -> str | None:
    """Give the status of a text that names no day, if that is plain at a glance."""
    if len(cleaned) > LONGEST_VALUE:
        return "unreadable"
    if not cleaned or _NOTHING.fullmatch(cleaned):
        return "empty"
    return "open_ended" if _OPEN_ENDED.fullmatch(cleaned) else None


def _read_parts(text: str) -> WrittenDate:
    """Read year, month and day in digits, in Chinese numerals, or by the Republic's years."""
    era = _ERA.fullmatch(text)
    if era:
        years = 1 if era["year"] == "元" else _number(era["year"])
        written = _read_parts(f"{1911 + years}年{era['rest']}") if years else _UNREADABLE
        return WrittenDate(written.day, written.precision, "cleaned" if written.day else "unreadable")
    found = _COMPACT.fullmatch(text) or _WRITTEN.fullmatch(text) or _IN_WORDS.fullmatch(text)
    if not found:
        return _UNREADABLE
    parts = [_number(part) if part else None for part in (found["year"], found["month"], found["day"])]
    if re.fullmatch(r"\d{6}(?:\.0+)?", text) and _is_short_day(text):
        return WrittenDate(None, None, "ambiguous_year")
    if re.fullmatch(r"\d{4}\.1", text):
        return _checked(parts, "ambiguous_month")
    return _checked(parts, None)


def _checked(parts: list[int | None], status: str | None) -> WrittenDate:
    """Give the date that the parts make, if there is such a day."""
    year, month, day = parts
    if year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return _UNREADABLE
    try:
        datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return _UNREADABLE
    precision = "year" if month is None else "month" if day is None else "day"
    return WrittenDate((year, month or 1, day or 1), precision, status)


def _is_short_day(text: str) -> bool:
    """Tell whether six digits of an early year could as well be a day with a year of two digits."""
    if int(text[:4]) >= PLAIN_YEAR:
        return False
    try:
        return bool(datetime.date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6])))
    except ValueError:
        return False


def _number(text: str) -> int | None:
    return int(text) if text.isascii() else read_numeral(text)


def _from_serial(text: str) -> WrittenDate:
    day = _DAY_ZERO + datetime.timedelta(days=int(text.partition(".")[0]))
    return WrittenDate((day.year, day.month, day.day), "day", "serial")


def _lunar(text: str) -> WrittenDate:
    """Keep the year of a lunar date: its days do not fall on the days of the same number."""
    found = re.search(r"\d{4}", text)
    return _checked([int(found[0]), None, None], "lunar") if found else _UNREADABLE


_UNREADABLE: Final = WrittenDate(None, None, "unreadable")
