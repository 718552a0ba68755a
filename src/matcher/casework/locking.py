"""Workbooks that travel locked: AES-256 as office programs write and open it, with a password for each receiver.

What is locked never lies open in the folder that is handed over: it is written elsewhere first, within the workspace.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Final

from matcher.casework.taking import read_answers
from matcher.errors import Fault, RefusedFileError, UsageError
from matcher.ingest.readers.formats.cells import UnreadableError
from matcher.ingest.readers.formats.office import unlocked
from matcher.returned import ReturnedRow
from matcher.storage.disk import OWNER_FILE, make_folders, remove_file, written_aside

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another when a password is read out."""
_GROUPS, _OF_GROUP = 4, 4
"""Of a password that is made here: 16 letters of 31 are 79 bits."""
_MEND_EXTRA: Final = "install it with its extra: matcher[office]"
_HEADER: Final = ("receiver", "password")
_LONGEST: Final = 255
"""Letters of a password that office programs take."""


class Passwords:
    """The passwords of receivers: a CSV (receiver, password) of the office's, to which new receivers are added."""

    def __init__(self, path: Path) -> None:
        """Read the file, where it is there.

        Raises:
            UsageError: It cannot be read as such.
        """
        self._path = path
        self._known: dict[str, str] = {}
        if path.is_file():
            self._known = _read(path)

    def of(self, receiver: str) -> str:
        """Give the password of a receiver; one is made where there is none, and kept with `save`."""
        if receiver not in self._known:
            groups = ("".join(secrets.choice(_LETTERS) for _ in range(_OF_GROUP)) for _ in range(_GROUPS))
            self._known[receiver] = "-".join(groups)
        return self._known[receiver]

    def all(self) -> list[str]:
        """Give every password."""
        return list(dict.fromkeys(self._known.values()))

    def save(self) -> None:
        """Write all of them, for the owner alone."""
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerows([_HEADER, *sorted(self._known.items())])
        with written_aside(self._path) as aside:
            aside.touch(mode=OWNER_FILE)
            aside.write_text(text.getvalue(), encoding="utf-8-sig")


def _read(path: Path) -> dict[str, str]:
    try:
        header, *lines = [tuple(line) for line in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()) if line]
    except (ValueError, csv.Error):
        header, lines = (), []
    if header != _HEADER or any(
        len(line) != len(_HEADER) or not all(0 < len(cell) <= _LONGEST for cell in line) for line in lines
    ):
        what = "the file of passwords is none (密码文件格式不对)"
        raise UsageError(Fault(what, str(path), "give a CSV in UTF-8 with the columns receiver,password, none empty"))
    return {line[0]: line[1] for line in lines}


def lock_workbook(plain: Path, target: Path, password: str) -> None:
    """Write a workbook locked, and remove the plain one, whether it could be locked or not.

    Raises:
        UsageError: The library that locks is not installed.
    """
    try:
        from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415  # an extra, which not every office may install

        make_folders(target.parent)
        with plain.open("rb") as content, written_aside(target) as aside, aside.open("wb") as locked:
            OOXMLFile(content).encrypt(password, locked)
    except ImportError:
        what = "workbooks cannot be locked here: msoffcrypto-tool is missing (缺少加密组件)"
        raise UsageError(Fault(what, "--passwords", _MEND_EXTRA)) from None
    finally:
        remove_file(plain)


def read_locked(path: Path, passwords: Collection[str], folder: Path) -> list[ReturnedRow]:
    """Read a locked workbook of clues: its plain form lies in a folder, under its name, no longer than it is read.

    Raises:
        RefusedFileError: None of the passwords opens it, or nothing of it can be taken.
    """
    plain = folder / path.name
    make_folders(folder)
    try:
        plain.touch(mode=OWNER_FILE)
        _unlock(path, passwords, plain)
        return read_answers(plain)
    finally:
        remove_file(plain)


def _unlock(path: Path, passwords: Collection[str], plain: Path) -> None:
    for password in passwords:
        try:
            with path.open("rb") as content:
                opened = unlocked(content, password)
        except UnreadableError as error:
            if str(error) == "no_unlocker":
                what = "it is locked, and msoffcrypto-tool, which opens it, is missing (工作簿已加密，缺少解密组件)"
                raise RefusedFileError(Fault(what, path.name, _MEND_EXTRA)) from None
        except Exception:  # noqa: BLE001, S112  # nosec B112  # a damaged file makes the library raise anything
            continue
        else:
            plain.write_bytes(opened.getvalue())
            return
    what = "the workbook is locked, and no password that was given opens it (工作簿已加密，所给密码均不能打开)"
    mend = "give the file of passwords that it was sent out with: --passwords FILE; or open it, and save it without one"
    raise RefusedFileError(Fault(what, path.name, mend))
