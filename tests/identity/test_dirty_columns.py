"""Dirty rows are read column-wise where their dirt is common; the reading of one text says what must come out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.identity.citizen_id import complete_citizen_ids, normalise_citizen_ids
from matcher.identity.citizen_id_forms import read_citizen_id
from matcher.identity.date_forms import read_date
from matcher.identity.dates import normalise_dates, normalise_months
from matcher.identity.money import MoneyUnit, _read_amount, normalise_money
from matcher.identity.person_name import normalise_names, read_name
from matcher.identity.reading import code_points_of
from matcher.identity.text import PLACEHOLDERS, clean_one, clean_text

WIDE = {ord(character): chr(ord(character) + 0xFEE0) for character in "0123456789Xx"}
JUNK = [" ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\t", "'", "`", "’", '"', "-", "—", "－", ".", "。", ",", "·", "~"]


@st.composite
def identifiers(draw: st.DrawFn) -> str:
    """IDs of every kind of holder, some with a birth date that never was."""
    area = draw(st.sampled_from(["180121", "180123", "810000", "830000", "990121", "123456", "080121", "111111"]))
    born = draw(st.one_of(st.dates().map("{:%Y%m%d}".format), st.sampled_from(["19900230", "18501301", "19900307"])))
    first17 = f"{area}{born.rjust(8, '0')}{draw(st.integers(0, 999)):03d}"
    return str(complete_citizen_ids(np.array([list(map(int, first17))]))[0].as_py())


def _placed(text: str, place: int, other: str, *, over: int = 0) -> str:
    return text[:place] + other + text[place + over :]


@st.composite
def dirty_identifiers(draw: st.DrawFn) -> str:
    """IDs with one, two or three kinds of dirt on them."""
    text = draw(identifiers())
    places = st.integers(0, len(text))
    kinds: list[Callable[[str], str]] = [
        lambda text: _placed(text, draw(places), draw(st.sampled_from(JUNK))),
        lambda text: _placed(text, draw(places), draw(st.sampled_from("0123456789Xx*OoQDlLIi|!ZSB×ХEF+(残)")), over=1),
        lambda text: text.translate(WIDE),
        str.lower,
        lambda text: text[:6] + text[8:17],
        lambda text: text[: draw(places)],
        lambda text: _placed(text, 6, "*" * 8, over=8),
        lambda text: text + draw(st.sampled_from(["43", "43B1", ".0", "0", "、" + text, " " + text, "(本人)", "(妻)"])),
        lambda text: draw(st.sampled_from(["ID", "身份证号:", "'", "S", "公民身份号码"])) + text,
        lambda text: text[:15] + "000",
        lambda text: f"{float(text[:17]):.14E}" if text[:17].isdecimal() else text,
        lambda text: text[:1] * len(text),
    ]
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=3)):
        text = kind(text)
    return text


def _agree(read: Sequence[pa.Array], texts: Sequence[str], one: Callable[[str], tuple[Any, ...]]) -> None:
    assert list(zip(*(column.to_pylist() for column in read), strict=True)) == [one(text) for text in texts]


def _ids_agree(texts: Sequence[str]) -> None:
    ids = normalise_citizen_ids(pa.array(texts, pa.string()))
    _agree((ids.citizen_id, ids.status, ids.compact), texts, read_citizen_id)


@given(st.lists(dirty_identifiers(), min_size=1, max_size=20))
def test_dirty_ids_are_read_alike_by_column_and_by_text(texts: list[str]):
    """A new kind of dirt may be slow, never otherwise read."""
    _ids_agree(texts)


@given(st.lists(st.text(alphabet="0129Xx*OlID '-.１Ｘ残", max_size=24), min_size=1, max_size=20))
def test_texts_near_ids_are_read_alike_by_column_and_by_text(texts: list[str]):
    """Whatever the alphabet of IDs and their dirt spells."""
    _ids_agree(texts)


@pytest.mark.parametrize("place", [0, 6, 17, 18])
def test_every_character_beside_digits_is_read_alike_by_column_and_by_text(place: int):
    """All of the basic plane that text may hold, before, within and behind an ID, and for its last digit."""
    points = [point for point in range(0x10000) if not 0xD800 <= point < 0xE000 and not 0x3400 <= point < 0xD7A4]
    _ids_agree([_placed("18012119900307001X", place, chr(point), over=place == 17) for point in points])


@pytest.mark.parametrize("length", range(31))
def test_digits_of_any_number_are_read_alike_by_column_and_by_text(length: int):
    """Too short, too long, of one digit, of placeholders, with stars or a check character."""
    heads = ["180121199003070036", "123456789012345678", "999999199003070036", "000000199003070036", "1" * 30, "4" * 30]
    texts = [(head * 2)[:length] for head in heads]
    ends = ["", "X", "*", "00000", ".0", "43"]
    _ids_agree([text + end for text in texts for end in ends] + [_placed(text, 2, "**", over=2) for text in texts])


@pytest.mark.parametrize("area", ["810000", "830000", "990121", "180121"])
def test_letters_that_look_like_digits_are_read_alike_by_column_and_by_text_wherever_they_stand(area: str):
    """A permit with I for its second digit is no citizen's ID."""
    identifier = complete_citizen_ids(np.array([[*map(int, area), *map(int, "19900307"), 1, 0, 5]]))[0].as_py()
    texts = [_placed(identifier, place, letter, over=1) for place in range(18) for letter in "IOSZB"]
    texts += [
        "".join(letter if character == digit else character for character in identifier)
        for digit, letter in zip("10", "IO", strict=True)
    ]
    _ids_agree(texts)


HAN = "王张李欧阳伟丽小明之某家和与等未名共户主师傅老先生女士买提艾山"
SPACES = [" ", "  ", "\u3000", "\u00a0", "\t", "\n", "\u200b", "\u2003"]


@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(HAN), st.sampled_from([*SPACES, "·", ".", "(残)"])), max_size=9).map(
            "".join
        ),
        min_size=1,
        max_size=20,
    )
)
def test_spaced_names_are_read_alike_by_column_and_by_text(texts: list[str]):
    """王 伟 is one name, 王伟 张丽 are two."""
    names = normalise_names(pa.array(texts, pa.string()))
    _agree((names.person_name, names.alias, names.status), texts, read_name)


@pytest.mark.parametrize("spaces", [1, 61, 62, 63, 90])
def test_names_spaced_wide_are_read_alike_by_column_and_by_text(spaces: int):
    """A name in a cell of a fixed width is one; what is longer than any value is not looked into by either."""
    texts = ["王" + " " * spaces + "伟", "王" + "\u3000" * spaces + "小伟", " " * spaces + "王伟"]
    names = normalise_names(pa.array(texts, pa.string()))
    _agree((names.person_name, names.alias, names.status), texts, read_name)


def test_words_that_stand_for_nothing_are_no_names_in_a_column_either():
    """未填 has the shape of a name."""
    texts = [*sorted(PLACEHOLDERS), "未起名", "未取名", "名称", "姓名", "不详", "新生儿", "共计", "无名氏", "待定"]
    names = normalise_names(pa.array(texts, pa.string()))
    assert set(names.status.to_pylist()) == {"empty"}
    _agree((names.person_name, names.alias, names.status), texts, read_name)


DAYS = st.one_of(
    st.dates(datetime.date(1840, 1, 1), datetime.date(2210, 12, 31)).flatmap(
        lambda day: st.sampled_from(
            [f"{day:%Y{mark}%m{mark}%d}" for mark in ("", "-", "/", ".", "年")]
            + [f"{day.year}{mark}{day.month}{mark}{day.day}" for mark in "-/."]
            + [
                f"{day.year}年{day.month}月{day.day}日",
                f"{day} 00:00:00",
                f"{day:%Y%m}",
                f"{day:%Y-%m}",
                f"{day:%Y/%m}",
            ]
        )
    ),
    st.text(alphabet="0123456789-/.", min_size=6, max_size=10),
    st.sampled_from(["1900-02-29", "2000-02-29", "19000229", "2023-02-29", "1990-00-01", "1990-13-01", "43525", ""]),
)


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_days_are_read_alike_by_column_and_by_text(texts: list[str]):
    """Whatever the other rows look like."""
    dates = normalise_dates(pa.array(texts, pa.string()), serials=True)
    written = [read_date(text, serials=True) for text in texts]
    days = [None if one.day is None else datetime.date(*one.day) for one in written]
    assert dates.values.to_pylist() == days
    assert dates.precision.to_pylist() == [one.precision for one in written]
    assert dates.status.to_pylist() == [one.status for one in written]


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_months_are_read_alike_by_column_and_by_text(texts: list[str]):
    """A year alone is no month."""
    months = normalise_months(pa.array(texts, pa.string()))
    written = [read_date(text) for text in texts]
    assert months.values.to_pylist() == [
        None if one.day is None or one.precision == "year" else one.month_number for one in written
    ]


@pytest.mark.parametrize("text", ["1900-10", "1900/10", "1900.10", "1900年10月", "1899-10"])
def test_the_october_before_the_first_day_of_spreadsheets_is_a_month_in_column_and_in_text(text: str):
    """1900/1/0 is a spreadsheet's day zero, 1900/10 is not."""
    months = normalise_months(pa.array([text]))
    assert (months.values.to_pylist(), months.status.to_pylist()) == ([int(text[:4]) * 12 + 9], [None])
    assert read_date(text).day == (int(text[:4]), 10, 1)


AMOUNTS = st.one_of(
    st.tuples(
        st.sampled_from(["", "", "¥", "￥", "-", "$", "-¥"]),
        st.one_of(st.integers(0, 10**13).map("{:,}".format), st.integers(0, 10**13).map(str)),
        st.sampled_from(["", ".5", ".50", ".505", "."]),
        st.sampled_from(["", "", "元", "元整", "万元", "元/月", " "]),
    ).map("".join),
    st.text(alphabet="0123456789.,¥￥元万-", max_size=12),
)


@pytest.mark.parametrize("unit", ["yuan", "ten_thousand_yuan"])
@given(texts=st.lists(AMOUNTS, min_size=1, max_size=20))
def test_amounts_are_read_alike_by_column_and_by_text(unit: MoneyUnit, texts: list[str]):
    """Marks mean nothing, units and places of thousands do."""
    money = normalise_money(pa.array(texts, pa.string()), unit)
    _agree((money.values, money.status), texts, lambda text: _read_amount(text, unit))


@given(st.lists(st.text(alphabet="镇村无/- \u3000\u00a0１\u200b\ufeffï»¿①", max_size=6), max_size=12))
def test_text_is_cleaned_alike_by_column_and_by_text(texts: list[str]):
    """Clean rows stay as they are while dirty ones among them are cleaned."""
    assert clean_text(pa.array(texts, pa.string())).to_pylist() == [clean_one(text) or None for text in texts]


@pytest.mark.parametrize("space", [" ", "\t", "\v", "\n", "\u3000", "\u00a0", "\u2003", "\u200b"])
def test_a_broken_byte_order_mark_is_taken_alike_by_column_and_by_text(space: str):
    """Whatever space stands before it."""
    texts = [f"{space}ï»¿", f"{space}ï»¿镇", f"ï»¿{space}镇"]
    assert clean_text(pa.array(texts)).to_pylist() == [clean_one(text) or None for text in texts]


def test_characters_are_told_from_bytes():
    """Where each text begins among all characters, in a slice too."""
    points, bounds = code_points_of(pa.array(["x", "王a", "", "é😀"]).slice(1))

    assert points.tolist() == [ord("王"), ord("a"), ord("é"), ord("😀")]
    assert bounds.tolist() == [0, 2, 2, 4]
