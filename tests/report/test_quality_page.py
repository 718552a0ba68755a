"""The data-quality page: one offline file without script, every status in words, rows named, no example left out."""

from __future__ import annotations

import importlib
import re

import pytest

from matcher.ingest.account import SKIP_REASONS
from matcher.report.quality_page import render_quality_page
from matcher.report.quality_texts import SKIPS, STATUSES
from tests.report.test_report_page import Outline


def place(row, *, file="民政局/发放_202510.csv", sheet=None):
    return {"file": file, "sheet": sheet, "row": row}


def status(name, kind, rows, *places):
    return {"status": name, "kind": kind, "rows": rows, "examples": list(places)}


def column(name="citizen_id", header="身份证号", kind="citizen_id", **changes):
    plain = {
        "column": name,
        "header": header,
        "type": kind,
        "is_required": True,
        "fills": [f"payment.{name}"],
        "absent_in": [],
        "rows": 1000,
        "filled": 990,
        "readable": 981,
        "statuses": [],
    }
    return {**plain, **changes}


def file(**changes):
    plain = {
        "source_file": "民政局/发放_202510.csv",
        "as_of_date": "2025-10-31",
        "age_days": 30,
        "encoding": "gb18030",
        "rows_in": 1005,
        "record_rows": 998,
        "rejected_rows": 2,
        "skipped": {"header": 1, "total": 4},
        "notes": [],
    }
    return {**plain, **changes}


def source(**changes):
    ids = [
        status("valid", "read", 900),
        status("upgraded", "changed", 81, place(9)),
        status("wrong_check", "lost", 9, place(17), place(18), place(19), place(203)),
        status("empty", "absent", 10),
    ]
    plain = {
        "source": "payments",
        "agency": "civil_affairs",
        "title": {"zh": "发放表", "en": "Payments"},
        "agency_title": {"zh": "民政局", "en": "civil affairs"},
        "files": [file()],
        "rows_in": 1005,
        "record_rows": 998,
        "rejected_rows": 2,
        "skipped": {"header": 1, "total": 4},
        "model_rows": {"payment": 998},
        "columns": [column(statuses=ids)],
        "id_columns": ["citizen_id"],
        "joinable_ids": 981,
        "given_ids": 990,
        "rejects": [],
        "repeats": [],
    }
    return {**plain, **changes}


def page_of(*sources, language="zh"):
    title = {"zh": "惠民资金比对", "en": "Benefit check"}
    figures = {"title": title, "as_of": "2025-11-30", "program_version": "1.0", "sources": list(sources)}
    return render_quality_page(figures, language)


def text_of(page):
    """Give the words of a page, one space between them."""
    body = page.split("</head>")[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_asks_for_nothing_and_runs_nothing(language):
    page = page_of(source(), language=language)
    outline = Outline(page)

    assert "://" not in page
    assert [tag for tag, _ in outline.elements if tag in {"script", "img", "iframe", "object"}] == []
    asked = {attrs["href"] for _, attrs in outline.elements if "href" in attrs}
    assert asked == {"data:,", "#overview", "#source-payments"}
    assert [attrs for _, attrs in outline.elements if "style" in attrs] == []  # the policy would drop it


def test_the_same_figures_give_the_same_bytes():
    assert page_of(source()) == page_of(source())


def test_counts_stand_at_the_top_and_add_up_over_sources():
    page = text_of(page_of(source(), source(source="others", joinable_ids=0, given_ids=10)))

    assert "2 个来源，2 个文件" in page
    assert "数据行 2,010 标题、表头、空行、合计、签字等 10 行" in page
    assert "记录 1,996 占数据行（不含跳过）的 99.8%" in page
    assert "填写 1,000 个，981 个可直接比对" in page


def test_every_status_is_said_with_its_count_and_rows():
    page = text_of(page_of(source()))

    assert "校验码不符 例：第 17–19、203 行 9 行" in page
    assert "15 位升 18 位 例：第 9 行 81 行" in page
    assert "有效 900 行" in page


def test_a_row_is_named_with_its_file_where_a_source_has_several():
    ids = [status("wrong_check", "lost", 1, place(17, file="民政局/发放_202509.xlsx", sheet="白石镇"))]
    page = text_of(page_of(source(files=[file(), file()], columns=[column(statuses=ids)])))

    assert "例：发放_202509.xlsx › 白石镇 › 第 17 行" in page


def test_shares_are_cut_off_so_that_one_bad_row_is_never_a_hundred_per_cent():
    columns = [column(filled=10_000, rows=10_000, readable=9_999)]

    assert "身份证号 99.9%" in text_of(page_of(source(columns=columns)))


def test_a_rejected_row_is_explained_by_the_header_of_its_column():
    rejects = [
        {"check": "citizen_id_is_present", "rows": 2, "examples": [place(40), place(77)]},
        {"check": "row_has_all_fields", "rows": 1, "examples": [place(8)]},
        {"check": "something_new", "rows": 1, "examples": []},
    ]
    page = text_of(page_of(source(rejects=rejects)))

    assert "身份证号 不得为空 例：第 40、77 行 2 行" in page
    assert "字段数与表头不符 例：第 8 行 1 行" in page
    assert "something_new 1 行" in page


def test_repeats_are_said_to_be_lawful_where_none_was_promised():
    repeats = [
        {"what": "citizen_id", "columns": [], "is_promised": False, "rows": 3, "examples": [place(5)]},
        {"what": "row", "columns": [], "is_promised": False, "rows": 0, "examples": []},
        {"what": "key", "columns": ["citizen_id", "month"], "is_promised": True, "rows": 2, "examples": []},
    ]
    page = text_of(page_of(source(repeats=repeats)))

    assert "身份证号与前面某行相同（按人逐月报送时属正常） 例：第 5 行 3 行" in page
    assert "与前面某行完全相同 0 行" in page
    assert "身份证号+month 与前面某行相同 2 行" in page


def test_an_absent_column_and_one_that_nothing_uses_are_told_apart():
    absent = column("village", "村", "area_code", absent_in=["民政局/发放_202510.csv"], rows=0, filled=0, readable=0)
    unused = column("head", "户主", "person_name", rows=0, filled=0, readable=0)
    page = text_of(page_of(source(columns=[absent, unused])))

    assert "村 必备 village 地区 无此列" in page
    assert "户主 必备 head 姓名 已登记，本模型未取用" in page


@pytest.mark.parametrize(
    ("note", "zh"),
    [
        ("unknown column '备用' (did you mean '备注'?)", "未登记的列“备用”，未读取"),
        ("sheet '白石镇': no column '账号', '电话'", "'白石镇' 本期缺列：'账号', '电话'"),
        ("sheet '说明' is not read (hidden, 3 rows)", "隐藏工作表“说明”未读取"),
        (
            "the total of '金额' in row 8 is 10.00; the rows of the sheet add up to 12.00",
            "“金额”合计行（第 8 行）写 10.00，各行相加为 12.00",
        ),
        (
            "the total of '金额' in sheet '甲' row 8 is 10.00; the rows of the sheet add up to 12.00",
            "“金额”合计行（甲 第 8 行）写 10.00，各行相加为 12.00",
        ),
        ("something that nobody foresaw", "something that nobody foresaw"),
    ],
)
def test_notes_are_said_in_the_language_of_the_page(note, zh):
    page = page_of(source(files=[file(notes=[note])]))

    assert zh in text_of(page).replace("&#39;", "'")


def test_markup_in_a_header_is_shown_and_not_obeyed():
    page = page_of(source(columns=[column(header="<b>姓名</b>")]))

    assert "<b>" not in page
    assert "&lt;b&gt;姓名&lt;/b&gt;" in page


def test_every_status_and_skip_that_ingest_knows_has_words():
    rooms = ("citizen_id", "certificate", "person_name", "dates", "money", "scalars", "codes", "area")
    known = {name for room in rooms for name in importlib.import_module(f"matcher.identity.{room}").STATUSES}

    assert known - STATUSES.keys() == set()
    assert set(SKIP_REASONS) - SKIPS.keys() == set()
