"""Damage to binary files: BIFF workbooks in OLE, dBASE tables, and locked workbooks."""

from __future__ import annotations

import re
import struct
from random import Random
from typing import Final

from tests.fuzz import nasty
from tests.fuzz.damage import DAMAGE, Mutation, chain

_BOOK: Final = bytes.fromhex("0908100000060500")
"""The record that begins a BIFF8 workbook."""
_EDGES: Final = (0, 1, 2, 3, 0x7F, 0xFF, 0x100, 0x3FFF, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF)
_CHAIN: Final = (0, 1, 2, 3, 0xFFFFFFFA, 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF)
_KINDS: Final = (
    0x06,
    0x09,
    0x0A,
    0x22,
    0x2F,
    0x3C,
    0x85,
    0x8C,
    0xBD,
    0xBE,
    0xE0,
    0xE5,
    0xFC,
    0xFD,
    0x201,
    0x203,
    0x204,
    0x205,
    0x27E,
    0x208,
)


def _records(content: bytes) -> list[tuple[int, int, int]]:
    """Give start, kind and length of each record of a small workbook, whose sectors follow each other."""
    at = content.find(_BOOK)
    found: list[tuple[int, int, int]] = []
    while 0 <= at <= len(content) - 4:
        kind, size = struct.unpack_from("<HH", content, at)
        if (kind, size) == (0, 0):
            break
        found.append((at, kind, size))
        at += 4 + size
    return found


def record_head(dice: Random, content: bytes) -> bytes:
    """Change the kind or the length of a record."""
    records = _records(content)
    if not records:
        return content
    start, kind, size = dice.choice(records)
    if dice.random() < 0.5:
        kind = dice.choice(_KINDS)
    else:
        size = dice.choice((*_EDGES, size - 1, size + 1, size * 2)) & 0xFFFF
    return content[:start] + struct.pack("<HH", kind, size) + content[start + 4 :]


def record_body(dice: Random, content: bytes) -> bytes:
    """Change numbers in a record."""
    records = [record for record in _records(content) if record[2] >= 2]
    if not records:
        return content
    changed = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        start, _, size = dice.choice(records)
        at = start + 4 + dice.randrange(size - 1)
        if at + 2 <= len(changed):
            struct.pack_into("<H", changed, at, dice.choice(_EDGES))
    return bytes(changed)


def record_moved(dice: Random, content: bytes) -> bytes:
    """Write one record over the next ones, so that the file stays as long as it is."""
    records = _records(content)
    if len(records) < 2:
        return content
    start, _, size = dice.choice(records)
    target, _, _ = dice.choice(records)
    record = content[start : start + 4 + size]
    return content[:target] + record + content[target + len(record) :]


def ole_head(dice: Random, content: bytes) -> bytes:
    """Change the head of the OLE file: sector sizes, places and counts of its tables."""
    at, size = dice.choice(
        (
            (24, 2),
            (26, 2),
            (28, 2),
            (30, 2),
            (32, 2),
            (44, 4),
            (48, 4),
            (56, 4),
            (60, 4),
            (64, 4),
            (68, 4),
            (72, 4),
            (76, 4),
        )
    )
    value = dice.choice((*_EDGES, *_CHAIN)) & ((1 << 8 * size) - 1)
    return content[:at] + value.to_bytes(size, "little") + content[at + size :]


def ole_chain(dice: Random, content: bytes) -> bytes:
    """Change links of sector chains: circles, links to nowhere, two chains that meet."""
    changed = bytearray(content)
    heads = (
        [struct.unpack_from("<I", content, 76)[0], struct.unpack_from("<I", content, 60)[0]]
        if len(content) > 80
        else []
    )
    for _ in range(dice.randint(1, 3)):
        start = 512 + dice.choice(heads or [0]) * 512
        at = start + 4 * dice.randrange(40)
        if start >= 512 and at + 4 <= len(changed):
            struct.pack_into("<I", changed, at, dice.choice((*_CHAIN, dice.randrange(60))))
    return bytes(changed)


def ole_entries(dice: Random, content: bytes) -> bytes:
    """Change entries of the directory: names, kinds, siblings, start and size of streams."""
    if len(content) < 80:
        return content
    start = 512 + struct.unpack_from("<I", content, 48)[0] * 512
    entry = start + 128 * dice.randrange(4)
    at, size = dice.choice(((0, 2), (64, 2), (66, 1), (67, 1), (68, 4), (72, 4), (76, 4), (116, 4), (120, 4), (124, 4)))
    if entry + at + size > len(content):
        return content
    value = dice.choice((*_EDGES, *_CHAIN)) & ((1 << 8 * size) - 1)
    return content[: entry + at] + value.to_bytes(size, "little") + content[entry + at + size :]


_OLE: Final[tuple[Mutation, ...]] = (
    record_head,
    record_head,
    record_body,
    record_body,
    record_moved,
    ole_head,
    ole_chain,
    ole_entries,
)


def old_workbooks(dice: Random, content: bytes) -> bytes:
    """Damage an xls workbook."""
    return chain(dice, content, (*_OLE, *DAMAGE) if dice.random() < 0.3 else _OLE, most=4)


def dbase_head(dice: Random, content: bytes) -> bytes:
    """Change the head of a table: version, day, count and sizes of records, encoding."""
    at, size = dice.choice(((0, 1), (1, 1), (2, 1), (3, 1), (4, 4), (8, 2), (10, 2), (28, 1), (29, 1)))
    value = dice.choice((*_EDGES, *_CHAIN, dice.getrandbits(8))) & ((1 << 8 * size) - 1)
    return content[:at] + value.to_bytes(size, "little") + content[at + size :]


def dbase_field(dice: Random, content: bytes) -> bytes:
    """Change a field: its name, type, size or decimals; or take the end of the list of fields away."""
    field = 32 + 32 * dice.randrange(6)
    change = dice.randrange(5)
    if change == 0:
        return content[: field + 11] + bytes([dice.choice(b"CNDLTIYBMGPWQV0F@O+?\0\xff")]) + content[field + 12 :]
    if change == 1:
        return content[: field + 16] + bytes([dice.choice((0, 1, 4, 8, 200, 255))]) + content[field + 17 :]
    if change == 2:
        return content[: field + 17] + bytes([dice.choice((0, 1, 15, 255))]) + content[field + 18 :]
    if change == 3:
        return (
            content[:field]
            + dice.choice(nasty.TEXTS).encode("gb18030", "replace")[:11].ljust(11, b"\0")
            + content[field + 11 :]
        )
    return content.replace(b"\r", dice.choice((b"\0", b" ", b"\r\r")), 1)


def dbase_records(dice: Random, content: bytes) -> bytes:
    """Change bytes of records: marks of deletion, texts, ends of file."""
    start = struct.unpack_from("<H", content, 8)[0] if len(content) > 10 else 0
    at = dice.randint(min(start, len(content)), len(content))
    value = dice.choice((b"*", b" ", b"\x1a", b"\0", b"?", dice.choice(nasty.CELLS).encode("gb18030", "replace")[:40]))
    return content[:at] + value + content[at + len(value) :]


def tables(dice: Random, content: bytes) -> bytes:
    """Damage a dBASE table."""
    own: tuple[Mutation, ...] = (dbase_head, dbase_field, dbase_field, dbase_records, dbase_records)
    return chain(dice, content, (*own, *DAMAGE) if dice.random() < 0.4 else own)


def lock_words(dice: Random, content: bytes) -> bytes:
    """Change what the head of a locked workbook says of its lock, in as many bytes as stood there."""
    found = list(re.finditer(rb'(\w+)="([^"]*)"', content))
    if not found:
        return content
    match = dice.choice(found)
    values = (b"9" * 10, b"0", b"-1", b"MD5", b"SHA512", b"bogus", b"ChainingModeECB", b"RC4", b"=", b"A")
    value = dice.choice(values)
    room = match.end(2) - match.start(2)
    fitted = value.rjust(room, b"0") if value.isdigit() else value[:room].ljust(room)
    return content[: match.start(2)] + fitted + content[match.end(2) :]


def locked_workbooks(dice: Random, content: bytes) -> bytes:
    """Damage a locked workbook."""
    return chain(dice, content, (lock_words, lock_words, ole_head, ole_chain, ole_entries, *DAMAGE), most=2)
