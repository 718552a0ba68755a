"""What of a delivered row may be shown."""

from __future__ import annotations

from datetime import date

import pytest

from matcher.explain.delivered import values_of


def shown(row: dict[str, object], *, masked: bool = True) -> dict[str, str]:
    return {value.column: value.read_as for value in values_of(row, masked=masked)}


@pytest.mark.parametrize("birth", [{"birth_date": date(2025, 7, 3)}, {"citizen_id": "180121202507030012"}])
def test_a_day_that_tells_the_day_of_birth_keeps_its_year_alone(birth):
    """A newborn's benefit is approved within days of its birth: the day would give the rest of the ID away."""
    row = birth | {"approved_on": date(2025, 7, 21)}

    assert shown(row)["approved_on"] == "2025-**-**"
    assert shown(row, masked=False)["approved_on"] == "2025-07-21"


@pytest.mark.parametrize("row", [{"birth_date": date(1951, 7, 3)}, {}])
def test_a_day_far_from_birth_is_shown(row):
    """What a finding rests on must be seen."""
    assert shown(row | {"approved_on": date(2025, 7, 21)})["approved_on"] == "2025-07-21"
