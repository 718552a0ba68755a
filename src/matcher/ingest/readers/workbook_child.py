"""Read one delivered file that needs a parser and write it to standard output as Arrow streams. Run as its own process.

A small damaged file can make a parser ask for any amount of memory and abort the process, so this program limits itself
first. One stream per sheet, its name and state in the metadata of its schema; the last stream says `end`, or `fault`
with one word.

Standard input is one JSON object, so that a password is in no list of processes: `path`, `kind`, `memory_bytes`,
`processor_seconds`, `row_limit`, `pattern`, `hidden`, `password`, `encoding`, `exact` (whether all workbooks are read
with calamine), `folder` (where an archive is unpacked).
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO


def _skip_package_doors() -> None:
    """Register the packages above this file as empty.

    Their doors import the whole of matcher, which takes half a second, and memory that the limit leaves to the file.
    """
    readers = Path(__file__).resolve().parent
    for name, folder in {"matcher.ingest": readers.parent, "matcher.ingest.readers": readers}.items():
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


if __name__ == "__main__":
    _skip_package_doors()

import pyarrow as pa  # noqa: E402 (after the doors, as all that follow)
import python_calamine as calamine  # noqa: E402

from matcher.ingest.readers.formats.cells import ParsedSheet, UnreadableError  # noqa: E402
from matcher.ingest.readers.formats.dbase import dbase_sheets  # noqa: E402
from matcher.ingest.readers.formats.office import Wishes, office_sheets  # noqa: E402
from matcher.ingest.readers.formats.page import page_sheets  # noqa: E402
from matcher.ingest.readers.formats.spreadsheet_xml import xml_sheets  # noqa: E402
from matcher.ingest.readers.formats.tags import NotPlainError  # noqa: E402
from matcher.ingest.readers.formats.unpacking import unpack  # noqa: E402

_LARGEST_FILE = 8 << 30
"""Largest file that this process may write, in bytes."""


def main(request: dict[str, Any], output: BinaryIO) -> None:
    """Do what a request asks."""
    limit_process(request["memory_bytes"], request["processor_seconds"])
    gc.disable()  # millions of cells, none of them in a circle
    try:
        for sheet in sheets_of(request):
            write_sheet(sheet, output)
    except NotPlainError:
        write_mark(output, {"fault": "not_plain"})
    except UnreadableError as error:
        write_mark(output, {"fault": str(error)})
    except calamine.PasswordError:
        write_mark(output, {"fault": "locked"})
    except (MemoryError, pa.ArrowMemoryError):
        write_mark(output, {"fault": "memory"})
    except Exception:  # noqa: BLE001 (a damaged file makes a parser raise anything; this is what it means)
        write_mark(output, {"fault": "unreadable"})
    else:
        write_mark(output, {"end": "1"})


def sheets_of(request: dict[str, Any]) -> Iterable[ParsedSheet]:
    """Give the sheets of the file; an archive is unpacked and has none."""
    path, kind = Path(request["path"]), request["kind"]
    encoding, row_limit = request["encoding"], request["row_limit"]
    wishes = Wishes(request["pattern"], request["hidden"], row_limit, request["password"], request["exact"])
    if kind == "archive":
        unpack(path, Path(request["folder"]), wishes.password)
        return ()
    if kind == "page":
        return page_sheets(path, encoding, row_limit)
    if kind == "dbase":
        return dbase_sheets(path, encoding, row_limit)
    return xml_sheets(path, wishes) if kind == "spreadsheet_xml" else office_sheets(path, wishes)


def limit_process(memory_bytes: int, processor_seconds: int) -> None:
    """Limit what this process may use; leave no memory image behind, it would hold personal data."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write_sheet(sheet: ParsedSheet, output: BinaryIO) -> None:
    """Write one sheet as one stream; no rows where it is not to be read."""
    facts = {
        "name": sheet.name,
        "index": sheet.index,
        "state": sheet.state,
        "rows": sheet.row_count,
        "merges": sheet.merges,
        "is_from_1904": sheet.is_from_1904,
        "skipped": sheet.skipped,
    }
    fields = [(f"c{position}", pa.string()) for position in range(sheet.width)]
    numbered = [("row", pa.int32())] if sheet.numbers else []
    schema = pa.schema([*numbered, *fields], metadata={"sheet": json.dumps(facts)})
    with pa.ipc.new_stream(output, schema) as writer:
        for columns in sheet.batches:
            rows = len(columns[0])
            missing = [pa.nulls(rows, pa.string())] * (sheet.width - len(columns))
            numbers = [next(sheet.numbers)] if sheet.numbers else []
            writer.write_batch(pa.record_batch([*numbers, *columns, *missing], schema=schema))


def write_mark(output: BinaryIO, metadata: dict[str, str]) -> None:
    """Write a stream without columns that says how reading ended."""
    with pa.ipc.new_stream(output, pa.schema([], metadata=metadata)):
        pass


if __name__ == "__main__":
    main(json.load(sys.stdin), sys.stdout.buffer)
