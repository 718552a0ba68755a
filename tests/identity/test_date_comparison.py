"""Levels of agreement between birth dates, and the lunar calendar behind one of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.identity.date_comparison import LEVELS, date_levels
from matcher.identity.lunar import UNKNOWN_DAY, days_of_lunar_dates

DATES = [
    # left, right, level, why
    ("1952-03-14", "1952-03-14", "same", "the same"),
    ("1952-02-29", "1952-02-29", "same", "the same leap day"),
    ("1899-12-31", "1899-12-31", "same", "before the tables of the lunar calendar begin"),
    ("1952-03-04", "1952-04-03", "day_month_swapped", "day and month the other way round"),
    ("1978-12-01", "1978-01-12", "day_month_swapped", "December the 1st and January the 12th"),
    ("1960-10-11", "1960-11-10", "day_month_swapped", "two digits each"),
    ("1952-03-14", "1953-03-14", "year_off_by_one", "the year after"),
    ("1952-03-14", "1951-03-14", "year_off_by_one", "the year before"),
    ("1959-12-31", "1960-12-31", "year_off_by_one", "over the decade: two digits"),
    ("1999-01-01", "2000-01-01", "year_off_by_one", "over the century: four digits"),
    ("1952-03-14", "1952-04-08", "lunar", "the 14th of the third month of 1952"),
    ("1976-10-01", "1976-08-08", "lunar", "the 8th of the leap eighth month of 1976"),
    ("1976-09-01", "1976-08-08", "lunar", "the 8th of the eighth month of 1976"),
    ("1949-10-01", "1949-08-10", "lunar", "the 10th of the eighth month of 1949"),
    ("1950-01-01", "1949-11-13", "lunar", "the lunar year begins later"),
    ("2000-02-05", "2000-01-01", "lunar", "new year's day of 2000"),
    ("1957-09-24", "1957-08-01", "lunar", "the 1st of the eighth month before its leap month"),
    ("1984-12-22", "1984-11-01", "lunar", "the 1st of the eleventh month, after the leap tenth"),
    ("1952-03-14", "1952-03-15", "one_digit", "last digit of the day"),
    ("1952-03-14", "1952-03-24", "one_digit", "first digit of the day"),
    ("1952-03-14", "1952-08-14", "one_digit", "last digit of the month"),
    ("1952-01-12", "1952-11-12", "one_digit", "first digit of the month"),
    ("1952-03-14", "1958-03-14", "one_digit", "last digit of the year"),
    ("1952-03-14", "1962-03-14", "one_digit", "the decade"),
    ("1912-03-14", "1812-03-14", "different", "another century than anyone's"),
    ("1901-03-14", "2001-03-14", "different", "the century: two digits"),
    ("1952-03-01", "1952-03-09", "one_digit", "a first day is still one digit away"),
    ("1952-03-01", "1952-03-14", "month_only", "written as the first, the day not known"),
    ("1952-03-28", "1952-03-01", "month_only", "the other side not known"),
    ("1978-11-01", "1978-11-22", "month_only", "the first of November"),
    ("1952-03-14", "1952-03-22", "different", "another day of the month"),
    ("1952-03-14", "1952-06-25", "different", "another day of the year"),
    ("1952-03-14", "1954-03-14", "one_digit", "two years later: one digit"),
    ("1949-03-14", "1951-03-14", "different", "two years later: two digits"),
    ("1952-03-14", "1978-09-01", "different", "father and son"),
    ("1952-03-14", "1953-03-15", "different", "the year after, and the day after"),
    ("1952-03-14", "1952-04-09", "different", "a day beside the lunar one"),
    ("1952-13-14", "1952-03-14", "missing", "no date"),
    (None, "1952-03-14", "missing", "left missing"),
    ("1952-03-14", None, "missing", "right missing"),
    (None, None, "missing", "both missing"),
    ("1700-01-01", "1700-01-02", "different", "days that nobody on a list was born on are not looked into"),
]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@pytest.mark.parametrize(("left", "right", "level", "why"), DATES, ids=[pair[-1] for pair in DATES])
def test_a_pair_of_dates_agrees_to_a_level(left, right, level, why):
    """Both ways round."""
    first, second = (pa.array([_day(text)], pa.date32()) for text in (left, right))

    assert [LEVELS[date_levels(*pair)[0]] for pair in ((first, second), (second, first))] == [level] * 2


def test_the_table_reaches_every_level():
    """At least forty pairs."""
    assert len(DATES) >= 40
    assert {pair[2] for pair in DATES} == set(LEVELS)


@given(st.lists(st.tuples(st.dates(date(1880, 1, 1), date(2060, 1, 1)), st.dates(date(1880, 1, 1))), min_size=1))
def test_dates_agree_in_a_column_as_they_do_alone(pairs):
    """A column may hold any of them beside any other."""
    left, right = zip(*pairs, strict=True)

    together = date_levels(pa.array(left, pa.date32()), pa.array(right, pa.date32()))

    assert together.tolist() == [
        int(date_levels(pa.array([one], pa.date32()), pa.array([other], pa.date32()))[0]) for one, other in pairs
    ]


def _day_of(year: int, month: int, day: int, *, in_leap_month: bool = False) -> date | None:
    fields = (np.array([value], dtype=np.int32) for value in (year, month, day))
    number = days_of_lunar_dates(*fields, in_leap_month=in_leap_month)[0]
    return None if number == UNKNOWN_DAY else date.fromordinal(date(1970, 1, 1).toordinal() + int(number))


@pytest.mark.parametrize(
    "new_year",
    [
        date(1900, 1, 31),
        date(1912, 2, 18),
        date(1949, 1, 29),
        date(1952, 1, 27),
        date(1960, 1, 28),
        date(1976, 1, 31),
        date(1985, 2, 20),
        date(2000, 2, 5),
        date(2008, 2, 7),
        date(2024, 2, 10),
        date(2025, 1, 29),
        date(2034, 2, 19),
        date(2050, 1, 23),
    ],
)
def test_the_lunar_year_begins_at_its_known_new_year(new_year):
    """One wrong month would move all that come after it."""
    assert _day_of(new_year.year, 1, 1) == new_year


@pytest.mark.parametrize(
    ("year", "month", "day", "in_leap_month", "expected"),
    [
        (1976, 8, 8, True, date(1976, 10, 1)),
        (2033, 11, 1, True, date(2033, 12, 22)),
        (2020, 4, 1, True, date(2020, 5, 23)),
        (1976, 7, 1, True, None),
        (1952, 1, 30, False, None),
        (1952, 2, 30, False, date(1952, 3, 25)),
        (1953, 1, 29, False, date(1953, 3, 14)),
        (1899, 1, 1, False, None),
        (2051, 1, 1, False, None),
    ],
)
def test_a_lunar_date_falls_on_its_day_or_on_none(year, month, day, in_leap_month, expected):
    """Leap months, months of 29 days, years outside of the table."""
    assert _day_of(year, month, day, in_leap_month=in_leap_month) == expected
