"""The workbook of judgements, going out and coming back."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date

import openpyxl
import pytest

from matcher.errors import RefusedFileError
from matcher.judging import read_answers
from matcher.report.judgement_workbook import Question, write_judgement_workbook
from matcher.report.wording import Wording

AS_OF = date(2025, 11, 30)
QUESTIONS = [
    Question(number, f"P00000000000000{number}", f"户籍\n姓名：王**{number}", "=1+1", "姓名：完全相同")
    for number in range(1, 4)
]


def written(path, language="zh"):
    """Write the workbook; give its path."""
    return write_judgement_workbook(path / "out.xlsx", QUESTIONS, AS_OF, Wording(language))


def filled(path, change=None):
    """Fill in a workbook as people do, and change more; give its path."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["B5"], sheet["C5"], sheet["B7"] = "同一人", "查过户口簿", "无法判断"
    if change:
        change(sheet)
    book.save(path)
    return path


def said(path):
    """What a returned workbook says, by code."""
    return {row.said("pair"): (row.said("verdict"), row.said("reason")) for row in read_answers(path)}


EXPECTED = {
    "P000000000000001": ("同一人", "查过户口簿"),
    "P000000000000002": ("", ""),
    "P000000000000003": ("无法判断", ""),
}


def test_what_people_fill_in_is_read_back(tmp_path):
    """By file, sheet and row as they see it."""
    path = filled(written(tmp_path))

    assert said(path) == EXPECTED
    assert [(row.file, row.sheet, row.row_number) for row in read_answers(path)] == [
        ("out.xlsx", "是否同一人", number) for number in (5, 6, 7)
    ]


def _move_rows(sheet):
    sheet.move_range("A5:G7", rows=10)


def _add_columns(sheet):
    sheet.insert_cols(1)
    sheet.insert_cols(3, 2)
    sheet["A4"] = "经办"


def _add_title(sheet):
    sheet.insert_rows(1, 3)


def _swap_rows(sheet):
    for column in "ABCDEFG":
        sheet[f"{column}5"].value, sheet[f"{column}7"].value = sheet[f"{column}7"].value, sheet[f"{column}5"].value


CHANGES = [_move_rows, _add_columns, _add_title, _swap_rows]


@pytest.mark.parametrize("change", CHANGES, ids=["rows_moved", "columns_added", "title_added", "rows_swapped"])
def test_a_changed_workbook_says_the_same(tmp_path, change):
    """The code tells which pair a row is about."""
    assert said(filled(written(tmp_path), change)) == EXPECTED


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_saved_by_libreoffice_says_the_same(tmp_path, kind):
    """In its own format as well."""
    path = filled(written(tmp_path))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "back"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)

    assert said(tmp_path / "back" / f"out.{kind}") == EXPECTED


def test_only_the_cells_to_fill_in_are_open_and_offer_the_three_answers(tmp_path):
    """A text that begins like a formula stays a text."""
    sheet = openpyxl.load_workbook(written(tmp_path, "en")).worksheets[0]
    (validation,) = sheet.data_validations.dataValidation

    assert sheet.protection.sheet
    assert [sheet[f"{column}5"].protection.locked for column in "ABCDEFG"] == [True, False, False, *[True] * 4]
    assert (str(validation.sqref), validation.formula1) == ("B5:B7", '"same,different,unsure"')
    assert (sheet["E5"].value, sheet["E5"].data_type) == ("=1+1", "s")


def test_the_same_questions_give_the_same_bytes(tmp_path):
    """The only date in it is that of the run."""
    (tmp_path / "again").mkdir()

    assert written(tmp_path).read_bytes() == written(tmp_path / "again").read_bytes()


def test_a_workbook_without_the_columns_is_refused_whole(tmp_path):
    """The fault names file and sheets."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["姓名", "备注"])
    book.save(tmp_path / "other.xlsx")

    with pytest.raises(RefusedFileError) as caught:
        read_answers(tmp_path / "other.xlsx")

    assert caught.value.faults[0].where == "other.xlsx: Sheet"


def test_what_is_no_workbook_is_refused(tmp_path):
    """Nothing of its content is told."""
    path = tmp_path / "other.xlsx"
    path.write_text("王小明", encoding="utf-8")

    with pytest.raises(RefusedFileError) as caught:
        read_answers(path)

    assert "王小明" not in str(caught.value)
