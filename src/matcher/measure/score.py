"""How right links are: precision, recall and F1 against a known truth, overall and by what the records are like.

Two measures. *Pairs* are pairs of records of different sources: which of the pairs that linking made one person are
one, and which that are one it made. *Per record* is the mean over records of the same two shares of what each was
linked to, itself counted, so that a person with many records weighs no more than their records. A pair whose two
records are of unlike groups (one linked exactly, one by repair) counts in both groups, and once overall.

Pure but for the kernel that it counts with.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel

OUTCOMES: Final = "score_outcomes"
"""The table that scores are counted from: one row per record with `given`, `known` and `agreed` (how many records of
other sources it was linked to, is the same person as, and both), `dirt`, `other_dirt`, `link_method`, `link_grade`."""


@dataclass(frozen=True)
class Score:
    """How right the links of one group of records are; a share of nothing is null."""

    group: str
    """`all`, `dirty` (something is wrong with the ID), `clean`, or a kind: `dirt wrong_digit`, `method repair`."""
    records: int
    linked_pairs: int
    """Pairs that linking made one person."""
    true_pairs: int
    """Pairs that are one person."""
    right_pairs: int
    precision: float | None
    recall: float | None
    f1: float | None
    record_precision: float | None
    record_recall: float | None
    record_f1: float | None

    def to_json(self) -> dict[str, object]:
        """Give the score as a JSON object."""
        return asdict(self)


_OUTCOMES_SQL: Final = """
    WITH by_person AS (SELECT person_id, count(*) AS number FROM score_records GROUP BY ALL),
    by_person_source AS (SELECT person_id, source, count(*) AS number FROM score_records GROUP BY ALL),
    by_entity AS (SELECT entity, count(*) AS number FROM score_records GROUP BY ALL),
    by_entity_source AS (SELECT entity, source, count(*) AS number FROM score_records GROUP BY ALL),
    by_both AS (SELECT person_id, entity, count(*) AS number FROM score_records GROUP BY ALL),
    by_both_source AS (SELECT person_id, entity, source, count(*) AS number FROM score_records GROUP BY ALL)
    SELECT
        records.dirt,
        records.other_dirt,
        records.link_method,
        records.link_grade,
        by_person.number - by_person_source.number AS given,
        by_entity.number - by_entity_source.number AS known,
        by_both.number - by_both_source.number AS agreed
    FROM score_records AS records
    JOIN by_person USING (person_id)
    JOIN by_person_source USING (person_id, source)
    JOIN by_entity USING (entity)
    JOIN by_entity_source USING (entity, source)
    JOIN by_both USING (person_id, entity)
    JOIN by_both_source USING (person_id, entity, source)
"""

_GROUPS: Final = {
    "all": "'all'",
    "state": "CASE WHEN dirt IS NULL THEN 'clean' ELSE 'dirty' END",
    "dirt": "'dirt ' || dirt",
    "other": "'other dirt ' || other_dirt",
    "method": "'method ' || link_method",
    "grade": "'grade ' || link_grade",
}


def outcome_steps() -> tuple[SqlStep, ...]:
    """Give the steps from `score_records` (record_id, source, person_id, entity, dirt, …) to `OUTCOMES`."""
    return (SqlStep(OUTCOMES, _OUTCOMES_SQL),)


def scores(kernel: Kernel, *, each_pair_once: bool = False) -> list[Score]:
    """Count `OUTCOMES` by group.

    Args:
        kernel: Where the table lies.
        each_pair_once: Whether the table has one record of each pair (the left side of two tables), not both.
    """
    parts = "\nUNION ALL\n".join(
        f"SELECT {place} AS place, {sql} AS name, given, known, agreed FROM {OUTCOMES} WHERE {sql} IS NOT NULL"
        for place, sql in enumerate(_GROUPS.values())
    )
    rows = kernel.fetch(f"""
        SELECT
            name,
            count(*) AS records,
            sum(given) AS given,
            sum(known) AS known,
            sum(agreed) AS agreed,
            avg((agreed + 1) / (given + 1)) AS record_precision,
            avg((agreed + 1) / (known + 1)) AS record_recall
        FROM ({parts})
        GROUP BY place, name
        ORDER BY place, name
    """).to_pylist()
    return [_score(row, halved=not each_pair_once and row["name"] == "all") for row in rows]


def _score(row: dict[str, object], *, halved: bool) -> Score:
    given, known, agreed = (int(str(row[name])) for name in ("given", "known", "agreed"))
    precision, recall = (agreed / whole if whole else None for whole in (given, known))
    record_precision, record_recall = (float(str(row[name])) for name in ("record_precision", "record_recall"))
    divisor = 2 if halved else 1
    return Score(
        group=str(row["name"]),
        records=int(str(row["records"])),
        linked_pairs=given // divisor,
        true_pairs=known // divisor,
        right_pairs=agreed // divisor,
        precision=_rounded(precision),
        recall=_rounded(recall),
        f1=_rounded(2 * agreed / (given + known) if given + known else None),
        record_precision=_rounded(record_precision),
        record_recall=_rounded(record_recall),
        record_f1=_rounded(2 * record_precision * record_recall / (record_precision + record_recall)),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)
