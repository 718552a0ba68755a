"""Why a record is, or is not, one person with others: the verdict, the weights behind it, and what was near."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from matcher.explain.delivered import delivered_rows, identity_of
from matcher.explain.weights import Step, other_weights, steps_of
from matcher.published import PublishedRun
from matcher.report.masking import mask_citizen_id
from matcher.tables import IDENTITY

Row = dict[str, Any]
Verdict = Literal["one_person", "review", "conflict", "two_ids", "not_weighed"]
"""`one_person`: linked. `review`: weighed, and left to people. `conflict`: one ID, names that do not fit. `two_ids`:
both have valid IDs, which are two. `not_weighed`: nothing brought them together, or too little spoke for it."""

BORROWED: Final = "borrowed"
"""Reason of a record that gives the valid ID of somebody of another name, and is known by other facts."""
_SURE: Final = ("exact", "alias")
_MOST_SHOWN: Final = 6
"""Records of a person whose values are set against those of another record: one of each source, the first."""


@dataclass(frozen=True)
class Place:
    """Where a record lies, and how it was linked."""

    record_id: str
    source: str
    source_file: str
    sheet: str | None
    row_number: int
    link_method: str
    link_grade: str | None
    match_weight: float | None
    match_probability: float | None


@dataclass(frozen=True)
class Facet:
    """What both sides say of one thing."""

    column: str
    record: str | None
    person: tuple[str, ...]
    """Every different value of the person's own records."""


@dataclass(frozen=True)
class Thresholds:
    """What a weight must reach, in bits."""

    accept: float
    review: float
    near_tie: float


@dataclass(frozen=True)
class LinkExplanation:
    """One record and one person: whether they are one, and why."""

    record: Place
    person_id: str
    verdict: Verdict
    reason: str | None
    """Of a conflict or a review: its code; of a link, `borrowed` where the record gives somebody else's ID."""
    name_similarity: float | None
    """Of a conflict, 0..1."""
    steps: tuple[Step, ...]
    weight: float | None
    probability: float | None
    second_weight: float | None
    """Of the next best person that this record was weighed with; None: none was near enough to be published."""
    thresholds: Thresholds | None
    """None in runs of before they were written down."""
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class PersonExplanation:
    """One person: every record of theirs, and every record that could be theirs."""

    person_id: str
    citizen_id: str | None
    records: tuple[Place, ...]
    links: tuple[LinkExplanation, ...]
    """The records that were weighed: each a waterfall. One of several records that say the same stands for them."""
    in_review: tuple[LinkExplanation, ...]
    """Records that could be this person, and are not linked."""
    conflicts: tuple[LinkExplanation, ...]
    """Records that bear this person's ID, and are somebody else's."""


def explain_link(
    run: PublishedRun, snapshots: Path, record_id: str, person_id: str, *, masked: bool = True
) -> LinkExplanation:
    """Say whether a record is a person's, and why.

    Args:
        run: Published run.
        snapshots: Folder of the snapshots that it was made from; where a snapshot is gone, no values are shown.
        record_id: The record.
        person_id: The person.
        masked: Whether names, IDs, birth dates and accounts are masked, and what was written is hidden.
    """
    record = _record(run, record_id)
    steps = steps_of(run.tables["link_weights"], record_id, person_id)
    verdict, reason, similarity = _verdict(run, record, person_id, is_weighed=bool(steps))
    others = other_weights(run.tables["link_weights"], run.tables["review"], record_id, person_id)
    weight = steps[-1].total_bits if steps else None
    return LinkExplanation(
        record=_place(record),
        person_id=person_id,
        verdict=verdict,
        reason=reason,
        name_similarity=similarity,
        steps=steps,
        weight=weight,
        probability=_probability(record, weight, verdict),
        second_weight=max(others.values(), default=None),
        thresholds=_thresholds(run),
        facets=_facets(run, snapshots, record, person_id, masked),
    )


def explain_person(run: PublishedRun, snapshots: Path, person_id: str, *, masked: bool = True) -> PersonExplanation:
    """Gather all records of a person, why they are theirs, and what else could be."""
    persons = run.tables["persons"]
    own = persons.filter(pc.equal(persons["person_id"], person_id)).to_pylist()
    own.sort(key=lambda row: (row["source"], row["source_file"], row["sheet"] or "", row["row_number"]))
    ids = sorted({row["citizen_id"] for row in own if row["citizen_id"]})
    review, conflicts = run.tables["review"], run.tables["conflicts"]
    doubtful = review.filter(pc.and_(pc.equal(review["person_id"], person_id), pc.equal(review["kind"], "link")))
    refused = conflicts.filter(pc.is_in(conflicts["citizen_id"], pa.array(ids, pa.string())))

    def explained(record_ids: list[str]) -> tuple[LinkExplanation, ...]:
        return tuple(explain_link(run, snapshots, record, person_id, masked=masked) for record in record_ids)

    return PersonExplanation(
        person_id=person_id,
        citizen_id=(mask_citizen_id(ids[0]) if masked else ids[0]) if ids else None,
        records=tuple(_place(row) for row in own),
        links=explained(_unlike(run, [row for row in own if row["link_method"] in ("repair", "scored")])),
        in_review=explained(sorted(set(doubtful["record_id"].to_pylist()))),
        conflicts=explained(
            sorted({row["record_id"] for row in refused.to_pylist() if row["reason"] != "listed_twice"})
        ),
    )


def _unlike(run: PublishedRun, records: list[Row]) -> list[str]:
    """Give one record of all that one source links by the same steps: twelve payments are one decision."""
    first: dict[tuple[object, ...], str] = {}
    for row in records:
        steps = steps_of(run.tables["link_weights"], row["record_id"], row["person_id"])
        first.setdefault(
            (row["source"], *((step.comparison, step.level, step.bits) for step in steps)), row["record_id"]
        )
    return list(first.values())


def person_of(run: PublishedRun, record_id: str) -> str:
    """Give the person that a record was found to be of."""
    return str(_record(run, record_id)["person_id"])


def _record(run: PublishedRun, record_id: str) -> Row:
    persons = run.tables["persons"]
    row: Row = persons.filter(pc.equal(persons["record_id"], record_id)).to_pylist()[0]
    return row


def _place(row: Row) -> Place:
    return Place(**{name: row[name] for name in Place.__dataclass_fields__})


def _thresholds(run: PublishedRun) -> Thresholds | None:
    figures = run.record.linkage
    if figures is None:
        return None
    return Thresholds(figures["accept_weight"], figures["review_weight"], figures["near_tie_bits"])


def _verdict(
    run: PublishedRun, record: Row, person_id: str, *, is_weighed: bool
) -> tuple[Verdict, str | None, float | None]:
    """Give the verdict on a record and a person, with reason and similarity of names where it has them."""
    persons, review, conflicts = run.tables["persons"], run.tables["review"], run.tables["conflicts"]
    refused = conflicts.filter(pc.equal(conflicts["record_id"], record["record_id"])).to_pylist()
    if record["person_id"] == person_id:
        return "one_person", BORROWED if any(row["reason"] == BORROWED for row in refused) else None, None
    ids = set(persons.filter(pc.equal(persons["person_id"], person_id))["citizen_id"].to_pylist()) - {None}
    for row in refused:
        if row["citizen_id"] in ids:
            return "conflict", row["reason"], row["name_similarity"]
    doubts = review.filter(pc.equal(review["record_id"], record["record_id"])).to_pylist()
    reasons = [row["reason"] for row in doubts if row["person_id"] == person_id and row["kind"] == "link"]
    if reasons or is_weighed:
        return "review", reasons[0] if reasons else None, None
    return ("two_ids" if record["citizen_id"] and ids else "not_weighed"), None, None


def _probability(record: Row, weight: float | None, verdict: Verdict) -> float | None:
    """Give the probability: the record's own where it is linked, else that of the weight."""
    if verdict == "one_person":
        own: float | None = record["match_probability"]
        return own
    return None if weight is None else round(1 / (1 + 2**-weight), 6)


def _facets(run: PublishedRun, snapshots: Path, record: Row, person_id: str, masked: bool) -> tuple[Facet, ...]:
    """Set what the record says of its person against what the person's sure records say."""
    persons = run.tables["persons"]
    sure = persons.filter(
        pc.and_(pc.equal(persons["person_id"], person_id), pc.is_in(persons["link_method"], pa.array(_SURE)))
    ).to_pylist()
    by_source = {row["source"]: row for row in sorted(sure, key=lambda row: str(row["record_id"]), reverse=True)}
    chosen = [by_source[name] for name in sorted(by_source) if by_source[name]["record_id"] != record["record_id"]]
    said = _identity(run, snapshots, record, masked)
    others = [_identity(run, snapshots, row, masked) for row in chosen[:_MOST_SHOWN]]
    facets = []
    for column in IDENTITY.columns:
        values = tuple(sorted({other[column] for other in others if column in other}))
        if column in said or values:
            facets.append(Facet(column, said.get(column), values))
    return tuple(facets)


def _identity(run: PublishedRun, snapshots: Path, record: Row, masked: bool) -> dict[str, str]:
    file = (record["source"], record["source_file"])
    for _, row in delivered_rows(run, snapshots, file, [record["record_id"]]):
        return identity_of(row, masked=masked)
    return {}
