"""Turn chosen pairs of a run into questions: both records in words, how they agree, and a code to answer under."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from matcher.explain.delivered import delivered_rows, identity_of
from matcher.explain.weights import steps_of
from matcher.judging.pairs import Pair, choose_queue, choose_sample, pairs_of
from matcher.link.judgement import Asked, Book, Side, pair_code, side_of
from matcher.published import PublishedRun
from matcher.report.facts import title_of
from matcher.report.judgement_texts import FACETS, VALUES
from matcher.report.judgement_workbook import Question
from matcher.report.linkage_words import COMPARISONS, level_words
from matcher.report.wording import Wording

Row = dict[str, Any]
Choice = Literal["queue", "sample"]


@dataclass(frozen=True)
class Questions:
    """What people are to be asked.

    Attributes:
        asked: What is noted in the workspace.
        questions: The same pairs as people see them, in the same order.
        left: Pairs of the run that could be asked about and are not: answered already, or too many for once.
    """

    asked: tuple[Asked, ...]
    questions: tuple[Question, ...]
    left: int


@dataclass(frozen=True)
class Asking:
    """How people are asked."""

    choice: Choice
    """`queue`: what was left to people. `sample`: chance chooses, among links as well, so that rates can be told."""
    most: int
    masked: bool
    wording: Wording
    at: str


def ask_pairs(run: PublishedRun, snapshots: Path, site_key: bytes, book: Book, asking: Asking) -> Questions:
    """Choose pairs and put them into words.

    Args:
        run: Published run.
        snapshots: Folder of the snapshots that it was made from; a pair whose snapshot is gone is not asked about.
        site_key: Secret of the site.
        book: What was asked and answered before; a pair that has an answer is asked about again only where answers
            contradict each other.
        asking: How people are asked.
    """
    pairs = pairs_of(run)
    sizes = Counter(pair.stratum for pair in pairs)
    answered = _answered(book)
    known = {_record_ids(book.asked[code]) for code in answered if code in book.asked}
    open_pairs = [pair for pair in pairs if pair.record_ids not in known]

    def chance(pair: Pair) -> str:
        text = f"chance:{pair.left['record_id']}:{pair.right['record_id']}"
        return hmac.new(site_key, text.encode(), sha256).hexdigest()

    if asking.choice == "sample":
        chosen = choose_sample(open_pairs, asking.most, chance)
    else:
        chosen = choose_queue(open_pairs, asking.most)
    rows = _delivered(run, snapshots, chosen)
    asked: dict[str, tuple[Asked, Pair]] = {}
    for pair in chosen:
        sides = _sides(pair, rows, site_key)
        if sides and (code := pair_code(*sides, site_key)) not in answered:
            noted = _asked(code, sides, pair, sizes[pair.stratum], run.record.run_id, asking)
            asked.setdefault(code, (noted, pair))
    teller = _Teller(run, asking, [pair for _, pair in asked.values()])
    questions = tuple(
        teller.question(number, noted.pair, pair, rows) for number, (noted, pair) in enumerate(asked.values(), start=1)
    )
    return Questions(tuple(noted for noted, _ in asked.values()), questions, len(open_pairs) - len(questions))


def _answered(book: Book) -> frozenset[str]:
    contradicting = {pair for pair, found in book.verdicts().items() if len(found) > 1}
    return frozenset(pair for pair, _ in book.standing()) - contradicting


def _record_ids(asked: Asked) -> frozenset[str]:
    return frozenset((asked.left.record_id, asked.right.record_id))


def _delivered(run: PublishedRun, snapshots: Path, pairs: Sequence[Pair]) -> dict[str, Row]:
    """Give the delivered rows of all records of the pairs, file by file."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for pair in pairs:
        for row in (pair.left, pair.right):
            wanted.setdefault((row["source"], row["source_file"]), set()).add(row["record_id"])
    return {
        row["record_id"]: row
        for file, record_ids in sorted(wanted.items())
        for _, row in delivered_rows(run, snapshots, file, record_ids)
    }


def _sides(pair: Pair, rows: dict[str, Row], site_key: bytes) -> tuple[Side, Side] | None:
    records = [rows.get(row["record_id"]) for row in (pair.left, pair.right)]
    left, right = (side_of(row, site_key) if row else None for row in records)
    return (left, right) if left and right else None


def _asked(code: str, sides: tuple[Side, Side], pair: Pair, size: int, run_id: str, asking: Asking) -> Asked:
    return Asked(
        pair=code,
        left=sides[0],
        right=sides[1],
        outcome=pair.outcome,
        group=pair.group,
        match_weight=pair.match_weight,
        group_pairs=size,
        sampled=asking.choice == "sample",
        run_id=run_id,
        at=asking.at,
    )


class _Teller:
    """Says pairs of one run in one language."""

    def __init__(self, run: PublishedRun, asking: Asking, pairs: Sequence[Pair]) -> None:
        weights = run.tables["link_weights"]
        wanted = pa.array(sorted({pair.left["record_id"] for pair in pairs}), pa.string())
        self._weights = weights.filter(pc.is_in(weights["record_id"], wanted))
        self._titles = run.record.source_titles
        self._masked = asking.masked
        self._wording = asking.wording

    def question(self, number: int, code: str, pair: Pair, rows: dict[str, Row]) -> Question:
        """Say one pair."""
        left, right = (self._record(row, rows[row["record_id"]]) for row in (pair.left, pair.right))
        return Question(number, code, left, right, self._agreement(pair))

    def _record(self, person: Row, delivered: Row) -> str:
        wording = self._wording
        title = wording.say(title_of(self._titles, person["source"]))
        place = wording.place(person["source_file"], person["sheet"], [person["row_number"]])
        said = identity_of(delivered, masked=self._masked)
        facts = [
            wording.say(name) + wording.colon + wording.say_code(VALUES, said[column])
            for column, name in FACETS.items()
            if column in said
        ]
        return "\n".join([title, place, *facts])

    def _agreement(self, pair: Pair) -> str:
        wording = self._wording
        steps = steps_of(self._weights, pair.left["record_id"], pair.person_id)
        return "\n".join(
            wording.say(COMPARISONS[step.comparison])
            + wording.colon
            + level_words(step.comparison, step.level, wording)
            for step in steps
            if step.comparison != "prior"
        )
