"""Damage to zip files: to the structure of workbooks, and to archives of files."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Final

from tests.fuzz import nasty
from tests.fuzz.damage import DAMAGE, NUMBERS, chain
from tests.fuzz.seeds import Seed, all_seeds
from tests.ingest.gallery.shelf import DAY

Members = list[tuple[zipfile.ZipInfo, bytes]]
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_EDGES: Final = (0, 1, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def members_of(content: bytes) -> Members:
    """Give the members of a zip file; none where it is damaged already."""
    found: Members = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                plain = zipfile.ZipInfo(info.filename, DAY)
                plain.compress_type, plain.external_attr, plain.create_system = 8, info.external_attr, 3
                found.append((plain, archive.read(info) if info.file_size < 4 << 20 else b""))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        return []
    return found


def packed(members: Members) -> bytes:
    """Give a zip file of members, in their order."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as archive:
        warnings.simplefilter("ignore")  # two members of one name are meant
        for info, part in members:
            archive.writestr(info, part)
    return buffer.getvalue()


def _named(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a", DAY)
    info.filename = name  # as it is: the constructor would end it at a NUL
    info.compress_type, info.create_system, info.external_attr = 8, 3, mode << 16
    return info


def other_members(dice: Random, members: Members) -> Members:
    """Leave members out, repeat them, rename them, empty them, or put them in another order."""
    if not members:
        return members
    place = dice.randrange(len(members))
    info, part = members[place]
    other, _ = dice.choice(members)
    case = dice.choice(
        (info.filename.upper(), info.filename.lower(), f"/{info.filename}", info.filename.replace("/", "\\"))
    )
    return dice.choice(
        (
            members[:place] + members[place + 1 :],
            [*members, (info, part)],
            [*members, (info, dice.choice(members)[1])],
            [*members[:place], (_named(other.filename), part), *members[place + 1 :]],
            [*members[:place], (_named(case), part), *members[place + 1 :]],
            [*members[:place], (_named(dice.choice(nasty.ESCAPES)), part), *members[place + 1 :]],
            [*members[:place], (info, b""), *members[place + 1 :]],
            dice.sample(members, len(members)),
        )
    )


def more_members(dice: Random, members: Members) -> Members:
    """Put a member in: a bomb, a link, a device, a folder, a name that leads out, or very many."""
    part = members[0][1] if members else b"a,b\n"
    kind = dice.choice((stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR, stat.S_IFSOCK, stat.S_IFBLK, 0))
    return dice.choice(
        (
            [*members, (_named("bomb.csv"), bytes(dice.choice((1 << 20, 24 << 20))))],
            [(_named("bomb.csv"), b"," * (24 << 20)), *members],
            [*members, (_named("link.csv", kind | 0o777), dice.choice(nasty.TARGETS).encode())],
            [*members, (_named("folder/", stat.S_IFDIR | 0o755), b"")],
            [*members, (_named(dice.choice(nasty.ESCAPES)), part)],
            [*members, *((_named(f"{at}.csv"), b"") for at in range(dice.choice((3, 500, 2500))))],
            [*members, (_named("a/b/c/" * 60 + "d.csv"), part)],
        )
    )


def packed_otherwise(dice: Random, members: Members) -> Members:
    """Pack members with another method."""
    for info, _ in members:
        info.compress_type = dice.choice(_METHODS)
    return members


def damaged_parts(dice: Random, members: Members) -> Members:
    """Damage the bytes of one member, and pack it rightly."""
    if not members:
        return members
    place = dice.randrange(len(members))
    info, part = members[place]
    return [*members[:place], (info, chain(dice, part, DAMAGE)), *members[place + 1 :]]


def lying_fields(dice: Random, content: bytes) -> bytes:
    """Change fields of the headers of members, of the directory, or of its end."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 3)):
        sign, sizes = dice.choice(
            (
                (_LOCAL, _FIELDS_OF_MEMBER),
                (_CENTRAL, _FIELDS_OF_DIRECTORY),
                (_CENTRAL, _FIELDS_OF_DIRECTORY),
                (_END, _FIELDS_OF_END),
            )
        )
        starts = [at for at in range(len(content)) if content.startswith(sign, at)] if len(content) < 200_000 else []
        if not starts:
            continue
        at, size = dice.choice(sizes)
        value = dice.choice((*_EDGES, *NUMBERS, dice.getrandbits(16))) & ((1 << 8 * size) - 1)
        start = dice.choice(starts) + at
        if start + size <= len(changed):
            changed[start : start + size] = value.to_bytes(size, "little")
    return bytes(changed)


_FIELDS_OF_MEMBER: Final = ((4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2))
_FIELDS_OF_DIRECTORY: Final = (
    (6, 2),
    (8, 2),
    (10, 2),
    (16, 4),
    (20, 4),
    (24, 4),
    (28, 2),
    (30, 2),
    (32, 2),
    (34, 2),
    (38, 4),
    (42, 4),
)
_FIELDS_OF_END: Final = ((4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2))


def around(dice: Random, content: bytes) -> bytes:
    """Put bytes before, behind, or a second end of directory behind the zip file."""
    end = struct.pack("<4s4H2LH", _END, 0, 0, 0, 0, 0, 0, 0)
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 40, 1 << 40)
    place = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(content), 1)
    return dice.choice(
        (
            b"MZ" + bytes(100) + content,
            content + bytes(dice.choice((1, 30, 70_000))),
            content + end,
            content + large + place + end,
            content + content,
            b"PK\x03\x04" + content,
            content[:30] + content,
        )
    )


_STRUCTURE: Final[tuple[Callable[[Random, Members], Members], ...]] = (
    other_members,
    other_members,
    more_members,
    packed_otherwise,
    damaged_parts,
)


def structure(dice: Random, content: bytes) -> bytes:
    """Damage the structure of a zip file."""
    if dice.random() < 0.6:
        members = members_of(content)
        for _ in range(dice.randint(1, 2)):
            members = dice.choice(_STRUCTURE)(dice, members)
        content = packed(members)
    if dice.random() < 0.5:
        content = chain(dice, content, (lying_fields, lying_fields, around, *DAMAGE), most=2)
    return content


def archives(dice: Random, content: bytes) -> bytes:
    """Pack files of every shape, some of them damaged, some of them archives again."""
    small: list[Seed] = [seed for seed in all_seeds() if len(seed.content) < 40_000]
    members = members_of(content) if dice.random() < 0.3 else []
    for place in range(dice.choice((0, 1, 1, 2, 4))):
        part = dice.choice(small).content
        if dice.random() < 0.5:
            part = chain(dice, part, DAMAGE)
        if dice.random() < 0.15:
            part = packed([(_named("内.csv"), part)])
        name = dice.choice(
            (f"{place}.csv", f"镇/{place}.xlsx", f"{place}.xls", f"__MACOSX/._{place}", f"{place}", f"{place}.zip")
        )
        members.append((_named(name), part))
    for _ in range(dice.choice((0, 0, 1, 1, 2))):
        members = dice.choice((*_STRUCTURE, more_members))(dice, members)
    archive = packed(members)
    if dice.random() < 0.3:
        archive = chain(dice, archive, (lying_fields, lying_fields, around, *DAMAGE), most=2)
    return packed([(_named("外.zip"), archive)]) if dice.random() < 0.05 else archive
