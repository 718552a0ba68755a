"""Cleaning text and headers: what spreadsheets leave in them goes, what they say stays."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.identity.text import clean_one, clean_text, normalise_header

TEXTS = [
    ("低保", "低保", "clean already"),
    ("  低保\u3000", "低保", "spaces around, one of them ideographic"),
    ("\ufeff低保", "低保", "byte order mark"),
    ("低\u200b保", "低保", "zero-width space inside"),
    ("低\n保\r\n", "低保", "line breaks"),
    ("低\u00a0保", "低保", "no-break space"),
    ("Ａ１２（３）", "A12(3)", "full-width letters, digits, brackets"),
    ("一组 二组", "一组 二组", "a space inside stays"),
    ("", None, "empty"),
    ("\u3000 ", None, "blank"),
    (None, None, "null"),
    ("无", None, "none, in a word"),
    (" － ", None, "full-width hyphen"),
    ("/", None, "slash"),
    ("空", None, "empty, in a word"),
    ("NULL", None, "a database's null"),
    ("N/A", None, "not available"),
    ("无锡路", "无锡路", "a placeholder counts as a whole cell only"),
]


@pytest.mark.parametrize(("value", "expected", "why"), TEXTS, ids=[case[-1] for case in TEXTS])
def test_text_is_given_in_one_form(value, expected, why):
    """Alone, and among texts that keep the batch from the fast way."""
    assert [expected] == clean_text(pa.array([value], pa.string())).to_pylist()
    assert [expected, "x"] == clean_text(pa.array([value, "x\u200b"], pa.string())).to_pylist()


@given(st.lists(st.text(), max_size=20))
def test_cleaning_text_twice_is_cleaning_it_once(values: list[str]):
    """Column-wise and alone, text in its one form stays as it is."""
    once = clean_text(pa.array(values, pa.string()))

    assert once.to_pylist() == clean_text(once).to_pylist()
    assert [text or "" for text in once.to_pylist()] == [clean_one(text or "") for text in once.to_pylist()]


HEADERS = [
    ("补贴金额（元）", "补贴金额", "unit in brackets"),
    ("补贴金额(万元)", "补贴金额", "larger unit in brackets"),
    ("补贴金额：元", "补贴金额", "unit after a colon"),
    ("补贴 金额：", "补贴金额", "space and colon"),
    ("户主\n姓名", "户主姓名", "line break"),
    ("＊姓名", "姓名", "mark of a required column"),
    ("姓名\u3000\ufeff", "姓名", "invisible characters"),
    ("务工时间（月）", "务工时间", "months"),
    ("住房面积（㎡）", "住房面积", "square metres"),
    ("乡(镇)", "乡镇", "words in brackets stay"),
    ("县（市、区、旗）", "县市区旗", "points between words go"),
    ("村(居)委会", "村居委会", "brackets inside"),
    ("姓名（户主）", "姓名户主", "another person's column stays another column"),
    ("生活补贴（金额）", "生活补贴金额", "金额 is a word, not a unit"),
    ("SFZH", "sfzh", "letter case"),
    ("", "", "no header"),
]


@pytest.mark.parametrize(("value", "expected", "why"), HEADERS, ids=[case[-1] for case in HEADERS])
def test_a_header_is_compared_in_one_form(value, expected, why):
    """Exports of one system differ in width, breaks and units between months."""
    assert expected == normalise_header(value)


@given(st.text())
def test_normalising_a_header_twice_is_normalising_it_once(text: str):
    """The aliases of a schema and the headers of a file go through it alike."""
    assert normalise_header(text) == normalise_header(normalise_header(text))
