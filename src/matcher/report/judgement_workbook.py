"""The workbook in which people judge pairs: both records side by side, how they agree in words, and never a weight.

Whoever sees a weight, or whether the program believed the pair, judges the program and not the pair. The code of a pair
is all that is needed to read it back: nothing else about it is hidden in the workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

import xlsxwriter

from matcher.report import judgement_texts as said
from matcher.report.sheet import MOST_ROWS, TABLE_HEADER_ROW, Column, Heading, Sheet, watermark
from matcher.report.styles import Styles
from matcher.report.wording import Wording, figure
from matcher.storage.disk import written_aside

MOST_PAIRS: Final = MOST_ROWS
_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_VERDICT_COLUMN: Final = 1


@dataclass(frozen=True)
class Question:
    """One row of the workbook: a pair in words."""

    number: int
    pair: str
    left: str
    right: str
    agreement: str


_COLUMNS: Final[tuple[Column[Question], ...]] = (
    Column(said.NUMBER, 6, lambda question: question.number, "count"),
    Column(said.VERDICT, 14, style="fill_in", fill_in=True),
    Column(said.REASON, 24, style="fill_in", fill_in=True),
    Column(said.LEFT, 42, lambda question: question.left, "small"),
    Column(said.RIGHT, 42, lambda question: question.right, "small"),
    Column(said.AGREEMENT, 34, lambda question: question.agreement, "small"),
    Column(said.PAIR, 20, lambda question: question.pair, "code"),
)


def write_judgement_workbook(path: Path, questions: Sequence[Question], as_of: date, wording: Wording) -> Path:
    """Write the workbook whole or not at all; the same questions give the same bytes."""
    with written_aside(path) as aside, xlsxwriter.Workbook(str(aside), _OPTIONS) as book:
        book.set_properties({"title": wording.say(said.TITLE), "created": datetime.combine(as_of, time())})
        mark = watermark(wording.say(said.TITLE), as_of.isoformat(), wording)
        worksheet = book.add_worksheet(wording.say(said.TITLE).replace("?", ""))
        sheet = Sheet(worksheet, Styles(book, wording.language), wording, mark)
        heading = Heading(
            title=wording.say(said.TITLE),
            subtitle=wording.say(said.SUBTITLE, count=figure(len(questions)), as_of=as_of.isoformat()),
            notice=wording.say(said.NOTICE),
        )
        sheet.write_table(heading, _COLUMNS, questions, frozen=2)
        if questions:
            choices = {
                "validate": "list",
                "source": [wording.say(text) for text in said.VERDICTS.values()],
                "input_title": wording.say(said.CHOICE_TITLE),
                "input_message": wording.say(said.CHOICE_HELP),
            }
            first = TABLE_HEADER_ROW + 1
            last = TABLE_HEADER_ROW + len(questions)
            worksheet.data_validation(first, _VERDICT_COLUMN, last, _VERDICT_COLUMN, choices)
        sheet.protect()
    return path
