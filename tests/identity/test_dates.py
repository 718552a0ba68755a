"""Dates and months in every form that agencies write; no part is ever invented."""

from __future__ import annotations

import datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.identity.dates import STATUSES, normalise_dates, normalise_months

DAY = datetime.date(2019, 3, 1)

DATES = [
    # value, date, precision, status, why
    ("20190301", DAY, "day", None, "eight digits"),
    ("2019-03-01", DAY, "day", None, "with hyphens"),
    ("2019/03/01", DAY, "day", None, "with slashes"),
    ("2019.03.01", DAY, "day", None, "with points"),
    ("2019-3-1", DAY, "day", None, "single digits, hyphens"),
    ("2019/3/1", DAY, "day", None, "single digits, slashes"),
    ("2019.3.1", DAY, "day", None, "single digits, points"),
    ("2019年3月1日", DAY, "day", None, "in words"),
    ("2019年03月01日", DAY, "day", None, "in words with zeros"),
    ("2019年3月1", DAY, "day", None, "in words, 日 left out"),
    ("2019-03-01 00:00:00", DAY, "day", None, "with a time"),
    ("2019-03-01T00:00:00", DAY, "day", None, "with a T and a time"),
    ("2019/3/1 0:00", DAY, "day", None, "as Excel shows it"),
    ("2019年3月1日 8时30分", DAY, "day", None, "in words with a time"),
    ("20190301000000", DAY, "day", None, "fourteen digits, no time"),
    ("20190301.0", DAY, "day", None, "digits that went through a float"),
    ("二〇一九年三月一日", DAY, "day", None, "Chinese numerals"),
    ("二〇二四年一月三十一日", datetime.date(2024, 1, 31), "day", None, "Chinese numerals over ten"),
    (" 2019-03-01", DAY, "day", None, "space before"),
    ("２０１９－０３－０１", DAY, "day", "cleaned", "full-width"),
    ("2019年3月1日起", DAY, "day", "cleaned", "word after"),
    ("1949年10月1日生", datetime.date(1949, 10, 1), "day", "cleaned", "born, in a word after"),
    ("民国三十八年十月一日", datetime.date(1949, 10, 1), "day", "cleaned", "year of the Republic"),
    ("2019.03", DAY, "month", None, "year and month with a point"),
    ("2019-03", DAY, "month", None, "year and month with a hyphen"),
    ("201903", DAY, "month", None, "six digits"),
    ("201903.0", DAY, "month", None, "six digits that went through a float"),
    ("2019年3月", DAY, "month", None, "year and month in words"),
    ("2019年3月份", DAY, "month", None, "月份"),
    ("2019.10", datetime.date(2019, 10, 1), "month", None, "October with a point"),
    ("2019.1", datetime.date(2019, 1, 1), "month", "ambiguous_month", "January, or October that lost its zero"),
    ("2019", datetime.date(2019, 1, 1), "year", None, "year"),
    ("2019年", datetime.date(2019, 1, 1), "year", None, "year in words"),
    ("2019年春", datetime.date(2019, 1, 1), "year", "cleaned", "spring"),
    ("民国38年", datetime.date(1949, 1, 1), "year", "cleaned", "year of the Republic alone"),
    ("农历三月初五", None, None, "unreadable", "lunar day without a year"),
    ("农历1950年三月初五", datetime.date(1950, 1, 1), "year", "lunar", "lunar day: its year is all that is kept"),
    ("00000000", None, None, "empty", "zeros"),
    ("1900-01-00", None, None, "empty", "Excel's day zero"),
    ("0", None, None, "empty", "zero"),
    ("-", None, None, "empty", "hyphen"),
    ("无", None, None, "empty", "none, in a word"),
    ("", None, None, "empty", "empty cell"),
    (None, None, None, "empty", "null cell"),
    ("长期", None, None, "open_ended", "no end"),
    ("至今", None, None, "open_ended", "until now"),
    ("190301", None, None, "ambiguous_year", "1903-01, or 2019-03-01"),
    ("192013", None, None, "unreadable", "month 13 in digits of an early year"),
    ("189002", datetime.date(1890, 2, 1), "month", None, "an early month that is no short day"),
    ("193001", datetime.date(1930, 1, 1), "month", None, "the first year of plain months"),
    ("ï»¿20190301", DAY, "day", "cleaned", "a byte order mark read in another encoding"),
    ("2019/3/1 星期五", DAY, "day", None, "with the day of the week"),
    ("2019年3月1日(周五)", DAY, "day", None, "with the day of the week in brackets"),
    ("9999-12-31", None, None, "open_ended", "a system's no end"),
    ("99991231", None, None, "open_ended", "a system's no end in digits"),
    ("2025-13", None, None, "unreadable", "month 13"),
    ("202513", None, None, "unreadable", "month 13 in digits"),
    ("20190230", None, None, "unreadable", "30 February"),
    ("2019-02-29", None, None, "unreadable", "29 February in a common year"),
    ("2019年0月", None, None, "unreadable", "month 0"),
    ("43525", None, None, "unreadable", "a serial where none is expected"),
    ("85.3.1", None, None, "unreadable", "two digits of a year"),
    ("31/01/2024", None, None, "unreadable", "day first: which is the month is not always plain"),
    ("2019-03-01至2020-03-01", None, None, "unreadable", "two dates"),
    ("春天", None, None, "unreadable", "no date"),
]


@pytest.mark.parametrize(("value", "day", "precision", "status", "why"), DATES, ids=[case[-1] for case in DATES])
def test_a_date_is_read_as_far_as_it_is_written(value, day, precision, status, why):
    """A month is not a day: the precision says what the source knew."""
    dates = normalise_dates(pa.array([value], pa.string()))

    assert (day, precision, status) == (dates.values[0].as_py(), dates.precision[0].as_py(), dates.status[0].as_py())


@pytest.mark.parametrize(("value", "day", "precision", "status", "why"), DATES, ids=[case[-1] for case in DATES])
def test_a_month_is_read_from_whatever_holds_one(value, day, precision, status, why):
    """A year alone is no month; everything finer is."""
    months = normalise_months(pa.array([value], pa.string()))

    has_month = precision in {"day", "month"}
    expected = day.year * 12 + day.month - 1 if has_month else None
    assert expected == months.values[0].as_py()
    assert ("unreadable" if precision == "year" else status) == months.status[0].as_py()


def test_serials_are_read_where_they_are_expected():
    """Spreadsheets hand dates over as day numbers; a year or a month in digits stays what it is."""
    column = pa.array(["43525", "43525.5", "201903", "2019", "365"])

    dates = normalise_dates(column, serials=True)
    months = normalise_months(column, serials=True)

    assert [DAY, DAY, DAY, datetime.date(2019, 1, 1), None] == dates.values.to_pylist()
    assert dates.precision.to_pylist() == ["day", "day", "month", "year", None]
    assert dates.status.to_pylist() == ["serial", "serial", None, None, "unreadable"]
    assert months.values.to_pylist() == [2019 * 12 + 2] * 3 + [None, None]


def test_statuses_are_known():
    """Every status that a date can have is explained."""
    assert set(STATUSES) == {*(case[3] for case in DATES if case[3]), "serial"}


@given(st.dates(datetime.date(1850, 1, 1), datetime.date(2200, 12, 31)))
def test_all_ways_to_write_a_day_mean_that_day(day: datetime.date):
    """Fast way and slow way agree on every day of the calendar."""
    ways = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02d}.{day.day:02d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.isoformat()} 00:00:00",
    ]

    dates = normalise_dates(pa.array(ways))
    months = normalise_months(pa.array(ways))

    assert {day} == set(dates.values.to_pylist())
    assert {"day"} == set(dates.precision.to_pylist())
    assert {day.year * 12 + day.month - 1} == set(months.values.to_pylist())
    assert {None} == set(dates.status.to_pylist()) == set(months.status.to_pylist())


@given(st.lists(st.text(alphabet="0123456789-/.年月日 ", max_size=12), max_size=20))
def test_what_is_read_is_read_again_as_itself(values: list[str]):
    """A day written out in ISO form is that day; and nothing that is not a date fails."""
    once = normalise_dates(pa.array(values, pa.string())).values

    assert once.to_pylist() == normalise_dates(once.cast(pa.string())).values.to_pylist()
