"""Target groups against programmes, as a declaration says: who is in each group, and who is on what in a month."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from matcher.config.loader import Declaration
from matcher.config.systems import CoverageFile, Target
from matcher.errors import Fault, UsageError
from matcher.evaluate.expression import Expression
from matcher.report.figures import CoverageQuestion, CoverageTable, count_coverage
from matcher.systems.conditions import ConditionReader
from matcher.systems.run_tables import RunTables


@dataclass(frozen=True)
class TargetPlan:
    """A target group whose conditions are read."""

    target: Target
    where: Expression | None
    states: tuple[tuple[str, Expression | None], ...]
    explained: tuple[tuple[str, str, Expression | None], ...]
    """Reason, model table, condition."""


def read_targets(declaration: Declaration[CoverageFile]) -> list[TargetPlan]:
    """Read every condition of a declaration.

    Raises:
        ConfigurationError: A condition, table or programme is wrong; it holds all faults by line.
    """
    reader = ConditionReader(declaration)
    plans = []
    for place, target in enumerate(declaration.item.targets):
        keys = ("targets", place)
        states = tuple(
            (state.state, reader.condition(target.table, state.where, (*keys, "states", at, "where")))
            for at, state in enumerate(target.states)
        )
        explained = tuple(
            (one.reason, one.table, reader.condition(one.table, one.where, (*keys, "explained", at, "where")))
            for at, one in enumerate(target.explained)
        )
        reader.check_programmes(target.programmes, (*keys, "programmes"))
        for at, pair in enumerate(target.disjoint):
            if not set(pair) <= set(target.programmes):
                what = f"a pair names a programme that the target does not count: {', '.join(pair)}"
                reader.fault(what, (*keys, "disjoint", at), "list both under `programmes`")
        where = reader.condition(target.table, target.where, (*keys, "where"))
        plans.append(TargetPlan(target, where, states, explained))
    reader.close()
    return plans


def cover_target(plan: TargetPlan, tables: RunTables, roster: pl.DataFrame, month: int, digits: int) -> CoverageTable:
    """Count one target group in one month.

    Args:
        plan: The group.
        tables: Tables of the run.
        roster: Who is on what in the month: matcher.systems.rosters.roster_of.
        month: Month number.
        digits: Digits of the area code by which places are told.

    Raises:
        UsageError: The run has no file that fills the group's table.
    """
    target = plan.target
    if not tables.has(target.table):
        what = f"no file of run {tables.run.record.run_id} fills the table '{target.table}'"
        mend = "choose another run, or other groups with --targets"
        raise UsageError(Fault(what, f"target {target.target}", mend))
    explained = [
        tables.rows(table, [], where, month).select("person_id", pl.lit(reason).alias("reason"))
        for reason, table, where in plan.explained
    ]
    nobody = pl.DataFrame(schema={"person_id": pl.String, "reason": pl.String})
    question = CoverageQuestion(
        states=[state.state for state in target.states],
        programmes=target.programmes,
        disjoint=[(one, other) for one, other in target.disjoint],
        reasons=[one.reason for one in target.explained],
        digits=digits,
    )
    return count_coverage(_group(plan, tables, month), roster, pl.concat([nobody, *explained]), question)


def _group(plan: TargetPlan, tables: RunTables, month: int) -> pl.DataFrame:
    """Give each person of the group once, in the first state that one of the person's rows is in."""
    rows = tables.rows(plan.target.table, ["area_code"], plan.where, month).with_columns(state=pl.lit(None, pl.String))
    for state, where in plan.states:
        fits = tables.rows(plan.target.table, [], where, month).select("record_id", pl.lit(state).alias("fits"))
        rows = rows.join(fits, on="record_id", how="left").with_columns(pl.coalesce("state", "fits").alias("state"))
        rows = rows.drop("fits")
    order = pl.Enum([state for state, _ in plan.states])
    rows = rows.drop_nulls("state").with_columns(pl.col("state").cast(order)).sort("person_id", "state", "record_id")
    first = rows.group_by("person_id", maintain_order=True).agg(pl.col("state").first(), pl.col("area_code").min())
    return first.with_columns(pl.col("state").cast(pl.String))
