"""What the rules of a run use of the records: columns by table, relations, households. Pure: plain values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from matcher.config.rule import ANY_RECORD, REGISTER, Whose
from matcher.engine.base import SqlStep
from matcher.evaluate.any_records import usable_rows
from matcher.evaluate.exemptions import REGISTER_COLUMNS
from matcher.evaluate.net import back_step, net_step
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.relations import HOUSEHOLD_COLUMNS, columns_wanted, has_kin, household_steps, households_step
from matcher.evaluate.scope import MONTH_BY
from matcher.evaluate.views import laid_name, persons_steps, piece_sql, view_step


@dataclass(frozen=True)
class InUse:
    """What some rules use."""

    columns: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """By table (`any_record` among them): columns of the model or derived."""
    relations: frozenset[Whose] = frozenset()
    """Whose rows facts look at."""
    unnamed: frozenset[Whose] = frozenset()
    """Kin of which it must be known whether all of them were found."""
    has_households: bool = False
    """Whether a finding is told of a household."""

    @property
    def has_members(self) -> bool:
        """Whether it matters who is of one household."""
        return self.has_households or bool(household_steps(self.relations))


def in_use(plans: Collection[RulePlan]) -> InUse:
    """Tell what rules use."""
    columns: dict[str, set[str]] = {REGISTER: set(REGISTER_COLUMNS)}
    used, unnamed = set[Whose](), set[Whose]()
    has_households = any(plan.rule.per == "household" for plan in plans)
    for plan in plans:
        for name, table in plan.tables():
            columns.setdefault(table, set()).update(plan.needed(name))
        for fact in plan.relying():
            months = {MONTH_BY[fact.fact.table]} if fact.fact.table in MONTH_BY else set[str]()
            columns[fact.fact.table] |= {"source", *months}
        if plan.has_programme:
            columns[plan.rule.subject.table].add("programme")
        used |= {fact.fact.of for fact in plan.all_facts()}
        unnamed |= {fact.fact.of for fact in plan.relying() if has_kin(fact.fact.of)}
    wanted = columns_wanted(used)
    if has_households:
        wanted.setdefault("household_member", set()).update(HOUSEHOLD_COLUMNS)
    for table, names in wanted.items():
        columns.setdefault(table, set()).update(names)
    return InUse(columns, frozenset(used), frozenset(unnamed), has_households)


def any_record_step(plans: Collection[RulePlan], use: InUse, salt: int) -> SqlStep | None:
    """Give the step that lays rows of `any_record` out, those that a rule can use; None where none asks for any."""
    if ANY_RECORD not in use.columns:
        return None
    step = SqlStep(laid_name(ANY_RECORD), piece_sql(ANY_RECORD, use.columns[ANY_RECORD], salt))
    return usable_rows(step, plans, with_accounts="account" in use.relations)


def bucket_steps(use: InUse, *, with_persons: bool = True) -> list[SqlStep]:
    """Give the steps that make what rules read of one bucket: views, and persons and households, where wanted."""
    of_months = [table for table in sorted(use.columns) if _has_net(use, table)]
    nets = [step for table in of_months for step in (net_step(table, laid_name(table)), back_step(table))]
    views = [view_step(table, use.columns[table]) for table in sorted(use.columns)]
    if not with_persons:
        return [*nets, *views]
    homes = [households_step()] if use.has_households else []
    return [*persons_steps(), *nets, *views, *household_steps(use.relations), *homes]


def _has_net(use: InUse, table: str) -> bool:
    return "month_net_cny" in use.columns[table]
