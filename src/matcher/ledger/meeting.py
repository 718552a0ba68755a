"""Compare one run's findings with what earlier runs saw: which are new, continuing, returned, gone.

A finding that stands is a clue. A finding that an exemption lifts is none: it has a status, so that a reader sees
whether it was seen before, but its coming and going is not counted. What a run did not look at it says nothing of:
clues of rules that did not run stay as they are. Pure: set work on Arrow columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.tables import FINDINGS

NEW = "new"
CONTINUING = "continuing"
RETURNED = "returned"
GONE = "gone"
EXEMPTED = "exempted"

OPEN_CLUES: Final = pa.schema([("finding_id", pa.string()), ("rule_id", pa.string()), ("as_of_date", pa.string())])
"""A clue that is open, its rule, and the latest day that a run saw it stand for, YYYY-MM-DD."""


@dataclass(frozen=True)
class Scope:
    """What a run looked at: only of that its silence says something."""

    as_of: date
    """Day that it describes."""
    rules: tuple[str, ...]
    """Rules that ran on all that they need; a rule whose sources did not come did not run."""


@dataclass(frozen=True)
class Baseline:
    """What earlier runs saw, as sets of finding_id."""

    known: pa.Array
    """Every finding that ever stood: the clues."""
    open: pa.Table
    """OPEN_CLUES: those that stood when their rule last ran."""
    known_exempted: pa.Array
    """Every finding that was ever seen exempted."""
    latest_exempted: pa.Array
    """Those that were seen exempted when their rule last ran."""


@dataclass(frozen=True)
class Met:
    """A run's findings, met with the clues of earlier runs."""

    findings: pa.Table
    """FINDINGS with status; rows in the order in which they were given."""
    counts: dict[str, int]
    """Clues new, continuing, returned and gone; and findings exempted."""


def meet_findings(findings: pa.Table, baseline: Baseline, scope: Scope) -> Met:
    """Give findings their status, and count.

    A finding that stands is `new` if it never stood before, `continuing` if its clue is open, `returned` otherwise. An
    exempted one is judged by the same words, on every earlier sight of it, standing or not.

    Raises:
        ValueError: A finding stands twice: a fault of the program.
    """
    findings = FINDINGS.require(findings)
    identifiers = findings["finding_id"]
    if pc.count_distinct(identifiers, mode="all").as_py() != findings.num_rows:
        raise ValueError("a finding_id stands twice, or is null, in findings")
    stands = pc.is_null(findings["exemption_code"])
    seen = pc.or_(pc.is_in(identifiers, baseline.known_exempted), pc.is_in(identifiers, baseline.known))
    still_open = baseline.open["finding_id"].combine_chunks()
    latest = pc.or_(pc.is_in(identifiers, baseline.latest_exempted), pc.is_in(identifiers, still_open))
    known = pc.if_else(stands, pc.is_in(identifiers, baseline.known), seen)
    is_open = pc.if_else(stands, pc.is_in(identifiers, still_open), latest)
    status = pc.if_else(is_open, CONTINUING, pc.if_else(known, RETURNED, NEW))
    position = findings.schema.get_field_index("status")
    with_status = findings.set_column(position, "status", status)
    standing = pc.filter(status, stands)
    counts = {word: pc.sum(pc.equal(standing, word)).as_py() or 0 for word in (NEW, CONTINUING, RETURNED)}
    counts[GONE] = len(gone_clues(findings, baseline, scope))
    counts[EXEMPTED] = findings.num_rows - len(standing)
    return Met(FINDINGS.require(with_status), counts)


def gone_clues(findings: pa.Table, baseline: Baseline, scope: Scope) -> pa.Array:
    """Give the finding_id of open clues that the run looked for and did not see stand, sorted.

    A run looks for the clues of the rules that ran, as far as no run saw them stand on a later day than its own.
    """
    standing = pc.filter(findings["finding_id"], pc.is_null(findings["exemption_code"])).combine_chunks()
    clues = baseline.open
    looked_for = pc.and_(
        pc.is_in(clues["rule_id"], pa.array(scope.rules, pa.string())),
        pc.less_equal(clues["as_of_date"], scope.as_of.isoformat()),
    )
    unseen = pc.invert(pc.is_in(clues["finding_id"], standing))
    gone = pc.filter(clues["finding_id"], pc.and_(looked_for, unseen)).combine_chunks()
    return pc.take(gone, pc.sort_indices(gone))
