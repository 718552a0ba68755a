"""Find the cells of a workbook (.xlsx) that hold formulas: a reader of values would take what was last calculated.

Looks at the parts of the file by patterns, never through a parser of XML that could be made to expand.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

_LARGEST_PART: Final = 256 << 20
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_NAME: Final = re.compile(rb'\sname="([^"]*)"')
_ID: Final = re.compile(rb'\s\w*:?id="([^"]*)"')
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_RELATION_ID: Final = re.compile(rb'\sId="([^"]*)"')
_TARGET: Final = re.compile(rb'\sTarget="([^"]*)"')
_FORMULA: Final = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f[\s/>]')

Cell = tuple[int, int]
"""Row, from 1, and column, from 0."""


def has_macro(path: Path) -> bool:
    """Tell whether a workbook brings a program."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as parts:
        return any(name.lower().endswith("vbaproject.bin") for name in parts.namelist())


def formula_cells(path: Path) -> dict[str, set[Cell]]:
    """Give the cells with formulas by name of sheet; none where the file is no .xlsx."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as parts:
        names = set(parts.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        targets = _targets(_read(parts, "xl/_rels/workbook.xml.rels"))
        found: dict[str, set[Cell]] = {}
        for sheet in _SHEET.findall(_read(parts, "xl/workbook.xml")):
            name, identifier = _NAME.search(sheet), _ID.search(sheet)
            part = targets.get(identifier[1], "") if identifier else ""
            if name and part in names:
                found[_plain(name[1])] = {
                    (int(row), _column(letters)) for letters, row in _FORMULA.findall(_read(parts, part))
                }
        return found


def _read(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as part:
        return part.read(_LARGEST_PART)


def _targets(relations: bytes) -> dict[bytes, str]:
    found = {}
    for relation in _RELATION.findall(relations):
        identifier, target = _RELATION_ID.search(relation), _TARGET.search(relation)
        if identifier and target:
            path = target[1].decode("utf-8", "replace")
            found[identifier[1]] = path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    return found


def _plain(name: bytes) -> str:
    text = name.decode("utf-8", "replace")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
