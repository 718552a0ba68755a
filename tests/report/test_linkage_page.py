"""The linkage page: one offline file of counts and bits, every figure with its meaning, no value of any person."""

from __future__ import annotations

import importlib
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from matcher.link import figure_steps
from matcher.link import figures as link_figures
from matcher.report.linkage_page import render_linkage_page
from matcher.report.linkage_texts import COLUMNS, GIVEN
from matcher.report.linkage_words import COMPARISONS, bits_text, chance_text, level_words, odds_text
from matcher.report.wording import Wording
from tests.report.made_up_linkage import BLOCKED, level, linkage, source
from tests.report.pages import offline_outline, text_of

ZH, EN = Wording("zh"), Wording("en")


def page_of(language="zh", **changes):
    return render_linkage_page(linkage(**changes), language)


def drawings_of(page):
    return re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_asks_for_nothing_and_runs_nothing(language):
    outline = offline_outline(page_of(language))

    assert {attrs["href"] for _, attrs in outline.elements if "href" in attrs} == {"data:,", "#outcomes"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_drawing_is_well_formed(language):
    drawings = drawings_of(page_of(language))

    assert len(drawings) > 6
    assert {ET.fromstring(drawing).tag for drawing in drawings} == {"svg"}


def test_the_same_figures_give_the_same_bytes():
    assert page_of() == page_of()


def test_the_cards_count_the_records_of_all_sources_by_how_they_were_linked():
    page = text_of(page_of())

    assert "证号一致 1,355 占全部 1,400 条记录的 96.7%" in page  # 940 + 12 + 3 + 400
    assert "推断认定 33 证号订正 30 条，逐项打分 3 条" in page
    assert "未能认定 7 其中 3 条只有姓名或连姓名也没有" in page
    assert "同号不同人 7 证号相同但姓名不符，须核实；其中 2 条按其他信息认定为另一人" in page


def test_each_source_has_a_line_the_largest_first_under_the_sum():
    page = text_of(page_of())

    assert "合计 1,400 95.7% 12 3 30 3 5 7" in page
    assert "发放表 1,000 94.0% 12 3 30 3 5 7" in page
    assert page.index("发放表 1,000") < page.index("户籍 400 100.0%")


def test_a_way_of_linking_that_the_page_does_not_know_is_an_inference():
    page = text_of(page_of(sources=[source(outcomes={"exact_G1": 990, "household_G4": 10})]))

    assert "推断认定 10 证号订正 0 条，逐项打分 10 条" in page


def test_the_histogram_has_a_row_for_each_outcome_and_a_line_for_each_threshold():
    page = text_of(page_of())

    assert "46 对；三行各按自己的最高柱作图" in page
    assert "认定为同一人 31 对" in page
    assert "送人工辨认 5 对" in page
    assert "未认定 10 对" in page
    assert "0 起送人工" in page
    assert "10 起可认定" in page
    assert "+10 1,000 : 1" in page


def test_pairs_that_weigh_next_to_nothing_stand_at_the_left_end():
    drawing = ET.fromstring(next(one for one in drawings_of(page_of()) if "pairs-apart" in one))
    titles = [group.findtext("title") for group in drawing.iter("g")]

    assert titles == ["+21: 31", "+4: 5", "-30: 9", "+21: 1"]


def test_a_run_without_pairs_says_so_in_place_of_a_picture():
    assert "没有逐对比较：所有记录都凭证号认定" in text_of(page_of(bins=[]))


def test_a_level_says_how_often_it_is_met_what_it_weighs_and_how_far_that_varies():
    page = text_of(page_of())

    assert "姓名 完全相同 99.9% 1/12,000 +13.5 +11.2 … +14.0 4,900 40 31" in page
    assert "出生日期 相同 96.0% 1/100,000 +16.6 9 9" in page
    assert "m 由 5,000 对证号一致的记录学得" in page


def test_a_level_that_no_pair_reached_has_the_weight_of_the_model():
    page = page_of()

    assert "不同 1/2,000 50.0% −10.0" in text_of(page)
    assert "worth-unseen" in page


def test_a_level_without_any_weight_is_left_out_unless_it_was_met():
    met, unmet = level("sex", "missing", pairs=3), level("sex", "same")
    page = text_of(page_of(levels=[unmet, met]))

    assert "性别 至少一方没有 3" in page
    assert "性别 相同" not in page


@pytest.mark.parametrize(
    ("origin", "said"),
    [("shipped", "m 取默认值"), ("expected", "由待认定的对估计"), ("file", "取自指定的模型文件")],
)
def test_the_page_says_where_m_comes_from(origin, said):
    assert said in text_of(page_of(model_origin=origin, learning_pairs=0))


def test_completeness_and_what_cannot_be_linked_stand_per_source():
    page = text_of(page_of())

    assert "发放表 96.0% 100.0% 3 0.3%" in page
    assert "户籍 100.0% 100.0% 99.7%" in page
    assert "发放表 960 30 7 (4) 3 (3)" in page


def test_sources_share_people_and_a_source_has_its_own():
    page = page_of()

    assert "2 户籍 60 400" in text_of(page)
    assert '<td class="number shade-7">60</td>' in page  # three quarters of the smaller source


def test_clusters_of_a_sample_are_told_to_be_estimates():
    assert "推算" not in text_of(page_of())
    assert text_of(page_of(counted_of=11)).count("按每 11 人取 1 人推算") == 2


def test_blocks_say_what_they_gave_and_what_they_left_out():
    counts = {
        **BLOCKED,
        "block_without_ids_account_pairs": 4,
        "block_name_village_pairs": 0,
        "block_name_village_refined_blocks": 0,
    }
    page = text_of(page_of(link_counts=counts))

    assert "姓名＋出生日期 1,200 2 77" in page
    assert "银行账号（双方都无有效证号） 4 0 0" in page
    assert "姓名＋村 0" not in page


def test_markup_in_a_title_is_shown_and_not_obeyed():
    page = page_of(source_titles={"payments": {"zh": "<b>发放</b>", "en": "x"}})

    assert "<b>" not in page
    assert "&lt;b&gt;发放&lt;/b&gt;" in page


def test_a_run_without_any_record_has_a_page():
    lists: dict[str, Any] = {name: [] for name in ("sources", "bins", "levels", "source_pairs")}
    empty = {**lists, "cluster_sizes": {}, "link_counts": {}}

    assert "0 条记录" in text_of(page_of(**empty))


def test_whatever_linking_counts_has_words():
    assert set(link_figures.GIVEN) == GIVEN.keys()
    assert figure_steps.COLUMNS.keys() - COLUMNS.keys() == set()
    assert set(importlib.import_module("matcher.link.scoring").COMPARISONS) - COMPARISONS.keys() == set()


def test_every_level_that_linking_knows_has_words():
    levels = importlib.import_module("matcher.link.comparison").LEVELS
    wordless = [(name, one) for name, known in levels.items() for one in known if level_words(name, one, ZH) == one]

    assert wordless == []


@pytest.mark.parametrize(
    ("bits", "zh", "en"),
    [
        (0.0, "1 : 1", "1 : 1"),
        (-3.0, "1 : 8", "1 : 8"),
        (10.0, "1,000 : 1", "1,000 : 1"),
        (20.0, "100 万 : 1", "1 million : 1"),
        (-30.0, "1 : 10 亿", "1 : 1 billion"),
        (40.0, "1 万亿 : 1", "1 trillion : 1"),
    ],
)
def test_bits_are_said_as_odds_in_round_figures(bits, zh, en):
    assert (zh, en) == (odds_text(bits, ZH), odds_text(bits, EN))


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100.0%"), (0.99999, "99.9%"), (0.041, "4.1%"), (0.000081, "1/12,000"), (0.0, "0")],
)
def test_small_shares_are_said_as_one_in_so_many(share, text):
    assert text == chance_text(share)


@pytest.mark.parametrize(("bits", "text"), [(13.54, "+13.5"), (-2.0, "−2.0"), (0.0, "0.0"), (-0.01, "0.0")])
def test_weights_bear_their_sign(bits, text):
    assert text == bits_text(bits)
