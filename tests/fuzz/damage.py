"""Damage to bytes that knows nothing of their format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

Mutation = Callable[[Random, bytes], bytes]
"""Damages a file; all its dice come from the one given."""

NUMBERS: Final = (0, 1, 2, 7, 8, 9, 10, 13, 32, 34, 38, 39, 44, 60, 62, 127, 128, 129, 254, 255)
_LARGE: Final = (0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def flip_bits(dice: Random, content: bytes) -> bytes:
    """Flip one to eight bits."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        if changed:
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def set_bytes(dice: Random, content: bytes) -> bytes:
    """Set one to eight bytes to those that mean something somewhere."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        if changed:
            changed[dice.randrange(len(changed))] = dice.choice(NUMBERS)
    return bytes(changed)


def set_number(dice: Random, content: bytes) -> bytes:
    """Write a number on an edge over two, four or eight bytes."""
    size = dice.choice((2, 4, 8))
    if len(content) <= size:
        return content
    number = dice.choice((*NUMBERS, *_LARGE, dice.getrandbits(32)))
    at = dice.randrange(len(content) - size)
    return content[:at] + (number & ((1 << 8 * size) - 1)).to_bytes(size, "little") + content[at + size :]


def cut_end(dice: Random, content: bytes) -> bytes:
    """Cut the end off, most often a little of it."""
    left = dice.choice((0.0, 0.02, 0.3, 0.5, 0.9, 0.98, 1.0))
    return content[: max(int(len(content) * left) - dice.randint(0, 3), 0)]


def cut_out(dice: Random, content: bytes) -> bytes:
    """Leave a piece out."""
    start, end = _piece(dice, content)
    return content[:start] + content[end:]


def repeat(dice: Random, content: bytes) -> bytes:
    """Repeat a piece a few times, or many."""
    start, end = _piece(dice, content)
    times = min(dice.choice((2, 2, 3, 10, 200)), 400_000 // max(end - start, 1))
    return content[:end] + content[start:end] * times + content[end:]


def move(dice: Random, content: bytes) -> bytes:
    """Put a piece elsewhere."""
    start, end = _piece(dice, content)
    rest = content[:start] + content[end:]
    at = dice.randint(0, len(rest))
    return rest[:at] + content[start:end] + rest[at:]


def insert(dice: Random, content: bytes) -> bytes:
    """Put bytes in: of chance, or NULs, or all ones."""
    size = dice.choice((1, 2, 3, 4, 16, 512))
    piece = dice.choice((dice.randbytes(size), bytes(size), b"\xff" * size))
    at = dice.randint(0, len(content))
    return content[:at] + piece + content[at:]


def blank(dice: Random, content: bytes) -> bytes:
    """Write NULs over a piece, as a disk that lost a block does."""
    start, end = _piece(dice, content)
    return content[:start] + bytes(end - start) + content[end:]


DAMAGE: Final[tuple[Mutation, ...]] = (
    flip_bits,
    set_bytes,
    set_number,
    cut_end,
    cut_out,
    repeat,
    move,
    insert,
    blank,
)


def _piece(dice: Random, content: bytes) -> tuple[int, int]:
    start = dice.randint(0, len(content))
    size = dice.choice((1, 2, 4, 16, 64, 512, len(content) // 4))
    return start, min(start + size, len(content))


def chain(dice: Random, content: bytes, mutations: Sequence[Mutation], most: int = 3) -> bytes:
    """Damage a file one to `most` times."""
    for _ in range(dice.randint(1, most)):
        content = dice.choice(mutations)(dice, content)
    return content
