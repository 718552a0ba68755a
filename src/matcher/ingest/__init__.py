"""Ingest: delivered files become typed model tables, rejects, and an account of every row.

`find_deliveries` chooses the files, `check_headers` looks at their headers alone, `ingest_sources` reads them into
content-addressed snapshots. For every sheet: rows in = rows that gave records + rejected rows + counted skips.
"""

from matcher.ingest.acceptance import Acceptance, AcceptedBreach, Breach, sort_out, unneeded_words
from matcher.ingest.account import BrokenPromisesError, FileReport, Ingested, SheetReport
from matcher.ingest.changes import DeliveryFigures, History, figures_of, together
from matcher.ingest.delivery import Delivery, Search, find_deliveries, search_deliveries
from matcher.ingest.foreseen import Foreseen, ForeseenFile, foresee
from matcher.ingest.header import unread_headers
from matcher.ingest.room import HeaderCheck, area_table, check_headers, ingest_sources, read_headers
from matcher.ingest.unread import UnreadFile, unread_files

__all__ = [
    "Acceptance",
    "AcceptedBreach",
    "Breach",
    "BrokenPromisesError",
    "Delivery",
    "DeliveryFigures",
    "FileReport",
    "Foreseen",
    "ForeseenFile",
    "HeaderCheck",
    "History",
    "Ingested",
    "Search",
    "SheetReport",
    "UnreadFile",
    "area_table",
    "check_headers",
    "figures_of",
    "find_deliveries",
    "foresee",
    "ingest_sources",
    "read_headers",
    "search_deliveries",
    "sort_out",
    "together",
    "unneeded_words",
    "unread_files",
    "unread_headers",
]
