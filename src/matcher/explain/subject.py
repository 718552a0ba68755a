"""What a person means by an id on the command line: a finding, a person, or a record, also by file and row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from matcher.errors import Fault, UsageError
from matcher.published import PublishedRun

SHORTEST_PREFIX: Final = 6
"""Characters of an id from which on it may be cut short."""

_PLACE: Final = re.compile(r"(?P<file>.+?):(?:(?P<sheet>[^:]+):)?(?P<row>[0-9]+)")
"""Where a record lies: `FILE:ROW` or `FILE:SHEET:ROW`, the file as reports write it."""


@dataclass(frozen=True)
class Subject:
    """What is to be explained."""

    kind: Literal["finding", "person", "record"]
    identifier: str
    """Its whole id."""


def find_subject(run: PublishedRun, text: str) -> Subject:
    """Find what an id, its first characters, or the place of a row stands for.

    Raises:
        UsageError: Nothing, or more than one thing, fits.
    """
    found = [
        *(Subject("finding", one) for one in _starting(run.tables["findings"]["finding_id"], text)),
        *(Subject("person", one) for one in _starting(run.tables["persons"]["person_id"], text)),
        *(Subject("record", one) for one in _records(run.tables["persons"], text)),
    ]
    if len(found) == 1:
        return found[0]
    what = f"no finding has this id, nor has a person or a record: '{text}'" if not found else f"'{text}' is not one id"
    mend = (
        f"give the id from the workbook or from persons.parquet, at least its first {SHORTEST_PREFIX} characters, "
        "or a row as FILE:ROW or FILE:SHEET:ROW, of this very run"
    )
    raise UsageError(Fault(what, f"run {run.record.run_id}", mend))


def find_finding(run: PublishedRun, finding_id: str) -> dict[str, Any]:
    """Give the row of a finding by its id, or by its first characters.

    Raises:
        UsageError: No finding, or more than one, has this id.
    """
    findings = run.tables["findings"]
    found = _starting(findings["finding_id"], finding_id)
    if len(found) != 1:
        what = "no finding has this id" if not found else "this is not one finding's id"
        mend = f"give the id from the workbook, at least its first {SHORTEST_PREFIX} characters, of this very run"
        raise UsageError(Fault(what, f"finding id '{finding_id}'", mend))
    row: dict[str, Any] = findings.filter(pc.equal(findings["finding_id"], found[0])).to_pylist()[0]
    return row


def _starting(identifiers: pa.ChunkedArray, text: str) -> list[str]:
    """Give the ids that begin so, each once; none where the text is too short to mean one."""
    if len(text) < SHORTEST_PREFIX:
        return []
    fitting: list[str] = pc.unique(identifiers.filter(pc.starts_with(identifiers, text))).to_pylist()
    return sorted(fitting)


def _records(persons: pa.Table, text: str) -> list[str]:
    """Give the records of an id or of a row; of a row whose records are one person's, the first."""
    exact = persons.filter(pc.equal(persons["record_id"], text))
    if exact.num_rows:
        return [text]
    place = _PLACE.fullmatch(text)
    if place is None:
        return []
    same_file = pc.or_(
        pc.equal(persons["source_file"], place["file"]), pc.ends_with(persons["source_file"], "/" + place["file"])
    )
    same_row = pc.equal(persons["row_number"], int(place["row"]))
    rows = persons.filter(pc.and_(same_file, same_row))
    if place["sheet"] is not None:
        rows = rows.filter(pc.equal(rows["sheet"], place["sheet"]))
    one_person = len(set(rows["person_id"].to_pylist())) == 1
    records = sorted(rows["record_id"].to_pylist())
    return records[:1] if one_person else records
