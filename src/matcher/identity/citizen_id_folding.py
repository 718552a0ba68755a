"""Take junk away from whole columns of citizen IDs at once, character by character.

What a character comes to is not written down again: it is asked of `citizen_id_forms.compact_text`, once for each
character that dirt is made of. Reads string arrays; gives string arrays. Pure.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.identity.citizen_id_forms import compact_text
from matcher.identity.reading import code_points_of

UNTOLD: Final = ord("?")
"""Stands for a character of which only the whole text tells what it comes to."""

_TAKEN_AWAY: Final = 0
_ASKED: Final = (range(0x530), range(0x2000, 0x2070), range(0x3000, 0x3004), range(0xFE00, 0xFFF0))
"""Latin, Greek, Cyrillic; spaces and dashes; ideographic punctuation; forms of other widths. The rest is untold."""
_POINTS: Final = 1 << 16


def folded_texts(column: pa.Array) -> pa.Array:
    """Give texts as `compact_text` would, where they come to ASCII digits, letters and stars only.

    Args:
        column: A string array without nulls.

    Returns:
        One text per row. A `?` in it, or a letter at its head, says that `compact_text` has to be asked.
    """
    points, bounds = code_points_of(column)
    folded = np.take(_table(), points, mode="clip")  # the last point of the table is untold, as all above it
    kept = folded != _TAKEN_AWAY
    offsets = np.concatenate([[0], np.cumsum(kept)])[bounds].astype(np.int32)
    data = np.ascontiguousarray(folded[kept])
    return pa.StringArray.from_buffers(len(column), pa.py_buffer(offsets), pa.py_buffer(data))


@cache
def _table() -> npt.NDArray[np.uint8]:
    """Give what each code point comes to: an ASCII byte, `_TAKEN_AWAY`, or `UNTOLD`."""
    table = np.full(_POINTS, UNTOLD, dtype=np.uint8)
    for point in chain(*_ASKED):
        # Between 1 and 0, where a point makes the text a number with decimals, and means more than itself.
        compact = compact_text(f"1{chr(point)}0")
        if compact == "10":
            table[point] = _TAKEN_AWAY
        elif len(compact) == 3 and compact[0] + compact[2] == "10" and compact.isascii():
            table[point] = ord(compact[1]) if compact[1].isalnum() or compact[1] == "*" else UNTOLD
    return table
