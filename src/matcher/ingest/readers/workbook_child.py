"""Read one workbook cell by cell and write it to standard output as Arrow streams. Run as a process of its own.

A small damaged workbook can make the parser ask for any amount of memory and abort the process, so this program limits
itself first and imports nothing of matcher. One stream per sheet, its name and state in the metadata of its schema;
the last stream says `end`, or `fault` with one word.

Arguments: path, memory limit in bytes, processor limit in seconds, rows per sheet (0: all), regular expression on the
names of the sheets to read, whether hidden sheets are read (0 or 1).
"""

from __future__ import annotations

import re
import resource
import sys
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO, Final

import pyarrow as pa
import python_calamine as calamine

BATCH_ROWS: Final = 8192
LOST_DIGITS_FROM: Final = 1e15
"""Excel keeps 15 significant digits: whatever number is this large may have lost some."""


def render_cell(value: Any) -> str | None:
    """Give a cell as text, exactly what it holds; null where it is empty.

    Whole numbers have no decimal point. A number too large for its digits to be certain is written in scientific form,
    all 15 digits that Excel kept, so that no reader takes it for the number that was typed: `4.21102199003070E+17`.
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _render_float(value)
    if isinstance(value, datetime):
        at_midnight = value.time() == datetime.min.time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _render_float(value: float) -> str:
    if abs(value) >= LOST_DIGITS_FROM:
        return f"{value:.14E}"
    if value.is_integer():
        return str(int(value))
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.20f}".rstrip("0")


def main(arguments: list[str], output: BinaryIO) -> None:
    """Read the workbook that the arguments name."""
    path, memory, seconds, row_limit, pattern, hidden = arguments
    limit_process(int(memory), int(seconds))
    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            for index, sheet in enumerate(workbook.sheets_metadata):
                state = state_of(sheet, pattern, hidden=hidden == "1")
                if state:
                    write_sheet(workbook, index, state, int(row_limit), output)
    except calamine.PasswordError:
        write_mark(output, {"fault": "password"})
    except MemoryError:
        write_mark(output, {"fault": "memory"})
    except (calamine.CalamineError, OSError, ValueError):
        write_mark(output, {"fault": "unreadable"})
    else:
        write_mark(output, {"end": "1"})


def limit_process(memory_bytes: int, processor_seconds: int) -> None:
    """Limit what this process may use; leave no memory image behind, it would hold personal data."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def state_of(sheet: calamine.SheetMetadata, pattern: str, *, hidden: bool) -> str | None:
    """Say whether a sheet is read, and if not, why; None for what is no sheet of cells (a chart)."""
    if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
        return None
    if sheet.visible != calamine.SheetVisibleEnum.Visible and not hidden:
        return "hidden"
    return "read" if re.search(pattern, sheet.name) else "not_chosen"


def write_sheet(workbook: calamine.CalamineWorkbook, index: int, state: str, row_limit: int, output: BinaryIO) -> None:
    """Write one sheet as one stream; no rows where it is not to be read."""
    sheet = workbook.get_sheet_by_index(index)
    row_count = sheet.end[0] + 1 if sheet.end else 0
    width = 0 if state != "read" else sheet.width if sheet.start else 0
    metadata = {"sheet": sheet.name, "index": str(index), "state": state, "rows": str(row_count)}
    schema = pa.schema([(f"c{position}", pa.string()) for position in range(width)], metadata=metadata)
    with pa.ipc.new_stream(output, schema) as writer:
        rows = islice(sheet.iter_rows(), row_limit or None) if width else iter(())
        while some := list(islice(rows, BATCH_ROWS)):
            columns = [pa.array(map(render_cell, cells), pa.string()) for cells in zip(*some, strict=True)]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def write_mark(output: BinaryIO, metadata: dict[str, str]) -> None:
    """Write a stream without columns that says how reading ended."""
    with pa.ipc.new_stream(output, pa.schema([], metadata=metadata)):
        pass


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout.buffer)
