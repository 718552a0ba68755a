"""Fixtures: a ledger with a few clues, given out to townships."""

import openpyxl
import pytest

from matcher.casework import read_answers, take_rows
from matcher.ledger import open_ledger
from tests.casework.made_up_dispatch import TAKEN_AT, give_out, record_clues


@pytest.fixture
def ledger(tmp_path):
    """An open ledger with clues B01-000001 to B01-000004 in two townships."""
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as opened:
        record_clues(opened)
        yield opened


@pytest.fixture
def folder(ledger, tmp_path):
    """The workbooks of two townships, given out: D0001 with three clues, D0002 with one."""
    give_out(ledger, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def workbook(folder):
    """The workbook of the first township."""
    return folder / "D0001_180121100000.xlsx"


@pytest.fixture
def take(ledger):
    """Take a returned workbook."""

    def taking(path):
        return take_rows(read_answers(path), ledger, author="李四", at=TAKEN_AT)

    return taking


@pytest.fixture
def edited(workbook):
    """Edit the workbook as people do, on its sheet of clues; give its path."""

    def editing(change):
        book = openpyxl.load_workbook(workbook)
        change(book["线索清单"])
        book.save(workbook)
        return workbook

    return editing
