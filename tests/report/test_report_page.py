"""The page is one file that asks for nothing, holds no markup from the data, and says what the workbook says."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from matcher.config.base import Text
from matcher.config.pipeline import ReportChoice
from matcher.report.contents import gather_contents
from matcher.report.facts import Unjudged
from matcher.report.page import render_page
from tests.report.made_up import finding, make_facts, make_tables, many_tables


def page_of(tables, **choice):
    return render_page(gather_contents(tables, make_facts(), ReportChoice(**choice)))


class Outline(HTMLParser):
    """Collects the elements, their attributes, and what stands in scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.bodies: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._inside = tag if tag in self.bodies else self._inside

    def handle_endtag(self, tag):
        self._inside = None if tag == self._inside else self._inside

    def handle_data(self, data):
        if self._inside:
            self.bodies[self._inside].append(data)

    def data(self):
        return json.loads(self.bodies["script"][0])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_asks_for_nothing_from_outside(language):
    page = page_of(many_tables(40), language=language)
    outline = Outline(page)

    assert "://" not in page
    asked = [(tag, attrs) for tag, attrs in outline.elements if {"src", "href", "action", "srcset"} & attrs.keys()]
    assert asked == [("link", {"rel": "icon", "href": "data:,"}), ("a", {"class": "skip", "href": "#list"})]


def test_the_policy_allows_exactly_the_style_and_the_script_of_the_page():
    outline = Outline(page_of(make_tables([finding(1)])))
    policy = next(attrs["content"] for tag, attrs in outline.elements if attrs.get("http-equiv"))
    hashes = {
        name: "sha256-" + base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        for name, body in (("style", outline.bodies["style"][0]), ("script", outline.bodies["script"][1]))
    }

    assert policy.startswith("default-src 'none';")
    assert hashes == dict(re.findall(r"(script|style)-src '([^']+)'", policy))
    assert not [
        attrs for _, attrs in outline.elements if "style" in attrs or any(name.startswith("on") for name in attrs)
    ]


HOSTILE = ["</script><script>alert(1)</script>", "<!--<script>", "<img src=x onerror=alert(1)>", "a\u2028b&amp;"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_data(name):
    outline = Outline(page_of(make_tables([finding(1, person_name=name)]), masking="unmasked"))

    assert name == outline.data()["rows"][0][4]
    assert len([tag for tag, _ in outline.elements if tag == "script"]) == 2
    assert [tag for tag, _ in outline.elements if tag == "img"] == []


def test_a_hostile_file_name_and_place_stay_text():
    hostile = "</script><b>x</b>"
    facts = make_facts(area_names={"180121100000": hostile})
    page = render_page(gather_contents(make_tables([finding(1, subject_file=hostile)]), facts, ReportChoice()))

    assert [tag for tag, _ in Outline(page).elements if tag == "b"] == []


def test_rows_refer_to_the_texts_that_they_share():
    data = Outline(page_of(make_tables([finding(1, exemption_code="E06")]))).data()
    (row,) = data["rows"]

    assert data["rules"][row[1]]["code"] == "B01"
    assert data["severities"][row[2]][0] == "certain"
    assert data["programmes"][row[3]] == "最低生活保障"
    assert row[4:6] == ["王**", "180121********1234"]
    assert data["townships"][row[6]] == ["180121100000", "城关镇"]
    assert row[7:12] == ["东门社区", "2025-03", "2025-05", 3, 163_500]
    assert data["texts"][row[12]] == "G1 身份证号一致，姓名相符"
    assert data["texts"][row[13]] == "E06 款项已退回"
    assert data["statuses"][row[14]][0] == "exempted"
    assert row[15] == [[1, 0, "第 12–13 行"], [0, 1, "第 88 行"]]
    assert data["files"][1] == ["火化登记", "民政/火化登记2025.csv", None]


def test_a_masked_page_holds_no_name_and_no_birth_date():
    page = page_of(make_tables([finding(1)]))

    assert "小明" not in page
    assert "19400305" not in page
    assert "已脱敏" in page


def test_an_unmasked_page_says_so():
    page = page_of(make_tables([finding(1)]), masking="unmasked")

    assert "王小明" in page
    assert "未脱敏" in page


def test_figures_and_language_are_on_the_page():
    page = page_of(make_tables([finding(1)]), language="en")

    assert '<html lang="en">' in page
    assert "1 people, 1,635.00 yuan" in page
    assert "Everything listed here is a suspicion" in page


def test_an_empty_run_still_gives_a_page():
    assert Outline(page_of(make_tables([]))).data()["rows"] == []


def test_a_place_without_a_township_can_be_chosen():
    data = Outline(page_of(make_tables([finding(1, area_code=None)]))).data()

    assert data["townships"] == [["-", "（未登记乡镇）"]]


def test_rules_without_a_bar_are_told_in_one_line_those_not_judged_apart():
    facts = make_facts(unjudged=(Unjudged("elder_allowance_missing", Text(zh="未收到：津贴", en="not delivered")),))

    page = render_page(gather_contents(make_tables([finding(1)]), facts, ReportChoice()))

    bars = re.findall(r'data-filter="rule" data-value="(\d+)"', page)
    quiet = len(facts.rules) - len(bars) - 1
    assert len(bars) == 1
    assert f"<title>其余规则 {quiet} 条没有疑点，1 条未比对</title>" in page


def test_townships_of_several_counties_are_named_with_their_county():
    """In the chart and in the filter alike."""
    names = {**make_facts().area_names, "180122000000": "白云县", "180122100000": "白云县城关镇"}
    rows = [finding(1), finding(2, area_code="180122100203"), finding(3, area_code=None)]
    page = render_page(gather_contents(make_tables(rows), make_facts(area_names=names), ReportChoice()))

    assert Outline(page).data()["townships"] == [
        ["180121100000", "青溪县城关镇"],
        ["180122100000", "白云县城关镇"],
        ["-", "（未登记乡镇）"],
    ]
    assert ">青溪县城关镇</text>" in page
    assert ">（未登记乡镇）</text>" in page
