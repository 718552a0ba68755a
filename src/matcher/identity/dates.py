"""Read dates and months in the forms that agencies write.

Reads a column of text; gives days with a precision, or month numbers. `20190301`, `2019-03-01` and `201903` are read on
the Arrow buffer; every other distinct text by `date_forms`. Pure: no clock, so no form depends on the day of reading.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.calendar_days import WrittenDays, Years, are_real, epoch_days, parted
from matcher.identity.check_digit import number_in
from matcher.identity.date_forms import EARLIEST_YEAR, LATEST_YEAR, PLAIN_YEAR, WrittenDate, read_date
from matcher.identity.reading import (
    BoolArray,
    ByteMatrix,
    Reading,
    mask_array,
    offsets_of,
    put_rows,
    read_distinct,
    rows_of_width,
    spread,
    text_column,
    with_word,
)

STATUSES: Final = {
    "cleaned": "read after taking away words or characters that are not part of the date (2019年春, full-width digits)",
    "empty": "nothing there: blank, 无, 00000000, Excel's day zero 1900-01-00",
    "open_ended": "长期 or a date of the year 9999: no end; the value is null",
    "lunar": "a day of the lunar calendar: only its year is kept",
    "serial": "a spreadsheet's day number (43525): the day that it stands for",
    "ambiguous_year": "six digits that may be a year and month or a day with a short year (190301); the value is null",
    "ambiguous_month": "2019.1, which a spreadsheet also makes of 2019.10; read as January",
    "unreadable": "no date, or none that exists (2025-13)",
}
"""Status → meaning. Null: read as written."""

PRECISIONS: Final = pa.array(["day", "month", "year"])
"""How far a date may say when it was."""

_BLOCK: Final = 1 << 15
"""Rows worked on at once: the block and what is made of it stay in the processor's cache."""
_EPOCH: Final = datetime.date(1970, 1, 1)
_EARLIEST_DAY: Final = (datetime.date(EARLIEST_YEAR, 1, 1) - _EPOCH).days
_LATEST_DAY: Final = (datetime.date(LATEST_YEAR, 12, 31) - _EPOCH).days


_DAY: Final = pa.scalar("day", pa.string())


@dataclass(frozen=True)
class Dates:
    """A column of dates, read.

    Attributes:
        values: date32; the first day of the month or year where the precision is no finer.
        precision: One of `PRECISIONS`; null where there is no value.
        status: A word of `STATUSES`; null where read as written.
    """

    values: pa.Array
    precision: pa.Array
    status: pa.Array


def normalise_dates(raw: pa.Array | pa.ChunkedArray, *, serials: bool = False) -> Dates:
    """Read a column of dates.

    Args:
        raw: Text as delivered; null = empty.
        serials: Whether five bare digits such as `43525` are a spreadsheet's day number (days since 1899-12-30).
    """
    column = text_column(raw)
    written = _iso_days(column)
    if written is not None:
        return Dates(written, pa.repeat(_DAY, len(column)), pa.nulls(len(column), pa.string()))
    marked, year, day = _plain_days(column)
    days = pa.array(epoch_days(year, day), mask=~marked).view(pa.date32())

    def read(text: str) -> tuple[datetime.date | None, str | None, str | None]:
        written = read_date(text, serials=serials)
        return _first_day(written), written.precision, written.status

    rest = column.filter(mask_array(~marked))
    types = (pa.date32(), pa.string(), pa.string())
    values, precision, status = read_distinct(rest, read, types, absent=(None, None, "empty"))
    return Dates(
        put_rows(days, ~marked, values),
        with_word("day", marked, precision, PRECISIONS),
        spread(status, ~marked),
    )


def normalise_months(raw: pa.Array | pa.ChunkedArray, *, serials: bool = False) -> Reading:
    """Read a column of months.

    Args:
        raw: Text as delivered: a month, or a date in it; null = empty.
        serials: As for `normalise_dates`.

    Returns:
        int32 month numbers: year × 12 + month - 1. A year alone is `unreadable`.
    """
    column = text_column(raw)
    marked, months = _plain_months(column)
    values = pa.array(months, mask=~marked)
    if bool(marked.all()):
        return Reading(values, pa.nulls(len(column), pa.string()))

    def read(text: str) -> tuple[int | None, str | None]:
        written = read_date(text, serials=serials)
        if written.precision == "year":
            return None, "unreadable"
        return (None, written.status) if written.day is None else (written.month_number, written.status)

    rest = column.filter(mask_array(~marked))
    rest_values, status = read_distinct(rest, read, (pa.int32(), pa.string()), absent=(None, "empty"))
    return Reading(put_rows(values, ~marked, rest_values), spread(status, ~marked))


def _first_day(written: WrittenDate) -> datetime.date | None:
    return None if written.day is None else datetime.date(*written.day)


def _iso_days(column: pa.Array) -> pa.Array | None:
    """Read a column in which every row is a real day written 2019-03-01; nothing where any row is not."""
    if column.null_count or len(column) == 0 or not bool((np.diff(offsets_of(column)) == 10).all()):
        return None
    try:
        days = column.cast(pa.date32())
    except pa.ArrowInvalid:
        return None
    numbers = days.view(pa.int32())
    bounds = pc.min_max(numbers).as_py()
    in_reach = bounds["min"] >= _EARLIEST_DAY and bounds["max"] <= _LATEST_DAY
    return days if in_reach else None


def _plain_days(column: pa.Array) -> tuple[BoolArray, Years, WrittenDays]:
    """Mark the rows written `20190301` or `2019-03-01` that are real days, and give all rows' years and days."""
    marked = np.zeros(len(column), dtype=np.bool_)
    year, day = (np.zeros(len(column), dtype=np.uint16) for _ in range(2))
    for width, places, marks in ((10, (0, 1, 2, 3, 5, 6, 8, 9), (4, 7)), (8, tuple(range(8)), ())):
        rows_marked, rows = rows_of_width(column, width)
        if len(rows) == 0:
            continue
        kept, years, days = _days_written(rows, places, marks)
        found = np.flatnonzero(rows_marked)[kept]
        marked[found], year[found], day[found] = True, years[kept], days[kept]
    return marked, year, day


def _days_written(
    rows: ByteMatrix, places: tuple[int, ...], marks: tuple[int, ...]
) -> tuple[BoolArray, Years, WrittenDays]:
    """Read eight digits at byte places; the mask tells the rows that are a day so written."""
    kept = np.zeros(len(rows), dtype=np.bool_)
    year, day = (np.zeros(len(rows), dtype=np.uint16) for _ in range(2))
    for start in range(0, len(rows), _BLOCK):
        part = slice(start, start + _BLOCK)
        block = np.ascontiguousarray(rows[part].T)
        digits = block[list(places)] - np.uint8(48)
        year[part], day[part] = parted(digits)
        kept[part] = (digits <= 9).all(axis=0) & are_real(year[part], day[part]) & _separated(block, marks)
    return kept & (year >= EARLIEST_YEAR) & (year <= LATEST_YEAR), year, day


def _plain_months(column: pa.Array) -> tuple[BoolArray, npt.NDArray[np.int32]]:
    """Mark the rows written `201903`, `2019-03`, or as a plain day, and give all rows' month numbers."""
    marked, years, days = _plain_days(column)
    months = years.astype(np.int32) * 12 + days // 100 - 1
    for width, place, marks in ((7, 5, (4,)), (6, 4, ())):
        rows_marked, rows = rows_of_width(column, width)
        if len(rows) == 0:
            continue
        written = rows[:, [0, 1, 2, 3, place, place + 1]]
        year, month = number_in(written, 0, 4), number_in(written, 4, 6)
        kept = np.all((written >= 48) & (written <= 57), axis=1) & _separated(rows.T, marks)
        kept &= (month >= 1) & (month <= 12)
        kept &= (year >= (EARLIEST_YEAR if marks else PLAIN_YEAR)) & (year <= LATEST_YEAR)
        found = np.flatnonzero(rows_marked)[kept]
        marked[found] = True
        months[found] = year[kept] * 12 + month[kept] - 1
    return marked, months


def _separated(block: ByteMatrix, marks: tuple[int, ...]) -> BoolArray:
    """Tell which columns of bytes have a hyphen, a slash or a point at all of the places."""
    if not marks:
        return np.ones(block.shape[1], dtype=np.bool_)
    first = block[marks[0]]
    known = (first == ord("-")) | (first == ord("/")) | (first == ord("."))
    return np.asarray(known & np.all(block[list(marks)] == first, axis=0), dtype=np.bool_)
