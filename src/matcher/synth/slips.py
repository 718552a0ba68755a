"""How a citizen ID gets damaged on its way into an export. Pure; chance comes from the generator passed in.

Kinds that a reader can undo for certain: lower_x, full_width, apostrophe, spaced, old15. Kinds that leave one slip to
repair: wrong_digit, swap, missing_digit, extra_digit, lost_tail. Kinds that leave nothing: blank, scientific, masked.
"""

from __future__ import annotations

from random import Random
from typing import Final

from matcher.synth.citizen_ids import is_well_formed

CLEANED: Final = ("lower_x", "full_width", "apostrophe", "spaced")
REPAIRABLE: Final = ("wrong_digit", "swap", "missing_digit", "extra_digit", "lost_tail")
LOST: Final = ("blank", "scientific")

_FULL_WIDTH: Final = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_TRIES: Final = 50


def damage(generator: Random, citizen_id: str, kind: str) -> str:
    """Write an ID with one kind of damage.

    Returns:
        Text of the cell. It never is another well-formed ID; where a kind cannot apply (no X, born after 1999 for
        `old15`, no digits to swap), the ID as it should be.
    """
    for _ in range(_TRIES):
        text = _once(generator, citizen_id, kind)
        if not is_well_formed(text):
            return text
    return citizen_id


def _once(generator: Random, citizen_id: str, kind: str) -> str:
    if kind in ("lower_x", "full_width", "apostrophe", "spaced"):
        return _disguise(citizen_id, kind)
    if kind in ("blank", "scientific", "masked", "lost_tail", "old15"):
        return _lose(citizen_id, kind)
    place = generator.randrange(6, 17)
    if kind == "wrong_digit":
        digit = generator.choice([other for other in "0123456789" if other != citizen_id[place]])
        return citizen_id[:place] + digit + citizen_id[place + 1 :]
    if kind == "swap":
        left, right = citizen_id[place - 1], citizen_id[place]
        return citizen_id[: place - 1] + right + left + citizen_id[place + 1 :]
    if kind == "missing_digit":
        return citizen_id[:place] + citizen_id[place + 1 :]
    if kind == "extra_digit":
        return citizen_id[:place] + citizen_id[place] + citizen_id[place:]
    raise ValueError(f"no such slip: {kind}")


def _disguise(citizen_id: str, kind: str) -> str:
    if kind == "lower_x":
        return citizen_id.lower()
    if kind == "full_width":
        return citizen_id.translate(_FULL_WIDTH)
    if kind == "apostrophe":
        return f"'{citizen_id}"
    return f"{citizen_id[:6]} {citizen_id[6:14]} {citizen_id[14:]}\u00a0"


def _lose(citizen_id: str, kind: str) -> str:
    if kind == "blank":
        return ""
    if kind == "scientific":  # what a spreadsheet shows for a long number
        return f"{float(citizen_id[:17]) * 10:.5E}".replace("E+0", "E+")
    if kind == "masked":
        return f"{citizen_id[:4]}**********{citizen_id[14:]}"
    if kind == "old15":
        return citizen_id[:6] + citizen_id[8:17] if citizen_id[6:8] == "19" else citizen_id
    return citizen_id[:15] + "000"  # a spreadsheet keeps 15 significant digits
