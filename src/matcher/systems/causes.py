"""Why a finding came, went or changed between two runs: rule, policy, exemption, links, data, day or program.

Everything that differs and that the finding rests on is named, since nobody can say of two changes of one night which
of them decided. Rows count by what they say, not by where they lie: next month's export lists the same car elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

import polars as pl
import pyarrow as pa

from matcher.config.rule import ANY_RECORD, Rule
from matcher.errors import Fault, UsageError
from matcher.published import PublishedRun
from matcher.run_record import RunRecord
from matcher.storage.parquet import read_table
from matcher.tables import PROVENANCE

Change = Literal["gone", "appeared", "changed"]
"""A finding that stood no longer stands; one stands that did not; months or amount differ."""

Cause = Literal["rule", "policy", "not_judged", "exemption", "links", "data", "day", "program", "others"]
"""Why a finding differs, in this order:

- `rule`: the rule, or an exemption that it names, is another, or was not there in one of the runs;
- `policy`: a local value that the rule, its limits or its exemptions read is another;
- `not_judged`: the rule was not judged in one of the runs, since what it needs was not delivered;
- `exemption`: what lifts the finding is there in one of the runs alone;
- `links`: rows of the person were another person's;
- `data`: rows of the person say something else, came or went;
- `day`: nothing of these; the run's day, and with it the months on trial;
- `program`: nothing of these; the program's version;
- `others`: nothing of these that was compared. What is not compared may differ: rows of the household, of kin, of
  whoever shares an account, findings of rules that tell first. It stands beside `day` and `program` where the rule
  looks at any of that.
"""

CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)

_COMPARED: Final = ("first_month", "last_month", "month_count", "amount_cny")
_NOT_CONTENT: Final = frozenset({*PROVENANCE.columns, "value_notes"}) - {"source"}
_HASH: Final = "content"
_IDENTITY: Final = ("finding_id", "catalogue_code", "rule_id", "person_id", "change")


@dataclass(frozen=True)
class FindingChange:
    """One finding that came, went or changed."""

    finding_id: str
    catalogue_code: str
    rule_id: str
    person_id: str
    change: Change
    causes: tuple[Cause, ...]
    """In the order of `CAUSES`; at least one."""


def finding_changes(before: PublishedRun, after: PublishedRun, snapshots: Path) -> list[FindingChange]:
    """Compare the findings of two runs that no exemption lifts, and say why they differ.

    Args:
        before: The earlier run.
        after: The later run, of the same workspace: person and finding ids are comparable.
        snapshots: Folder of the snapshots that both were made from.

    Returns:
        Findings that differ, by catalogue code, rule and finding.

    Raises:
        UsageError: Snapshots that a run was made from are not there any more.
    """
    for run in (before, after):
        _require_rows(run, snapshots)
    differing = _differing(before, after)
    rules = (_rules(before.record), _rules(after.record))
    read = {name: _tables(rules, name) for name in differing["rule_id"].unique()}
    asked: dict[str, set[str]] = {}
    for rule_id, person_id in differing.select("rule_id", "person_id").iter_rows():
        for table in read[rule_id]:
            asked.setdefault(table, set()).add(person_id)
    rows = _RowsOfPersons((before, after), snapshots, asked)
    found = []
    for row in differing.iter_rows(named=True):
        causes = {
            *_of_rule(row, (before.record, after.record), rules),
            *rows.causes(row["person_id"], read[row["rule_id"]]),
        }
        if (row["exemption_code"] is None) != (row["exemption_code_after"] is None) and row["is_in_both"]:
            causes.add("exemption")
        if not causes:
            versions = [rule for one in rules for rule in one.get(row["rule_id"], ())]
            causes = _left_over(before.record, after.record, versions)
        kept = tuple(cause for cause in CAUSES if cause in causes)
        found.append(FindingChange(**{name: row[name] for name in _IDENTITY}, causes=kept))
    return found


def _differing(before: PublishedRun, after: PublishedRun) -> pl.DataFrame:
    """Give the findings that stand in one run alone, or otherwise, with what lifts them in either."""
    keys = ["catalogue_code", "rule_id", "finding_id", "person_id"]
    columns = [*keys, "exemption_code", *_COMPARED]
    old, new = (
        pl.DataFrame(run.tables["findings"].select(columns)).with_columns(is_there=pl.lit(True))
        for run in (before, after)
    )
    both = old.join(new, on=keys, how="full", coalesce=True, suffix="_after")
    stood = pl.col("is_there").fill_null(False) & pl.col("exemption_code").is_null()
    stands = pl.col("is_there_after").fill_null(False) & pl.col("exemption_code_after").is_null()
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in _COMPARED)
    change = (
        pl.when(stood & ~stands)
        .then(pl.lit("gone"))
        .when(stands & ~stood)
        .then(pl.lit("appeared"))
        .when(stood & stands & differs)
        .then(pl.lit("changed"))
    )
    is_in_both = pl.col("is_there").fill_null(False) & pl.col("is_there_after").fill_null(False)
    told = both.with_columns(change=change, is_in_both=is_in_both).filter(pl.col("change").is_not_null())
    return told.sort("catalogue_code", "rule_id", "finding_id")


def _rules(record: RunRecord) -> dict[str, list[Rule]]:
    """Give the versions of each rule by name."""
    found: dict[str, list[Rule]] = {}
    for rule in record.rules:
        found.setdefault(rule.rule, []).append(rule)
    return found


def _tables(rules: Sequence[Mapping[str, list[Rule]]], name: str) -> frozenset[str]:
    """Name the model tables that any version of a rule reads, in either run."""
    versions = [rule for one in rules for rule in one.get(name, ())]
    facts = {fact.table for rule in versions for fact in rule.facts.values()}
    return frozenset({rule.subject.table for rule in versions} | facts)


def _of_rule(
    finding: Mapping[str, object], records: tuple[RunRecord, RunRecord], rules: Sequence[Mapping[str, list[Rule]]]
) -> set[Cause]:
    """Tell whether the rule, what it names, or whether it was judged differs."""
    name = str(finding["rule_id"])
    old, new = (one.get(name, []) for one in rules)
    causes: set[Cause] = set()
    named = {exemption for rule in (*old, *new) for exemption in rule.exempt}
    exemptions = [[one for one in record.exemptions if one.exemption in named] for record in records]
    if old != new or exemptions[0] != exemptions[1]:
        causes.add("rule")
    values = {value for rule in (*old, *new) for value in (*rule.parameters, *rule.limits.parameters())}
    values |= {value for some in exemptions for exemption in some for value in exemption.parameters}
    if any(records[0].local_policy.get(value) != records[1].local_policy.get(value) for value in values):
        causes.add("policy")
    if old and new and any(name in {one.rule_id for one in record.unjudged} for record in records):
        causes.add("not_judged")
    return causes


def _left_over(before: RunRecord, after: RunRecord, versions: Sequence[Rule]) -> set[Cause]:
    """Name the causes where neither rule nor the person's own rows differ."""
    causes: set[Cause] = set()
    if before.as_of != after.as_of:
        causes.add("day")
    if before.program_version != after.program_version:
        causes.add("program")
    return causes if causes and not any(map(_looks_at_others, versions)) else {*causes, "others"}


def _looks_at_others(rule: Rule) -> bool:
    """Tell whether a rule rests on more than rows of the person in tables that it names."""
    looked_at = {rule.subject.table, *(fact.table for fact in rule.facts.values())}
    of_others = any(fact.of != "person" for fact in rule.facts.values())
    return of_others or rule.per == "household" or bool(rule.yields_to) or ANY_RECORD in looked_at


def _require_rows(run: PublishedRun, snapshots: Path) -> None:
    """Refuse a run whose rows were taken away: each would seem to have come or gone."""
    lost = sorted({file.snapshot for file in run.record.files if not (snapshots / file.snapshot).is_dir()})
    if lost:
        what = f"rows of the run {run.record.run_id} are not there any more: {len(lost)} snapshots (快照缺失)"
        mend = "restore them from a backup, or compare runs that are whole: `matcher verify` names what is lost"
        raise UsageError(Fault(what, f"{snapshots}: {', '.join(lost[:3])}{', …' if len(lost) > 3 else ''}", mend))


class _RowsOfPersons:
    """What the rows of some persons say in both runs, by model table."""

    def __init__(
        self, runs: tuple[PublishedRun, PublishedRun], snapshots: Path, asked: Mapping[str, Collection[str]]
    ) -> None:
        self._differing: dict[str, dict[str, Literal["links", "data"]]] = {}
        for table in sorted(asked):
            if table != ANY_RECORD:
                read = [_rows(run, snapshots, table) for run in runs]
                # What one of two versions of the program reads alone says nothing of how the rows differ.
                said = sorted(set(read[0].columns) & set(read[1].columns) - _NOT_CONTENT)
                old, new = (_content(run, rows, said) for run, rows in zip(runs, read, strict=True))
                self._differing[table] = _compared(old, new, asked[table])

    def causes(self, person_id: str, tables: Collection[str]) -> set[Cause]:
        """Tell how rows of a person differ in tables."""
        found = (self._differing.get(table, {}).get(person_id) for table in tables)
        return {cause for cause in found if cause}


def _rows(run: PublishedRun, snapshots: Path, table: str) -> pl.DataFrame:
    """Give the rows of a model table; a frame without rows, and the model's columns unknown, where no file fills it."""
    paths = [snapshots / file.snapshot / f"{table}.parquet" for file in run.record.files]
    parts = [pl.DataFrame(read_table(path)) for path in dict.fromkeys(paths) if path.is_file()]
    return pl.concat(parts) if parts else pl.DataFrame(schema={"record_id": pl.String})


def _content(run: PublishedRun, rows: pl.DataFrame, said: Sequence[str]) -> pl.DataFrame:
    """Give whose the rows of a model table are, and a hash of what they say in some columns."""
    if rows.is_empty():
        return pl.DataFrame(schema={"person_id": pl.String, _HASH: pl.UInt64})
    content = rows.select(said).hash_rows(seed=0) if said else pl.zeros(len(rows), pl.UInt64, eager=True)
    hashed = rows.select("record_id", content.alias(_HASH))
    persons = pl.DataFrame(pa.table(run.tables["persons"].select(["record_id", "person_id"])))
    return hashed.join(persons, on="record_id", how="inner").select("person_id", _HASH)


def _compared(old: pl.DataFrame, new: pl.DataFrame, persons: Collection[str]) -> dict[str, Literal["links", "data"]]:
    """Tell of each person whose rows differ why: whether every one of these rows is in the other run as well.

    Rows count as often as they occur.
    """
    counted = [
        rows.filter(pl.col("person_id").is_in(sorted(persons))).group_by("person_id", _HASH).len()
        for rows in (old, new)
    ]
    both = counted[0].join(counted[1], on=["person_id", _HASH], how="full", coalesce=True, suffix="_after")
    differing = both.filter(pl.col("len").ne_missing(pl.col("len_after")))
    totals = [rows.group_by(_HASH).len() for rows in (old, new)]
    told = differing.join(totals[0], on=_HASH, how="left", suffix="_all").join(
        totals[1], on=_HASH, how="left", suffix="_all_after"
    )
    moved = pl.col("len_all").eq_missing(pl.col("len_all_after"))
    by_person = told.group_by("person_id").agg(moved.all().alias("is_moved"))
    return {person: "links" if is_moved else "data" for person, is_moved in by_person.iter_rows()}
