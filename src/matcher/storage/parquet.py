"""Parquet on disk: written aside, forced to disk, renamed when whole; the same rows give the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.storage.disk import written_aside

COMPRESSION = "zstd"


def write_table(table: pa.Table, path: Path) -> Path:
    """Write a table whole or not at all."""
    with written_aside(path) as aside:
        pq.write_table(table, aside, compression=COMPRESSION, write_statistics=True)
    return path


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read a table; of some columns only, where they are named."""
    return pq.read_table(path, columns=columns)


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file as hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
