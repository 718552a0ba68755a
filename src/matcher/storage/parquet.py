"""Parquet on disk: the only place that opens such files, plain or encrypted; the kernel reads them for itself.

Durable tables are written aside, forced to disk, and renamed when whole; the same rows give the same bytes, unless they
are encrypted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from matcher.storage.disk import written_aside
from matcher.storage.encryption import file_key, vault_of

COMPRESSION = "zstd"

_BATCH_ROWS: Final = 1 << 16
_WHOLE_COLUMN: Final = 1 << 30
_OF_ENCRYPTED: Final = {
    "max_rows_per_page": _WHOLE_COLUMN,
    "data_page_size": _WHOLE_COLUMN,
    "dictionary_pagesize_limit": _WHOLE_COLUMN,
}
"""DuckDB 1.5 and 2.0 read no second page of an encrypted column of a row group: there is one alone."""


def write_table(table: pa.Table, path: Path, *, plainly: bool = False) -> Path:
    """Write a table whole or not at all.

    Args:
        table: The table.
        path: Where to.
        plainly: It is for readers of reports, and not encrypted wherever it lies.
    """
    options = {"compression": COMPRESSION, "write_statistics": True} | ({} if plainly else _encrypted(path))
    with written_aside(path) as aside:
        pq.write_table(table, aside, **options)
    return path


def put_table(table: pa.Table, path: Path, **options: object) -> None:
    """Write a table that nobody misses where it is lost, with options of pyarrow's."""
    pq.write_table(table, path, **(options | _encrypted(path)))


def open_writer(path: Path, schema: pa.Schema, **options: object) -> pq.ParquetWriter:
    """Open a file to write one piece after another into, with options of pyarrow's."""
    return pq.ParquetWriter(path, schema, **(options | _encrypted(path)))


def read_table(path: Path, columns: list[str] | None = None, *, filters: object = None) -> pa.Table:
    """Read a table; of some columns or rows only, where they are named."""
    return pq.read_table(path, columns=columns, filters=filters, decryption_properties=_decrypting(path))


def open_table(path: Path) -> pq.ParquetFile:
    """Open a table to read it piece by piece."""
    return pq.ParquetFile(path, decryption_properties=_decrypting(path))


def read_schema(path: Path) -> pa.Schema:
    """Read the columns of a table."""
    return pq.read_schema(path, decryption_properties=_decrypting(path))


def read_frame(path: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """Read a table as a frame; of some columns only, where they are named."""
    if file_key(path) is None:
        return pl.read_parquet(path, columns=columns)
    return pl.DataFrame(pl.from_arrow(read_table(path, columns)))


def scan_tables(paths: Sequence[Path], *, parallel: Any = "auto") -> pl.LazyFrame:
    """Give tables of one shape as one lazy frame. Polars reads none that is encrypted: such are read at once."""
    if not any(file_key(path) for path in paths):
        return pl.scan_parquet(list(paths), parallel=parallel)
    return pl.concat([read_frame(path).lazy() for path in paths])


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file as hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_sha256_of(path: Path) -> str:
    """Give a digest of what a file says: its SHA-256, but of an encrypted table that of its rows.

    The same rows are never encrypted to the same bytes twice.
    """
    if path.suffix != ".parquet" or file_key(path) is None:
        return sha256_of(path)
    table = open_table(path)
    digest = hashlib.sha256(table.schema_arrow.serialize())
    for batch in table.iter_batches(_BATCH_ROWS):
        digest.update(batch.serialize())
    return digest.hexdigest()


def _encrypted(path: Path) -> dict[str, Any]:
    """Give what a file that is to be encrypted is written with; nothing where it is not."""
    vault = vault_of(path)
    return {} if vault is None else {**_OF_ENCRYPTED, "encryption_properties": vault.encryption_properties()}


def _decrypting(path: Path) -> Any:
    """Give what a file that is encrypted is read with; None where it is not."""
    key = file_key(path)
    if key is None:
        return None
    from pyarrow.parquet import encryption  # noqa: PLC0415  # who encrypts nothing need not load it

    return encryption.create_decryption_properties(key)
