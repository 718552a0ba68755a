"""C09: a month that a place's payments skip."""

from __future__ import annotations

import pyarrow as pa

from matcher.report.figures import Gap, series_gaps

ELDER = "elder_allowance"


def payments(*runs: tuple[str, range, int]) -> pa.Table:
    """Make payments: place, months, persons of each month."""
    rows = [
        {"programme": ELDER, "place": place, "benefit_month": month, "person_id": f"{place}{number}"}
        for place, months, persons in runs
        for month in months
        for number in range(persons)
    ]
    return pa.Table.from_pylist(rows)


def test_a_batch_that_one_township_never_got():
    paid = payments(("one", range(100, 112), 40), ("two", range(100, 105), 30), ("two", range(106, 112), 30))

    assert series_gaps(paid) == [Gap(ELDER, "two", 105, persons=0, usual=30, elsewhere=True)]


def test_a_month_that_nobody_got_is_the_lists():
    paid = payments(("one", range(100, 105), 40), ("one", range(106, 112), 40), ("two", range(100, 105), 30),
                    ("two", range(106, 112), 30))  # fmt: skip

    assert series_gaps(paid) == [
        Gap(ELDER, "one", 105, persons=0, usual=40, elsewhere=False),
        Gap(ELDER, "two", 105, persons=0, usual=30, elsewhere=False),
    ]


def test_half_of_the_usual_persons_is_no_gap_and_fewer_is():
    paid = payments(("one", range(100, 112), 40), ("two", range(100, 110), 30), ("two", range(110, 111), 15),
                    ("two", range(111, 112), 14))  # fmt: skip

    assert series_gaps(paid) == [Gap(ELDER, "two", 111, persons=14, usual=30, elsewhere=True)]


def test_a_place_with_few_beneficiaries_says_nothing():
    assert series_gaps(payments(("one", range(100, 112), 40), ("two", range(100, 105), 9))) == []


def test_rows_of_one_person_in_one_month_count_once():
    paid = payments(("one", range(100, 112), 40))

    assert series_gaps(pa.concat_tables([paid, paid.slice(0, 40)])) == []
