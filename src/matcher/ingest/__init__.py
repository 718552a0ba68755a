"""Ingest: delivered files become typed model tables, rejects, and an account of every row.

`find_deliveries` chooses the files, `check_headers` looks at their headers alone, `ingest_sources` reads them into
content-addressed snapshots. For every sheet: rows in = rows that gave records + rejected rows + counted skips.
"""

from matcher.ingest.account import FileReport, Ingested, SheetReport
from matcher.ingest.delivery import Delivery, find_deliveries
from matcher.ingest.room import check_headers, ingest_sources

__all__ = [
    "Delivery",
    "FileReport",
    "Ingested",
    "SheetReport",
    "check_headers",
    "find_deliveries",
    "ingest_sources",
]
