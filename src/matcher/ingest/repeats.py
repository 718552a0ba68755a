"""Find the rows of a file that repeat a key of an earlier row. Pure.

Keeps 12 bytes for each row and key: a 64-bit hash of the key, and the row. Two keys of one hash would be taken for one
key once in some hundred thousand files of ten million rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from matcher.ingest.account import RepeatedKey
from matcher.ingest.conversion import key_text
from matcher.ingest.normalise import BoolArray, ColumnReading, mask_of

_MOST_TOLD: Final = 5
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: spreads what is combined

Hashes = npt.NDArray[np.uint64]


class RepeatWatch:
    """Gathers the keys of one file."""

    def __init__(self, keys: Sequence[Sequence[str]]) -> None:
        self._keys = [tuple(key) for key in keys]
        self._sheets: list[str | None] = []
        self._hashes: list[list[Hashes]] = [[] for _ in keys]
        self._rows: list[list[npt.NDArray[np.int64]]] = [[] for _ in keys]

    def start_sheet(self, name: str | None) -> None:
        """Begin a sheet."""
        self._sheets.append(name)

    def add(self, rows: npt.NDArray[np.int32], readings: dict[str, ColumnReading]) -> None:
        """Take the rows of a batch; a key of which a column is absent is not compared."""
        sheet = (len(self._sheets) - 1) << 32
        for place, key in enumerate(self._keys):
            if not all(name in readings for name in key):
                continue
            hashes, is_whole = _hashed([readings[name] for name in key])
            self._hashes[place].append(hashes[is_whole])
            self._rows[place].append(rows[is_whole].astype(np.int64) + sheet)

    def found(self) -> tuple[RepeatedKey, ...]:
        """Give what was found of each key."""
        return tuple(self._found(place, key) for place, key in enumerate(self._keys))

    def _found(self, place: int, key: tuple[str, ...]) -> RepeatedKey:
        hashes = np.concatenate([np.empty(0, np.uint64), *self._hashes[place]])
        rows = np.concatenate([np.empty(0, np.int64), *self._rows[place]])
        order = np.argsort(hashes, kind="stable")  # stable: the first row of a key is the one that others repeat
        again = order[1:][hashes[order[1:]] == hashes[order[:-1]]]
        first = np.sort(rows[again])[:_MOST_TOLD].tolist()
        return RepeatedKey(key, len(hashes), len(again), tuple(self._place(row) for row in first))

    def _place(self, row: int) -> str:
        sheet = self._sheets[row >> 32]
        number = f"row {row & 0xFFFFFFFF}"
        return number if sheet is None else f"sheet '{sheet}' {number}"


def _hashed(readings: Sequence[ColumnReading]) -> tuple[Hashes, BoolArray]:
    """Give a hash of each row's key, and the rows in which all of it is written."""
    combined: Hashes = np.zeros(len(readings[0].values), dtype=np.uint64)
    is_whole = np.ones(len(combined), dtype=np.bool_)
    for reading in readings:
        text = key_text(reading)
        is_whole &= mask_of(text.is_valid())
        hashes = pl.Series(text.cast(pa.large_string())).hash(seed=0).to_numpy()
        with np.errstate(over="ignore"):
            combined = combined * _FACTOR ^ hashes
    return combined, is_whole
