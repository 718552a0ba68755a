"""Charts are plain SVG: safe for any label, and in proportion."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.report.charts import Bar, bar_chart, column_chart, round_step


def widths(svg, style):
    return [float(width) for width in re.findall(rf'<rect class="{style}"[^>]* width="([\d.]+)"', svg)]


def test_bars_are_as_long_as_their_figures_say():
    svg = bar_chart("", [Bar("a", (("bar-missing", 10),), ""), Bar("b", (("bar-missing", 5),), "")])

    long, short = widths(svg, "bar-missing")
    assert long == pytest.approx(2 * short)


def test_a_bar_of_nought_is_a_mark_and_not_a_gap():
    assert widths(bar_chart("", [Bar("a", (("bar-missing", 0),), "0")]), "bar-none") == [1.5]


def test_a_label_that_looks_like_markup_stays_text():
    hostile = '</svg><script>alert("x")</script>'
    svg = bar_chart(hostile, [Bar(hostile, (("bar-missing", 1),), hostile, ("township", hostile))])

    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_a_chart_without_bars_is_still_a_picture():
    ElementTree.fromstring(bar_chart("", []))
    ElementTree.fromstring(column_chart("", []))


def test_stretches_of_a_column_stand_on_one_another():
    svg = column_chart("", [Bar("01", (("bar-ineligible", 3), ("bar-missing", 1)), "")])
    found = re.findall(r'class="(bar-\w+)" x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', svg)

    (low, low_top, low_height), (high, high_top, high_height) = found
    assert (low, high) == ("bar-ineligible", "bar-missing")
    assert float(high_top) + float(high_height) == pytest.approx(float(low_top), abs=0.2)
    assert float(low_height) == pytest.approx(3 * float(high_height), abs=0.3)


@given(st.integers(min_value=0, max_value=10**7))
def test_axis_lines_are_few_and_round(highest):
    step = round_step(highest)

    assert step * 4 >= highest
    assert str(step).rstrip("0") in {"1", "2", "5"}
