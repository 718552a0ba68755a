"""Unpack a zip archive into numbered files: its names are labels, never paths; limits hold while bytes are written."""

from __future__ import annotations

import json
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from matcher.ingest.readers.formats.cells import UnreadableError

MOST_MEMBERS: Final = 2000
MOST_BYTES: Final = 8 << 30
MOST_RATIO: Final = 200
"""Unpacked bytes per packed byte of a member; text of agencies packs 5 to 30 times."""
_SMALL: Final = 16 << 20
"""A member that unpacks to no more than this may be of any ratio: sheets of blanks are."""
_CHUNK: Final = 1 << 20
_LONGEST_NAME: Final = 1024
_LEFT_BY_SYSTEMS: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_ENCRYPTED: Final = 0x1
LISTING: Final = "members.json"


@dataclass(frozen=True)
class Member:
    """One file of an archive."""

    name: str
    """Its path in the archive."""
    file: str
    """Name of the file that it was unpacked to."""


def unpack(path: Path, folder: Path, password: str | None) -> None:
    """Write the files of an archive into a folder as `0`, `1`, …, and their names into `members.json`.

    Raises:
        UnreadableError: The archive is damaged, locked, too large, or holds links or paths that lead out of it.
    """
    try:
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as archive:
            chosen = _chosen(archive.infolist())
            if password is not None:
                archive.setpassword(password.encode())
            left = MOST_BYTES
            for place, info in enumerate(chosen):
                left -= _unpack_one(archive, info, folder / str(place), left)
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeError):
        raise UnreadableError("damaged_archive") from None
    except NotImplementedError:  # a packing or locking method that this reader has not
        raise UnreadableError("archive_method") from None
    except RuntimeError:  # what zipfile says of passwords
        raise UnreadableError("locked" if password is None else "wrong_password") from None
    listing = [[info.filename, str(place)] for place, info in enumerate(chosen)]
    (folder / LISTING).write_text(json.dumps(listing), encoding="utf-8")


def _chosen(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Give the members that are files of people, in the order of their names, after checking them all."""
    if len(members) > MOST_MEMBERS:
        raise UnreadableError("archive_size")
    files = [info for info in members if not info.is_dir()]
    for info in files:
        parts = PurePosixPath(info.filename.replace("\\", "/"))
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in {0, stat.S_IFREG} or len(info.filename) > _LONGEST_NAME:
            raise UnreadableError("archive_link")
        if parts.is_absolute() or ".." in parts.parts or ":" in info.filename:
            raise UnreadableError("archive_path")
    kept = [info for info in files if not _is_left_by_system(info.filename)]
    names = [info.filename for info in kept]
    if len(set(names)) < len(names):
        raise UnreadableError("archive_twice")
    if sum(info.file_size for info in kept) > MOST_BYTES:
        raise UnreadableError("archive_size")
    return sorted(kept, key=lambda info: info.filename)


def _is_left_by_system(name: str) -> bool:
    last = PurePosixPath(name).name
    return last.lower() in _LEFT_BY_SYSTEMS or last.startswith(("~$", "._")) or name.startswith("__MACOSX/")


def _unpack_one(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write one member; gives its size. What the archive says of sizes is not believed."""
    most = min(left, max(_SMALL, info.compress_size * MOST_RATIO))
    size = 0
    with archive.open(info) as packed, target.open("wb") as plain:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise UnreadableError("archive_size")
            plain.write(chunk)
    return size
