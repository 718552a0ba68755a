"""Lower findings that rest on sources which are out of date: one step of severity, and no further.

A source says after how many days it is (`fresh_days`, in its schema or in the pipeline). A finding rests on the sources
of its evidence, and on those that would show what its rule says is not there. Pure: tables in, tables out.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.evaluate.book import Records
from matcher.evaluate.plan import RulePlan

_LOWER: Final = {"certain": "strong", "strong": "verify", "verify": "watch"}


def stale_sources(records: Records, as_of: date) -> frozenset[str]:
    """Give the sources whose newest file is older than they count as fresh."""
    newest: dict[str, date] = {}
    for row in records.files.select(["source", "as_of_date"]).to_pylist():
        newest[row["source"]] = max(row["as_of_date"], newest.get(row["source"], row["as_of_date"]))
    return frozenset(
        source
        for source, days in records.sources.fresh_days.items()
        if source in newest and (as_of - newest[source]).days > days
    )


def lowered_by_age(findings: pa.Table, plan: RulePlan, records: Records, stale: Collection[str]) -> pa.Table:
    """Give the findings of one rule, those that rest on a stale source one step lower."""
    if not stale or findings.num_rows == 0:
        return findings
    relied_on = {fact.fact.table for fact in plan.relying()}
    looked_up = (schema for schema in records.sources.declared if schema.source in stale)
    if any(fill.table in relied_on for schema in looked_up for fill in schema.fills):
        rests_on_stale = pa.array([True] * findings.num_rows)
    else:
        rests_on_stale = _shown_by(findings["evidence"].combine_chunks(), stale, findings.num_rows)
    severity = findings["severity"]
    lower = pa.array([_LOWER.get(name, name) for name in severity.to_pylist()], pa.string())
    place = findings.column_names.index("severity")
    lowered = pc.if_else(rests_on_stale, lower, severity.combine_chunks())
    return findings.set_column(place, findings.schema.field(place), lowered)


def _shown_by(evidence: pa.Array, stale: Collection[str], count: int) -> pa.Array:
    """Tell which lists of evidence hold a row of a stale source."""
    sources = pc.struct_field(pc.list_flatten(evidence), "source")
    parents = pc.list_parent_indices(evidence)
    hit = set(pc.unique(parents.filter(pc.is_in(sources, pa.array(sorted(stale), pa.string())))).to_pylist())
    return pa.array([number in hit for number in range(count)])
