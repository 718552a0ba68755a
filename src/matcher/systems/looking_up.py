"""Look applicants up in all that a run read; tell of each household what was found, where, and as of when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl

from matcher.config.base import Text, month_text
from matcher.config.loader import Declaration
from matcher.config.model import ModelColumn
from matcher.config.systems import ApplicantsFile, Check
from matcher.evaluate.expression import Expression
from matcher.report.applicants import (
    ApplicantFacts,
    ApplicantHousehold,
    Hit,
    HouseholdResult,
    HouseholdsAndPersons,
    LookedUp,
    Member,
)
from matcher.report.facts import title_of
from matcher.run_record import RunRecord
from matcher.systems.applicants import Applications
from matcher.systems.conditions import ConditionReader
from matcher.systems.run_tables import RunTables

_WHERE: Final = ["source", "as_of_date", "sheet", "row_number"]
_PERSONAL: Final = frozenset(
    ("citizen_id", "citizen_id_raw", "person_name", "birth_date", "born_on", "phone", "account", "person_id",
     "payee_name", "payee_citizen_id", "head_name", "certificate_number", "plate", "property_number", "credit_code")
)  # fmt: skip
"""Columns that say who somebody is, or number a thing of theirs: what a report shows of a row is none of them."""


@dataclass(frozen=True)
class CheckPlan:
    """One check whose condition is read."""

    check: Check
    where: Expression | None
    columns: tuple[ModelColumn, ...]
    """What is shown."""


def read_checks(declaration: Declaration[ApplicantsFile]) -> list[CheckPlan]:
    """Read every condition of a declaration.

    Raises:
        ConfigurationError: A condition, table or column is wrong; it holds all faults by line.
    """
    reader = ConditionReader(declaration)
    plans = []
    for place, check in enumerate(declaration.item.checks):
        keys = ("checks", place)
        where = reader.condition(check.table, check.where, (*keys, "where"))
        reader.check_columns(check.table, check.shows, (*keys, "shows"))
        for name in sorted(set(check.shows) & _PERSONAL):
            reader.fault(f"'{name}' says who somebody is", (*keys, "shows"), "show other columns")
        table = declaration.model.get(check.table)
        columns = [table.column(name) for name in check.shows] if table else []
        plans.append(CheckPlan(check, where, tuple(column for column in columns if column)))
    reader.close()
    return plans


def look_up(
    applications: Applications, plans: list[CheckPlan], tables: RunTables, *, title: Text, file: str
) -> ApplicantFacts:
    """Look up everybody of every application but those for emergency aid.

    Args:
        applications: The applications, completed.
        plans: What is looked up.
        tables: Tables of the run.
        title: What the check is called.
        file: Name of the file of applications.
    """
    record, members = tables.run.record, applications.members
    known = members.filter(~pl.col("is_emergency") & ~pl.col("basis").is_in(["conflict", "unknown"]))
    wanted = set(known["person_id"])
    hits: dict[str, list[Hit]] = {}
    for plan in plans:
        for person, hit in _hits(plan, tables, wanted):
            hits.setdefault(person, []).append(hit)
    counting = {plan.check.check for plan in plans if plan.check.counts == "hit"}
    teller = _Teller(record, hits, counting)
    parts = members.partition_by("application", maintain_order=True)
    households = tuple(teller.household(part.to_dicts()) for part in parts)
    return ApplicantFacts(
        title=title,
        run_id=record.run_id,
        as_of=record.as_of,
        file=file,
        households=households,
        looked_up=tuple(_looked_up(plan, tables) for plan in plans),
        totals=_totals(households),
        hit_members=_own_hits(households, counting),
        by_check={plan.check.check: _with_check(households, plan.check.check) for plan in plans},
        rejected_rows=applications.rejected_rows,
        area_names=record.area_names,
    )


def _hits(plan: CheckPlan, tables: RunTables, wanted: set[str]) -> Iterator[tuple[str, Hit]]:
    """Give the rows that fit a check, with the person that each is of."""
    names = [column.column for column in plan.columns]
    rows = tables.rows(plan.check.table, [*names, *_WHERE], plan.where, persons=wanted)
    places = pl.DataFrame(tables.run.tables["persons"].select(["record_id", "source_file"]))
    rows = rows.join(places.join(rows.select("record_id"), on="record_id", how="semi"), on="record_id", how="left")
    record, table = tables.run.record, plan.check.table
    rows = rows.sort("person_id", "source", "source_file", "sheet", "row_number", "record_id")
    for row in rows.iter_rows(named=True):
        facts = tuple(
            (record.column_titles.get(f"{table}.{column.column}", column.meaning), _value(column, row, record))
            for column in plan.columns
            if row[column.column] is not None
        )
        hit = Hit(
            check=plan.check.check,
            facts=facts,
            source=title_of(record.source_titles, row["source"]),
            as_of=row["as_of_date"],
            file=row["source_file"] or "",
            sheet=row["sheet"],
            row=row["row_number"],
        )
        yield row["person_id"], hit


def _value(column: ModelColumn, row: dict[str, Any], record: RunRecord) -> Text:
    value = row[column.column]
    if column.codes:
        titles = record.programme_titles if column.codes == "programme" else record.code_titles.get(column.codes, {})
        return title_of(titles, str(value))
    if isinstance(value, bool):
        return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
    said = _plain(column, value)
    return Text(zh=said, en=said)


def _plain(column: ModelColumn, value: Any) -> str:
    if column.type == "month":
        return month_text(value)
    if column.type == "money":
        return f"{value:,.2f}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _looked_up(plan: CheckPlan, tables: RunTables) -> LookedUp:
    """Say in which deliveries a check looked: the newest of each source that fills its table."""
    record = tables.run.record
    filling = {path.parent for path in tables.paths.get(plan.check.table, [])}
    newest: dict[str, date] = {}
    for file in record.files:
        if any(folder.as_posix().endswith(file.snapshot) for folder in filling):
            newest[file.source] = max(file.as_of_date, newest.get(file.source, file.as_of_date))
    deliveries = tuple((title_of(record.source_titles, source), day) for source, day in sorted(newest.items()))
    return LookedUp(plan.check.check, plan.check.title, plan.check.counts, deliveries)


@dataclass(frozen=True)
class _Teller:
    """Tells one household after the other."""

    record: RunRecord
    hits: dict[str, list[Hit]]
    counting: set[str]
    """Checks that make a hit."""

    def household(self, rows: list[dict[str, Any]]) -> ApplicantHousehold:
        """Tell one application."""
        first = rows[0]
        members = tuple(self._member(row, position) for position, row in enumerate(rows))
        programme = first["programme"]
        return ApplicantHousehold(
            application=first["application"],
            programme=title_of(self.record.programme_titles, programme) if programme else Text(zh="", en=""),
            applied_on=first["applied_on"],
            area_code=first["area_code"],
            result=self._result(members, is_emergency=first["is_emergency"]),
            members=members,
            row=first["row_number"],
        )

    def _member(self, row: dict[str, Any], position: int) -> Member:
        relations = self.record.code_titles.get("relation", {})
        is_exempt = row["is_emergency"] or row["basis"] in {"conflict", "unknown"}
        relation = title_of(relations, row["relation"]) if row["relation"] else Text(zh="", en="")
        if position == 0 and row["relation"] in {None, "self", "head"}:
            relation = Text(zh="申请人", en="applicant")
        return Member(
            person_name=row["person_name"] or "",
            citizen_id=row["citizen_id"] or "",
            relation=relation,
            is_listed=row["is_listed"],
            basis=row["basis"],
            hits=() if is_exempt else tuple(self.hits.get(row["person_id"], ())),
        )

    def _result(self, members: tuple[Member, ...], *, is_emergency: bool) -> HouseholdResult:
        if is_emergency:
            return "exempt"
        if any(hit.check in self.counting for member in members for hit in member.hits):
            return "hit"
        return "nothing" if all(member.is_known for member in members) else "in_part"


def _totals(households: tuple[ApplicantHousehold, ...]) -> dict[str, HouseholdsAndPersons]:
    chosen = {
        "applied": households,
        "checked": tuple(one for one in households if one.result != "exempt"),
        **{
            result: tuple(one for one in households if one.result == result)
            for result in ("exempt", "hit", "nothing", "in_part")
        },
    }
    return {
        name: HouseholdsAndPersons(len(some), sum(len(one.members) for one in some)) for name, some in chosen.items()
    }


def _own_hits(households: tuple[ApplicantHousehold, ...], counting: set[str]) -> int:
    """Count members with a hit of their own."""
    return sum(any(hit.check in counting for hit in member.hits) for one in households for member in one.members)


def _with_check(households: tuple[ApplicantHousehold, ...], check: str) -> HouseholdsAndPersons:
    counts = [sum(any(hit.check == check for hit in member.hits) for member in one.members) for one in households]
    return HouseholdsAndPersons(sum(count > 0 for count in counts), sum(counts))
