"""Read encrypted Parquet files with DuckDB: under which key each is read, and what must not reach its reader."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

FileKey = Callable[[Path], bytes | None]
"""Gives the key of an encrypted Parquet file; None: it is not encrypted."""


def no_key(_: Path) -> None:
    """Take no file for encrypted."""


def parts_by_key(
    paths: Sequence[Path], file_key: FileKey, connection: duckdb.DuckDBPyConnection
) -> list[tuple[str, str, str]]:
    """Give files that can be read at once, listed as SQL has it, what they are decrypted with, and what comes last.

    Keys are made known to the connection under names of their own, so that no SQL of a view bears a key.

    No condition may reach the reader of an encrypted file: DuckDB 1.5 and 2.0 then take its pages for others, and their
    tags for wrong ones (docs/decisions/0021). An offset lets none pass.
    """
    plain: list[str] = []
    parts: list[tuple[str, str, str]] = []
    for path in paths:
        listed = "'" + str(Path(path).resolve()).replace("'", "''") + "'"
        key = file_key(path)
        if key is None:
            plain.append(listed)
            continue
        name = f"key_{hashlib.sha256(key).hexdigest()[:32]}"
        connection.execute(f"PRAGMA add_parquet_key('{name}', '{base64.b64encode(key).decode()}')")
        parts.append((listed, f", encryption_config = {{footer_key: '{name}'}}", " OFFSET 0"))
    return [*([(", ".join(plain), "", "")] if plain else []), *parts]
