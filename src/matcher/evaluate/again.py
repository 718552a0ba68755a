"""Judge those again whose rows differ from an earlier night, and whoever depends on them; all others stand.

Of two nights, what rules give of everybody differs by what they give of these: both nights' rows of theirs are judged,
the one is taken away and the other put in its place. Findings, doubts and counts are those of a whole judging.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engine.kernel import Kernel
from matcher.evaluate.differing import Moved, differing_persons, unlike
from matcher.evaluate.everybody import Judged, judge_bucket, put_together, withheld
from matcher.evaluate.kept import Kept
from matcher.evaluate.narrowed import bring_back, narrowed
from matcher.evaluate.one_rule import Prepared, RuleResult, count_tried
from matcher.evaluate.precedence import yields_to
from matcher.evaluate.preparing import Ground, open_bucket
from matcher.evaluate.questions import Questions, added, answered, count_seen, given_answers
from matcher.evaluate.reach import Night, judged_again
from matcher.evaluate.trials import trials_of
from matcher.evaluate.views import LARGE_HOUSEHOLDS
from matcher.storage.parquet import read_frame, read_schema

_RECORDS: Final = {
    "findings": ("record_id", "told_record_id"),
    "evidence": ("record_id",),
    "review": ("record_id",),
    "hits": (),
}
"""Columns that hold numbers of records, which are others each night."""

_POSITION: Final = "record_id"

_WHOSE: Final = ("person_id", "record_person_id", "member_id")
"""Columns of pairs with persons whom a difference reaches."""

_FEWEST_ROWS: Final = 3_000_000
"""Rows below which all persons are judged as fast as a few, twice."""

_MOST: Final = 4
"""Where more than one in so many records would be judged again, all are."""


def judge_again(
    rules: Sequence[Prepared], questions: Questions, ground: Ground, nights: tuple[Kept, Night], kernel: Kernel
) -> Judged | None:
    """Judge whom the difference of two nights reaches.

    Args:
        rules: Rules, those of the earlier night.
        questions: What they ask of the months that were seen.
        ground: What was prepared now.
        nights: What an earlier judging left; what was laid out now.
        kernel: Has the pairs of now.

    Returns:
        What a judging of everybody would give; None: everybody must be judged, since lists cover other months, a rule
        is withheld that others yield to, rows stand in another order, too many persons differ, or there are few rows.
    """
    kept, now = nights
    moved = Moved(_records_of(kept))
    persons = _reached(kept, now, moved)
    if persons is None:
        return None
    if not len(persons):
        return _judged(rules, [_others(one, persons, RuleResult(), moved) for one in kept.results], kept)
    if ground.laid.rows() < _FEWEST_ROWS or _MOST * now.records_of(persons) > now.records_of():
        return None
    after = narrowed(now, persons, ground.use, kernel.folder / "after")
    before = narrowed(kept.night, persons, ground.use, kernel.folder / "before")
    ground.opened = None
    shown, counts = _counted_before(rules, questions, before, kept, kernel)
    bring_back(now, kernel)
    counted = [
        added([of_all, of_these], less)
        for of_all, of_these, less in zip(kept.counted, count_seen(questions, after, kernel), shown, strict=True)
    ]
    answers = answered(questions, counted, kernel)
    if not all(map(pa.Table.equals, answers, kept.answers)):
        return None
    open_bucket(after, 0, kernel)
    later = judge_bucket(given_answers(rules, questions, answers), frozenset(), after.empty_tables(), kernel)
    others = [_others(one, persons, less, moved) for one, less in zip(kept.results, counts, strict=True)]
    together = [one and put_together([one, new]) for one, new in zip(others, later, strict=True)]
    return _judged(rules, together, replace(kept, counted=counted))


def _counted_before(
    rules: Sequence[Prepared], questions: Questions, before: Ground, kept: Kept, kernel: Kernel
) -> tuple[list[pa.Table], list[RuleResult]]:
    """Count what some persons showed, and how often they were tried, on the earlier night."""
    bring_back(kept.night, kernel)
    shown = count_seen(questions, before, kernel)
    open_bucket(before, 0, kernel)
    tried = kernel.share(count_tried, given_answers(rules, questions, kept.answers))
    return shown, [replace(one, trials=trials) for one, trials in zip(tried, trials_of(rules, kernel), strict=True)]


def _judged(rules: Sequence[Prepared], results: Sequence[RuleResult | None], kept: Kept) -> Judged | None:
    """Give what was judged; None where a record cannot be found, or a rule tells nothing that others yield to."""
    found = [one for one in results if one is not None]
    if len(found) < len(rules):
        return None
    rare = withheld(rules, found)
    told = [other.plan.rule for other in rules if other.plan.rule.rule in rare]
    if any(yields_to(rule.plan.rule, other) for rule in rules for other in told):
        return None
    return Judged(found, rare, frozenset(), kept.counted, kept.answers)


def _reached(kept: Kept, now: Night, moved: Moved) -> pl.Series | None:
    """Give whom the difference reaches; None: rows stand in another order."""
    differing = differing_persons(kept.night.laid, now.laid, moved)
    if differing is None:
        return None
    found = [differing]
    for name, path in sorted(now.paired.items()):
        if name == LARGE_HOUSEHOLDS:
            continue  # their members are told by the rows themselves
        old, new = read_frame(kept.night.paired[name]), read_frame(path)
        if _POSITION in old.columns:
            # Where a record is now tells whether it is still the same one.
            old = old.with_columns(pl.Series(_POSITION, moved.column(old[_POSITION].to_arrow())))
            whose = "record_person_id" if "record_person_id" in new.columns else "person_id"
            new = new.with_columns(
                pl.when(pl.col(whose).is_in(differing.implode())).then(-1).otherwise(pl.col(_POSITION)).alias(_POSITION)
            )
        # A record in doubt blocks what is said of its own person as well as of whoever it could be of.
        found += [unlike(old, new, whose) for whose in _WHOSE if whose in new.columns]
    return judged_again(pl.concat(found).unique(), [kept.night, now])


def _others(result: RuleResult, persons: pl.Series, theirs: RuleResult, moved: Moved) -> RuleResult | None:
    """Take away what a rule gave of some persons; None where what is left rests on a record that cannot be found."""
    left: dict[str, pa.Table | None] = {}
    for part, names in _RECORDS.items():
        left[part] = table = _of_others(getattr(result, part), persons, moved, names)
        if table is not None and Moved.is_nowhere(table, *names):
            return None
    return RuleResult(
        findings=left["findings"],
        evidence=left["evidence"],
        review=left["review"],
        hits=left["hits"],
        trials=result.trials - theirs.trials,
        tried=result.tried - theirs.tried,
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
        if _POSITION in read_schema(path).names:
            yield pa.chunked_array([read_frame(path, [_POSITION])[_POSITION].to_arrow()])
