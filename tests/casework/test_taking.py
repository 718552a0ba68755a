"""Returned workbooks: however they were edited, each row is taken or refused with a reason."""

import shutil
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from matcher.casework import read_answers, take_rows
from matcher.errors import RefusedFileError
from matcher.ledger import open_ledger
from matcher.report.wording import Wording
from tests.casework.made_up_dispatch import (
    TAKEN_AT,
    clue_of,
    clues_by_number,
    column,
    fill,
    give_out,
    record_clues,
)


def refusals(taken):
    return [one.reason for one in taken.refused]


def test_a_confirmed_row_becomes_a_verdict_money_and_an_end(edited, take, ledger):
    """As it is written down by the receiver."""
    number = {}

    def change(sheet):
        number["of"] = clue_of(sheet, 1)
        fill(
            sheet,
            1,
            实际情况="本人 2025 年 2 月去世，家属继续领取",
            应追缴金额=1635,
            已追缴金额="1,000.00 元",
            追缴日期="2025年12月16日",
            处理方式="停发、追缴",
            追责人数=1,
            办结日期="2025/12/18",
        )

    taken = take(edited(change))

    assert (taken.taken, taken.blank, taken.refused, taken.verdicts) == (1, 2, (), {"confirmed": 1})
    clue = clues_by_number(ledger)[number["of"]]
    expected = {
        "state": "closed",
        "verdict": "confirmed",
        "verdict_on": "2025-12-15",
        "confirmed_cny": Decimal("1635.00"),
        "recovered_cny": Decimal("1000.00"),
        "accountable_count": 1,
    }
    assert {name: clue[name] for name in expected} == expected
    assert ledger.verify() == []


def test_the_same_file_twice_changes_nothing(edited, take, ledger):
    """Nor does money count twice."""

    def change(sheet):
        fill(sheet, 1, 应追缴金额=1635, 已追缴金额=600)
        fill(sheet, 2, 核查结果="查否", 查否原因="E05 死亡日期不一致或死亡登记有误")

    path = edited(change)
    assert take(path).taken == 2
    before = clues_by_number(ledger)

    again = take(path)

    assert (again.taken, again.unchanged, again.blank, again.refused) == (0, 2, 1, ())
    assert clues_by_number(ledger) == before


def test_money_is_written_as_it_stands_so_far(edited, take, ledger):
    """A second return adds what came in since; less than before is a slip."""
    fields = {}

    def paid(amount):
        def change(sheet):
            fields["clue"] = clue_of(sheet, 1)
            fill(sheet, 1, 已追缴金额=amount)

        return change

    assert take(edited(paid(600))).taken == 1
    assert take(edited(paid(900))).taken == 1
    assert clues_by_number(ledger)[fields["clue"]]["recovered_cny"] == Decimal("900.00")
    assert refusals(take(edited(paid(100)))) == ["recovered_less"]


def test_rows_may_move_columns_be_added_and_cells_be_merged(edited, take):
    """People sort, make room for notes, and merge the name of who went there."""

    def change(sheet):
        for row in (1, 2, 3):
            fill(sheet, row, 核查人=None)
        sheet.merged_cells.ranges.clear()  # openpyxl does not move them along
        sheet.insert_cols(2)
        sheet.insert_rows(1, amount=3)
        place = column(sheet, "核查人")
        sheet.cell(8, place, "张三")
        sheet.merge_cells(start_row=8, start_column=place, end_row=10, end_column=place)

    taken = take(edited(change))

    assert (taken.taken, taken.refused) == (3, ())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_other_office_programs_may_save_it(edited, take, tmp_path, kind):
    """In their own way, and in other formats."""
    path = edited(lambda sheet: fill(sheet, 1, 应追缴金额=1635.5))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", tmp_path / "saved", path], check=True, capture_output=True, timeout=120)

    taken = take(tmp_path / "saved" / f"{path.stem}.{kind}")

    assert (taken.taken, taken.blank, taken.refused) == (1, 2, ())


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"核查结果": "大概属实"}, "not_a_verdict"),
        ({"核查结果": "查否"}, "no_reason"),
        ({"核查结果": "查否", "查否原因": "E99"}, "not_a_reason"),
        ({"核查人": None}, "no_verifier"),
        ({"核查日期": None}, "no_date"),
        ({"核查日期": "上周"}, "not_a_date"),
        ({"核查日期": date(2025, 12, 24)}, "date_out_of_range"),  # after the day of the import
        ({"核查日期": date(2024, 12, 15)}, "date_out_of_range"),  # before the data
        ({"应追缴金额": "约一千"}, "not_an_amount"),
        ({"应追缴金额": -5}, "not_an_amount"),
        ({"追责人数": "几人"}, "not_an_amount"),
        ({"核查结果": "查否", "查否原因": "E05", "已追缴金额": 100}, "not_allowed"),
        ({"疑似金额（元）": 1.0}, "evidence_edited"),
        ({"月数": 1}, "evidence_edited"),
        ({"截止月": "2025-04"}, "evidence_edited"),
        ({"应追缴金额": "=800+835"}, "formula"),
        ({"线索编号": "B01-000999"}, "unknown_clue"),
        ({"校验码": "0000000000"}, "other_ledger"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_and_the_others_are_taken(edited, take, answers, reason):
    """With the reason, the sheet and the row."""

    def change(sheet):
        fill(sheet, 1, **answers)
        fill(sheet, 2)

    taken = take(edited(change))

    assert (taken.taken, refusals(taken)) == (1, [reason])
    assert taken.refused[0].sheet == "线索清单"


def test_one_clue_answered_in_two_ways_is_refused(edited, take):
    """A row was copied and changed: nobody knows which is meant."""

    def change(sheet):
        fill(sheet, 1)
        values = [cell.value for cell in sheet[5]]
        sheet.append([*values])
        sheet.cell(sheet.max_row, column(sheet, "核查结果"), "查否")

    assert refusals(take(edited(change))) == ["said_twice", "said_twice"]


def test_a_workbook_of_another_county_is_refused_row_by_row(folder, take, tmp_path):
    """Its clue numbers look the same; its check codes do not."""
    with open_ledger(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        record_clues(other)
        give_out(other, tmp_path / "theirs", site_key=b"another county's secret")
    path = tmp_path / "theirs" / "D0001_180121100000.xlsx"
    book = openpyxl.load_workbook(path)
    fill(book["线索清单"], 1)
    book.save(path)

    assert refusals(take(path)) == ["other_ledger"]


def test_a_clue_that_was_never_given_out_has_no_answer(take, workbook, ledger, tmp_path):
    """The workbook is right, the ledger is another one, restored from before."""
    path = workbook
    book = openpyxl.load_workbook(path)
    fill(book["线索清单"], 1)
    book.save(path)
    with open_ledger(f"sqlite:///{tmp_path / 'restored.sqlite'}") as restored:
        record_clues(restored)
        taken = take_rows(read_answers(path), restored, author="李四", at=TAKEN_AT)

    assert refusals(taken) == ["not_dispatched"]


def test_a_workbook_of_an_earlier_dispatch_is_refused_once_its_clues_went_out_anew(ledger, take, edited, tmp_path):
    """A later run told of them with other figures: the older sheet is no answer to that."""
    path = edited(lambda sheet: fill(sheet, 1))
    (anew, *_) = give_out(ledger, tmp_path / "anew")

    assert refusals(take(path)) == ["other_ledger"]
    assert (anew.sheet.dispatch, clues_by_number(ledger)["B01-000001"]["verdict"]) == ("D0003", None)


def test_an_english_workbook_is_read_as_well(ledger, take, tmp_path):
    """Headers and lists in either language."""
    (first, *_) = give_out(ledger, tmp_path / "english", wording=Wording("en"))
    path = tmp_path / "english" / first.file_name
    book = openpyxl.load_workbook(path)
    answers: dict[str, Any] = {"Verdict": "confirmed", "Verified by": "Zhang San", "Verified on": date(2025, 12, 15)}
    for header, value in answers.items():
        book["Clues"].cell(5, column(book["Clues"], header), value)
    book.save(path)

    taken = take(path)

    assert (taken.taken, taken.blank, taken.refused) == (1, 2, ())


def remake(path, name, content):
    """Add a part to a workbook."""
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr(name, content)
    return path


def test_a_file_with_a_macro_is_refused(workbook):
    with pytest.raises(RefusedFileError, match="macro"):
        read_answers(remake(workbook, "xl/vbaProject.bin", b"Sub Run()"))


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut short"])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "back.xlsx"
    path.write_bytes(content)

    with pytest.raises(RefusedFileError):
        read_answers(path)


def test_a_list_without_the_headers_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("名单").append(["姓名", "金额"])
    book.save(tmp_path / "other.xlsx")

    with pytest.raises(RefusedFileError, match="no sheet has the columns"):
        read_answers(tmp_path / "other.xlsx")


@pytest.mark.slow
def test_a_file_of_200000_rows_is_refused(tmp_path):
    """No receiver was given that many."""
    with xlsxwriter.Workbook(tmp_path / "long.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["线索编号", "核查结果"])
        for number in range(200_000):
            sheet.write_row(number + 1, 0, [f"B01-{number:06d}", "查实"])

    with pytest.raises(RefusedFileError, match="more rows"):
        read_answers(tmp_path / "long.xlsx")
