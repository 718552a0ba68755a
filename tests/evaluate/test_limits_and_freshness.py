"""How much of what was found is at stake, and how far it can be trusted where a source is out of date."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from matcher.config.policy import Policy
from matcher.config.source import SourceSchema
from matcher.engine.kernel import Kernel
from matcher.evaluate import RuleBook, Sources, check_rules, evaluate_rules
from tests.evaluate.case_records import records_of
from tests.evaluate.configuration import ROOT, TRIAL, codes, model, policies, read_yaml
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid

TEXT = {"zh": "某", "en": "some"}
LIMITS = Policy.model_validate(
    {
        "policy": "limits",
        "parameters": {
            "most_months": {"meaning": TEXT, "type": "integer"},
            "most_a_year_cny": {"meaning": TEXT, "type": "money"},
        },
        "regions": [
            {
                "region": "18",
                "name": TEXT,
                "parameters": {
                    "most_months": [{"since": "2021-07", "value": "9"}, {"since": "2025-05", "value": "3"}],
                    "most_a_year_cny": [{"since": "2021-07", "value": "700"}, {"since": "2025-01", "value": "1200.50"}],
                },
            }
        ],
    }
)


def amounts(rules: RuleBook, rows: Rows, folder: Path) -> list[tuple[int, Decimal]]:
    with Kernel(folders=[folder], threads=1) as kernel:
        found = evaluate_rules(
            records_of(case_of(rows), folder),
            book=rules,
            policies=[*policies(), LIMITS],
            model=model(),
            trial=TRIAL,
            kernel=kernel,
        ).findings.to_pylist()
    return [(row["month_count"], row["amount_cny"]) for row in found]


@pytest.mark.parametrize(
    ("limits", "amount"),
    [
        ({}, "3200.00"),
        ({"back_pay_months": "most_months"}, "1900.00"),
        ({"year_cap_cny": "most_a_year_cny"}, "1700.50"),
        ({"back_pay_months": "most_months", "year_cap_cny": "most_a_year_cny"}, "1200.50"),
    ],
)
def test_an_amount_counts_the_newest_months_and_no_more_than_a_year_may_give(
    limits: dict[str, str], amount: str, tmp_path: Path
):
    """The months of the finding stay; each limit is that of the newest month: three months, 700 of 2024, 1200.50."""
    rows: Rows = {
        "payment": [
            paid("zhao", "2024-12"),
            paid("zhao", "2025-01..2025-02", amount_cny="400"),
            paid("zhao", "2025-04..2025-05", amount_cny="600"),
            paid("zhao", "2025-07", amount_cny="700"),
        ],
        "death": [death("zhao", "2024-11-10")],
    }

    assert amounts(changed(RULE, limits=limits), rows, tmp_path) == [(6, Decimal(amount))]


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        ({"back_pay_months": "most_month"}, "unknown parameter 'most_month'"),
        ({"back_pay_months": "most_a_year_cny"}, "parameter 'most_a_year_cny' is of kind number"),
        ({"year_cap_cny": "nursing_subsidy_levels"}, "parameter 'nursing_subsidy_levels' is of kind integers"),
    ],
)
def test_a_limit_is_a_parameter_of_its_kind(limits: dict[str, str], what: str):
    """Months are whole, caps are money."""
    faults = check_rules(
        changed(RULE, limits=limits),
        model=model(),
        codes=codes(),
        policies=[*policies(), LIMITS],
        filled_tables=frozenset(model()),
        trial=TRIAL,
    )

    assert [(f"limits.{next(iter(limits))}", what)] == [(fault.key, fault.what) for fault in faults]


def source_of(name: str, table: str) -> SourceSchema:
    content = read_yaml(ROOT / "schemas/sources/civil_affairs/verification_register.yaml")
    schema = SourceSchema.model_validate(content)
    fill = schema.fills[0].model_copy(update={"table": table, "constants": {}})
    return schema.model_copy(update={"source": name, "fills": (fill,)})


@pytest.mark.parametrize(
    ("fresh_days", "severity", "lowered"),
    [
        ({}, "certain", "certain"),
        ({"death": 61}, "certain", "certain"),
        ({"death": 60}, "certain", "strong"),
        ({"death": 60}, "verify", "watch"),
        ({"death": 60}, "watch", "watch"),
        ({"payment": 0}, "certain", "certain"),
    ],
)
def test_a_finding_that_rests_on_an_old_source_is_lowered_one_step(
    fresh_days: dict[str, int], severity: str, lowered: str, tmp_path: Path
):
    """The newest file of the source counts: deaths as of the end of September, the run two months later."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-04")],
        "death": [
            death("zhao", "2025-03-10", file="death/2025-01"),
            death("other", "2025-03-10", file="death/2025-09"),
        ],
    }
    case = case_of(rows)
    records = replace(records_of(case, tmp_path), sources=Sources((), {}, fresh_days))
    with Kernel(folders=[tmp_path], threads=1) as kernel:
        found = evaluate_rules(
            records,
            book=changed(RULE, severity=severity, lowered=None),
            policies=policies(),
            model=model(),
            trial=TRIAL,
            kernel=kernel,
        ).findings

    assert found["severity"].to_pylist() == [lowered]


def test_what_an_old_source_does_not_show_is_lowered_too(tmp_path: Path):
    """That nothing is there is said on the word of the source that would show it."""
    absent: dict[str, Any] = {"death": {"table": "death", "expect": "absent"}}
    rows: Rows = {"payment": [paid("zhao", "2025-04")], "death": [death("other", "2025-03-10", file="death/2025-09")]}
    records = records_of(case_of(rows), tmp_path)
    severities = []
    for fresh_days in ({"death": 61}, {"death": 60}):
        sources = Sources((source_of("death", "death"), source_of("payment", "payment")), {}, fresh_days)
        with Kernel(folders=[tmp_path], threads=1) as kernel:
            severities += (
                evaluate_rules(
                    replace(records, sources=sources),
                    book=changed(RULE, facts=absent, parameters=[], exempt=[]),
                    policies=policies(),
                    model=model(),
                    trial=TRIAL,
                    kernel=kernel,
                )
                .findings["severity"]
                .to_pylist()
            )

    assert severities == ["certain", "strong"]
