"""Workbooks that travel locked: opened by their password alone, and never open where they lie."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest

from matcher.casework import Passwords, lock_workbook, read_locked
from matcher.errors import RefusedFileError, UsageError
from matcher.ingest.readers.formats.office import is_locked
from matcher.ledger import open_ledger
from tests.casework.made_up_dispatch import fill, give_out, record_clues

SHEET = "线索清单"
PASSWORD = "abcd-2345-efgh-6789"
HUGE = f"receiver,password\nx,{'y' * 200_000}\n"
"""A cell that is longer than the reader of CSV takes."""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook of clues that was given out, with one row answered."""
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        record_clues(ledger)
        planned = give_out(ledger, tmp_path / "out")
    path: Path = tmp_path / "out" / planned[0].file_name
    book = openpyxl.load_workbook(path)
    fill(book[SHEET], 1, 核查结果="待核")
    book.save(path)
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_locked_workbook_opens_with_its_password_and_is_the_one_that_was_locked(workbook: Path, tmp_path: Path):
    content, target = workbook.read_bytes(), tmp_path / "handed over" / "东镇.xlsx"

    lock_workbook(workbook, target, PASSWORD)

    assert is_locked(target)
    assert not workbook.exists()
    assert content not in target.read_bytes()
    opened = io.BytesIO()
    with target.open("rb") as file:
        office = msoffcrypto.OfficeFile(file)
        assert office.info["passwordKeyBits"] == 256
        assert office.info["spinValue"] >= 100_000
        office.load_key(password=PASSWORD, verify_password=True)
        office.decrypt(opened)
    assert opened.getvalue() == content


def test_answers_are_read_from_a_locked_workbook_and_nothing_open_is_left(workbook: Path, tmp_path: Path):
    """Of several passwords the one that fits is used."""
    target = tmp_path / "back" / "东镇.xlsx"
    lock_workbook(workbook, target, PASSWORD)

    rows = read_locked(target, ["another", PASSWORD], tmp_path / "aside")

    assert [row.said("verdict") for row in rows if row.said("verdict")] == ["待核"]
    assert names_in(tmp_path / "aside") == []


@pytest.mark.parametrize("missing", [True, False], ids=["the library is missing", "the folder cannot be made"])
def test_where_it_cannot_be_locked_nothing_open_is_left(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: bool
):
    """Nor anything that looks as if it had been locked."""
    target = tmp_path / "handed over" / "东镇.xlsx"
    if missing:
        monkeypatch.setitem(sys.modules, "msoffcrypto.format.ooxml", None)
    else:
        target.parent.write_text("a file")

    with pytest.raises((UsageError, OSError)):
        lock_workbook(workbook, target, PASSWORD)

    assert not workbook.exists()
    assert not target.exists()


@pytest.mark.parametrize("passwords", [[], ["another"]])
def test_a_workbook_that_no_password_opens_is_refused_with_words(workbook: Path, tmp_path: Path, passwords: list[str]):
    target = tmp_path / "back" / "东镇.xlsx"
    lock_workbook(workbook, target, PASSWORD)

    with pytest.raises(RefusedFileError, match="no password that was given opens it") as refused:
        read_locked(target, passwords, tmp_path / "aside")

    assert refused.value.faults[0].where == "东镇.xlsx"
    assert names_in(tmp_path / "aside") == []


@pytest.mark.parametrize("cut", [8, 512, 4000])
def test_a_locked_workbook_that_is_cut_is_refused(workbook: Path, tmp_path: Path, cut: int):
    target = tmp_path / "back" / "东镇.xlsx"
    lock_workbook(workbook, target, PASSWORD)
    target.write_bytes(target.read_bytes()[:cut])

    with pytest.raises(RefusedFileError):
        read_locked(target, [PASSWORD], tmp_path / "aside")


def test_receivers_keep_their_passwords_and_new_ones_get_their_own(tmp_path: Path):
    """Unlike any other, easy to read out, on file for the owner alone."""
    path = tmp_path / "passwords.csv"
    path.write_text("receiver,password\n180121100000,told-long-ago\n", encoding="utf-8-sig")
    passwords = Passwords(path)

    made = [passwords.of("180121101000"), passwords.of("180121102000")]
    passwords.save()

    assert passwords.of("180121100000") == "told-long-ago"
    assert len(set(made)) == 2
    assert all(len(one) == 19 and set(one) <= set("abcdefghjkmnpqrstuvwxyz23456789-") for one in made)
    assert Passwords(path).all() == ["told-long-ago", *made]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text", ["", "receiver\nx\n", "receiver,password\nx,\n", "name,password\nx,y\n", "\udcff", HUGE]
)
def test_a_file_that_is_none_of_passwords_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "passwords.csv"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(UsageError, match="the file of passwords is none"):
        Passwords(path)
