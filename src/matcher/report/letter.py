"""Letters (DOCX) from a template that the office can edit: placeholders are filled, one row of a table is repeated.

A placeholder may be broken over several stretches of format, as office programs do. The same content and template give
the same bytes.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from docx import Document
from docx.document import Document as DocumentFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from matcher.errors import Fault, UsageError, nearest
from matcher.report.letter_content import LetterContent
from matcher.report.letter_template import default_template
from matcher.report.letter_texts import CLUE_PLACEHOLDERS, PLACEHOLDERS
from matcher.report.wording import Wording
from matcher.storage.disk import written_aside

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_CLUE: Final = re.compile(r"\{\{\s*clue\.")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the file bears: a clock would make its bytes differ."""
_LARGEST_PART: Final = 64 << 20
_TABLE, _ROW, _PARAGRAPH, _PIECE = qn("w:tbl"), qn("w:tr"), qn("w:p"), qn("w:t")


def read_letter_template(path: Path | None, wording: Wording) -> bytes:
    """Give a template that is known to be usable: the office's own, or the one that it would start from.

    Raises:
        UsageError: It is no DOCX, holds a placeholder that nobody fills, or no row for clues; all are named.
    """
    if path is None:
        return _bytes_of(default_template(wording), date(1980, 1, 1))
    try:
        if any(part.file_size > _LARGEST_PART for part in zipfile.ZipFile(path).infolist()):
            raise _unreadable(path)
        content = path.read_bytes()
        document = Document(io.BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise _unreadable(path) from error
    faults = list(dict.fromkeys(_faults(document, path)))  # Word keeps each text box twice
    if faults:
        raise UsageError(faults)
    return content


def write_letter(path: Path, template: bytes, content: LetterContent) -> Path:
    """Write one letter whole or not at all. Every paragraph is filled once: values are words, never placeholders.

    Args:
        path: Where to.
        template: What `read_letter_template` gave.
        content: What it says.
    """
    document = Document(io.BytesIO(template))
    rows, in_rows = _rows_for_clues(document)
    for paragraph in _paragraphs(document):
        if paragraph not in in_rows:
            _fill(paragraph, content.values)
    for row in rows:
        _repeat(row, content)
    with written_aside(path) as aside:
        aside.write_bytes(_bytes_of(document, content.dated))
    return path


def save_letter_template(path: Path, wording: Wording) -> Path:
    """Write the template that an office starts from."""
    with written_aside(path) as aside:
        aside.write_bytes(read_letter_template(None, wording))
    return path


def _unreadable(path: Path) -> UsageError:
    what = "the template is no Word document that can be read (模板不是可读的 Word 文档)"
    return UsageError(Fault(what, str(path), "save it as .docx (请另存为 .docx)"))


def _faults(document: DocumentFile, path: Path) -> Iterator[Fault]:
    """Name every placeholder that nobody fills, and a row for clues that is not there."""
    rows, in_rows = _rows_for_clues(document)
    for paragraph in _paragraphs(document):
        known = {**PLACEHOLDERS, **CLUE_PLACEHOLDERS} if paragraph in in_rows else PLACEHOLDERS
        text = _text_of(paragraph)
        for name in _PLACEHOLDER.findall(text):
            if name not in known:
                what = f"nobody knows the placeholder {{{{{name}}}}} (未知的占位符)"
                where = f"{path}: {text.strip()[:40]}"
                yield Fault(what, where, f"take one of {', '.join(known)}{nearest(name, list(known))}")
    for part in _notes(document):
        for name in _PLACEHOLDER.findall("".join(parse_xml(part.blob).itertext())):
            what = f"no placeholder can stand in a footnote or endnote: {{{{{name}}}}} (脚注、尾注中不能使用占位符)"
            yield Fault(what, str(path), "move it into the text (请移到正文)")
    if not rows:
        what = "the template has no table with a row of {{clue.…}} placeholders (模板缺少线索清单行)"
        mend = "add one, or start from `matcher ledger letter-template FILE.docx` (可先导出默认模板再修改)"
        yield Fault(what, str(path), mend)


def _rows_for_clues(document: DocumentFile) -> tuple[list[BaseOxmlElement], set[BaseOxmlElement]]:
    """Give, of each table of the text, the first row that holds placeholders of a clue, and the paragraphs in these.

    None is inside of another.
    """
    found: list[BaseOxmlElement] = []
    for row in document.element.body.iter(_ROW):
        around = list(row.iterancestors())
        is_first = all(_nearest(one, _TABLE) is not _nearest(row, _TABLE) and one not in around for one in found)
        own = (paragraph for paragraph in row.iter(_PARAGRAPH) if _nearest(paragraph, _ROW) is row)
        if is_first and any(_CLUE.search(_text_of(paragraph)) for paragraph in own):
            found.append(row)
    return found, {paragraph for row in found for paragraph in row.iter(_PARAGRAPH)}


def _repeat(row: BaseOxmlElement, content: LetterContent) -> None:
    """Put a copy of the row for clues in its place for each of them; formats stay as the office made them."""
    for clue in content.clues:
        one = copy.deepcopy(row)
        for paragraph in one.iter(_PARAGRAPH):
            _fill(paragraph, {**content.values, **clue})
        row.addprevious(one)
    row.getparent().remove(row)


def _fill(paragraph: BaseOxmlElement, values: Mapping[str, str]) -> None:
    """Put values in the places of placeholders; each takes the format of its first brace. Others are left."""
    pieces = _pieces(paragraph)
    before = [piece.text or "" for piece in pieces]
    after = list(before)
    for found in reversed(list(_PLACEHOLDER.finditer("".join(before)))):
        if found[1] not in values:
            continue
        start = 0
        for place, text in enumerate(before):
            end = start + len(text)
            left, right = max(found.start(), start), min(found.end(), end)
            if left < right:
                value = values[found[1]] if left == found.start() else ""
                after[place] = after[place][: left - start] + value + after[place][right - start :]
            start = end
    for piece, old, new in zip(pieces, before, after, strict=True):
        if old != new:
            _write(piece, new)


def _write(piece: BaseOxmlElement, text: str) -> None:
    """Write a text into its piece; lines after the first follow it, each after a break."""
    first, *others = text.split("\n")
    for line in reversed(others):
        rest = OxmlElement("w:t")
        _set(rest, line)
        piece.addnext(rest)
        piece.addnext(OxmlElement("w:br"))
    _set(piece, first)


def _set(piece: BaseOxmlElement, line: str) -> None:
    piece.text = line
    piece.set(qn("xml:space"), "preserve")  # else spaces at its ends are lost


def _text_of(paragraph: BaseOxmlElement) -> str:
    return "".join(piece.text or "" for piece in _pieces(paragraph))


def _pieces(paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Give the pieces of a paragraph's own text: links and content controls too, not what a text box in it holds."""
    return [piece for piece in paragraph.iter(_PIECE) if _nearest(piece, _PARAGRAPH) is paragraph]


def _nearest(element: BaseOxmlElement, name: str) -> BaseOxmlElement | None:
    return next(element.iterancestors(name), None)


def _paragraphs(document: DocumentFile) -> Iterator[BaseOxmlElement]:
    """Give all paragraphs, wherever they stand: in tables, text boxes, content controls, headers and footers."""
    yield from document.element.body.iter(_PARAGRAPH)
    for relation in document.part.rels.values():
        if relation.reltype in {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}:
            yield from relation.target_part.element.iter(_PARAGRAPH)


def _notes(document: DocumentFile) -> list[Part]:
    """Give the parts that hold footnotes and endnotes."""
    kinds = {RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES}
    return [one.target_part for one in document.part.rels.values() if one.reltype in kinds]


def _bytes_of(document: DocumentFile, dated: date) -> bytes:
    """Give a document as the same bytes at all times: its days are that of the letter."""
    properties = document.core_properties
    properties.created = properties.modified = datetime.combine(dated, time())
    properties.author = properties.last_modified_by = "matcher"
    properties.comments = ""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as even:
        for name in parts.namelist():
            even.writestr(zipfile.ZipInfo(name, _EPOCH), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
