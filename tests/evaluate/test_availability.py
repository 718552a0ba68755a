"""What a run cannot look up is told by rule and exemption, and by nothing that the rule does not need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matcher.config.source import SourceSchema
from matcher.engine.kernel import Kernel
from matcher.evaluate import Evaluated, RuleBook, Sources, evaluate_rules
from matcher.evaluate.needs import RESTS_ON, rule_needs
from matcher.evaluate.scope import columns_of
from matcher.tables import IDENTITY, PROVENANCE
from tests.evaluate.case_records import Case, records_of
from tests.evaluate.cases import found_findings, policies_of
from tests.evaluate.configuration import book, model
from tests.evaluate.made_up import RULE, Rows, case_of, changed, death, paid

PAID = "minimum_living_allowance_paid_after_death"
MISSING = "elder_allowance_missing"


def source(name: str, table: str, columns: list[str], **fill: Any) -> SourceSchema:
    """One source whose columns have the names of the model columns that they fill."""
    kinds = {"amount_cny": "money", "programme": "text", "benefit_month": "month"}
    return SourceSchema.model_validate(
        {
            "source": name,
            "agency": "civil_affairs",
            "title": {"zh": f"{name}表", "en": f"{name} list"},
            "files": ["*.csv"],
            "as_of": {},
            "columns": [
                {"column": column, "type": kinds.get(column, "text"), "headers": [f"{column}栏"]} for column in columns
            ],
            "fills": [{"table": table, "columns": {column: column for column in columns}, **fill}],
        }
    )


PAYMENTS = source("payment", "payment", ["programme", "benefit_month", "amount_cny", "payment_status", "payment_kind"])
DEATHS = source("death", "death", ["died_on", "cremated_on", "registered_on", "withdrawn_on"])
ROWS: Rows = {"payment": [paid("zhao", "2025-04")], "death": [death("zhao", "2025-03-10")]}


def judged(
    folder: Path,
    declared: tuple[SourceSchema, ...],
    absent: Mapping[str, tuple[str, ...]] | None = None,
    rules: RuleBook | None = None,
    case: Case | None = None,
) -> Evaluated:
    """Judge rows whose files are named as their tables are."""
    case = case or case_of(ROWS)
    records = replace(records_of(case, folder), sources=Sources(declared, absent or {}))
    with Kernel(folders=[folder], threads=1) as kernel:
        return evaluate_rules(
            records,
            book=rules or changed(case.rule),
            policies=policies_of(case),
            model=model(),
            trial=case.trial,
            kernel=kernel,
        )


def severities(evaluated: Evaluated) -> list[str]:
    return [str(severity) for severity in evaluated.findings["severity"].to_pylist()]


def test_all_is_looked_up_where_every_column_and_source_came(tmp_path: Path):
    evaluated = judged(tmp_path, (PAYMENTS, DEATHS))

    assert (evaluated.not_judged, evaluated.not_looked_up) == ((), ())
    assert severities(evaluated) == ["strong"]


def test_a_rule_that_needs_an_absent_column_is_not_judged_and_says_which(tmp_path: Path):
    evaluated = judged(tmp_path, (PAYMENTS, DEATHS), {"payment": ("payment_status",)})

    (told,) = evaluated.not_judged
    assert (told.rule, told.lack) == (PAID, "column_absent")
    assert told.reason.zh == "缺少列：“payment_status栏”（payment表，1 个文件）"
    assert told.reason.en == "no column 'payment_status栏' (payment list, 1 file)"
    assert evaluated.outcomes == {PAID: {"not_judged:column_absent": 1}}
    assert not found_findings(evaluated)


def test_an_absent_column_that_no_condition_uses_matters_to_no_rule(tmp_path: Path):
    evaluated = judged(tmp_path, (PAYMENTS, DEATHS), {"payment": ("payment_kind",)})

    assert (evaluated.not_judged, severities(evaluated)) == ((), ["strong"])


def test_a_column_that_the_schema_never_maps_is_not_absent(tmp_path: Path):
    """Its author said that the list does not have it."""
    without = source("payment", "payment", ["programme", "benefit_month", "amount_cny"])

    evaluated = judged(tmp_path, (without, DEATHS), {"payment": ("payment_status",)})

    assert (evaluated.not_judged, severities(evaluated)) == ((), ["strong"])


@pytest.mark.parametrize(
    ("absent", "not_judged"),
    [
        (("cremated_on", "registered_on"), []),
        (("died_on", "registered_on"), []),
        (("died_on", "cremated_on", "registered_on"), ["column_absent"]),
    ],
)
def test_a_column_is_spared_where_coalesce_has_another(absent: tuple[str, ...], not_judged: list[str], tmp_path: Path):
    """A rule that takes the day of death, else of cremation, needs one of them."""
    evaluated = judged(tmp_path, (PAYMENTS, DEATHS), {"death": absent})

    assert [one.lack for one in evaluated.not_judged] == not_judged


def test_rows_that_the_rule_does_not_look_at_may_lack_the_column(tmp_path: Path):
    """A file of orphans' allowances without a status says nothing of the minimum living allowance."""
    rows: Rows = {"payment": [paid("zhao", "2025-04", programme="orphan_allowance")], "death": ROWS["death"]}

    evaluated = judged(tmp_path, (PAYMENTS, DEATHS), {"payment": ("payment_status",)}, case=case_of(rows))

    assert evaluated.not_judged == ()


def test_an_exemption_that_needs_an_absent_column_lowers_findings_to_verify(tmp_path: Path):
    evaluated = judged(tmp_path, (PAYMENTS, DEATHS), {"death": ("withdrawn_on",)})

    assert evaluated.not_judged == ()
    assert {one.exemption: one.programmes for one in evaluated.not_looked_up} == {
        "e05_death_withdrawn": ("minimum_living_allowance",),
        "e05_death_dates_conflict": ("minimum_living_allowance",),
    }
    assert severities(evaluated) == ["verify"]


def test_a_rule_without_a_delivered_source_is_not_judged_and_names_it(tmp_path: Path):
    evaluated = judged(tmp_path, (PAYMENTS, DEATHS), case=case_of({"payment": ROWS["payment"]}))

    (told,) = evaluated.not_judged
    assert (told.lack, told.reason.zh, told.reason.en) == (
        "source_absent",
        "未收到：death表",
        "not delivered: death list",
    )


def test_one_of_two_sources_is_enough_to_find_what_must_exist(tmp_path: Path):
    """A death that is on the list is a death; that nobody withdrew it in the other list cannot be looked up."""
    other = source("other", "death", ["died_on", "withdrawn_on"])

    evaluated = judged(tmp_path, (PAYMENTS, DEATHS, other))

    assert evaluated.not_judged == ()
    assert [one.exemption for one in evaluated.not_looked_up] == ["e05_death_dates_conflict"]
    assert severities(evaluated) == ["verify"]


def test_a_source_of_another_kind_does_not_stand_in(tmp_path: Path):
    """A list of public-welfare posts is no payroll."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-04")],
        "employment": [{"person": "zhao", "kind": "public_welfare_post", "first_month": "2025-01"}],
    }
    payroll = source("payroll", "employment", ["first_month", "last_month"], constants={"kind": "public_payroll"})
    posts = source("employment", "employment", ["first_month"], constants={"kind": "public_welfare_post"})

    evaluated = judged(tmp_path, (PAYMENTS, payroll, posts), case=case_of(rows, rule="public_payroll_member_paid"))

    assert [one.reason.en for one in evaluated.not_judged] == ["not delivered: payroll list"]


def elders() -> Case:
    person = {"person": "zhao", "registration_status": "registered", "birth_date": "1940-01-15"}
    rows: Rows = {
        "person": [person],
        "payment": [paid("qian", "2025-01..2025-11", programme="elder_allowance")],
        "death": [death("sun", "2025-03-10")],
    }
    return case_of(rows, rule=MISSING, people={"zhao": {"born_on": "1940-01-15"}})


PERSONS = source("person", "person", ["registration_status"])
PENSIONS = source("pension", "pension", ["pension_kind", "benefit_month", "amount_cny"])


def test_what_must_be_absent_is_looked_up_in_every_list_that_is_of_it(tmp_path: Path):
    """One stray row in the card file is no elder-allowance list."""
    allowances = source(
        "elders", "payment", ["benefit_month", "amount_cny"], constants={"programme": "elder_allowance"}
    )

    evaluated = judged(tmp_path, (PERSONS, PAYMENTS, allowances, DEATHS, PENSIONS), case=elders())

    assert [(one.lack, one.reason.en) for one in evaluated.not_judged] == [
        ("source_absent", "not delivered: elders list")
    ]


def test_a_list_that_the_site_never_gets_is_told_and_lowers_nothing(tmp_path: Path):
    """No source gives custody or the roster of the old, on any night. The pension list is declared and did not come."""
    evaluated = judged(tmp_path, (PERSONS, PAYMENTS, DEATHS, PENSIONS), case=elders())

    assert [(one.exemption, one.programmes) for one in evaluated.not_looked_up] == [
        ("e20_in_custody", ()),
        ("e20_does_not_live_here", ()),
        ("e23_retiree_excluded", ("elder_allowance",)),
        ("e29_village_reports_death", ()),
    ]


def test_a_fill_whose_columns_are_all_absent_gives_no_rows_and_no_rule(tmp_path: Path):
    """A subsidy list whose amount column has another header this month is not a month without subsidies."""
    allowances = source(
        "payment",
        "payment",
        ["benefit_month", "amount_cny"],
        constants={"programme": "elder_allowance"},
        when_present=["amount_cny"],
    )

    evaluated = judged(tmp_path, (PERSONS, allowances, DEATHS, PENSIONS), {"payment": ("amount_cny",)}, case=elders())

    assert [(one.lack, one.reason.en) for one in evaluated.not_judged] == [
        ("column_absent", "no column 'amount_cny栏' (payment list, 1 file)")
    ]


def test_every_derived_column_says_what_it_is_reckoned_from():
    """Else a rule that uses it would be judged on columns that are not there."""
    plain = {*IDENTITY.columns, *PROVENANCE.columns, "born_on", "person_id"}
    derived = {
        (table.table, column)
        for table in model().values()
        for column in columns_of(table).keys() - {one.column for one in table.columns} - plain
    }

    assert derived == RESTS_ON.keys()
    for (table, _), columns in RESTS_ON.items():
        assert all(model()[table].column(column) for column in columns)


def test_needs_are_named_by_the_rules_own_names():
    """`subject` is a second name of the subject's table."""
    rule = next(rule for rule in book().rules if rule.rule == RULE)

    assert frozenset({("payment", "payment_status")}) in rule_needs(rule)
    assert frozenset({("death", name) for name in ("died_on", "cremated_on", "registered_on")}) in rule_needs(rule)
