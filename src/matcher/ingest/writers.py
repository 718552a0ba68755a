"""Write the rows of a file's model tables in a thread of their own, so that reading and writing share the cores.

The rows wait in a short queue, so memory is bounded; the order of writing is the order of reading. The file holds plain
texts whatever form they came in: columns of few different values come as dictionaries, which are written at once.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa

from matcher.storage.disk import named
from matcher.storage.parquet import COMPRESSION, open_writer
from matcher.storage.write_points import write_point

_LONGEST_QUEUE: Final = 2
_PAGE_ROWS: Final = 100_000
"""Rows of the longest page: each page is compressed for itself, and most columns hold little in many rows."""
_STEP_ROWS: Final = 65_536
"""Rows that are encoded at a time."""


class TableWriters:
    """One open Parquet file per table; leave the `with` block to finish them."""

    def __init__(self, folder: Path, shapes: Mapping[str, pa.Schema]) -> None:
        """Open the files.

        Args:
            folder: Where `<table>.parquet` is written.
            shapes: Stored shape of each table.
        """
        self._paths = {name: folder / f"{name}.parquet" for name in shapes}
        self._writers = {
            name: open_writer(
                self._paths[name],
                shape,
                compression=COMPRESSION,
                store_schema=False,
                write_statistics=False,
                use_dictionary=[field.name for field in shape if pa.types.is_dictionary(field.type)],
                column_encoding={"row_number": "DELTA_BINARY_PACKED"},  # rising by one, nearly always
                max_rows_per_page=_PAGE_ROWS,
                write_batch_size=_STEP_ROWS,
            )
            for name, shape in shapes.items()
        }
        self._waiting: queue.Queue[tuple[str, pa.RecordBatch] | None] = queue.Queue(_LONGEST_QUEUE)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="parquet")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waiting.put(None)
        self._thread.join()
        for name, writer in self._writers.items():
            with named(self._paths[name]):
                writer.close()
        if self._failure is not None and error is None:
            raise self._failure

    def write(self, name: str, rows: pa.RecordBatch) -> None:
        """Add rows to a table.

        Raises:
            OSError: Earlier rows could not be written.
        """
        if self._failure is not None:
            raise self._failure
        if rows.num_rows:
            self._waiting.put((name, rows))

    def _work(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            if self._failure is not None:
                continue  # the queue is emptied so that the reader never waits for good
            try:
                name, rows = waiting
                write_point("write", self._paths[name])
                with named(self._paths[name]):
                    self._writers[name].write_batch(rows)
            except BaseException as failure:  # noqa: BLE001  # told to the reading thread, which raises it
                self._failure = failure
