"""Judge those again whose rows differ from an earlier night, and whoever depends on them; all others stand.

Of two nights, what rules give of everybody differs by what they give of these: both nights' rows of theirs are judged,
the one is taken away and the other put in its place. Findings, doubts and counts are those of a whole judging.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engine.kernel import Kernel
from matcher.evaluate.differing import Moved, differing_persons, unlike
from matcher.evaluate.everybody import Judged, judge_bucket, put_together, withheld
from matcher.evaluate.kept import Kept
from matcher.evaluate.narrowed import bring_back, narrowed
from matcher.evaluate.one_rule import Prepared, RuleResult
from matcher.evaluate.precedence import yields_to
from matcher.evaluate.preparing import Ground, open_bucket
from matcher.evaluate.questions import Questions, added, answered, count_seen, given_answers
from matcher.evaluate.reach import Night, judged_again
from matcher.evaluate.views import LARGE_HOUSEHOLDS

_RECORDS: Final = {
    "findings": ("record_id", "told_record_id"),
    "evidence": ("record_id",),
    "review": ("record_id",),
}
"""Columns that hold numbers of records, which are others each night."""

_POSITION: Final = "record_id"

_MOST: Final = 4
"""Where more than one in so many persons would be judged again, for both nights, all are judged instead."""


def judge_again(
    rules: Sequence[Prepared], questions: Questions, ground: Ground, nights: tuple[Kept, Night], kernel: Kernel
) -> Judged | None:
    """Judge whom the difference of two nights reaches.

    Args:
        rules: Rules, those of the earlier night.
        questions: What they ask of the months that were seen.
        ground: What was prepared now.
        nights: What an earlier judging left; what was laid out now.
        kernel: Has the pairs of now; afterwards those of the earlier night.

    Returns:
        What a judging of everybody would give; None: everybody must be judged, since lists cover other months, a rule
        is withheld or no longer so, rows stand in another order, or too many persons differ.
    """
    kept, now = nights
    moved = Moved(_records_of(kept))
    persons = _reached(kept, now, moved)
    if persons is None:
        return None
    before = narrowed(kept.night, persons, ground.use, kernel.folder / "before")
    after = narrowed(now, persons, ground.use, kernel.folder / "after")
    if _MOST * after.laid.rows() > ground.laid.rows():
        return None
    bring_back(kept.night, kernel)
    earlier = _judged(rules, questions, before, kept.answers, kernel)
    bring_back(now, kernel)
    ground.opened = None
    counted = [
        added([all_of_them, theirs_now], theirs_before)
        for all_of_them, theirs_now, theirs_before in zip(
            kept.counted, count_seen(questions, after, kernel), earlier.counted, strict=True
        )
    ]
    answers = answered(questions, counted, kernel)
    if not all(map(pa.Table.equals, answers, kept.answers)):
        return None
    later = _judged(rules, questions, after, answers, kernel)
    others = [_without(one, persons, theirs, moved) for one, theirs in zip(kept.results, earlier.results, strict=True)]
    if any(one is None for one in others):
        return None
    results = [put_together([one, new]) for one, new in zip(others, later.results, strict=True) if one is not None]
    rare = withheld(rules, results)
    if any(
        yields_to(rule.plan.rule, other.plan.rule) and other.plan.rule.rule in rare for rule in rules for other in rules
    ):
        return None
    return Judged(results, rare, frozenset(), counted, answers)


def _judged(
    rules: Sequence[Prepared], questions: Questions, ground: Ground, answers: Sequence[pa.Table], kernel: Kernel
) -> Judged:
    counted = count_seen(questions, ground, kernel)
    open_bucket(ground, 0, kernel)
    results = judge_bucket(given_answers(rules, questions, answers), frozenset(), kernel)
    return Judged(results, {}, frozenset(), counted, list(answers))


def _reached(kept: Kept, now: Night, moved: Moved) -> pl.Series | None:
    """Give whom the difference reaches; None: rows stand in another order."""
    differing = differing_persons(kept.night.laid, now.laid, moved)
    if differing is None:
        return None
    found = [differing]
    for name, path in sorted(now.paired.items()):
        if name == LARGE_HOUSEHOLDS:
            continue  # their members are told by the rows themselves
        old, new = pl.read_parquet(kept.night.paired[name]), pl.read_parquet(path)
        if _POSITION in old.columns:
            # Where a record is now tells whether it is still the same one.
            old = old.with_columns(pl.Series(_POSITION, moved.column(old[_POSITION].to_arrow())))
            whose = "record_person_id" if "record_person_id" in new.columns else "person_id"
            new = new.with_columns(
                pl.when(pl.col(whose).is_in(differing.implode())).then(-1).otherwise(pl.col(_POSITION)).alias(_POSITION)
            )
        found.append(unlike(old, new, "person_id" if "person_id" in new.columns else "member_id"))
    return judged_again(pl.concat(found).unique(), [kept.night, now])


def _without(result: RuleResult, persons: pl.Series, theirs: RuleResult, moved: Moved) -> RuleResult | None:
    """Take away what a rule gave of some persons; None where what is left rests on a record that cannot be found."""
    left: dict[str, pa.Table | None] = {}
    for part, names in _RECORDS.items():
        left[part] = table = _of_others(getattr(result, part), persons, moved, names)
        if table is not None and Moved.is_nowhere(table, *names):
            return None
    outcomes = Counter(result.outcomes)
    outcomes.subtract(theirs.outcomes)
    return RuleResult(
        findings=left["findings"],
        evidence=left["evidence"],
        review=left["review"],
        outcomes=dict(outcomes),
        rarity=(result.rarity[0] - theirs.rarity[0], result.rarity[1] - theirs.rarity[1]),
    )


def _of_others(table: pa.Table | None, persons: pl.Series, moved: Moved, names: Sequence[str]) -> pa.Table | None:
    if table is None:
        return None
    own = pl.Series(table["person_id"].to_numpy()).is_in(persons.implode()).to_arrow()
    return moved.rows(table.filter(pc.invert(own)), *names)


def _records_of(kept: Kept) -> Iterator[pa.ChunkedArray]:
    """Give the columns with records of what is to stand, and of what it was paired with."""
    for result in kept.results:
        for part, names in _RECORDS.items():
            table: pa.Table | None = getattr(result, part)
            if table is not None:
                yield from (table[name] for name in names)
    for path in kept.night.paired.values():
        if _POSITION in pl.read_parquet_schema(path):
            yield pa.chunked_array([pl.read_parquet(path, columns=[_POSITION])[_POSITION].to_arrow()])
