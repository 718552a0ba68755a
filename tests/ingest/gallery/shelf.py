"""Where the makers of gallery files put them: file name → bytes, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import openpyxl
import xlwt

from tests.ingest.exports import HEADERS, LI, ROWS, WANG, ZHAO, csv_text

Maker = Callable[[], bytes]

MAKERS: dict[str, Maker] = {}
"""File name → what makes it."""

LINES: tuple[tuple[str, ...], ...] = (HEADERS, *ROWS)
PEOPLE = {"LI": LI, "WANG": WANG, "ZHAO": ZHAO}
DAY = (2025, 11, 1, 0, 0, 0)


def makes(name: str) -> Callable[[Maker], Maker]:
    """Put the function below on the shelf."""

    def put(maker: Maker) -> Maker:
        assert name not in MAKERS
        MAKERS[name] = maker
        return maker

    return put


def text(*rows: Sequence[str], encoding: str = "utf-8", delimiter: str = ",", newline: str = "\r\n") -> bytes:
    """Give rows as delimited text."""
    return csv_text(*rows, delimiter=delimiter, newline=newline).encode(encoding)


def zipped(members: Mapping[str, bytes] | Iterable[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    """Give an archive; every member of one day."""
    pairs = members.items() if isinstance(members, Mapping) else members
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in pairs:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, content)
    return buffer.getvalue()


def rezipped(content: bytes, change: Callable[[str, bytes], bytes | None] = lambda name, part: part) -> bytes:
    """Give an archive again with its parts changed (None: left out) and nothing of the clock in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["docProps/core.xml"] = re.sub(
        rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"2025-11-01T00:00:00Z", parts["docProps/core.xml"]
    )
    changed = {name: change(name, part) for name, part in parts.items()}
    return zipped({name: part for name, part in changed.items() if part is not None})


def book(
    sheets: Mapping[str, Iterable[Sequence[Any]]], finish: Callable[[openpyxl.Workbook], None] | None = None
) -> bytes:
    """Give an xlsx workbook."""
    workbook = openpyxl.Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if finish:
        finish(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return rezipped(buffer.getvalue())


def old_book(
    sheets: Mapping[str, Iterable[Sequence[Any]]], finish: Callable[[xlwt.Workbook], None] | None = None
) -> bytes:
    """Give an xls workbook."""
    workbook = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = workbook.add_sheet(name)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(place, column, value)
    if finish:
        finish(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
