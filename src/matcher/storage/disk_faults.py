"""What a disk says when it fails, as an error that a person can mend: in two languages, with the room that is left."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from matcher.errors import Fault, TryAgainError

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_OF_DISKS: Final = {
    errno.EIO: ("the disk failed while it was read or written (读写磁盘时出错)", "look at the disk (请检查磁盘)"),
    errno.EROFS: ("the disk is read-only (磁盘为只读)", "let it be written to (请以可写方式挂载)"),
}
_AGAIN: Final = "then give the same command again; what was published last stands whole (之后重新执行；已发布结果完好)"


@contextmanager
def disk_told(wanted: Path | None = None) -> Iterator[None]:
    """Turn what a disk says within the block into an error that a person can mend.

    Args:
        wanted: Folder that is about as large as what is being written, where there is one.

    Raises:
        TryAgainError: A disk is full, broken or read-only.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (*_FULL, *_OF_DISKS):
            raise TryAgainError(disk_fault(error, wanted)) from error
        raise


def disk_fault(error: OSError, wanted: Path | None = None) -> Fault:
    """Say what failed, where, and what to do; of a full disk, how much is free and how much is wanted.

    The path is no personal value; what was being written never enters the message.
    """
    where = str(error.filename or "unknown")
    if error.errno in _FULL:
        if error.filename:
            where = f"{where} (file system {_mount_of(Path(where))})"
        mend = f"make room there (请清理该文件系统){_wanted(wanted)}; {_AGAIN}"
        return Fault(f"the disk is full (磁盘已满){_free(error)}", where, mend)
    if error.errno in _OF_DISKS:
        what, mend = _OF_DISKS[error.errno]
        return Fault(what, where, f"{mend}; {_AGAIN}")
    what = error.strerror or type(error).__name__
    return Fault(what, where, f"give this account the right to write there, or mend what is said; {_AGAIN}")


def _mount_of(path: Path) -> Path:
    """Give the folder at which the file system of a path begins."""
    path = path.absolute()
    return next((place for place in (path, *path.parents) if os.path.ismount(place)), Path(path.anchor))


def _free(error: OSError) -> str:
    places = [Path(error.filename), *Path(error.filename).absolute().parents] if error.filename else []
    standing = next((place for place in places if place.exists()), None)
    if standing is None:
        return ""
    room = shutil.disk_usage(standing)
    return f": {_size(room.free)} of {_size(room.total)} are free (剩余 {_size(room.free)})"


def _wanted(folder: Path | None) -> str:
    if folder is None or not folder.is_dir():
        return ""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return f": the last run takes up {_size(size)}, it is not all that is needed (上次结果占 {_size(size)})"


def _size(count: int) -> str:
    """Write a number of bytes as people read it."""
    megabytes = count / 1024**2
    return f"{megabytes / 1024:,.1f} GB" if megabytes >= 1024 else f"{megabytes:,.1f} MB"
