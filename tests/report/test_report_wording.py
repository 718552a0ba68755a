"""Everything can be said in both languages, and nothing that is asked for is unsaid."""

from __future__ import annotations

import re
from importlib import resources
from string import Formatter

import pytest

from matcher.config.base import Text
from matcher.report import catalogue, catalogue_page, codes
from matcher.report.catalogue_page import PAGE_TEXTS
from matcher.report.wording import Wording, shorten
from tests.report.made_up import many_tables


def _texts_in(value):
    if isinstance(value, Text):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts_in(part)]
    if isinstance(value, tuple):
        return [text for part in value for text in _texts_in(part)]
    return []


TEXTS = [
    pytest.param(text, id=f"{module.__name__.rsplit('.', 1)[1]}.{name}.{number}")
    for module in (catalogue, catalogue_page, codes)
    for name, value in vars(module).items()
    if name.isupper()
    for number, text in enumerate(_texts_in(value))
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_there_in_both_languages_with_the_same_places_to_fill(text):
    assert text.zh
    assert text.en
    assert not re.search("[\u4e00-\u9fff]", text.en)
    places = [sorted(name for _, name, _, _ in Formatter().parse(said) if name) for said in (text.zh, text.en)]
    assert places[0] == places[1]


def _template(name):
    return resources.files("matcher.report").joinpath("templates", name).read_text(encoding="utf-8")


def test_the_page_asks_for_exactly_the_words_that_the_catalogue_has():
    page = _template("page.html.j2")
    scripts = "".join(_template(name) for name in ("page_data.js", "page_table.js", "page_detail.js"))
    asked = set(re.findall(r"words\.([a-z_]+)", page + scripts)) | set(re.findall(r"words\['([a-z_]+)'\]", page))
    loops = re.findall(r"for name in \[([^\]]*)\]", page)
    assert len(loops) == 2
    asked |= set(re.findall("[a-z]+", loops[0])) | {f"column_{name}" for name in re.findall("[a-z]+", loops[1])}

    assert set(PAGE_TEXTS) == asked


def test_every_code_that_a_run_can_publish_has_a_name():
    tables = many_tables(200)

    assert set(tables.findings["severity"].to_pylist()) <= set(codes.SEVERITIES)
    assert set(tables.findings["link_grade"].to_pylist()) <= set(codes.GRADES)
    assert set(tables.review["reason"].to_pylist()) <= set(codes.REVIEW_REASONS)
    assert set(tables.conflicts["reason"].to_pylist()) <= set(codes.CONFLICT_REASONS)
    assert [f"E{number:02d}" for number in range(1, 31)] == list(codes.DISPROOF_CODES)


@pytest.mark.parametrize(
    ("language", "rows", "said"),
    [
        ("zh", [12], "第 12 行"),
        ("zh", [15, 12, 16, 17, 12], "第 12、15–17 行"),
        ("en", [12, 15, 16], "row 12, 15–16"),
    ],
)
def test_rows_are_named_once_and_in_stretches(language, rows, said):
    assert said == Wording(language).rows(rows)


def test_a_place_without_a_sheet_names_file_and_row():
    assert Wording("zh").place("a.csv", None, [3]) == "a.csv › 第 3 行"
    assert Wording("zh").place("a.xlsx", "低保", [3]) == "a.xlsx › 低保 › 第 3 行"


def test_a_very_long_list_of_rows_is_cut_and_says_so():
    said = Wording("zh").rows(range(0, 200, 2))

    assert said.endswith("等行")
    assert said.count("、") + 1 == 24


def test_a_label_is_cut_by_width_not_by_characters():
    assert shorten("死亡人员领取低保", 8) == "死亡人…"
    assert shorten("Paid after death", 9) == "Paid aft…"
    assert shorten("低保", 8) == "低保"
