"""A doubt is told once, with names to tell people apart and no hash."""

from __future__ import annotations

from matcher.config.pipeline import ReportChoice
from matcher.report.contents import gather_contents
from matcher.report.details import Details, KnownPerson
from matcher.report.doubts import build_doubts
from matcher.report.page import render_page
from matcher.report.wording import Wording
from tests.report.made_up import make_facts, make_tables

RULE = "severe_disability_without_nursing_subsidy"


def review(record, person, row, **changes):
    values = {
        "kind": "cannot_tell",
        "rule_id": RULE,
        "catalogue_code": "A01",
        "record_id": record,
        "source": "card_payments",
        "source_file": "a.csv",
        "row_number": row,
        "person_id": person,
        "match_weight": 4.9967,
        "reason": "unresolved_record",
    }
    return values | changes


def doubts_of(rows, details=None, conflicts=()):
    tables = make_tables([], review=rows, conflicts=conflicts)
    return build_doubts(tables, make_facts(), Wording("zh"), details or Details())


TWO = {"p1": KnownPerson("梁小梅", "180121197001015804"), "p2": KnownPerson("梁小美", "180121197101019122")}


def test_twenty_four_rows_of_two_possible_people_are_one_doubt():
    rows = [review(f"r{row}", person, row) for row in range(40, 64) for person in ("p1", "p2")]
    (doubt,) = doubts_of(rows, Details(record_names={f"r{row}": "梁小妹" for row in range(40, 64)}, people=TWO))

    assert doubt.records == "梁小妹\n一卡通发放明细：a.csv › 第 40–63 行"
    assert doubt.other == "梁小梅 180121197001015804\n梁小美 180121197101019122"
    assert doubt.about == "A01 重度残疾人未享受护理补贴"
    assert doubt.strength == "较弱（5）"


def test_the_question_who_a_record_is_and_the_rule_that_waits_for_it_are_one_doubt():
    rows = [review("r1", "p1", 40), review("r2", "p1", 41, kind="link", rule_id=None, reason="below_threshold")]
    (doubt,) = doubts_of(rows, Details(record_names={"r1": "梁小妹", "r2": "梁小妹"}, people=TWO))

    assert doubt.kind == "无法判定"
    assert doubt.reason == "待遇名册中有一条身份不明的记录可能就是本人；与某人信息相近，但把握不足"


def test_records_of_different_names_are_different_doubts():
    rows = [review("r1", "p1", 40), review("r2", "p1", 41)]

    assert len(doubts_of(rows, Details(record_names={"r1": "梁小妹", "r2": "梁大妹"}, people=TWO))) == 2


def test_figures_that_local_policy_lacks_are_one_doubt_for_all_people():
    rows = [review(f"r{row}", f"p{row}", row, reason="parameter_missing", match_weight=None) for row in range(9)]
    (doubt,) = doubts_of(rows)

    assert (doubt.other, doubt.strength) == ("9 人", "")


def test_both_names_of_a_conflict_are_shown():
    conflict = {
        "citizen_id": "180121195501031234",
        "record_id": "r1",
        "source": "card_payments",
        "source_file": "a.csv",
        "row_number": 3,
        "reference_record_id": "r2",
        "reference_source": "cremations",
        "reference_file": "b.csv",
        "reference_row": 7,
        "reason": "name",
    }
    (doubt,) = doubts_of([], Details(record_names={"r1": "王小明", "r2": "李大海"}), [conflict])

    assert doubt.records == "王小明\n一卡通发放明细：a.csv › 第 3 行"
    assert doubt.other == "李大海\n火化登记：b.csv › 第 7 行"


def test_the_page_lists_doubts_with_masked_names():
    tables = make_tables([], review=[review("r1", "p1", 40)])
    details = Details(record_names={"r1": "梁小妹"}, people=TWO)
    page = render_page(gather_contents(tables, make_facts(), ReportChoice(), details))

    assert "梁** 180121********5804" in page
    assert "一卡通发放明细：a.csv › 第 40 行" in page
    assert "小妹" not in page
    assert "19700101" not in page
