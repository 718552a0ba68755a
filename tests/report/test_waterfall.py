"""The picture of a link: each bar begins where the one before ended, and the sum stands beside its thresholds."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from matcher.report.waterfall import Stage, Waterfall, draw_waterfall

_SVG = "{http://www.w3.org/2000/svg}"

STAGES = (
    Stage("起点", "随便取一人", "", -12.0, -12.0),
    Stage("身份证号", "错一位", "", 20.0, 8.0),
    Stage("出生日期", "相同", "1940-**-** / 1940-**-**", 0.0, 8.0, note="已在别项计分"),
    Stage("住地", "同县，不同乡镇", "", -3.0, 5.0),
)
WATERFALL = Waterfall(
    title="逐项得分",
    verdict="未认定",
    subtitles=("记录　名册 > 第 3 行", "人员　5f2a"),
    stages=STAGES,
    sum_label="合计",
    sum_note="把握约 30 : 1",
    marks=((0.0, "送人工 0"), (10.0, "可认定 10")),
    second=(4.0, "第二像的人 +4.0"),
)


def drawn(waterfall=WATERFALL):
    return ET.fromstring(draw_waterfall(waterfall))


def bars(picture):
    """Give style, start and end of each bar, from top to bottom."""
    found = sorted(picture.iter(f"{_SVG}rect"), key=lambda bar: float(bar.get("y")))
    return [(bar.get("class"), float(bar.get("x")), float(bar.get("x")) + float(bar.get("width"))) for bar in found]


def test_a_bar_begins_where_the_one_before_ended():
    start, identifier, _, area, total = bars(drawn())

    assert start[1] == identifier[1]
    assert area[2] == pytest.approx(identifier[2], abs=0.2)
    assert total[2] == pytest.approx(area[1], abs=0.2)
    assert total[1] == pytest.approx(start[2], abs=0.2)


def test_the_style_of_a_bar_says_which_way_it_speaks():
    assert [style for style, *_ in bars(drawn())] == ["against", "for", "elsewhere", "against", "sum"]


def test_every_word_and_weight_stands_in_the_picture():
    words = [text.text for text in drawn().iter(f"{_SVG}text")]

    assert {"起点", "错一位", "1940-**-** / 1940-**-**", "已在别项计分", "送人工 0", "第二像的人 +4.0"} <= set(words)
    assert [word for word in words if word and word[0] in "+−0" and word[-1].isdigit()] == [
        "−12.0", "+20.0", "0.0", "−3.0", "+5.0",
    ]  # fmt: skip


def test_without_thresholds_or_a_second_person_there_are_no_marks():
    picture = drawn(replace(WATERFALL, marks=(), second=None))

    assert [line for line in picture.iter(f"{_SVG}line") if line.get("class") in ("threshold", "second")] == []


def test_markup_in_words_is_shown_and_not_obeyed():
    picture = draw_waterfall(replace(WATERFALL, verdict="<script>x</script>"))

    assert "<script>" not in picture
    assert "&lt;script&gt;" in picture


def test_the_picture_asks_for_nothing_from_outside():
    assert draw_waterfall(WATERFALL).count("://") == 1  # the name of the format
