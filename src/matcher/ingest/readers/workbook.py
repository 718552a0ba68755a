"""Read files that need a parser (workbooks, pages, SpreadsheetML, dBASE, archives) in a child process under limits.

The child (`workbook_child`) parses; this side only receives Arrow batches. Whatever happens to the child, this side
gives rows or one clear fault.
"""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.ipc

from matcher.errors import ContractError
from matcher.ingest.readers.delimited import UnevenRowsError
from matcher.ingest.readers.rows import HEAD_ROWS, RawBatch, RawSheet, refuse

_PIPE_BYTES: Final = 1 << 20
_CHILD: Final = Path(__file__).with_name("workbook_child.py")
_SAVE: Final = "open it in an office program and save it as .xlsx or as .csv in UTF-8"
_AGAIN: Final = "export and copy it again"
_STRAY: Final = "delete stray cells far below or right of the data"
_PACK: Final = "unpack it, and put its files into the input folder"
_FAULTS: Final = {
    "locked": (
        "the file is locked with a password",
        "name a file that holds the password under `format.password_file`, or save it without one, inside your office",
    ),
    "wrong_password": (
        "the password in `format.password_file` does not open the file",
        "ask the agency for the password",
    ),
    "no_unlocker": (
        "the file is locked with a password, and the part that unlocks workbooks is not installed",
        "install matcher with its extra `office`, or save the file without a password, inside your office",
    ),
    "memory": ("the file needs more memory than is allowed", _STRAY),
    "unreadable": ("the file is damaged or cut short and cannot be read", _AGAIN),
    "killed": (
        "the file cannot be read within the limits of memory and time",
        f"{_STRAY}, or save it as .csv in UTF-8",
    ),
    "too_wide": ("the sheet is wider or longer than any office program makes", _STRAY),
    "long_cell": ("a cell holds more text than any office program keeps", _AGAIN),
    "entities": ("the file declares entities or a document type, which no export needs", _SAVE),
    "no_table": ("the file is a web page without a table, whatever its name says", _AGAIN),
    "encoding": ("the text is in no encoding that Chinese exports use", "export it again as UTF-8 or GBK"),
    "damaged_archive": ("the archive is damaged or cut short and cannot be read", _AGAIN),
    "archive_method": ("the archive is packed or locked in a way that cannot be read", _PACK),
    "archive_size": ("the archive unpacks to more than is allowed", _PACK),
    "archive_link": ("the archive holds a link or device, not only files", _PACK),
    "archive_path": (
        "the archive holds a path that leads out of it",
        "ask who packed it; such an archive is an attack",
    ),
    "archive_twice": ("the archive holds two files of one name", "pack it again with each file once"),
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
    """`hidden`, `not_chosen` by the schema's pattern, or of a kind that is not read: `a PDF document`."""
    row_count: int | None
    """Rows that it has; None where that is not known."""

    @property
    def note(self) -> str:
        """What a reader should know of it."""
        rows = "" if self.row_count is None else f", {self.row_count} rows"
        return f"sheet '{self.name}' is not read ({self.reason}{rows})"


@dataclass(frozen=True)
class SheetChoice:
    """Which sheets are read, and how much of them."""

    pattern: str = ".*"
    """Regular expression on sheet names."""
    hidden: bool = False
    """Whether hidden sheets are read."""
    head_only: bool = False
    """Whether only the first rows are read."""
    kind: str = "workbook"
    """What the file is, as `matcher.ingest.sniff` tells."""
    password: str | None = None
    """What unlocks it."""
    encoding: str | None = None
    """Declared encoding of text in it."""
    exact: bool = True
    """Whether plain workbooks too are read in the exact tier; else a sheet may raise `UnevenRowsError`."""


@contextmanager
def open_workbook(
    path: Path, source_file: str, choice: SheetChoice, limits: WorkbookLimits
) -> Iterator[Iterator[RawSheet | UnreadSheet]]:
    """Give the sheets of a file one after the other; each must be read before the next is asked for.

    Raises:
        ContractError: The file is locked, damaged or too large. Raised while the sheets are read.
    """
    with _running_child(_request(path, choice, limits), limits) as output:
        yield _sheets(output, source_file)


def unpack_archive(
    path: Path, source_file: str, choice: SheetChoice, limits: WorkbookLimits, folder: Path
) -> list[tuple[str, Path]]:
    """Unpack a zip archive into numbered files of an empty folder.

    Returns:
        Path in the archive and unpacked file of each member, in the order of the paths.

    Raises:
        ContractError: The archive is locked, damaged, too large, or not only files.
    """
    request = {**_request(path, choice, limits), "folder": str(folder.resolve())}
    with _running_child(request, limits) as output:
        for _ in _sheets(output, source_file):
            pass
    listing = json.loads((folder / "members.json").read_text(encoding="utf-8"))
    return [(name, folder / file) for name, file in listing]


def _request(path: Path, choice: SheetChoice, limits: WorkbookLimits) -> dict[str, Any]:
    return {
        "path": str(path.resolve()),
        "kind": choice.kind,
        "memory_bytes": limits.memory_bytes,
        "processor_seconds": limits.processor_seconds,
        "row_limit": HEAD_ROWS if choice.head_only else 0,
        "pattern": choice.pattern,
        "hidden": choice.hidden,
        "password": choice.password,
        "encoding": choice.encoding,
        "exact": choice.exact,
    }


@contextmanager
def _running_child(request: Mapping[str, Any], limits: WorkbookLimits) -> Iterator[pa.NativeFile]:
    """Start the child with a request; gives what it writes, and ends it in any case."""
    command = [sys.executable, "-P", str(_CHILD)]
    # S603: our own interpreter and program, no shell; what is asked goes through a pipe.
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603  # nosec B603
    clock = threading.Timer(limits.wall_seconds, child.kill)
    clock.daemon = True
    clock.start()
    try:
        if child.stdin:
            with suppress(BrokenPipeError):  # it ended already; what it wrote, or did not, says why
                child.stdin.write(json.dumps(request).encode())
                child.stdin.close()
        if child.stdout:
            with suppress(OSError):  # a small pipe only makes the two wait for each other more often
                fcntl.fcntl(child.stdout, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        yield pa.PythonFile(child.stdout, mode="r")
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _sheets(source: pa.NativeFile, source_file: str) -> Iterator[RawSheet | UnreadSheet]:
    while True:
        try:
            reader = pa.ipc.open_stream(source)
        except (pa.ArrowInvalid, OSError):
            raise _fault("killed", source_file) from None
        marks = {key.decode(): text.decode() for key, text in (reader.schema.metadata or {}).items()}
        if marks.get("fault") == "not_plain":
            raise UnevenRowsError
        if "fault" in marks:
            raise _fault(marks["fault"], source_file)
        if "end" in marks:
            return
        facts = json.loads(marks["sheet"])
        batches = _batches(reader, source_file)
        if facts["state"] == "read":
            yield _sheet(facts, batches)
        else:
            yield UnreadSheet(facts["name"] or "", facts["state"], facts["rows"])
        for _ in batches:  # what the receiver left unread must leave the pipe
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
        if batch.schema.names[:1] == ["row"]:
            yield RawBatch(batch.column(0).to_numpy(), tuple(batch.columns[1:]))
            continue
        yield RawBatch(np.arange(next_row, next_row + batch.num_rows, dtype=np.int32), tuple(batch.columns))
        next_row += batch.num_rows


def _sheet(facts: dict[str, Any], batches: Iterator[RawBatch]) -> RawSheet:
    first = next(batches, RawBatch(np.empty(0, dtype=np.int32), ()))
    while len(first.row_numbers) < HEAD_ROWS and (more := next(batches, None)) is not None:
        first = _joined(first, more)
    top = [column.slice(0, HEAD_ROWS).to_pylist() for column in first.columns]
    head = tuple(zip(*top, strict=True))

    def rows_after(after: int) -> Iterator[RawBatch]:
        below = np.arange(len(first.row_numbers)) > after
        return chain([first.take(below)] if bool(below.any()) else [], batches)

    return RawSheet(
        name=facts["name"],
        index=facts["index"],
        head=head,
        head_numbers=tuple(first.row_numbers[:HEAD_ROWS].tolist()),
        batches=rows_after,
        merges=tuple((top, left, bottom, right) for top, left, bottom, right in facts["merges"]),
        is_from_1904=facts["is_from_1904"],
        skipped=facts["skipped"],
    )


def _joined(first: RawBatch, more: RawBatch) -> RawBatch:
    columns = (pa.concat_arrays(pair) for pair in zip(first.columns, more.columns, strict=True))
    return RawBatch(np.concatenate([first.row_numbers, more.row_numbers]), tuple(columns))


def _fault(word: str, source_file: str) -> ContractError:
    what, mend = _FAULTS[word]
    return refuse(what, source_file, mend)
