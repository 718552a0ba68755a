"""Local policy as values by region, name and month."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.config.base import month_number
from matcher.config.policy import Policy
from matcher.evaluate.parameters import lineage, read_policies, read_value
from tests.evaluate.configuration import policies

TEXT = {"zh": "某", "en": "some"}


def policy(regions: dict[str, list[dict[str, Any]]], kind: str = "money", name: str = "standard") -> Policy:
    return Policy.model_validate(
        {
            "policy": "made_up",
            "parameters": {name: {"meaning": TEXT, "type": kind}},
            "regions": [
                {"region": region, "name": TEXT, "parameters": {name: values}} for region, values in regions.items()
            ],
        }
    )


def test_a_county_inherits_from_prefecture_province_and_nation():
    """What a region does not say, the region above it says."""
    book = read_policies(
        [
            policy(
                {
                    "0": [{"since": "2020-01", "value": "1"}],
                    "18": [{"since": "2022-01", "value": "2"}],
                    "1801": [{"since": "2024-01", "value": "3"}],
                    "180121": [{"since": "2025-01", "value": "4"}],
                }
            )
        ]
    )

    values = [
        book.value("180121", "standard", month_number(month))
        for month in ("2019-12", "2020-01", "2022-01", "2024-01", "2025-01")
    ]

    assert [None, Decimal(1), Decimal(2), Decimal(3), Decimal(4)] == values
    assert Decimal(3) == book.value("180122", "standard", month_number("2025-06"))
    assert Decimal(1) == book.value("190101", "standard", month_number("2025-06"))


def test_a_value_holds_until_the_next_or_until_its_last_month():
    """After its last month a region has no value of its own: it inherits again."""
    book = read_policies(
        [
            policy(
                {
                    "18": [{"since": "2020-01", "value": "9"}],
                    "1801": [
                        {"since": "2021-01", "value": "1"},
                        {"since": "2022-01", "until": "2022-06", "value": "2"},
                    ],
                }
            )
        ]
    )

    values = [
        book.value("1801", "standard", month_number(month)) for month in ("2021-12", "2022-01", "2022-06", "2022-07")
    ]

    assert [Decimal(1), Decimal(2), Decimal(2), Decimal(9)] == values


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("80", "integer", 80),
        ("545.10", "money", Decimal("545.10")),
        ("0.2", "decimal", Decimal("0.2")),
        ("true", "boolean", True),
        ("false", "boolean", False),
        ("monthly", "text", "monthly"),
        (("1", "2"), "integers", (1, 2)),
        (("mental",), "texts", ("mental",)),
        ((), "texts", ()),
    ],
)
def test_a_value_is_read_by_its_declared_type(text: Any, kind: Any, value: Any):
    """YAML gives texts; the declaration says what they are."""
    assert value == read_value(text, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("eighty", "integer"),
        ("1.5", "integer"),
        ("545.101", "money"),
        ("NaN", "money"),
        ("Infinity", "decimal"),
        ("yes", "boolean"),
        ("1", "integers"),
        (("1",), "integer"),
        (("a",), "integers"),
        ("", "money"),
    ],
)
def test_a_value_of_another_type_is_refused(text: Any, kind: Any):
    """A slip in the policy is never a silent zero."""
    with pytest.raises(ValueError, match=r"."):
        read_value(text, kind)


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (policy({"18": [{"since": "2020-01", "value": "x"}]}), "not of type money"),
        (policy({"18": [{"since": "2020-01", "until": "2019-01", "value": "1"}]}), "ends before it begins"),
        (policy({"18": [{"since": "2020-01", "value": "1"}, {"since": "2020-01", "value": "2"}]}), "two values begin"),
        (
            policy(
                {"18": [{"since": "2020-01", "until": "2021-06", "value": "1"}, {"since": "2021-06", "value": "2"}]}
            ),
            "overlaps the one since 2021-06",
        ),
        (policy({"18": []}, name="trial_month"), "has a meaning in rules"),
    ],
)
def test_a_faulty_policy_is_refused_in_words(made: Policy, what: str):
    """Each fault says the file, the region and the parameter."""
    faults = read_policies([made]).faults

    assert len(faults) == 1
    assert made.policy == faults[0].rule
    assert what in faults[0].what


def test_values_given_twice_and_parameters_never_declared_are_refused():
    """Two files cannot both speak for one region."""
    once = policy({"18": [{"since": "2020-01", "value": "1"}]})
    undeclared = Policy.model_validate(
        {
            "policy": "other",
            "regions": [
                {"region": "18", "name": TEXT, "parameters": {"standart": [{"since": "2020-01", "value": "1"}]}}
            ],
        }
    )

    faults = read_policies([once, once, undeclared]).faults

    expected = [
        "the region's values are given twice",
        "parameter 'standart' is not declared (did you mean 'standard'?)",
    ]
    assert expected == [fault.what for fault in faults]


def test_the_table_has_one_row_for_each_region_and_month():
    """Rules are joined with it by equality."""
    table = read_policies(policies()).table(
        ["nursing_subsidy_levels", "minimum_living_standard_rural"], ["180121"], range(24299, 24301)
    )

    assert [
        {
            "region_code": "180121",
            "month": 24299,
            "programme": "",
            "nursing_subsidy_levels": [1, 2],
            "minimum_living_standard_rural": Decimal("545.00"),
        },
        {
            "region_code": "180121",
            "month": 24300,
            "programme": "",
            "nursing_subsidy_levels": [1, 2],
            "minimum_living_standard_rural": Decimal("545.00"),
        },
    ] == table.to_pylist()


@given(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True))
def test_every_region_ends_in_the_nation(region: str):
    """Each region of the line contains the one before it."""
    line = lineage(region)

    assert [region, region[:4], region[:2], "0"] == line
