"""Clues are parted by receiver; each gets its own rows and nobody else's."""

import openpyxl
import pytest

from matcher.casework import choose_findings, clues_of_rules
from matcher.ledger import open_ledger
from tests.casework.made_up_dispatch import FINDINGS, clues_by_number, column, give_out, plan, record_clues
from tests.report.made_up import AREA_NAMES


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("county", {"180121000000": 4}),
        ("township", {"180121100000": 3, "180121101000": 1}),
        ("village", {"180121100201": 3, "180121101202": 1}),
        ("agency", {"civil_affairs": 4}),
    ],
)
def test_clues_are_parted_by_receiver(ledger, by, expected):
    assert {one.receiver: len(one.entries) for one in plan(ledger, by=by)} == expected


def test_clues_of_chosen_rules_that_still_stand_are_given_out(ledger):
    """By code or by rule; nothing where the rule found nothing."""
    clues = ledger.clues(state="open")

    assert choose_findings(FINDINGS, clues, ()).num_rows == 4
    assert choose_findings(FINDINGS, clues, ("B01",)).num_rows == 4
    assert choose_findings(FINDINGS, clues, ("minimum_living_allowance_paid_after_death",)).num_rows == 4
    assert choose_findings(FINDINGS, clues, ("A01",)).num_rows == 0
    assert choose_findings(FINDINGS, clues.slice(0, 1), ()).num_rows == 1
    assert [clues_of_rules(clues, rules).num_rows for rules in ((), ("B01",), ("A01",))] == [4, 4, 0]


def test_a_workbook_holds_only_its_receivers_rows_masked(workbook):
    """Cover, clues, instructions; what is known is locked, what is asked is open."""
    book = openpyxl.load_workbook(workbook)
    assert book.sheetnames == ["交办说明", "线索清单", "填写说明"]
    sheet = book["线索清单"]
    names = [str(sheet.cell(row, column(sheet, "姓名")).value) for row in range(5, 8)]
    assert sorted(names) == ["欧阳*", "王**", "王**"]
    text = "\n".join(str(cell.value) for each in book for row in each.iter_rows() for cell in row)
    assert "王小明" not in text
    assert "180121194003051234" not in text
    assert AREA_NAMES["180121101202"] not in text
    assert sheet.protection.sheet
    assert sheet.cell(5, column(sheet, "疑似金额（元）")).protection.locked
    assert not sheet.cell(5, column(sheet, "核查结果")).protection.locked


def test_answers_have_lists_and_checks(workbook):
    """What can be chosen or counted is not typed freely."""
    sheet = openpyxl.load_workbook(workbook)["线索清单"]
    kinds = {}
    for check in sheet.data_validations.dataValidation:
        (header,) = {sheet.cell(4, area.min_col).value for area in check.sqref.ranges}
        kinds[header] = check.type

    assert {"核查结果", "查否原因", "处理方式", "是否主动退缴", "责任追究方式"} == {
        header for header, kind in kinds.items() if kind == "list"
    }
    assert {"核查日期", "追缴日期", "办结日期"} == {header for header, kind in kinds.items() if kind == "date"}
    assert {"应追缴金额", "已追缴金额", "补发金额"} == {header for header, kind in kinds.items() if kind == "decimal"}


def test_a_village_is_not_told_where_rows_of_other_departments_lie(ledger):
    (first, *_) = plan(ledger, by="village")

    assert first.sheet.for_village


@pytest.mark.parametrize(("by", "kept"), [("township", 6), ("village", 6), ("agency", 3)])
def test_each_receiver_sees_of_an_id_what_it_needs(ledger, by, kept):
    """Of the beginning; the end is the same for all."""
    ids = [clue.lead.citizen_id for one in plan(ledger, by=by) for clue in one.sheet.clues]

    assert {citizen_id.index("*") for citizen_id in ids} == {kept}
    assert {len(citizen_id) for citizen_id in ids} == {18}


def test_the_ledger_knows_what_was_given_out(ledger, folder):
    """A clue that is with a receiver is not given out again; the register counts."""
    assert {row["state"] for row in clues_by_number(ledger).values()} == {"dispatched"}
    register = [(line.dispatch, line.receiver, line.due_on, line.author, line.clues) for line in ledger.dispatches()]
    assert register == [
        ("D0001", "180121100000", "2025-12-31", "王科长", 3),
        ("D0002", "180121101000", "2025-12-31", "王科长", 1),
    ]
    assert [one.sheet.dispatch for one in plan(ledger)] == ["D0003", "D0004"]


def test_the_same_clues_give_the_same_bytes(ledger, tmp_path, folder):
    """Whoever compares two copies sees only what people wrote."""
    with open_ledger(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        record_clues(other)
        give_out(other, tmp_path / "again")

    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_every_sheet_bears_its_receiver_and_number_on_each_printed_page(workbook):
    """A copy that lies about says whose it was."""
    marks = [str(sheet.oddFooter) for sheet in openpyxl.load_workbook(workbook)]

    assert len(marks) == 3
    assert all("发往 青溪县城关镇" in mark and "编号 D0001" in mark for mark in marks)
