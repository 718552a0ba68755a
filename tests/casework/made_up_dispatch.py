"""A small made-up dispatch, and how people fill it in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from matcher.casework import DispatchChoice, Material, plan_dispatches
from matcher.ledger import Scope
from matcher.report.details import NO_DETAILS
from matcher.report.dispatch_workbook import write_dispatch_workbook
from matcher.report.wording import Wording
from tests.report.made_up import finding, make_facts, make_tables

RULE = "minimum_living_allowance_paid_after_death"
GIVEN_AT = datetime(2025, 12, 1, 8, 0, tzinfo=UTC)
TAKEN_AT = datetime(2025, 12, 20, 8, 0, tzinfo=UTC)
SITE_KEY = b"a made-up secret of the site"
HEADER_ROW = 4

FINDINGS = make_tables(
    [
        finding(1, amount_cny=Decimal("1635.00")),
        finding(2, amount_cny=Decimal("900.50"), person_name="欧阳明"),
        finding(3, amount_cny=Decimal("500.00"), area_code="180121101202"),
        finding(4, amount_cny=None, area_code="180121100201"),
    ]
).findings


def record_clues(ledger):
    """The run that found them."""
    ledger.record_run("0001-2025-11-30", Scope(date(2025, 11, 30), (RULE,)), FINDINGS, GIVEN_AT)


def choice(**changes):
    """By township, masked, in Chinese, unless changed."""
    given: dict[str, Any] = {
        "by": "township",
        "rules": (),
        "due_on": date(2025, 12, 31),
        "masked": True,
        "wording": Wording("zh"),
    }
    return DispatchChoice(**given | changes)


def plan(ledger, site_key=SITE_KEY, **changes):
    """Plan the dispatches of all open clues."""
    material = Material(FINDINGS, make_facts(), NO_DETAILS)
    return plan_dispatches(material, site_key, ledger.clues(), ledger.dispatches(), choice(**changes))


def give_out(ledger, folder, site_key=SITE_KEY, **changes):
    """Write the workbooks and tell the ledger; give what was planned."""
    folder.mkdir()
    planned = plan(ledger, site_key, **changes)
    for one in planned:
        write_dispatch_workbook(folder / one.file_name, one.sheet, choice(**changes).wording)
    entries = [entry for one in planned for entry in one.entries]
    assert ledger.enter(entries, "王科长", GIVEN_AT) == ["written"] * len(entries)
    return planned


def column(sheet, header):
    """Number of a column by its header."""
    return next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == header)


def fill(sheet, row, **answers):
    """Fill in one row: 1 is the first clue of the sheet."""
    usual = {"核查结果": "查实", "核查人": "张三", "第二核查人": "李四", "核查日期": date(2025, 12, 15)}
    for header, value in (usual | answers).items():
        sheet.cell(HEADER_ROW + row, column(sheet, header), value)


def clue_of(sheet, row):
    """Clue number of a row."""
    return sheet.cell(HEADER_ROW + row, column(sheet, "线索编号")).value


def clues_by_number(ledger):
    """The clues by number."""
    return {row["clue_number"]: row for row in ledger.clues().to_pylist()}
