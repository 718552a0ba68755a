"""More looks at a damaged file: its headers alone, and all its cells in both tiers of reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from matcher.errors import ContractError
from matcher.ingest import Delivery, read_headers
from matcher.ingest.readers.delimited import UnevenRowsError
from matcher.ingest.sheets import FoundSheet, open_delivery

Sheets = list[tuple[str | None, list[tuple[int, tuple[str | None, ...]]]]]


def headers_alone(delivery: Delivery) -> str | None:
    """Read only the headers: what is wrong must be said in faults."""
    check = read_headers([delivery])
    return next(
        (f"no words: {fault!r}" for fault in check.faults if not (fault.what and fault.where and fault.mend)), None
    )


def tiers_agree(delivery: Delivery) -> str | None:
    """Read all cells in the fast tier and in the exact one: the fast one may give up, but never give other cells."""
    try:
        fast = _cells(delivery, exact=False)
    except UnevenRowsError:
        return None
    except ContractError as error:
        fast = str(error)
    try:
        exact: Sheets | str = _cells(delivery, exact=True)
    except ContractError as error:
        exact = str(error)
    if isinstance(fast, str) or isinstance(exact, str):
        return None if fast == exact else f"one tier refuses: {fast if isinstance(fast, str) else exact}"
    return None if fast == exact else _difference(fast, exact)


def _cells(delivery: Delivery, *, exact: bool) -> Sheets | str:
    """Give sheet, row number and cells of rows below a header; empty rows, and empty cells at the end, do not count."""
    found: Sheets = []
    with TemporaryDirectory() as folder, open_delivery(delivery, Path(folder) / "text", exact=exact) as file:
        for sheet in file.sheets:
            if isinstance(sheet, FoundSheet) and sheet.search.header and sheet.search.is_likely:
                rows = []
                for batch in sheet.raw.batches(sheet.search.header.row):
                    cells = zip(*(column.to_pylist() for column in batch.columns), strict=True)
                    rows += [(int(number), _bare(row)) for number, row in zip(batch.row_numbers, cells, strict=True)]
                found.append((sheet.raw.name, [row for row in rows if row[1]]))
    return found


def _bare(row: tuple[str | None, ...]) -> tuple[str | None, ...]:
    last = max((place for place, cell in enumerate(row, start=1) if cell), default=0)
    return row[:last]


def _difference(fast: Sheets, exact: Sheets) -> str:
    for (name, one), (_, other) in zip(fast, exact, strict=False):
        for left, right in zip(one, other, strict=False):
            if left != right:
                return f"sheet {name!r}: fast {str(left)[:300]}, exact {str(right)[:300]}"
        if len(one) != len(other):
            return f"sheet {name!r}: {len(one)} rows fast, {len(other)} exact"
    return f"{len(fast)} sheets fast, {len(exact)} exact"


LOOKS: Final[tuple[tuple[str, Callable[[Delivery], Any]], ...]] = (("headers", headers_alone), ("tiers", tiers_agree))
