"""A rule that is given several times, for different months (the law changed): one finding per person all the same.

Each version is judged by itself; what they say of one person and programme becomes one finding, since findings are
told apart by the rule's name. The fewest months for a finding hold within each version. Pure: tables in, tables out;
rows are looped over only where two versions speak of one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.rule import SEVERITIES
from matcher.evaluate.plan import RulePlan
from matcher.evaluate.views import GRADES_BY_STRENGTH
from matcher.repeating import with_dictionaries
from matcher.tables import CALCULATIONS, EXEMPTED, FINDINGS, REVIEW

SHORT_REVIEW: Final = with_dictionaries(
    REVIEW.schema, ("kind", "rule_id", "catalogue_code", "source", "source_file", "sheet", "reason")
)
"""matcher.tables.REVIEW with the texts that repeat as dictionaries: half the memory, where doubts are many millions."""


def by_rule(numbers: Iterable[int], plans: Sequence[RulePlan]) -> list[tuple[str, list[int]]]:
    """Give the versions of each rule, rules by catalogue code and name, versions by number.

    Args:
        numbers: Numbers of versions.
        plans: All of them.
    """
    named: dict[str, list[int]] = {}
    for number in sorted(numbers):
        named.setdefault(plans[number].rule.rule, []).append(number)
    return sorted(named.items(), key=lambda one: (plans[one[1][0]].rule.code, one[0]))


def merge_findings(versions: Sequence[pa.Table]) -> pa.Table:
    """Give the findings of a rule (matcher.tables.FINDINGS), one row per finding_id: those of its versions as one.

    Where one of them stands, those that are exempted are left out. Months and amounts are added up, links and severity
    are the weakest, the row on trial is the first.

    Args:
        versions: Findings of each version, by programme and person, as they are given back.
    """
    if len(versions) == 1:
        return versions[0]
    findings = pa.concat_tables(versions)
    counts = pc.value_counts(findings["finding_id"])
    several = pc.filter(pc.struct_field(counts, "values"), pc.greater(pc.struct_field(counts, "counts"), 1))
    chosen = pc.is_in(findings["finding_id"], several)
    rows = sorted(findings.filter(chosen).to_pylist(), key=lambda row: (row["finding_id"], row["first_month"]))
    merged = [_merged(list(group)) for _, group in groupby(rows, key=lambda row: row["finding_id"])]
    given = pa.concat_tables([findings.filter(pc.invert(chosen)), pa.Table.from_pylist(merged, FINDINGS.schema)])
    return given.sort_by([("programme", "ascending"), ("person_id", "ascending")])


def merge_exempted(exempted: pa.Table, findings: pa.Table) -> pa.Table:
    """Give what lifts each exempted finding (matcher.tables.EXEMPTED), one row per finding."""
    keys = ["finding_id", "exemption_code"]
    kept = exempted.join(findings.select(keys), keys=keys, join_type="left semi")
    named = kept.group_by(keys, use_threads=False).aggregate([("exemption_id", "min")])
    return named.rename_columns(EXEMPTED.schema.names).sort_by(keys[0]).cast(EXEMPTED.schema).combine_chunks()


def merge_calculations(calculations: pa.Table, findings: pa.Table) -> pa.Table:
    """Give how amounts came about (matcher.tables.CALCULATIONS): of each finding, of the versions that it was made of.

    Args:
        calculations: CALCULATIONS of all versions, with `stands`.
        findings: FINDINGS, one row per finding.
    """
    standing = findings.select(["finding_id"]).append_column("stands", findings["exemption_code"].is_null())
    keys = ["finding_id", "stands"]
    kept = calculations.filter(_is_in(calculations, standing, keys))
    order = ["finding_id", "kind", "first_month", "each_cny", "amount_cny"]
    return CALCULATIONS.require(kept.sort_by([(key, "ascending") for key in order])).combine_chunks()


def _is_in(table: pa.Table, other: pa.Table, keys: Sequence[str]) -> pa.ChunkedArray:
    """Tell of each row whether another table has its keys; what is joined must not hold lists."""
    places = table.select(keys).append_column("place", pa.array(np.arange(len(table))))
    found = places.join(other.select(keys), keys=list(keys), join_type="left semi")
    return pc.is_in(places["place"], found["place"].combine_chunks())


def merge_review(review: pa.Table, versions: int) -> pa.Table:
    """Give review rows of a rule (SHORT_REVIEW) each once: two versions may doubt one record for one reason.

    Args:
        review: Rows, by person, reason and record, as they are given back.
        versions: How many versions the rule has.
    """
    if versions == 1:
        return review
    once = REVIEW.require(review).group_by(REVIEW.columns, use_threads=False).aggregate([])
    return once.sort_by([(key, "ascending") for key in ("person_id", "reason", "record_id")]).cast(SHORT_REVIEW)


def merge_outcomes(outcomes: Iterable[tuple[str, dict[str, int]]], findings: pa.Table) -> dict[str, dict[str, int]]:
    """Give the counts of each rule: those of its versions added up, findings as they were put together."""
    by_rule: dict[str, list[dict[str, int]]] = {}
    for rule, counts in outcomes:
        by_rule.setdefault(rule, []).append(counts)
    return {
        rule: versions[0] if len(versions) == 1 else _added(rule, versions, findings)
        for rule, versions in by_rule.items()
    }


def _merged(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    rows = [row for row in rows if row["exemption_code"] is None] or list(rows)
    evidence = {tuple(place.items()): place for row in rows for place in row["evidence"]}
    probabilities = [row["match_probability"] for row in rows if row["match_probability"] is not None]
    grades = [*GRADES_BY_STRENGTH, None]
    return {
        **rows[0],
        "severity": max((row["severity"] for row in rows), key=SEVERITIES.index),
        "last_month": max(row["last_month"] for row in rows),
        "month_count": sum(row["month_count"] for row in rows),
        "amount_cny": sum(row["amount_cny"] for row in rows),
        "link_grade": max((row["link_grade"] for row in rows), key=grades.index),
        "match_probability": min(probabilities, default=None),
        "evidence": list(evidence.values()),
    }


def _added(rule: str, versions: Iterable[dict[str, int]], findings: pa.Table) -> dict[str, int]:
    added: Counter[str] = Counter()
    for counts in versions:
        added.update({name: count for name, count in counts.items() if not name.startswith(("findings", "exempted:"))})
    codes = findings.filter(pc.equal(findings["rule_id"], rule))["exemption_code"].to_pylist()
    added.update(f"exempted:{code}" for code in codes if code is not None)
    return {**added, "findings": codes.count(None)}
