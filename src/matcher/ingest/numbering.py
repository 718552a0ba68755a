"""Write many numbered texts at once, without making a text at a time. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.identity.reading import texts_from_bytes

_DIGITS: Final = {
    width: np.array([b"%0*d" % (width, number) for number in range(10**width)], dtype=f"S{width}")
    for width in (1, 2, 3, 4)
}
"""Width → every number of so many digits, written out."""


def numbered_texts(before: str, numbers: npt.NDArray[np.int32], after: str) -> pa.Array:
    """Write each number between two texts: `f"{before}{number}{after}"`.

    Args:
        before: ASCII.
        numbers: Positive numbers, in rising order.
        after: ASCII.
    """
    parts = []
    bounds = np.searchsorted(numbers, 10 ** np.arange(11, dtype=np.int64))
    for digits in range(1, 11):
        some = numbers[bounds[digits - 1] : bounds[digits]]
        if len(some):
            parts.append(_of_one_width(before.encode(), some, digits, after.encode()))
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts or [pa.array([], pa.string())])


def _of_one_width(before: bytes, numbers: npt.NDArray[np.int32], digits: int, after: bytes) -> pa.Array:
    """Write numbers that all have so many digits, four digits at a time."""
    widths = [digits % 4] * (digits % 4 > 0) + [4] * (digits // 4)
    parts = [(f"digits{place}", f"S{width}") for place, width in enumerate(widths)]
    shape = np.dtype([("before", f"S{len(before)}"), *parts, ("after", f"S{len(after)}")])
    rows = np.empty(len(numbers), dtype=shape)
    rows["before"], rows["after"] = before, after
    left = numbers
    for (name, _), width in zip(reversed(parts), reversed(widths), strict=True):
        left, last = np.divmod(left, 10_000)
        rows[name] = _DIGITS[width][last]
    return texts_from_bytes(rows.view(np.uint8).reshape(len(rows), shape.itemsize))
