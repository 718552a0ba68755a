"""A reform that is only thought of: what it lays over the policy in force, and what findings it would change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa

from matcher.config.base import month_number
from matcher.config.policy import Policy
from matcher.evaluate import Difference, compare_findings, with_reform
from matcher.evaluate.parameters import read_policies
from matcher.tables import FINDINGS


def policy(name: str, *regions: tuple[str, list[dict[str, str]]], declares: bool = True) -> Policy:
    meaning = {"standard": {"meaning": {"zh": "标准", "en": "standard"}, "type": "money"}}
    return Policy.model_validate(
        {
            "policy": name,
            "parameters": meaning if declares else {},
            "regions": [
                {"region": region, "name": {"zh": "某地", "en": "place"}, "parameters": {"standard": values}}
                for region, values in regions
            ],
        }
    )


def value(policies: tuple[Policy, ...], region: str, month: str) -> Any:
    book = read_policies(policies)
    assert book.faults == ()
    return book.value(region, "standard", month_number(month))


def test_a_reform_holds_from_its_month_and_leaves_earlier_months_alone():
    """What was paid under the old standard is judged by it."""
    old = policy("old", ("1801", [{"since": "2020-01", "value": "500"}, {"since": "2024-01", "value": "600"}]))
    reform = policy("reform", ("1801", [{"since": "2025-07", "value": "700"}]), declares=False)

    both = with_reform([old], reform)

    months = ("2023-12", "2025-06", "2025-07", "2030-01")
    assert [value(both, "180121", month) for month in months] == [500, 600, 700, 700]


def test_a_value_that_would_have_ended_later_ends_where_the_reform_begins():
    """Two values never hold in one month."""
    old = policy("old", ("1801", [{"since": "2024-01", "until": "2025-12", "value": "600"}]))
    reform = policy("reform", ("1801", [{"since": "2025-07", "value": "700"}]), declares=False)

    both = with_reform([old], reform)

    assert [value(both, "1801", month) for month in ("2025-06", "2025-07", "2026-01")] == [600, 700, 700]


def test_a_reform_of_one_county_changes_no_other():
    """The county's own value stands above that of its prefecture."""
    old = policy("old", ("1801", [{"since": "2024-01", "value": "600"}]))
    reform = policy("reform", ("180121", [{"since": "2025-07", "value": "700"}]), declares=False)

    both = with_reform([old], reform)

    assert value(both, "180121", "2025-07") == 700
    assert value(both, "180122", "2025-07") == 600
    assert value(both, "180121", "2025-06") == 600


def test_a_reform_may_bring_a_parameter_of_its_own_file():
    """It then declares it, as any policy file does."""
    both = with_reform([], policy("reform", ("18", [{"since": "2025-01", "value": "1"}])))

    assert value(both, "180121", "2025-02") == 1


def findings(*rows: dict[str, Any]) -> pa.Table:
    plain = {"area_code": "180121001001", "catalogue_code": "B14", "rule_id": "pension", "first_month": "2025-01",
             "last_month": "2025-02", "month_count": 2, "amount_cny": Decimal("100.00")}  # fmt: skip
    return pa.Table.from_pylist([{**plain, **row} for row in rows], FINDINGS.schema)


def test_differences_are_told_by_county_and_rule():
    """What appears, what goes, what keeps its months; exempted findings stand for nothing."""
    before = findings(
        {"finding_id": "kept"},
        {"finding_id": "gone"},
        {"finding_id": "shorter"},
        {"finding_id": "lifted", "exemption_code": "E04"},
        {"finding_id": "elsewhere", "area_code": None},
    )
    after = findings(
        {"finding_id": "kept"},
        {"finding_id": "shorter", "month_count": 1, "last_month": "2025-01", "amount_cny": Decimal("50.00")},
        {"finding_id": "new", "amount_cny": Decimal("7.25")},
        {"finding_id": "elsewhere", "area_code": None},
    )

    assert compare_findings(before, after) == (
        Difference("", "B14", "pension", 1, 1, 0, 0, 0, Decimal("100.00"), Decimal("100.00")),
        Difference("180121", "B14", "pension", 3, 3, 1, 1, 1, Decimal("300.00"), Decimal("157.25")),
    )


def test_without_a_difference_everything_stays():
    same = findings({"finding_id": "kept"})

    assert compare_findings(same, same) == (
        Difference("180121", "B14", "pension", 1, 1, 0, 0, 0, Decimal("100.00"), Decimal("100.00")),
    )
