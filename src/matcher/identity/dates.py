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

from matcher.identity.check_digit import epoch_days, number_in, real_dates
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
    text_column,
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

_EPOCH: Final = datetime.date(1970, 1, 1)
_EARLIEST_DAY: Final = (datetime.date(EARLIEST_YEAR, 1, 1) - _EPOCH).days
_LATEST_DAY: Final = (datetime.date(LATEST_YEAR, 12, 31) - _EPOCH).days


@dataclass(frozen=True)
class Dates:
    """A column of dates, read.

    Attributes:
        values: date32; the first day of the month or year where the precision is no finer.
        precision: `day`, `month`, `year`; null where there is no value.
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
        return Dates(written, pa.repeat("day", len(column)), pa.nulls(len(column), pa.string()))
    marked, days = _plain_days(column)
    status = pa.nulls(len(column), pa.string())
    if bool(marked.all()):
        return Dates(pa.array(days).view(pa.date32()), pa.repeat("day", len(column)), status)
    values = pa.array(days, mask=~marked).cast(pa.date32())
    precision = pc.if_else(mask_array(marked), "day", pa.scalar(None, pa.string()))

    def read(text: str) -> tuple[datetime.date | None, str | None, str | None]:
        written = read_date(text, serials=serials)
        return _first_day(written), written.precision, written.status

    rest = column.filter(mask_array(~marked))
    rest_values, rest_precision, rest_status = read_distinct(rest, read, (pa.date32(), pa.string(), pa.string()))
    return Dates(
        put_rows(values, ~marked, rest_values),
        put_rows(precision, ~marked, rest_precision),
        put_rows(status, ~marked, pc.if_else(rest.is_null(), "empty", rest_status)),
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
    status = pa.nulls(len(column), pa.string())
    if bool(marked.all()):
        return Reading(values, status)

    def read(text: str) -> tuple[int | None, str | None]:
        written = read_date(text, serials=serials)
        if written.precision == "year":
            return None, "unreadable"
        return (None, written.status) if written.day is None else (written.month_number, written.status)

    rest = column.filter(mask_array(~marked))
    rest_values, rest_status = read_distinct(rest, read, (pa.int32(), pa.string()))
    rest_status = pc.if_else(rest.is_null(), "empty", rest_status)
    return Reading(put_rows(values, ~marked, rest_values), put_rows(status, ~marked, rest_status))


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


def _plain_days(column: pa.Array) -> tuple[BoolArray, npt.NDArray[np.int32]]:
    """Mark the rows written `20190301` or `2019-03-01` that are real days, and give all rows' days since 1970."""
    days = np.zeros(len(column), dtype=np.int32)
    marked = np.zeros(len(column), dtype=np.bool_)
    for width, places, marks in ((10, (0, 5, 8), (4, 7)), (8, (0, 4, 6), ())):
        rows_marked, rows = rows_of_width(column, width)
        if len(rows) == 0:
            continue
        kept, numbers = _numbers_at(
            rows, [(place, place + size) for place, size in zip(places, (4, 2, 2), strict=True)]
        )
        kept &= _separated(rows, marks)
        year, month, day = numbers
        kept &= real_dates(year, month, day) & (year >= EARLIEST_YEAR) & (year <= LATEST_YEAR)
        found = np.flatnonzero(rows_marked)[kept]
        marked[found] = True
        days[found] = epoch_days(year[kept], month[kept], day[kept])
    return marked, days


def _plain_months(column: pa.Array) -> tuple[BoolArray, npt.NDArray[np.int32]]:
    """Mark the rows written `201903`, `2019-03`, or as a plain day, and give all rows' month numbers."""
    marked, days = _plain_days(column)
    months = (days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32) + 1970 * 12).astype(np.int32)
    for width, place, marks in ((7, 5, (4,)), (6, 4, ())):
        rows_marked, rows = rows_of_width(column, width)
        if len(rows) == 0:
            continue
        kept, (year, month) = _numbers_at(rows, [(0, 4), (place, place + 2)])
        kept &= _separated(rows, marks) & (month >= 1) & (month <= 12)
        kept &= (year >= (EARLIEST_YEAR if marks else PLAIN_YEAR)) & (year <= LATEST_YEAR)
        found = np.flatnonzero(rows_marked)[kept]
        marked[found] = True
        months[found] = year[kept] * 12 + month[kept] - 1
    return marked, months


def _numbers_at(rows: ByteMatrix, places: list[tuple[int, int]]) -> tuple[BoolArray, list[npt.NDArray[np.int32]]]:
    """Read numbers at byte places; the mask tells the rows that have digits at all of them."""
    kept = np.ones(len(rows), dtype=np.bool_)
    for first, last in places:
        kept &= np.all((rows[:, first:last] >= 48) & (rows[:, first:last] <= 57), axis=1)
    return kept, [number_in(rows, first, last) for first, last in places]


def _separated(rows: ByteMatrix, marks: tuple[int, ...]) -> BoolArray:
    """Tell which rows have a hyphen, or a slash, at all of the places."""
    if not marks:
        return np.ones(len(rows), dtype=np.bool_)
    first = rows[:, marks[0]]
    known = (first == ord("-")) | (first == ord("/")) | (first == ord("."))
    same = np.all(rows[:, list(marks)] == first[:, None], axis=1)
    return np.asarray(known & same, dtype=np.bool_)
