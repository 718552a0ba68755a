"""The funnel page: one offline file of counts, every share with its interval, no value of any person."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from matcher.config.base import Text
from matcher.report.funnel_page import FunnelFigures, render_funnel_page
from matcher.report.funnel_texts import WORDS
from tests.report.pages import offline_outline, text_of


def share(by, group, judged, count, low=0.1, high=0.9):
    return {
        "by": by,
        "group": group,
        "judged": judged,
        "count": count,
        "share": count / judged,
        "low": low,
        "high": high,
    }


FUNNEL = {
    "rows": 12_000,
    "findings": 40,
    "standing": 30,
    "clues": 24,
    "dispatched": 12,
    "confirmed": 6,
    "disproved": 2,
    "pending": 4,
    "recovered_cny": Decimal("1600.00"),
    "paid_back_cny": Decimal("80.50"),
    "accountable_count": 1,
}
SHARES = [
    share("all", "all", 8, 6, 0.409, 0.929),
    share("rule", "B01", 5, 5, 0.566, 1.0),
    share("rule", "B99", 3, 1),
    share("county", "180121", 8, 6),
    share("link_grade", "G1", 8, 6),
    share("reason", "E05", 8, 2),
]
FATES = {"confirmed": 6, "disproved": 2, "pending": 4, "exempted": 0, "closed": 1, "gone": 1, "open": 10}


def page_of(language="zh", **changes):
    given: dict[str, Any] = {
        "title": Text(zh="测试县夜间比对", en="Nightly check of a test county"),
        "run_id": "0002-2025-12-31",
        "as_of": date(2025, 12, 31),
        "program_version": "1.0",
        "funnel": FUNNEL,
        "shares": SHARES,
        "over_time": {"2025-11": [share("all", "all", 3, 1)], "2025-12": [share("all", "all", 5, 5), SHARES[1]]},
        "fates": {"180121": FATES},
        "rule_titles": {"B01": Text(zh="死亡人员领取低保", en="Paid after death")},
        "area_names": {"180121000000": "某省某市测试县"},
    }
    return render_funnel_page(FunnelFigures(**given | changes), language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_asks_for_nothing_and_runs_nothing(language):
    offline_outline(page_of(language))


def test_every_drawing_is_well_formed():
    drawings = re.findall(r"<svg.*?</svg>", page_of(), flags=re.DOTALL)

    assert len(drawings) == 2 + len(SHARES) - 1  # what became of them, months, a bar for each group
    assert {ET.fromstring(drawing).tag for drawing in drawings} == {"svg"}


def test_it_counts_from_rows_to_people_held_to_account():
    """Each step with what it is of the one before."""
    steps = re.findall(r'step-figure">([^<]*)<.*?step-label">([^<]*)<.*?<small>([^<]*)<', page_of())

    assert steps == [
        ("12,000", "报送数据行", ""),
        ("40", "疑点", "扣除依规豁免后 30"),
        ("24", "线索", "占行数 0.20%（历次批次合计）"),
        ("12", "下发", "占线索 50.0%"),
        ("6 / 2", "查实 / 查否", "75.0% · 待核 4"),
        ("1,600.00", "追缴（元）", "补发 80.50 元"),
        ("1", "追责人数", "按核查反馈填报"),
    ]


def test_every_group_is_named_with_its_share_interval_and_months():
    """A rule that the last run no longer has stands under its code."""
    words = text_of(page_of("en"))

    assert "B01 Paid after death 5 5 100.0% 56.6% to 100.0% 5/5" in words
    assert "B99 B99 3 1 33.3% 10.0% to 90.0%" in words
    assert "某省某市测试县 8 6 75.0%" in words
    assert "E05 death dates conflict or death recorded wrongly 8 2 25.0%" in words


def test_months_are_drawn_with_their_intervals():
    assert "2025-12: 100.0% (10.0% to 90.0%), 5 of 5" in page_of("en")


def test_without_verdicts_nothing_is_claimed():
    page = page_of("zh", shares=[], over_time={}, funnel=FUNNEL | {"confirmed": 0, "disproved": 0})

    assert WORDS["no_verdicts"].zh in page
    assert WORDS["by_rule"].zh not in page
    assert "%" not in re.findall(r'step-label">查实 / 查否<.*?<small>([^<]*)<', page)[0]


def test_counties_are_drawn_apart_where_there_are_several():
    page = page_of("zh", fates={"180121": FATES, "180122": FATES, "unknown": FATES})

    assert re.findall(r'class="label"[^>]*>([^<]*)<', page) == ["合计", "某省某市测试县", "180122", "未知"]


def test_the_same_figures_give_the_same_bytes():
    assert page_of() == page_of()
