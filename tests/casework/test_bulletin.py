"""The figures of a month, a quarter or a year, county by county."""

from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest

from matcher.casework.bulletin import Tally, months_of, tallies_of
from matcher.config.base import Text
from matcher.ledger import CLUES, Entry
from matcher.report.bulletin_workbook import BulletinContents, BulletinLine, write_bulletin_workbook
from matcher.report.wording import Wording
from tests.casework.made_up_dispatch import clues_by_number, give_out


def counts(tally):
    """What is not nought."""
    return {name: value for name, value in vars(tally).items() if value}


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2025-11", ("2025-11",)),
        ("2025Q4", ("2025-10", "2025-11", "2025-12")),
        ("2026Q1", ("2026-01", "2026-02", "2026-03")),
    ],
)
def test_a_period_is_a_month_a_quarter_or_a_year(period, months):
    assert months_of(period) == months
    assert months_of("2025")[::11] == ("2025-01", "2025-12")


@pytest.mark.parametrize("period", ["2025-13", "2025Q5", "Q4", "25", "2025-1", "last"])
def test_what_is_none_is_refused(period):
    with pytest.raises(ValueError, match=period):
        months_of(period)


def test_each_thing_counts_in_its_own_month(ledger, tmp_path):
    """Found by the day of the data, given out by that of the entry, verdicts and money by the day that people name."""
    give_out(ledger, tmp_path / "out")  # on 1 December, due on the 31st
    first, second, third, _ = clues_by_number(ledger)
    entries = [
        Entry(first, "verdict", verdict="confirmed", details={"verified_on": "2025-12-15", "accountable_count": 2}),
        Entry(first, "recovered", amount_cny=Decimal("600.00"), details={"on": "2025-12-16"}),
        Entry(first, "recovered", amount_cny=Decimal("35.50"), details={"on": "2026-01-05"}),
        Entry(first, "closed", details={"on": "2026-01-06"}),
        Entry(second, "verdict", verdict="disproved", exemption_code="E05", details={"verified_on": "2026-01-03"}),
        Entry(third, "verdict", verdict="pending"),
    ]
    assert ledger.enter(entries, "李四", datetime(2026, 1, 8, 8, 0, tzinfo=UTC)) == ["written"] * 6

    tallies = tallies_of(ledger.clues(), ledger.happenings(), ("2025-11", "2025-12", "2026-01"))

    assert list(tallies) == ["180121", "all"]
    assert {month: counts(one) for month, one in tallies["180121"].items()} == {
        "2025-11": {"found": 4},
        "2025-12": {
            "dispatched": 4,
            "due": 4,
            "in_time": 1,
            "late": 1,
            "confirmed": 1,
            "recovered_cny": Decimal("600.00"),
            "accountable_count": 2,
        },
        "2026-01": {"disproved": 1, "recovered_cny": Decimal("35.50"), "closed": 1},
    }
    assert tallies["all"] == tallies["180121"]
    assert tallies["all"]["2025-12"].unanswered == 2


def test_an_entry_of_the_small_hours_belongs_to_the_day_in_china(ledger, tmp_path):
    """At half past midnight on 1 January the year is over, whatever the clock of the machine says."""
    give_out(ledger, tmp_path / "out")
    (first, *_) = clues_by_number(ledger)
    entries = [Entry(first, "verdict", verdict="confirmed"), Entry(first, "recovered", amount_cny=Decimal(1))]
    ledger.enter(entries, "李四", datetime(2025, 12, 31, 16, 30, tzinfo=UTC))

    tallies = tallies_of(ledger.clues(), ledger.happenings(), ("2025-12", "2026-01"))

    assert tallies["all"]["2025-12"].recovered_cny == 0
    assert tallies["all"]["2026-01"].recovered_cny == 1


def test_counties_are_told_apart_and_added_up():
    """A place that nobody knows is a line of its own."""
    rows = [
        {"finding_id": str(place), "area_code": area, "verdict": "confirmed", "verdict_on": "2025-12-15"}
        for place, area in enumerate(("180121100201", "180122100201", "180122100202", None))
    ]
    clues = pa.Table.from_pylist(rows, schema=CLUES.schema)
    nothing = pa.table({name: [] for name in ("finding_id", "area_code", "event", "happened_on", "amount_cny")})

    tallies = tallies_of(clues, nothing, ("2025-12",))

    assert {county: one["2025-12"].confirmed for county, one in tallies.items()} == {
        "180121": 1,
        "180122": 2,
        "unknown": 1,
        "all": 4,
    }


def test_shares_have_intervals_and_none_is_claimed_of_nothing():
    """Wilson, 95 %: 2 of 4 are between 15.0 % and 85.0 %."""
    tally = Tally(due=4, in_time=3, confirmed=2, disproved=2)

    assert tally.share_in_time == 0.75
    assert tally.share_confirmed == pytest.approx((0.5, 0.15, 0.85), abs=5e-5)
    assert (Tally().share_in_time, Tally().share_confirmed) == (None, None)


@pytest.mark.parametrize(("language", "expected"), [("zh", "合计"), ("en", "Total")])
def test_the_workbook_shows_counties_and_their_sum(tmp_path, language, expected):
    """The same figures give the same bytes."""
    some = Tally(found=5, due=4, in_time=3, confirmed=2, disproved=2, recovered_cny=Decimal("35.50"))
    lines = [BulletinLine(county, "2025Q4", some) for county in ("180121", "unknown", "all")]
    contents = BulletinContents(
        title=Text(zh="测试", en="Test"),
        run_id="0001-2025-12-31",
        as_of=date(2025, 12, 31),
        period="2025Q4",
        by_county=lines,
        by_month=[BulletinLine("180121", "2025-12", Tally())],
        area_names={"180121000000": "某省某市测试县"},
    )
    one, other = (
        write_bulletin_workbook(tmp_path / f"{name}.xlsx", contents, Wording(language)) for name in ("one", "other")
    )

    assert one.read_bytes() == other.read_bytes()
    counties, months = openpyxl.load_workbook(one).worksheets
    rows = [[cell.value for cell in row] for row in counties.iter_rows(min_row=5)]
    assert rows[0][0] == "某省某市测试县"
    assert rows[2][0] == expected
    assert rows[0][1:10] == [5, 0, 4, 3, 0, 1, 0.75, 2, 2]
    assert (rows[0][10], rows[0][12]) == (0.5, 35.5)
    assert str(rows[0][11]).startswith("15.0%")
    assert [cell.value for cell in months[5]][:3] == ["某省某市测试县", "2025-12", 0]
