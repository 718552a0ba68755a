"""The digest of a finding's facts changes when a fact does, and not because a month went by."""

from datetime import date
from decimal import Decimal

import pytest

from matcher.deciding_facts import evidence_digests, keyed_digests

CAR = {
    "finding_id": "f1",
    "person_id": "p1",
    "record_id": "r1",
    "source_file": "公安局/机动车_20251130.csv",
    "row_number": 7,
    "as_of_date": date(2025, 11, 30),
    "person_name": "测试甲",
    "kind": "small_car",
    "registered_on": date(2024, 5, 1),
    "scrapped_on": None,
}
PENSION = {"record_id": "r2", "pension_kind": "worker", "amount_cny": Decimal("2650.00"), "benefit_month": 24300}
PAYMENT = {"record_id": "r3", "programme": "minimum_living_allowance", "amount_cny": Decimal("545.00")}


def digest(**tables):
    return evidence_digests({"f1": tables})["f1"]


BEFORE = digest(vehicle=[CAR], pension=[PENSION], payment=[PAYMENT])


@pytest.mark.parametrize(
    "tables",
    [
        # next month's export: another file, another line, another day, a name with another title
        {
            "vehicle": [
                CAR | {"record_id": "r9", "source_file": "x_20251231.csv", "row_number": 9, "person_name": "测试 甲"}
            ]
        },
        {"vehicle": [CAR | {"as_of_date": date(2025, 12, 31)}]},
        {"pension": [PENSION, PENSION | {"record_id": "r4", "benefit_month": 24301}]},  # one month more, the same money
        {"payment": [PAYMENT, PAYMENT]},  # what was paid is kept beside the digest
        {"vehicle": [CAR, CAR]},  # the same row twice says nothing new
    ],
)
def test_the_same_facts_give_the_same_digest(tables):
    assert digest(**{"vehicle": [CAR], "pension": [PENSION], "payment": [PAYMENT]} | tables) == BEFORE


@pytest.mark.parametrize(
    "tables",
    [
        {"vehicle": [CAR | {"scrapped_on": date(2025, 12, 3)}]},
        {"vehicle": [CAR, CAR | {"registered_on": date(2025, 12, 3)}]},
        {"vehicle": []},
        {"pension": [PENSION | {"amount_cny": Decimal("2800.00")}]},
    ],
)
def test_another_fact_gives_another_digest(tables):
    assert digest(**{"vehicle": [CAR], "pension": [PENSION], "payment": [PAYMENT]} | tables) != BEFORE


def test_a_kept_digest_needs_the_sites_secret():
    """Else a date of death could be found by trying all days."""
    one, other = keyed_digests({"f1": BEFORE}, b"one"), keyed_digests({"f1": BEFORE}, b"other")

    assert len({one["f1"], other["f1"], BEFORE}) == 3
