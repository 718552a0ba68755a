"""The workbook of a run with many rules, or of several counties, still says what matters on its first page."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

from matcher.config.base import Text
from matcher.config.pipeline import ReportChoice
from matcher.report import write_reports
from tests.report.made_up import finding, make_facts, make_tables

# openpyxl does not know the extension by which Excel 2010 draws data bars.
pytestmark = pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")


def _many_rules(count):
    (rule,) = (one for one in make_facts().rules if one.code == "B01")
    rules = tuple(
        rule.model_copy(update={"rule": f"rule_{at:02d}", "code": f"B{at:02d}", "title": Text(zh=f"规则{at}", en="x")})
        for at in range(1, count + 1)
    )
    rows = [
        finding(at * 100 + number, rule_id=rule.rule, catalogue_code=rule.code, amount_cny=Decimal(10))
        for at, rule in enumerate(rules, start=1)
        for number in range(at)
    ]
    return make_tables(rows), make_facts(rules=rules)


def test_many_rules_have_a_sheet_whose_header_is_on_each_printed_page(tmp_path):
    """The overview's first page shows those with most findings, and where the others are; its sums are of all."""
    tables, facts = _many_rules(20)
    book = openpyxl.load_workbook(write_reports(tables, facts, ReportChoice(), tmp_path)[0])

    assert book.sheetnames[:2] == ["概览", "规则汇总"]
    assert book["规则汇总"].print_title_rows == "$4:$4"
    sources = next(cell.row for cell in book["概览"]["B"] if cell.value == "来源与文件")
    assert book["概览"].print_title_rows == f"${sources}:${sources}"
    listed = list(book["规则汇总"].iter_rows(min_row=5, values_only=True))
    assert [(row[0], row[3], row[5]) for row in listed[:-2]] == [(f"B{at:02d}", at, at * 10) for at in range(1, 21)]
    assert [row[1:7] for row in listed[-2:]] == [
        ("少发合计", None, 0, 0, 0, 0),
        ("多发合计", None, 210, 210, 2100, 0),
    ]
    overview = list(book["概览"].iter_rows(values_only=True))
    assert [row[0] for row in overview if str(row[0]).startswith("B")] == [f"B{at:02d}" for at in range(20, 8, -1)]
    assert "另有 8 条规则有疑点，全部规则见“规则汇总”表；合计含未列出的规则，不含数据质量。" in {
        row[0] for row in overview
    }
    assert ("多发合计", 210, 2100) in {(row[0], row[3], row[5]) for row in overview}


def test_townships_of_several_counties_are_named_with_their_county(tmp_path):
    """Every county has a 城关镇; in a run of one county its name would only take room."""
    names = {**make_facts().area_names, "180122000000": "白云县", "180122100000": "白云县城关镇"}
    here, there = finding(1), finding(2, person_id="p2", area_code="180122100203")
    facts = make_facts(area_names=names)

    one, both = (
        list(
            openpyxl.load_workbook(write_reports(make_tables(rows), facts, ReportChoice(), tmp_path)[0])["概览"].values
        )
        for rows in ([here], [here, there])
    )

    assert [row[1] for row in one if str(row[1]).endswith("城关镇")] == ["城关镇"]
    assert [row[1] for row in both if str(row[1]).endswith("城关镇")] == ["青溪县城关镇", "白云县城关镇"]
