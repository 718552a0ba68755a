"""Columns of made-up cells, read: what the tests of types and of fills share."""

from __future__ import annotations

import pyarrow as pa

from matcher.config.model import CodeSystem
from matcher.config.source import SourceColumn
from matcher.identity.area import AreaTable
from matcher.ingest.normalise import ColumnReading, Lookups, read_column

STATUS = CodeSystem.model_validate(
    {
        "codes": "payment_status",
        "reference": "made up",
        "entries": [
            {"code": "paid", "title": {"zh": "已发", "en": "Paid out"}, "spellings": ["成功"]},
            {"code": "failed", "title": {"zh": "失败", "en": "Failed"}, "spellings": []},
        ],
    }
)


def lookups() -> Lookups:
    """Give one code system, and one county with one township."""
    areas = AreaTable.from_rows(["180121", "180121101"], ["青溪县", "白石镇"], [None, "180121"])
    return Lookups({"payment_status": STATUS}, areas, "180121")


def column_of(kind: str, **more: object) -> SourceColumn:
    """Give a column of a type."""
    return SourceColumn.model_validate({"column": "cell", "headers": ["单元格"], "type": kind, **more})


def read(
    kind: str, *cells: str | None, system: str | None = None, unit="yuan", **more: object
) -> dict[str, ColumnReading]:
    """Read cells as a column of a type."""
    return read_column(pa.array(cells, pa.string()), column_of(kind, **more), system, unit, lookups())
