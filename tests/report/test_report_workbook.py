"""The workbook reads back as it was meant: sheets, columns, drop-downs, frozen panes, and no formula anywhere."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from matcher.config.base import Text
from matcher.config.pipeline import ReportChoice
from matcher.report import write_reports
from matcher.report.facts import Unjudged
from matcher.report.sheet import height_needed
from matcher.report.sheet_quality import link_lines
from matcher.report.wording import Wording
from tests.report.made_up import finding, make_facts, make_tables, many_tables

# openpyxl does not know the extension by which Excel 2010 draws data bars.
pytestmark = pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")

HEADER = 4
SHEETS = {
    "zh": ["概览", "应享未享", "违规享受", "待核实", "已豁免", "数据质量", "规则说明", "填写说明"],
    "en": ["Overview", "Missing", "Ineligible", "For review", "Exempted", "Data quality", "Rules", "How to fill in"],
}


def written(tmp_path, tables, **choice):
    return write_reports(tables, make_facts(), ReportChoice(**choice), tmp_path)[0]


def opened(tmp_path, tables, **choice):
    return openpyxl.load_workbook(written(tmp_path, tables, **choice))


def rows_of(sheet):
    header = [cell.value for cell in sheet[HEADER]]
    return [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=HEADER + 1, values_only=True)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sheets_stand_in_reading_order_in_both_languages(tmp_path, language):
    assert SHEETS[language] == opened(tmp_path, many_tables(30), language=language).sheetnames


def test_a_finding_shows_who_what_why_and_where(tmp_path):
    (row,) = rows_of(opened(tmp_path, make_tables([finding(1)]))["违规享受"])

    file = "民政/一卡通发放明细_202511.xlsx"
    assert {
        "序号": 1,
        "姓名": "王**",
        "身份证号": "180121********1234",
        "疑点等级": "一级·优先核查",
        "规则": "B01",
        "疑点类型": "死亡人员领取低保",
        "涉及项目": "最低生活保障",
        "乡镇（街道）": "城关镇",
        "村（社区）": "东门社区",
        "起始月": "2025-03",
        "截止月": "2025-05",
        "月数": 3,
        "涉及金额（元）": 1635,
        "为何存疑": "疑似在死亡次月以后仍有发放。",
        "进展": "新增",
        "疑点编号": finding(1)["finding_id"],
        "被核对数据（原始行）": f"【一卡通发放明细】{file} › 发放明细 › 第 12–13 行",
        "比对数据（原始行）": "【火化登记】民政/火化登记2025.csv › 第 88 行",
        "认定同一人的依据": "G1 身份证号一致，姓名相符",
        "已试排除的情形": "E05 死亡登记已撤销、E06 款项已退回；以上均不适用",
        "政策依据": "《最低生活保障审核确认办法》（民发〔2021〕57号）第二十七条",
        "需核实内容": "核对原始凭证和发放记录，必要时入户查看。",
        "责任单位": "民政局",
        "关键事实": None,
        "计算口径": "所涉月份实发额合计，已扣冲销",
        "核查结果": None,
        "查否原因": None,
        "核查人": None,
        "核查日期": None,
        "备注": None,
    } == row


def test_a_missing_benefit_names_its_months_and_an_ineligible_one_says_that_both_rows_lie_together(tmp_path):
    one_sided = [{"source": "card_payments", "file": "a.csv", "sheet": None, "row": 3}]
    missing = finding(1, kind="missing", rule_id="elder_allowance_missing", evidence=one_sided)
    book = opened(tmp_path, make_tables([missing, finding(2, evidence=one_sided)]))

    assert rows_of(book["应享未享"])[0]["比对数据（原始行）"] == ("2025-03 至 2025-05，3 个月未见发放，其余月份不存疑")
    assert rows_of(book["违规享受"])[0]["比对数据（原始行）"] == "同一来源，见被核对数据"


def test_findings_stand_by_severity_then_rule_then_amount(tmp_path):
    tables = make_tables(
        [
            finding(1, severity="verify"),
            finding(2, amount_cny=Decimal("5.00")),
            finding(3, amount_cny=Decimal("50.00")),
            finding(4, exemption_code="E06"),
        ]
    )
    book = opened(tmp_path, tables)

    assert [row["涉及金额（元）"] for row in rows_of(book["违规享受"])] == [50, 5, 1635]
    assert [row["豁免情形"] for row in rows_of(book["已豁免"])] == ["E06 款项已退回"]


def test_verdicts_are_chosen_from_lists_and_only_their_cells_are_open(tmp_path):
    book = opened(tmp_path, make_tables([finding(1), finding(2)]))
    sheet = book["违规享受"]
    header = [cell.value for cell in sheet[HEADER]]
    checks = {str(check.sqref): check for check in sheet.data_validations.dataValidation}
    column = {name: sheet.cell(HEADER, header.index(name) + 1).column_letter for name in header}

    assert checks[f"{column['核查结果']}5:{column['核查结果']}6"].formula1 == '"查实,查否,部分属实,待核"'
    reasons = checks[f"{column['查否原因']}5:{column['查否原因']}6"].formula1
    assert reasons == "'填写说明'!$G$4:$G$33"
    listed = [cell.value for (cell,) in book["填写说明"]["G4:G33"]]
    assert (listed[0], listed[-1]) == ("E01 身份证号填错、同名或重号", "E30 此前已核查办结")
    assert checks[f"{column['核查日期']}5:{column['核查日期']}6"].type == "date"
    assert sheet.protection.sheet
    open_columns = [name for name in header if not sheet[f"{column[name]}5"].protection.locked]
    assert open_columns == ["核查结果", "查否原因", "核查人", "核查日期", "备注"]


def test_tables_are_frozen_filtered_and_print_on_a4_landscape_with_their_header(tmp_path):
    book = opened(tmp_path, many_tables(30))

    for name, frozen in (("应享未享", "C5"), ("违规享受", "C5"), ("待核实", "B5"), ("已豁免", "C5")):
        sheet = book[name]
        assert frozen == sheet.freeze_panes
        assert sheet.auto_filter.ref.startswith("A4:")
        assert (str(sheet.page_setup.paperSize), sheet.page_setup.orientation) == ("9", "landscape")
        assert sheet.print_title_rows == "$4:$4"
        assert int(sheet.page_setup.fitToHeight) == 0  # as many pages down as it takes; one wide, which is the default
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_on_paper_no_amount_stands_without_how_it_was_reckoned(tmp_path):
    """What follows the columns to fill in is for the screen."""
    sheet = opened(tmp_path, make_tables([finding(1)]))["违规享受"]
    header = [cell.value for cell in sheet[HEADER]]
    amount = header.index("涉及金额（元）")

    assert header[amount + 1 : amount + 3] == ["计算口径", "关键事实"]
    assert sheet.print_area == f"'违规享受'!$A$4:${sheet.cell(HEADER, header.index('备注') + 1).column_letter}$5"


HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "http://example.invalid"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text_and_no_formula_or_link_is_in_the_file(tmp_path, text):
    path = written(tmp_path, make_tables([finding(1, person_name=text)]), masking="unmasked")
    (row,) = rows_of(openpyxl.load_workbook(path)["违规享受"])

    assert text.strip("\t") == row["姓名"].strip("\t")
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 8
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_a_formula_like_text_keeps_the_quote_mark_of_excel(tmp_path):
    """Without it, pressing F2 and Enter would turn the text into a formula."""
    tables = make_tables([finding(1, person_name="=1+1"), finding(2, person_name="王小明")])
    sheet = opened(tmp_path, tables, masking="unmasked")["违规享受"]

    quoted = {sheet.cell(row, 2).value: sheet.cell(row, 2).quotePrefix for row in (5, 6)}
    assert quoted == {"=1+1": True, "王小明": False}


def test_nothing_personal_is_in_a_masked_workbook(tmp_path):
    conflict = {"citizen_id": "180121195501031234", "source": "card_payments", "source_file": "a.csv", "row_number": 3}
    path = written(tmp_path, make_tables([finding(1)], conflicts=[conflict]))

    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "小明" not in content
    assert "19400305" not in content
    assert "19550103" not in content


def test_the_overview_leads_with_the_figures(tmp_path):
    tables = make_tables([finding(1), finding(2, exemption_code="E06")])
    values = [cell.value for row in opened(tmp_path, tables)["概览"].iter_rows(max_row=9) for cell in row]

    assert [value for value in values if value in {"应享未享（疑似）", "违规享受（疑似）", "待核实事项", "已豁免"}] == [
        "应享未享（疑似）",
        "违规享受（疑似）",
        "待核实事项",
        "已豁免",
    ]
    assert [value for value in values if isinstance(value, int)] == [0, 1, 0, 1]
    assert "1 人，1,635.00 元" in values


def test_rules_without_a_finding_are_told_in_one_line_those_not_judged_apart(tmp_path):
    """A hundred lines of 0 hide what counts, and a 0 would say of a rule that was not judged that it is clean."""
    facts = make_facts(unjudged=(Unjudged("elder_allowance_missing", Text(zh="未收到：津贴", en="not delivered")),))
    path = write_reports(make_tables([finding(1)]), facts, ReportChoice(), tmp_path)[0]

    rows = list(openpyxl.load_workbook(path)["概览"].iter_rows(values_only=True))
    counts = {row[0]: row[3:7] for row in rows if row[0] in ("A01", "A12", "B01") and row[7]}

    assert counts == {"B01": (1, 1, 1635, 0)}
    assert f"其余规则：{len(facts.rules) - 2} 条没有疑点，1 条未比对" in {row[0] for row in rows}


def test_rejects_are_gathered_by_check_with_examples(tmp_path):
    sheet = opened(tmp_path, many_tables(10))["数据质量"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert texts[texts.index("不是可识别的金额") - 1] == 15
    assert texts[texts.index("不是可识别的金额") + 1].startswith("37、88、139")


def test_conflicts_are_counted_in_data_quality_and_listed_for_review(tmp_path):
    book = opened(tmp_path, many_tables(10))
    quality = [cell.value for row in book["数据质量"].iter_rows() for cell in row if cell.value is not None]

    assert quality[quality.index("姓名不符") - 2 : quality.index("姓名不符") + 2] == [
        "一卡通发放明细",
        "残疾人证",
        "姓名不符",
        3,
    ]
    assert len([row for row in rows_of(book["待核实"]) if row["类别"] == "同号不同人"]) == 5


def test_links_are_told_in_words_and_inner_counts_left_out():
    counts = {
        "links_repair_G5": 2,
        "block_name_birth_pairs": 7,
        "links_exact_G1": 9,
        "doubts_near_tie": 1,
        "records": 12,
    }

    assert link_lines(counts, Wording("zh")) == [
        ("参与关联的记录（一行可成数条，如两项补贴各一条）", 12),
        ("身份证号一致 · G1 身份证号一致，姓名相符", 9),
        ("身份证号订正后一致 · G5 身份证号有误或残缺，订正后姓名等相符", 2),
        ("两人同样相近，未关联", 1),
    ]


def test_an_empty_run_still_gives_a_whole_workbook(tmp_path):
    book = opened(tmp_path, make_tables([]))

    assert SHEETS["zh"] == book.sheetnames
    assert book["违规享受"]["A5"].value == "本期没有此类记录。"


def test_the_created_date_is_the_as_of_date(tmp_path):
    assert date(2025, 11, 30) == opened(tmp_path, make_tables([])).properties.created.date()


@pytest.mark.parametrize(
    ("text", "width", "height"), [("低保", 10, 19.5), ("低保低保低保", 10, 33.0), ("a\nb", 10, 33.0), ("", 10, 19.5)]
)
def test_rows_are_high_enough_for_wrapped_text(text, width, height):
    assert height == height_needed(text, width, small=False)
