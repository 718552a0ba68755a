"""Parquet on disk: written aside, forced to disk, renamed when whole; the same rows give the same bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

COMPRESSION = "zstd"


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; on success force it to disk and rename it, on failure remove it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    try:
        yield aside
        with aside.open("rb") as stream:
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def write_table(table: pa.Table, path: Path) -> Path:
    """Write a table whole or not at all."""
    with written_aside(path) as aside:
        pq.write_table(table, aside, compression=COMPRESSION, write_statistics=True)
    return path


def move_file(source: Path, path: Path) -> Path:
    """Move a file that is whole to where it belongs, on the same disk: forced to disk, then renamed."""
    with source.open("rb") as stream:
        os.fsync(stream.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    source.replace(path)
    return path


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read a table; of some columns only, where they are named."""
    return pq.read_table(path, columns=columns)


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file as hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
