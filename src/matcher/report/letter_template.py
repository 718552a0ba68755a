"""The template of a letter that an office starts from: A4, in one language, to be edited in any office program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell

from matcher.report import letter_texts as said
from matcher.report.wording import Wording

_LATIN, _CHINESE = "Times New Roman", "仿宋"
_WIDTHS: Final = {
    "clue.position": 1.0,
    "clue.number": 2.3,
    "clue.rule": 3.3,
    "clue.name": 1.5,
    "clue.citizen_id": 3.4,
    "clue.place": 2.0,
    "clue.months": 1.8,
    "clue.amount": 1.9,
}
"""Widths of columns in centimetres."""


def default_template(wording: Wording) -> DocumentFile:
    """Give a letter with placeholders, and the list of clues on a page of its own."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin, section.bottom_margin = Cm(3.0), Cm(2.6)
    _set_font(document)
    for text, alignment, look in _lines(wording):
        _add(document, text, alignment, look)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _add(document, wording.say(said.LIST_HEADING), WD_ALIGN_PARAGRAPH.CENTER, _Look(15, is_bold=True))
    _add_table(document, wording)
    return document


def _set_font(document: DocumentFile) -> None:
    """Set the font of everything, for Latin letters and for Chinese characters."""
    style = document.styles["Normal"]
    style.font.name = _LATIN
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE)


@dataclass(frozen=True)
class _Look:
    """Size, indent of the first line and room after a paragraph, in points."""

    size: int
    indent: int = 0
    after: int = 6
    is_bold: bool = False


def _lines(wording: Wording) -> Iterator[tuple[str, WD_ALIGN_PARAGRAPH, _Look]]:
    """Give the letter's paragraphs, its list apart."""
    yield wording.say(said.HEADING), WD_ALIGN_PARAGRAPH.CENTER, _Look(20, is_bold=True)
    yield wording.say(said.NUMBER), WD_ALIGN_PARAGRAPH.CENTER, _Look(12, after=18)
    yield wording.say(said.GREETING), WD_ALIGN_PARAGRAPH.LEFT, _Look(15)
    for text in said.BODY:
        yield wording.say(text), WD_ALIGN_PARAGRAPH.JUSTIFY, _Look(15, indent=30)
    yield wording.say(said.ATTACHED), WD_ALIGN_PARAGRAPH.LEFT, _Look(15, indent=30, after=36)
    for line in ("{{office}}", wording.say(said.SEAL), "{{date}}"):
        yield line, WD_ALIGN_PARAGRAPH.RIGHT, _Look(15)


def _add(document: DocumentFile, text: str, alignment: WD_ALIGN_PARAGRAPH, look: _Look) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(look.size), look.is_bold
    paragraph.alignment = alignment
    paragraph.paragraph_format.first_line_indent = Pt(look.indent)
    paragraph.paragraph_format.space_after = Pt(look.after)
    paragraph.paragraph_format.line_spacing = 1.5


def _add_table(document: DocumentFile, wording: Wording) -> None:
    table = document.add_table(rows=2, cols=len(said.SHOWN), style="Table Grid")
    table.autofit = False
    for row, mark in enumerate(("w:tblHeader", "w:cantSplit")):  # the header on every page; no clue on two
        table.rows[row]._tr.get_or_add_trPr().append(OxmlElement(mark))  # noqa: SLF001  # python-docx has no other way to it
    for place, name in enumerate(said.SHOWN):
        table.columns[place].width = Cm(_WIDTHS[name])
        _fill(table.cell(0, place), wording.say(said.CLUE_PLACEHOLDERS[name]), name, is_bold=True)
        _fill(table.cell(1, place), "{{" + name + "}}", name)


def _fill(cell: _Cell, text: str, name: str, *, is_bold: bool = False) -> None:
    cell.width = Cm(_WIDTHS[name])
    run = cell.paragraphs[0].add_run(text)
    run.font.size, run.font.bold = Pt(9), is_bold
    if name == "clue.amount":
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
