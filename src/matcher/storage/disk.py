"""The verbs that change what is on disk. Each passes a write point; what fails bears the path that it failed at."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.storage.write_points import write_point

OWNER_FOLDER = 0o700
OWNER_FILE = 0o600


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; on success force it to disk and rename it, on failure remove it."""
    make_folders(path.parent)
    aside = path.with_name(f".{path.name}.part")
    write_point("write", path)
    try:
        with named(path):
            yield aside
        force(aside)
        rename(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Let what fails within the block say where: an error in the middle of a file does not know its name."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(path)
        raise


def make_folder(path: Path) -> None:
    """Make a folder for the owner alone; those above it must be there, and it must not.

    Raises:
        OSError: It cannot be made.
    """
    write_point("make", path)
    path.mkdir(mode=OWNER_FOLDER)


def make_folders(path: Path) -> None:
    """Make a folder, and those above it, where they are missing: for the owner alone."""
    if not path.is_dir():
        write_point("make", path)
        path.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)


def force(path: Path) -> None:
    """Force a file, or the names within a folder, to disk."""
    write_point("force", path)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with named(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, path: Path) -> None:
    """Give a file or folder its name, in place of a file that bears it."""
    write_point("rename", path)
    source.replace(path)


def move_file(source: Path, path: Path) -> Path:
    """Move a file that is whole to where it belongs, on the same disk: forced to disk, then renamed."""
    force(source)
    make_folders(path.parent)
    rename(source, path)
    return path


def share_file(source: Path, path: Path) -> Path:
    """Let a file that is whole be in a second place too: the same bytes on the disk, or a copy where it cannot."""
    make_folders(path.parent)
    write_point("write", path)
    try:
        path.hardlink_to(source)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EXDEV, errno.EOPNOTSUPP, errno.EMLINK):
            raise
        with written_aside(path) as aside:
            shutil.copyfile(source, aside)
    return path


def remove_file(path: Path) -> None:
    """Remove a file, where it is there."""
    write_point("remove", path)
    path.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it, where it is there.

    Raises:
        OSError: Something of it cannot be removed.
    """
    if path.is_dir():
        write_point("remove", path)
        shutil.rmtree(path)
