"""Early warning, as a declaration says: who is watched, what raises an alert, at which level. One run, one month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import polars as pl

from matcher.config.base import Text, month_number, month_text
from matcher.config.loader import Declaration
from matcher.config.systems import Category, Level, Signal, WarningsFile
from matcher.evaluate.expression import Expression
from matcher.report.warnings import Alert, WarningFacts
from matcher.systems.conditions import ConditionReader
from matcher.systems.rosters import roster_of
from matcher.systems.run_tables import RunTables
from matcher.systems.warning_register import WarningRegister

_RAISED: Final = {
    "person_id": pl.String, "direction": pl.String, "signal": pl.String, "agency": pl.String, "rule": pl.String,
}  # fmt: skip


_LISTS: Final = (
    "person", "household_member", "benefit_spell", "monitored_household", "disability_certificate", "medical_cost",
    "payment",
)  # fmt: skip
"""Model tables that people's names and places are taken from, the best first."""


@dataclass(frozen=True)
class WarningPlan:
    """A declaration whose conditions are read."""

    file: WarningsFile
    groups: tuple[tuple[Category, Expression | None], ...]
    signals: tuple[tuple[Signal, Expression | None], ...]


def read_warnings(declaration: Declaration[WarningsFile]) -> WarningPlan:
    """Read every condition of a declaration.

    Raises:
        ConfigurationError: A condition, table, programme or agency is wrong; it holds all faults by line.
    """
    reader, file = ConditionReader(declaration), declaration.item
    groups = tuple(
        (one, reader.condition(one.table, one.where, ("population", place, "where")))
        for place, one in enumerate(file.population)
    )
    agencies = sorted(entry.code for entry in declaration.codes["agency"].entries)
    signals = []
    for place, one in enumerate(file.signals):
        keys = ("signals", place)
        where = reader.condition(one.table, one.where, (*keys, "where")) if one.table else None
        reader.check_programmes(one.unless_on, (*keys, "unless_on"))
        if one.agency is not None and one.agency not in agencies:
            reader.fault(f"unknown agency '{one.agency}'", (*keys, "agency"), f"use one of: {', '.join(agencies)}")
        signals.append((one, where))
    reader.check_programmes(file.aid, ("aid",))
    reader.close()
    return WarningPlan(file, groups, tuple(signals))


def raise_warnings(
    plan: WarningPlan, tables: RunTables, register: WarningRegister, *, before_kept: Callable[[int], None]
) -> WarningFacts:
    """Raise the alerts of a run's month, and count what became of earlier ones.

    Args:
        plan: The declaration.
        tables: Tables of the run.
        register: Alerts of earlier months; those of this month, and who has been aided since, are written into it.
        before_kept: Is told how many alerts there are before any is kept; what it raises ends this, and none is.
    """
    record = tables.run.record
    month = month_number(record.last_month)
    roster = roster_of(tables, month)
    groups = _groups(plan, tables, month)
    raised = _raised(plan, tables, roster, month)
    watched = raised.join(groups, on="person_id", how="semi")
    facts = _Facts(plan, tables, groups, register.first_months(before=month), register.people(month - 1))
    alerts = facts.alerts(watched)
    aided = roster.filter(pl.col("programme").is_in(plan.file.aid))
    before_kept(len(alerts))
    register.keep(month, alerts, aided)
    return WarningFacts(
        title=plan.file.title,
        run_id=record.run_id,
        as_of=record.as_of,
        month=record.last_month,
        alerts=alerts,
        population={one.category: groups.filter(pl.col("category") == one.category).height for one, _ in plan.groups},
        watched=groups["person_id"].n_unique(),
        outside=raised.join(groups, on="person_id", how="anti")["person_id"].n_unique(),
        conversions=register.conversions(month),
        category_titles={one.category: one.title for one in plan.file.population},
        signal_titles={one.signal: one.title for one in plan.file.signals},
        rule_titles={
            rule.rule: Text(zh=f"{rule.code} {rule.title.zh}", en=f"{rule.code} {rule.title.en}")
            for rule in record.rules
        },
        agency_titles=record.agency_titles,
        area_names=record.area_names,
    )


def _groups(plan: WarningPlan, tables: RunTables, month: int) -> pl.DataFrame:
    """Give `person_id` and `category` of everybody who is watched, once in each group."""
    parts = [
        tables.rows(one.table, [], where, month).select("person_id", pl.lit(one.category).alias("category")).unique()
        for one, where in plan.groups
    ]
    return pl.concat([pl.DataFrame(schema={"person_id": pl.String, "category": pl.String}), *parts])


def _raised(plan: WarningPlan, tables: RunTables, roster: pl.DataFrame, month: int) -> pl.DataFrame:
    """Give who raises what: `person_id`, `direction`, `signal`, `agency`, `rule`."""
    responsible = {rule.rule: rule.responsible for rule in tables.run.record.rules}
    findings = pl.DataFrame(
        tables.run.tables["findings"].select(["person_id", "kind", "severity", "rule_id", "exemption_code"])
    ).filter(pl.col("exemption_code").is_null())
    parts = [pl.DataFrame(schema=_RAISED)]
    for signal, where in plan.signals:
        if signal.findings is not None:
            chosen = findings.filter(
                pl.col("kind").is_in(signal.findings.kinds), pl.col("severity").is_in(signal.findings.severities)
            )
            agency = pl.col("rule_id").replace_strict(responsible, default=None, return_dtype=pl.String)
            rows = chosen.select("person_id", agency.alias("agency"), pl.col("rule_id").alias("rule"))
        else:
            found = tables.rows(signal.table or "", [], where, month)
            rows = found.select(
                "person_id", pl.lit(signal.agency).alias("agency"), pl.lit(None, pl.String).alias("rule")
            )
        helped = roster.filter(pl.col("programme").is_in(signal.unless_on)).select("person_id")
        rows = rows.join(helped, on="person_id", how="anti")
        said = rows.with_columns(direction=pl.lit(signal.direction), signal=pl.lit(signal.signal))
        parts.append(said.select(list(_RAISED)).unique())
    return pl.concat(parts)


class _Facts:
    """Puts alerts together, one per person and direction."""

    def __init__(
        self,
        plan: WarningPlan,
        tables: RunTables,
        groups: pl.DataFrame,
        first_months: dict[tuple[str, str], int],
        last_month: set[tuple[str, str]],
    ) -> None:
        self._record = tables.run.record
        self._signals = {signal.signal: signal for signal, _ in plan.signals}
        self._order = {signal.signal: place for place, (signal, _) in enumerate(plan.signals)}
        self._days = plan.file.visit_days
        order = pl.Enum([one.category for one, _ in plan.groups])
        first = groups.with_columns(pl.col("category").cast(order)).sort("category").unique("person_id", keep="first")
        self._categories = dict(first.with_columns(pl.col("category").cast(pl.String)).rows())
        self._first_months = first_months
        self._last_month = last_month
        self._tables = tables

    def alerts(self, raised: pl.DataFrame) -> tuple[Alert, ...]:
        """Give the alerts, red first, then by place and person."""
        people = self._people(set(raised["person_id"]))
        parts = raised.group_by("person_id", "direction").agg(
            pl.col("signal").unique(),
            pl.col("agency").drop_nulls().unique().sort(),
            pl.col("rule").drop_nulls().unique().sort(),
        )
        alerts = [self._alert(row, people[row["person_id"]]) for row in parts.iter_rows(named=True)]
        return tuple(sorted(alerts, key=_order))

    def _alert(self, row: dict[str, Any], person: dict[str, Any]) -> Alert:
        signals = sorted(row["signal"], key=self._order.__getitem__)
        levels = {self._signals[name].level for name in signals}
        level: Level = "red" if "red" in levels else "orange"
        # Of whom no rule says that something is due, nothing can be granted now: look again.
        is_watched = row["direction"] == "forward" and all(self._signals[name].findings is None for name in signals)
        key, month = (row["person_id"], row["direction"]), month_number(self._record.last_month)
        return Alert(
            person_id=row["person_id"],
            person_name=person["person_name"] or "",
            citizen_id=person["citizen_id"] or "",
            area_code=person["area_code"],
            direction=row["direction"],
            level=level,
            category=self._categories[row["person_id"]],
            signals=tuple(signals),
            rules=tuple(row["rule"]),
            agencies=tuple(row["agency"]),
            since=month_text(min(month, self._first_months.get(key, month))),
            is_new=key not in self._last_month,
            next_visit_on=self._record.as_of + timedelta(days=self._days[level]) if is_watched else None,
        )

    def _people(self, wanted: set[str]) -> dict[str, dict[str, Any]]:
        """Give name, ID and place of people: as the register has them, else as a finding or any list does."""
        columns = ["person_id", "person_name", "area_code"]
        listing = [table for table in _LISTS if self._tables.has(table)]
        named = [self._tables.rows(table, columns[1:], persons=wanted).select(columns) for table in listing]
        findings = pl.DataFrame(self._tables.run.tables["findings"].select(columns))
        said = pl.concat(
            rows.with_columns(pl.all().cast(pl.String), rank=pl.lit(rank))
            for rank, rows in enumerate([*named, findings])
        )
        first = said.sort("person_id", "rank", "person_name", "area_code", nulls_last=True).group_by("person_id").agg(
            pl.col("person_name", "area_code").drop_nulls().first()
        )  # fmt: skip
        persons = pl.DataFrame(self._tables.run.tables["persons"].select(["person_id", "citizen_id"]))
        known = persons.filter(pl.col("person_id").is_in(wanted)).group_by("person_id").agg(pl.col("citizen_id").min())
        return {row["person_id"]: row for row in known.join(first, on="person_id", how="left").iter_rows(named=True)}


def _order(alert: Alert) -> tuple[bool, str, str, str]:
    return (alert.level != "red", alert.area_code or "", alert.person_id, alert.direction)
