"""Let a sheet without a header go on where the one before it ended, where its cells are of the same types. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.config.source import SourceColumn, SourceSchema
from matcher.identity.citizen_id import is_valid_citizen_id
from matcher.ingest.header import Header, HeaderSearch
from matcher.ingest.readers.rows import Cells, RawSheet

_FITTING_SHARE: Final = 0.8
_PATTERNS: Final = {
    "money": re.compile(r"[￥¥]?\s*-?[\d,]+(\.\d+)?\s*(万?元)?"),
    "integer": re.compile(r"-?\d+"),
    "decimal": re.compile(r"-?[\d,]+(\.\d+)?"),
    "date": re.compile(r"(19|20)?\d{2}.*\d.*|\d{5}"),
    "month": re.compile(r"(19|20)\d{2}.*\d.*|\d{5}"),
    "person_name": re.compile(r"[^\d]{2,}"),
    "phone": re.compile(r"[\d\-\s]{7,}"),
    "account": re.compile(r"[\d\s]{9,}"),
}


def continued(search: HeaderSearch, header: Header) -> HeaderSearch:
    """Give the search of a sheet that goes on under an earlier sheet's header."""
    return replace(search, header=replace(header, row=-1, first_row=0), is_likely=True, rival=None)


def fits(sheet: RawSheet, header: Header, schema: SourceSchema) -> bool:
    """Tell whether the cells of a sheet without header look like those of the columns of a header.

    Every read column whose type has a known look must hold such cells, and one of them must hold valid citizen IDs.
    """
    looks = [
        _look(column, [cells[place] for cells in sheet.head if place < len(cells)])
        for column in schema.columns
        if (place := header.columns.get(column.column)) is not None
    ]
    has_ids = any(look == "citizen_id" for look in looks)
    return has_ids and None not in looks and all(_is_inside(cells, header) for cells in sheet.head)


def _is_inside(cells: Cells, header: Header) -> bool:
    return not any(cells[len(header.cells) :])


def _look(column: SourceColumn, cells: Sequence[str | None]) -> str | None:
    """Name what the cells look like; None where they do not look like the column."""
    texts = [cell.strip() for cell in cells if cell and cell.strip()]
    if column.type in {"citizen_id", "certificate_number"}:
        valid = pc.sum(is_valid_citizen_id(pa.array([text[:18] for text in texts], pa.string()))).as_py() or 0
        return "citizen_id" if texts and valid >= len(texts) / 2 else None
    pattern = _PATTERNS.get(column.type)
    if pattern is None or not texts:
        return "anything"
    fitting = sum(pattern.fullmatch(text) is not None for text in texts)
    return column.type if fitting >= _FITTING_SHARE * len(texts) else None


def holds_citizen_ids(sheet: RawSheet) -> bool:
    """Tell whether citizen IDs stand in the first rows of a sheet."""
    cells = pa.array([cell for cells in sheet.head for cell in cells if cell], pa.string())
    return bool(pc.any(is_valid_citizen_id(cells)).as_py())
