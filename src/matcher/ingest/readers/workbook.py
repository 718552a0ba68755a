"""Read workbooks (xlsx, xls, ods) through a child process under limits of memory, processor and time.

The child (`workbook_child`) parses; this side only receives Arrow batches. Whatever happens to the child, this side
gives rows or one clear fault.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.ipc

from matcher.errors import ContractError
from matcher.ingest.readers.rows import HEAD_ROWS, RawBatch, RawSheet, refuse

_CHILD: Final = Path(__file__).with_name("workbook_child.py")
_FAULTS: Final = {
    "password": ("the workbook is locked with a password", "save it without one, inside your office"),
    "memory": ("the workbook needs more memory than is allowed", "delete stray cells far below or right of the data"),
    "unreadable": ("the workbook is damaged or cut short and cannot be read", "export and copy it again"),
    "killed": (
        "the workbook cannot be read within the limits of memory and time",
        "delete stray cells far below or right of the data, or save it as .csv in UTF-8",
    ),
}


@dataclass(frozen=True)
class WorkbookLimits:
    """What reading one workbook may use."""

    memory_bytes: int = 4 << 30
    """Address space of the child."""
    processor_seconds: int = 900
    """Processor time of the child."""
    wall_seconds: float = 1800
    """Time until the child is ended."""


@dataclass(frozen=True)
class UnreadSheet:
    """A sheet that was passed over."""

    name: str
    """Sheet name."""
    reason: str
    """`hidden`, or `not_chosen` by the schema's pattern."""
    row_count: int
    """Rows that it has."""


@dataclass(frozen=True)
class SheetChoice:
    """Which sheets are read, and how much of them."""

    pattern: str = ".*"
    """Regular expression on sheet names."""
    hidden: bool = False
    """Whether hidden sheets are read."""
    head_only: bool = False
    """Whether only the first rows are read."""


@contextmanager
def open_workbook(
    path: Path, source_file: str, choice: SheetChoice, limits: WorkbookLimits
) -> Iterator[Iterator[RawSheet | UnreadSheet]]:
    """Give the sheets of a workbook one after the other; each must be read before the next is asked for.

    Raises:
        ContractError: The workbook is locked, damaged or too large. Raised while the sheets are read.
    """
    arguments = [
        *(str(path.resolve()), str(limits.memory_bytes), str(limits.processor_seconds)),
        *(str(HEAD_ROWS if choice.head_only else 0), choice.pattern, "1" if choice.hidden else "0"),
    ]
    command = [sys.executable, "-P", str(_CHILD), *arguments]
    # S603: our own interpreter and program, no shell; the path is an argument of its own.
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
    clock = threading.Timer(limits.wall_seconds, child.kill)
    clock.daemon = True
    clock.start()
    try:
        yield _sheets(pa.PythonFile(child.stdout, mode="r"), source_file)
    finally:
        clock.cancel()
        child.kill()
        child.communicate()  # closes the pipe and waits for the end


def _sheets(source: pa.NativeFile, source_file: str) -> Iterator[RawSheet | UnreadSheet]:
    while True:
        try:
            reader = pa.ipc.open_stream(source)
        except (pa.ArrowInvalid, OSError):
            raise _fault("killed", source_file) from None
        facts = {key.decode(): text.decode() for key, text in (reader.schema.metadata or {}).items()}
        if "fault" in facts:
            raise _fault(facts["fault"], source_file)
        if "end" in facts:
            return
        if facts["state"] != "read":
            _drain(reader)
            yield UnreadSheet(facts["sheet"], facts["state"], int(facts["rows"]))
            continue
        batches = _batches(reader, source_file)
        yield _sheet(facts, batches)
        for _ in batches:  # what the receiver left unread must leave the pipe
            pass


def _drain(reader: pa.ipc.RecordBatchStreamReader) -> None:
    for _ in reader:
        pass


def _batches(reader: pa.ipc.RecordBatchStreamReader, source_file: str) -> Iterator[RawBatch]:
    next_row = 1
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except (pa.ArrowInvalid, OSError):
            raise _fault("killed", source_file) from None
        yield RawBatch(np.arange(next_row, next_row + batch.num_rows, dtype=np.int32), tuple(batch.columns))
        next_row += batch.num_rows


def _sheet(facts: dict[str, str], batches: Iterator[RawBatch]) -> RawSheet:
    first = next(batches, RawBatch(np.empty(0, dtype=np.int32), ()))
    top = [column.slice(0, HEAD_ROWS).to_pylist() for column in first.columns]
    head = tuple(zip(*top, strict=True))

    def rows_after(after: int) -> Iterator[RawBatch]:
        below = first.row_numbers > after + 1
        return chain([first.take(below)] if bool(below.any()) else [], batches)

    return RawSheet(facts["sheet"], int(facts["index"]), head, tuple(range(1, len(head) + 1)), rows_after)


def _fault(word: str, source_file: str) -> ContractError:
    what, mend = _FAULTS[word]
    return refuse(what, source_file, mend)
