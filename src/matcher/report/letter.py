"""Letters (DOCX) from a template that the office can edit: placeholders are filled, one row of a table is repeated.

A placeholder may be broken over several stretches of format, as office programs do. The same content and template give
the same bytes.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from docx import Document
from docx.document import Document as DocumentFile
from docx.opc.exceptions import PackageNotFoundError
from docx.section import Section
from docx.table import Table
from docx.text.paragraph import Paragraph

from matcher.errors import Fault, UsageError, nearest
from matcher.report.letter_content import LetterContent
from matcher.report.letter_template import default_template
from matcher.report.letter_texts import CLUE_PLACEHOLDERS, PLACEHOLDERS
from matcher.report.wording import Wording
from matcher.storage.parquet import written_aside

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_CLUE: Final = re.compile(r"\{\{\s*clue\.")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the file bears: a clock would make its bytes differ."""
_LARGEST_PART: Final = 64 << 20


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
    faults = list(_faults(document, path))
    if faults:
        raise UsageError(faults)
    return content


def write_letter(path: Path, template: bytes, content: LetterContent) -> Path:
    """Write one letter whole or not at all.

    Args:
        path: Where to.
        template: What `read_letter_template` gave.
        content: What it says.
    """
    document = Document(io.BytesIO(template))
    for table in document.tables:
        _repeat(table, content.clues)
    for paragraph in _paragraphs(document):
        _fill(paragraph, content.values)
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
    rows = [row for table in document.tables for row in table.rows if _is_for_clues(row.cells)]
    in_rows = {one._p for row in rows for cell in row.cells for one in cell.paragraphs}  # noqa: SLF001  # the very ones
    for paragraph in _paragraphs(document):
        known = {**PLACEHOLDERS, **CLUE_PLACEHOLDERS} if paragraph._p in in_rows else PLACEHOLDERS  # noqa: SLF001
        for name in _PLACEHOLDER.findall(paragraph.text):
            if name not in known:
                what = f"nobody knows the placeholder {{{{{name}}}}} (未知的占位符)"
                where = f"{path}: {paragraph.text.strip()[:40]}"
                yield Fault(what, where, f"take one of {', '.join(known)}{nearest(name, list(known))}")
    if not rows:
        what = "the template has no table with a row of {{clue.…}} placeholders (模板缺少线索清单行)"
        mend = "add one, or start from `matcher ledger letter-template FILE.docx` (可先导出默认模板再修改)"
        yield Fault(what, str(path), mend)


def _is_for_clues(cells: Sequence[object]) -> bool:
    return any(_CLUE.search(getattr(cell, "text", "")) for cell in cells)


def _repeat(table: Table, clues: Sequence[Mapping[str, str]]) -> None:
    """Put a copy of the row for clues in its place for each of them; formats stay as the office made them."""
    place = next((place for place, row in enumerate(table.rows) if _is_for_clues(row.cells)), None)
    if place is None:
        return
    pattern = table.rows[place]._tr  # noqa: SLF001  # a row can be copied in no other way
    for _ in clues:
        pattern.addprevious(copy.deepcopy(pattern))
    pattern.getparent().remove(pattern)
    for row, clue in zip(list(table.rows)[place : place + len(clues)], clues, strict=True):
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                _fill(paragraph, clue)


def _fill(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    """Put values in the places of placeholders; each takes the format of its first brace. Others are left."""
    runs = paragraph.runs
    text = "".join(run.text for run in runs)
    for found in reversed(list(_PLACEHOLDER.finditer(text))):
        if found[1] not in values:
            continue
        start = 0
        for run in runs:
            end = start + len(run.text)
            left, right = max(found.start(), start), min(found.end(), end)
            if left < right:
                value = values[found[1]] if left == found.start() else ""
                run.text = run.text[: left - start] + value + run.text[right - start :]
            start = end


def _paragraphs(document: DocumentFile) -> Iterator[Paragraph]:
    """Give all paragraphs: of the text, of tables, of headers and footers."""
    yield from document.paragraphs
    for table in document.tables:
        yield from _of_table(table)
    for section in document.sections:
        yield from _of_section(section)


def _of_table(table: Table) -> Iterator[Paragraph]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs


def _of_section(section: Section) -> Iterator[Paragraph]:
    for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
        if not part.is_linked_to_previous:
            yield from part.paragraphs
            for table in part.tables:
                yield from _of_table(table)


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
