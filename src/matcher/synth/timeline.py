"""Months and days of the made-up county. Pure; all chance comes from the generator that is passed in."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


def month_of(day: date) -> int:
    """Give the month number (year × 12 + month − 1) of a day."""
    return day.year * 12 + day.month - 1


def day_in(month: int, day: int) -> date:
    """Give one day of a month number; a day beyond the month's end gives its last day."""
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1]))


def any_day(generator: Random, month: int) -> date:
    """Draw a day of a month number."""
    return day_in(month, generator.randint(1, 28))


def years_later(day: date, years: int) -> date:
    """Give the same day some years later; 29 February becomes 28 February."""
    return day_in(month_of(day) + 12 * years, day.day)


def birth_at_age(generator: Random, as_of: date, age: int) -> date:
    """Draw a birth date of someone who is `age` years old on a day."""
    return years_later(as_of, -age) - timedelta(days=generator.randint(0, 364))


@dataclass(frozen=True)
class Window:
    """The twelve benefit months that the exports show."""

    as_of: date
    """Day that the exports describe; its month is the last one."""

    @property
    def last(self) -> int:
        """Number of the last month."""
        return month_of(self.as_of)

    @property
    def first(self) -> int:
        """Number of the first month."""
        return self.last - 11

    @property
    def months(self) -> range:
        """Numbers of all months, in order."""
        return range(self.first, self.last + 1)
