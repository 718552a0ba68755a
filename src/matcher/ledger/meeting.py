"""Compare one run's findings with what earlier runs saw: which are new, continuing, returned, gone.

A finding that stands is a clue. A finding that an exemption lifts is none: it has a status, so that a reader sees
whether it was seen before, but its coming and going is not counted. Pure: set work on Arrow columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from matcher.tables import FINDINGS

NEW = "new"
CONTINUING = "continuing"
RETURNED = "returned"
GONE = "gone"
EXEMPTED = "exempted"


@dataclass(frozen=True)
class Baseline:
    """What earlier runs saw, as sets of finding_id."""

    known: pa.Array
    """Every finding that ever stood: the clues."""
    open: pa.Array
    """Those that stood in the latest run."""
    known_exempted: pa.Array
    """Every finding that was ever seen exempted."""
    latest_exempted: pa.Array
    """Those that the latest run saw exempted."""


@dataclass(frozen=True)
class Met:
    """A run's findings, met with the clues of earlier runs."""

    findings: pa.Table
    """FINDINGS with status; rows in the order in which they were given."""
    counts: dict[str, int]
    """Clues new, continuing, returned and gone; and findings exempted."""


def meet_findings(findings: pa.Table, baseline: Baseline) -> Met:
    """Give findings their status, and count.

    A finding that stands is `new` if it never stood before, `continuing` if it stood in the latest run, `returned`
    otherwise. An exempted one is judged by the same words, on every earlier sight of it, standing or not.

    Raises:
        ValueError: A finding stands twice: a fault of the program.
    """
    findings = FINDINGS.require(findings)
    identifiers = findings["finding_id"]
    if pc.count_distinct(identifiers, mode="all").as_py() != findings.num_rows:
        raise ValueError("a finding_id stands twice, or is null, in findings")
    stands = pc.is_null(findings["exemption_code"])
    seen = pc.or_(pc.is_in(identifiers, baseline.known_exempted), pc.is_in(identifiers, baseline.known))
    latest = pc.or_(pc.is_in(identifiers, baseline.latest_exempted), pc.is_in(identifiers, baseline.open))
    known = pc.if_else(stands, pc.is_in(identifiers, baseline.known), seen)
    is_open = pc.if_else(stands, pc.is_in(identifiers, baseline.open), latest)
    status = pc.if_else(is_open, CONTINUING, pc.if_else(known, RETURNED, NEW))
    position = findings.schema.get_field_index("status")
    with_status = findings.set_column(position, "status", status)
    standing = pc.filter(status, stands)
    counts = {word: pc.sum(pc.equal(standing, word)).as_py() or 0 for word in (NEW, CONTINUING, RETURNED)}
    counts[GONE] = len(gone_clues(findings, baseline))
    counts[EXEMPTED] = findings.num_rows - len(standing)
    return Met(FINDINGS.require(with_status), counts)


def gone_clues(findings: pa.Table, baseline: Baseline) -> pa.Array:
    """Give the finding_id of clues that stood in the latest run and do not stand in these findings, sorted."""
    standing = pc.filter(findings["finding_id"], pc.is_null(findings["exemption_code"]))
    gone = pc.filter(baseline.open, pc.invert(pc.is_in(baseline.open, standing)))
    return pc.take(gone, pc.sort_indices(gone))
