"""Out and back: a workbook is given out, filled in with one program or another, and every row of it is answered for."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from matcher.casework import Material, plan_dispatches, read_answers, take_rows
from matcher.ledger import Ledger, Scope, open_ledger
from matcher.report.details import NO_DETAILS
from matcher.report.dispatch_texts import REFUSALS
from matcher.report.dispatch_workbook import write_dispatch_workbook
from matcher.report.wording import Wording
from tests.casework.made_up_dispatch import GIVEN_AT, HEADER_ROW, RULE, SITE_KEY, TAKEN_AT, choice, column
from tests.report.made_up import finding, make_facts, make_tables

SHEET: Final = "线索清单"
SYSTEM_PYTHON: Final = Path("/usr/bin/python3")
USUAL: Final = {"核查结果": "查实", "核查人": "张三", "第二核查人": "李四", "核查日期": date(2025, 12, 15)}

TAKEN: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("confirmed", {"应追缴金额": 1635, "已追缴金额": 1000.5, "追缴日期": date(2025, 12, 16), "追责人数": 1}),
    ("disproved", {"核查结果": "查否", "查否原因": "E05 死亡日期不一致或死亡登记有误"}),
    ("partly", {"核查结果": "部分属实", "应追缴金额": "545.00"}),
    ("pending", {"核查结果": "待核", "核查人": None, "核查日期": None}),
)
"""Every verdict, with what is filled in beside the usual."""

REFUSED: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("not_a_verdict", {"核查结果": "大概属实"}),
    ("no_reason", {"核查结果": "查否"}),
    ("not_a_reason", {"核查结果": "查否", "查否原因": "E99"}),
    ("no_verifier", {"核查人": None}),
    ("no_date", {"核查日期": None}),
    ("not_a_date", {"核查日期": "上周"}),
    ("date_out_of_range", {"核查日期": date(2025, 12, 24)}),
    ("not_an_amount", {"应追缴金额": "约一千"}),
    ("not_allowed", {"核查结果": "查否", "查否原因": "E05", "已追缴金额": 100}),
    ("evidence_edited", {"疑似金额（元）": 1.0}),
    ("formula", {"应追缴金额": "=800+835"}),
    ("unknown_clue", {"线索编号": "B01-000999"}),
    ("other_ledger", {"校验码": "0000000000"}),
)
"""Every refusal of a row that a slip of the pen brings about, with the slip."""

FINDINGS = make_tables(
    [finding(number, amount_cny=Decimal("1635.00")) for number in range(1, len(TAKEN) + len(REFUSED) + 2)]
).findings

Edits = list[tuple[int, str, Any]]
"""Row, header, value; None empties a cell."""


@pytest.fixture
def given_out(tmp_path: Path) -> Iterator[tuple[Ledger, Path]]:
    """A ledger, and the one workbook that was given out from it; the last clue is left without an answer."""
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        ledger.record_run("0001-2025-11-30", Scope(date(2025, 11, 30), (RULE,)), FINDINGS, GIVEN_AT)
        material = Material(FINDINGS, make_facts(), NO_DETAILS)
        (one,) = plan_dispatches(material, SITE_KEY, ledger.clues(), [], choice(by="county"))
        ledger.enter(one.entries, "王科长", GIVEN_AT)
        yield ledger, write_dispatch_workbook(tmp_path / one.file_name, one.sheet, Wording("zh"))


def edits() -> Edits:
    answered = [{**USUAL, **answers} for _, answers in (*TAKEN, *REFUSED)]
    return [(row, header, value) for row, answers in enumerate(answered, start=1) for header, value in answers.items()]


def by_openpyxl(path: Path, saved: Path) -> Path:
    """Fill it in as a program does."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    for row, header, value in edits():
        sheet.cell(HEADER_ROW + row, column(sheet, header)).value = value
    book.save(saved)
    return saved


def by_libreoffice(path: Path, saved: Path) -> Path:
    """Fill it in by hand, so to speak, in LibreOffice."""
    sheet = openpyxl.load_workbook(path)[SHEET]
    cells = [[HEADER_ROW + row, column(sheet, header), *_typed(value)] for row, header, value in edits()]
    filters = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
    asked = {"path": str(path), "saved": str(saved), "sheet": SHEET, "filter": filters[saved.suffix], "cells": cells}
    script = Path(__file__).with_name("libreoffice.py")
    subprocess.run([SYSTEM_PYTHON, script], input=json.dumps(asked), text=True, check=True, timeout=300)
    return saved


def _typed(value: Any) -> tuple[str, Any]:
    if isinstance(value, date):
        return "number", (value - date(1899, 12, 30)).days  # how spreadsheets keep a day
    if isinstance(value, str) and value.startswith("="):
        return "formula", value
    return ("text", value or "") if value is None or isinstance(value, str) else ("number", value)


def speaks_to_libreoffice() -> bool:
    if shutil.which("soffice") is None or not SYSTEM_PYTHON.exists():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


needs_libreoffice = pytest.mark.skipif(
    not speaks_to_libreoffice(),
    reason="needs LibreOffice and its Python bridge (packages libreoffice-calc, python3-uno)",
)


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        pytest.param(by_openpyxl, "xlsx", id="openpyxl"),
        pytest.param(by_libreoffice, "xlsx", id="libreoffice", marks=needs_libreoffice),
        pytest.param(by_libreoffice, "ods", id="libreoffice_own_format", marks=needs_libreoffice),
    ],
)
def test_all_verdicts_are_taken_and_all_refusals_named(
    given_out: tuple[Ledger, Path], edit: Callable[[Path, Path], Path], kind: str, tmp_path: Path
):
    """Whatever program the receiver has; rows = taken + refused + left blank, and a second time changes nothing."""
    ledger, workbook = given_out
    # Formulas are told in .xlsx alone; elsewhere what was calculated counts as typed.
    refused = [(reason, answers) for reason, answers in REFUSED if kind == "xlsx" or reason != "formula"]

    back = edit(workbook, tmp_path / f"back.{kind}")
    taken = take_rows(read_answers(back), ledger, author="李四", at=TAKEN_AT)

    expected = {verdict: 1 for verdict, _ in TAKEN} | ({} if kind == "xlsx" else {"confirmed": 2})
    assert taken.verdicts == expected
    assert sorted(one.reason for one in taken.refused) == sorted(reason for reason, _ in refused)
    first = HEADER_ROW + len(TAKEN) + 1
    rows = {one.reason: one.row_number for one in taken.refused}
    assert rows == {reason: first + at for at, (reason, _) in enumerate(REFUSED) if reason in rows}
    assert {(one.file, one.sheet) for one in taken.refused} == {(back.name, SHEET)}
    assert (taken.taken + len(taken.refused), taken.blank) == (len(TAKEN) + len(REFUSED), 1)
    again = take_rows(read_answers(back), ledger, author="李四", at=TAKEN_AT)
    assert (again.taken, again.unchanged, len(again.refused)) == (0, taken.taken, len(taken.refused))
    assert ledger.verify() == []


def test_every_refusal_of_a_row_is_tried_here_or_beside():
    """A new reason needs its slip of the pen."""
    of_several_files = {"not_dispatched", "recovered_less", "said_twice"}  # tests/casework/test_taking.py

    assert {reason for reason, _ in REFUSED} | of_several_files == set(REFUSALS)
