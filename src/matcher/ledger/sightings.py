"""What the ledger keeps of one run: an event for each clue seen or gone, and the clues seen for the first time.

Pure: from a run's findings and their status to rows. No name, no citizen ID and no file name is among them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.ledger.meeting import CONTINUING, NEW, RETURNED
from matcher.ledger.memory import HELD_STATES, Seen, reopening
from matcher.ledger.schema import EXEMPTED, FOUND, GONE, REOPENED, SEEN_AGAIN, SIGHTINGS
from matcher.ledger.schema import RETURNED as RETURNED_EVENT
from matcher.ledger.standing import Standing
from matcher.storage.seal import canonical

Row = dict[str, Any]

_EVENT_OF_STATUS: Final = {NEW: FOUND, CONTINUING: SEEN_AGAIN, RETURNED: RETURNED_EVENT}

_KEPT: Final = (
    "finding_id",
    "severity",
    "first_month",
    "last_month",
    "month_count",
    "link_grade",
    "exemption_code",
)
"""Columns of FINDINGS that an event keeps as they are; amount and evidence are kept in another form."""

_CLUE: Final = ("finding_id", "catalogue_code", "rule_id", "kind", "programme", "person_id", "area_code")
"""Columns of FINDINGS that are kept once, when a finding is first seen: all but the place never change."""


def sightings(met: pa.Table, gone: pa.Array, evidence: Mapping[str, str]) -> list[Row]:
    """Give the events of one run, but for numbers, time and hashes, in a fixed order.

    Args:
        met: FINDINGS with status.
        gone: finding_id of the clues that this run no longer sees.
        evidence: Digests of the facts that decide findings; of others the places of the rows are digested.

    Returns:
        What stands and what is exempted, by finding_id; then what is gone, by finding_id. A clue that is gone because
        an exemption lifts it now names the exemption.
    """
    ordered = met.sort_by("finding_id")
    columns: dict[str, list[Any]] = {name: ordered[name].to_pylist() for name in _KEPT}
    columns["amount_fen"] = _in_fen(ordered["amount_cny"]).to_pylist()
    places = zip(columns["finding_id"], place_digests(ordered["evidence"]), strict=True)
    columns["evidence_digest"] = [evidence.get(name, digest) for name, digest in places]
    columns["event"] = [
        EXEMPTED if exemption else _EVENT_OF_STATUS[status]
        for exemption, status in zip(columns["exemption_code"], ordered["status"].to_pylist(), strict=True)
    ]
    seen = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    lifted = {row["finding_id"]: row["exemption_code"] for row in seen if row["event"] == EXEMPTED}
    left = [
        {"finding_id": finding, "event": GONE, "exemption_code": lifted.get(finding)} for finding in gone.to_pylist()
    ]
    return seen + left


def reopened(seen: Sequence[Row], standings: Mapping[str, Standing], as_of: date) -> list[Row]:
    """Give an event for each clue that stands again although people had decided about it.

    Args:
        seen: What `sightings` gave.
        standings: Where clues stood before this run, by finding_id.
        as_of: Day that the run describes.
    """
    rows: list[Row] = []
    for row in seen:
        before = standings.get(row["finding_id"])
        if row["event"] in SIGHTINGS and before is not None and before.state in HELD_STATES:
            now = Seen(row["first_month"], row["last_month"], row["evidence_digest"], as_of)
            reason = reopening(before, now) or "seen_again"
            rows.append({"finding_id": row["finding_id"], "event": REOPENED, "details": canonical({"reason": reason})})
    return rows


def first_seen(met: pa.Table, last_sequences: dict[str, int]) -> list[Row]:
    """Give the rows of clues that stand for the first time, numbered on within each catalogue code.

    Args:
        met: FINDINGS with status.
        last_sequences: Highest number given so far, by catalogue code.

    Returns:
        One row for each new clue, by catalogue code, programme and finding_id: the order of their numbers.
    """
    is_new = pc.and_(pc.equal(met["status"], NEW), pc.is_null(met["exemption_code"]))
    order = [("catalogue_code", "ascending"), ("programme", "ascending"), ("finding_id", "ascending")]
    rows: list[Row] = met.select(_CLUE).filter(is_new).sort_by(order).to_pylist()
    last = dict(last_sequences)
    for row in rows:
        code = row["catalogue_code"]
        last[code] = row["sequence"] = last.get(code, 0) + 1
    return rows


def findings_digest(events: list[Row]) -> str:
    """Give the SHA-256 over what a run saw, so that another run under the same id is noticed."""
    digest = hashlib.sha256()
    for row in events:
        if row["event"] != GONE:
            digest.update(canonical({**row, "event": None}).encode() + b"\n")
    return digest.hexdigest()


def place_digests(evidence: pa.ChunkedArray) -> list[str]:
    """Give the SHA-256 of where each finding's evidence lies: it changes when a row of it is added or moves."""
    lists = evidence.combine_chunks()
    rows = lists.flatten()
    parts = [pc.fill_null(pc.struct_field(rows, name).cast(pa.string()), "") for name in ("source", "file", "sheet")]
    parts.append(pc.fill_null(pc.struct_field(rows, "row").cast(pa.string()), ""))
    lines = pc.binary_join_element_wise(*parts, "\x1f")
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    ends = pc.cumulative_sum(lengths.cast(pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, lines), "\x1e")
    return [hashlib.sha256(text.encode()).hexdigest() for text in joined.to_pylist()]


def _in_fen(amounts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.multiply(amounts.cast(pa.decimal128(18, 2)), pa.scalar(100, pa.decimal128(3, 0))).cast(pa.int64())
