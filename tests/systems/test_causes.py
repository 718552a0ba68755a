"""Why a finding differs between two runs: each cause alone, and two at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from matcher.config.base import Text
from matcher.config.policy import LocalValue
from matcher.config.rule import Limits, Rule
from matcher.errors import UsageError
from matcher.published import PublishedRun
from matcher.run_record import UnjudgedRule
from matcher.storage.parquet import read_table, write_table
from matcher.systems.causes import FindingChange, finding_changes
from tests.evaluate.configuration import book
from tests.systems.made_up_run import MadeUpRun, made_up_id

RULE = next(rule for rule in book().rules if rule.code == "B01")
"""Money paid after a death: it reads payments and deaths, of policy `stop_lag_months`."""
MONTHS = range(24298, 24301)


def night(folder: Path, number: int, *, found: bool = True, **changes: Any) -> tuple[PublishedRun, Path]:
    """A run of one man who was paid for three months, and of a death that may be another man's.

    Changes: `died`, `dead` (number of the dead), `months`, `first_row`, `as_of`, `amount`, `exemption_code`.
    """
    day = changes.get("as_of", date(2025, 11, 30))
    finding = {
        "finding_id": "f1", "catalogue_code": RULE.code, "rule_id": RULE.rule, "kind": RULE.kind, "severity": "certain",
        "programme": "minimum_living_allowance", "citizen_id": made_up_id(201), "person_name": "陈秀英",
        "first_month": "2024-11", "last_month": "2025-01", "month_count": 3,
        "amount_cny": changes.get("amount", Decimal("1500.00")), "exemption_code": changes.get("exemption_code"),
    }  # fmt: skip
    made = MadeUpRun(folder, f"{number:04d}-{day}", day, [finding] if found else [], (RULE,))
    for _ in range(changes.get("first_row", 0)):
        made.add("payment", made_up_id(202), "李建国", programme="elder_allowance", benefit_month=24298)
    for month in changes.get("months", MONTHS):
        paid = {"programme": "minimum_living_allowance", "benefit_month": month, "amount_cny": Decimal("500.00")}
        made.add("payment", made_up_id(201), "陈秀英", **paid)
    made.add("payment", made_up_id(203), "王桂兰", programme="elder_allowance", benefit_month=24298)
    dead = changes.get("dead", 201)
    made.add(
        "death", made_up_id(dead), "陈秀英" if dead == 201 else "王桂兰", died_on=changes.get("died", date(2024, 10, 2))
    )
    run, place = made.publish()
    return run, place.snapshots


def compared(tmp_path: Path, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """What differs between two nights, and why."""
    old, _ = night(tmp_path, 1, **before)
    new, snapshots = night(tmp_path, 2, **after)
    return told(finding_changes(old, new, snapshots))


def told(changes: list[FindingChange]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.change, one.causes) for one in changes]


def test_nothing_differs_where_rows_lie_elsewhere(tmp_path: Path):
    """The same payments on other lines of a longer file are the same payments."""
    assert compared(tmp_path, {}, {"first_row": 3}) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"months": MONTHS[:2], "amount": Decimal("1000.00")}, ("changed", ("data",))),
        ({"found": False, "died": date(2025, 3, 1)}, {}, ("appeared", ("data",))),
        ({}, {"found": False, "dead": 203}, ("gone", ("data",))),
        ({}, {"exemption_code": "E06"}, ("gone", ("exemption",))),
        ({"exemption_code": "E06"}, {"months": MONTHS[:2]}, ("appeared", ("exemption", "data"))),
        ({}, {"found": False, "as_of": date(2025, 12, 31)}, ("gone", ("day",))),
        ({}, {"found": False}, ("gone", ("others",))),
    ],
)
def test_what_differs_is_named(
    tmp_path: Path, before: dict[str, Any], after: dict[str, Any], expected: tuple[str, tuple[str, ...]]
):
    assert compared(tmp_path, before, after) == [expected]


def test_the_same_rows_of_another_person_are_links(tmp_path: Path):
    """The row of the death says what it said, but is taken for somebody else's."""
    old, _ = night(tmp_path, 1)
    new, snapshots = night(tmp_path, 2, found=False)
    persons = new.tables["persons"].to_pylist()
    (other,) = {row["person_id"] for row in persons if row["citizen_id"] == made_up_id(203)}
    moved = [{**row, "person_id": other} if row["source"] == "death_list" else row for row in persons]
    tables = {**new.tables, "persons": new.tables["persons"].from_pylist(moved, new.tables["persons"].schema)}

    assert told(finding_changes(old, replace(new, tables=tables), snapshots)) == [("gone", ("links",))]


def in_record(run: PublishedRun, **changes: Any) -> PublishedRun:
    return replace(run, record=run.record.model_copy(update=changes))


VALUE = LocalValue(meaning=Text(zh="停发宽限月数", en="months to stop"), type="integer", value="2")


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda run: in_record(run, rules=(RULE.model_copy(update={"severity": "verify"}),)), "rule"),
        (lambda run: in_record(run, rules=()), "rule"),
        (lambda run: in_record(run, local_policy={"stop_lag_months": VALUE}), "policy"),
        (lambda run: in_record(run, local_policy={"elder_allowance_age": VALUE}), "others"),
        (
            lambda run: in_record(run, unjudged=(UnjudgedRule(rule_id=RULE.rule, lack="file", reason=VALUE.meaning),)),
            "not_judged",
        ),
        (lambda run: in_record(run, program_version="1"), "program"),
    ],
)
def test_what_the_rule_rests_on_is_looked_at(
    tmp_path: Path, change: Callable[[PublishedRun], PublishedRun], cause: str
):
    """Its text, local values that it reads and no others, whether it was judged, the program."""
    old, _ = night(tmp_path, 1)
    new, snapshots = night(tmp_path, 2, found=False)

    assert told(finding_changes(old, change(new), snapshots)) == [("gone", (cause,))]


EXEMPTION = next(one for one in book().exemptions if one.parameters)


@pytest.mark.parametrize("value", ["claim_months", EXEMPTION.parameters[0]])
def test_values_of_limits_and_of_exemptions_are_policy_too(tmp_path: Path, value: str):
    old, _ = night(tmp_path, 1)
    new, snapshots = night(tmp_path, 2, amount=Decimal("1000.00"))
    limits = Limits(back_pay_months="claim_months")
    rule = RULE.model_copy(update={"limits": limits, "exempt": (EXEMPTION.exemption,)})
    rules = {"rules": (rule,), "exemptions": (EXEMPTION,)}

    changes = finding_changes(in_record(old, **rules), in_record(new, **rules, local_policy={value: VALUE}), snapshots)

    assert told(changes) == [("changed", ("policy",))]


OF_HOUSEHOLD = RULE.model_copy(
    update={"facts": {name: fact.model_copy(update={"of": "household"}) for name, fact in RULE.facts.items()}}
)


@pytest.mark.parametrize(
    "rule",
    [
        OF_HOUSEHOLD,
        RULE.model_copy(update={"per": "household"}),
        RULE.model_copy(update={"yields_to": ("B02",)}),
        RULE.model_copy(update={"subject": RULE.subject.model_copy(update={"table": "any_record"})}),
    ],
    ids=["facts of the household", "one finding of a household", "another rule tells first", "any record"],
)
def test_the_day_alone_is_never_blamed_where_others_may_have_changed(tmp_path: Path, rule: Rule):
    """A member of the household may have sold the car; the rows of the person do not show it."""
    old, _ = night(tmp_path, 1)
    new, snapshots = night(tmp_path, 2, found=False, as_of=date(2025, 12, 31))

    changes = finding_changes(in_record(old, rules=(rule,)), in_record(new, rules=(rule,)), snapshots)

    assert told(changes) == [("gone", ("day", "others"))]


def test_day_and_program_are_both_named(tmp_path: Path):
    """An update on the day of the new deliveries: nobody can say which it was."""
    old, _ = night(tmp_path, 1)
    new, snapshots = night(tmp_path, 2, found=False, as_of=date(2025, 12, 31))

    assert told(finding_changes(old, in_record(new, program_version="1"), snapshots)) == [("gone", ("day", "program"))]


def test_a_column_that_only_a_later_version_reads_is_no_change_of_the_rows(tmp_path: Path):
    """The night after an update: every row has a column more, and says what it said."""
    old, _ = night(tmp_path, 1)
    new, snapshots = night(tmp_path, 2, found=False)
    (path,) = (snapshots / "death_list" / new.record.run_id).glob("death.parquet")
    table = read_table(path)
    write_table(table.append_column("place_of_death", pa.array(["县医院"] * len(table))), path)

    assert told(finding_changes(old, in_record(new, program_version="1"), snapshots)) == [("gone", ("program",))]


def test_runs_whose_rows_are_gone_are_not_compared(tmp_path: Path):
    """Somebody took snapshots away, or restored a backup without them: every row would seem to have come or gone."""
    old, _ = night(tmp_path, 1)
    new, snapshots = night(tmp_path, 2, found=False)
    shutil.rmtree(snapshots / "death_list" / old.record.run_id)

    with pytest.raises(UsageError, match="rows of the run 0001-2025-11-30 are not there any more") as refused:
        finding_changes(old, new, snapshots)

    assert refused.value.faults[0].where == f"{snapshots}: death_list/0001-2025-11-30"
