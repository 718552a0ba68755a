"""Take the answers of returned workbooks: each row is taken, known already, blank, or refused with a reason. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from matcher.link.judgement import Book, Given, Verdict
from matcher.report import judgement_texts as said
from matcher.report.judgement_texts import verdict_of
from matcher.returned import ReturnedForm, ReturnedRow, read_returned_rows

_FORM: Final = ReturnedForm(
    headers={"pair": said.PAIR, "verdict": said.VERDICT, "reason": said.REASON},
    known_by="pair",
    verdict="verdict",
    answers=("verdict", "reason"),
)


@dataclass(frozen=True)
class Refused:
    """A row that was not taken."""

    file: str
    sheet: str
    row_number: int
    reason: str
    """matcher.report.judgement_texts.REFUSALS."""


@dataclass(frozen=True)
class Taken:
    """What became of every row: rows = given + unchanged + blank + refused.

    Attributes:
        given: New answers, to be noted.
        unchanged: Rows that say what their author has said already.
        blank: Rows without a judgement.
        refused: Rows that were not taken.
        contradicting: Pairs on which answers of several people now contradict each other: neither is believed.
    """

    given: tuple[Given, ...]
    unchanged: int
    blank: int
    refused: tuple[Refused, ...]
    contradicting: tuple[str, ...]

    @property
    def verdicts(self) -> dict[str, int]:
        """New answers by verdict."""
        return dict(sorted(Counter(one.verdict for one in self.given).items()))


def read_answers(path: Path) -> list[ReturnedRow]:
    """Read the rows of a workbook of pairs that came back.

    Raises:
        RefusedFileError: None of it can be taken.
    """
    return read_returned_rows(path, _FORM)


def take_answers(rows: Sequence[ReturnedRow], book: Book, *, by: str, at: str) -> Taken:
    """Take answers.

    Args:
        rows: Rows of all workbooks that came back.
        book: What was asked and answered before.
        by: Who answers.
        at: When, in ISO 8601.
    """
    verdicts: dict[str, set[str | None]] = {}
    for row in rows:
        if row.said("verdict"):
            verdicts.setdefault(row.said("pair"), set()).add(verdict_of(row.said("verdict")))
    standing = {pair: one for (pair, author), one in book.standing().items() if author == by}
    given: dict[str, Given] = {}
    refused: list[Refused] = []
    unchanged = blank = 0
    for row in rows:
        if not row.said("verdict"):
            blank += 1
        elif reason := _refusal(row, book, verdicts):
            refused.append(Refused(row.file, row.sheet, row.row_number, reason))
        else:
            pair, verdict = row.said("pair"), cast("Verdict", verdict_of(row.said("verdict")))
            answer = Given(pair, verdict, by, at, row.said("reason"))
            if pair in given or _says_the_same(standing.get(pair), answer):
                unchanged += 1
            else:
                given[pair] = answer
    after = Book(book.asked, (*book.given, *given.values())).verdicts()
    contradicting = tuple(pair for pair in sorted(given) if len(after.get(pair, ())) > 1)
    return Taken(tuple(given.values()), unchanged, blank, tuple(refused), contradicting)


def _refusal(row: ReturnedRow, book: Book, verdicts: dict[str, set[str | None]]) -> str | None:
    if not row.said("pair"):
        return "without_code"
    if row.said("pair") not in book.asked:
        return "unknown_pair"
    if row.formulas & set(_FORM.answers):
        return "formula"
    if verdict_of(row.said("verdict")) is None:
        return "not_a_verdict"
    return "judged_twice" if len(verdicts[row.said("pair")]) > 1 else None


def _says_the_same(before: Given | None, answer: Given) -> bool:
    return before is not None and (before.verdict, before.reason) == (answer.verdict, answer.reason)
