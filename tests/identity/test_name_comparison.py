"""Levels of agreement between names: one name as clerks, input methods and printers write it, and two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.identity.name_comparison import (
    INCOMPATIBLE_BELOW,
    LEVELS,
    compare_name_columns,
    compare_names,
    name_levels,
    name_similarity,
)

PAIRS = [
    # left, right, level, similarity, why
    ("张三", "张三", "exact", 1.0, "the same"),
    ("买买提·艾山", "买买提·艾山", "exact", 1.0, "the same, dotted"),
    ("张偉", "张伟", "variant", 1.0, "traditional"),
    ("陳國強", "陈国强", "variant", 1.0, "traditional all through"),
    ("葉後範", "叶后范", "variant", 1.0, "traditional characters with several simplified ones"),
    ("鍾鑫", "钟鑫", "variant", 1.0, "鍾 and 钟"),
    ("锺鑫", "钟鑫", "variant", 1.0, "锺 and 钟"),
    ("肖明", "萧明", "variant", 1.0, "surname written in two ways: 肖"),
    ("闫明", "阎明", "variant", 1.0, "surname written in two ways: 闫"),
    ("付明", "傅明", "variant", 1.0, "surname written in two ways: 付"),
    ("戴明", "代明", "variant", 1.0, "surname written in two ways: 代"),
    ("邱明", "丘明", "variant", 1.0, "surname written in two ways: 丘"),
    ("於明", "于明", "variant", 1.0, "surname 於, simplified"),
    ("吕徳", "呂德", "variant", 1.0, "variant glyphs on both sides"),
    ("张峯", "张峰", "variant", 1.0, "峯 and 峰"),
    ("张堃", "张坤", "variant", 1.0, "堃 and 坤"),
    ("张喆", "张哲", "variant", 1.0, "喆 and 哲"),
    ("张淼", "张渺", "variant", 1.0, "淼 and 渺"),
    ("张昇", "张升", "variant", 1.0, "昇 and 升"),
    ("买买提·艾山", "买买提艾山", "variant", 1.0, "dot left out"),
    ("扎西·顿珠", "扎西顿珠", "variant", 1.0, "Tibetan name, dot left out"),
    ("麦麦提·艾山", "买买提·艾山", "variant", 1.0, "two ways to write one sound"),
    ("阿不都热合曼", "阿卜杜·热合曼", "variant", 1.0, "two ways to write one sound, and no dot"),
    ("古力娜扎", "古丽娜扎", "variant", 1.0, "古力 and 古丽"),
    ("艾山·买买提", "买买提·艾山", "variant", 0.95, "the parts in another order"),
    ("张梅", "张美", "homophone", 0.9, "input method: 梅, 美"),
    ("李军", "李君", "homophone", 0.9, "input method: 军, 君"),
    ("王英", "王莹", "homophone", 0.9, "input method: 英, 莹"),
    ("王霞", "王下", "homophone", 0.9, "input method: 霞, 下"),
    ("王平", "王萍", "homophone", 0.9, "input method: 平, 萍"),
    ("王华", "王花", "homophone", 0.9, "input method: 华, 花"),
    ("张小丽", "张晓莉", "homophone", 0.9, "both given-name characters by sound"),
    ("章伟", "张伟", "homophone", 0.9, "surname by sound"),
    ("单雄信", "善雄信", "homophone", 0.9, "单 as a surname is shan"),
    ("曾强", "增强", "homophone", 0.9, "曾 as a surname is zeng"),
    ("仇英", "求英", "homophone", 0.9, "仇 as a surname is qiu"),
    ("解红", "谢红", "homophone", 0.9, "解 as a surname is xie"),
    ("区明", "欧明", "homophone", 0.9, "区 as a surname is ou"),
    ("查明", "扎明", "homophone", 0.9, "查 as a surname is zha"),
    ("乐明", "岳明", "homophone", 0.9, "乐 as a surname is yue"),
    ("尉迟明", "于池明", "homophone", 0.9, "尉迟 is yuchi"),
    ("兰芳", "蓝芳", "variant", 1.0, "surname written in two ways: 兰"),
    ("王兰", "王蓝", "homophone", 0.9, "兰 in a given name is only a homophone of 蓝"),
    ("张三", "ZHANG SAN", "homophone", 0.9, "pinyin for the whole name"),
    ("王己", "王已", "look_alike", 0.88, "己 and 已"),
    ("王戊", "王戌", "look_alike", 0.88, "戊 and 戌"),
    ("王未", "王末", "look_alike", 0.88, "未 and 末"),
    ("王日", "王曰", "look_alike", 0.88, "日 and 曰"),
    ("侯明", "候明", "homophone", 0.9, "侯 and 候 look and sound alike: the better level counts"),
    ("祁明", "祈明", "homophone", 0.9, "祁 and 祈"),
    ("王娟", "王绢", "homophone", 0.9, "娟 and 绢"),
    ("王玲", "王铃", "homophone", 0.9, "玲 and 铃"),
    ("翟明", "瞿明", "look_alike", 0.88, "surnames 翟 and 瞿"),
    ("佘明", "余明", "look_alike", 0.88, "surnames 佘 and 余"),
    ("王晓明", "王小朋", "look_alike", 0.88, "one by sound, one by shape"),
    ("张?明", "张建明", "look_alike", 0.85, "one character not readable, two agree"),
    ("张?", "张伟", "look_alike", 0.6, "one character not readable, the surname agrees"),
    ("张??", "张建明", "surname_only", 0.5, "only the surname readable"),
    ("张?明", "李建明", "different", 0.1, "not readable, and another surname"),
    ("王小明", "王大明", "one_character", 0.7, "one of three differs"),
    ("王小明", "王小刚", "one_character", 0.7, "one of three differs, brothers"),
    ("王明", "王强", "one_character", 0.5, "one of two differs"),
    ("王小明", "张小明", "one_character", 0.6, "surname differs, given name agrees"),
    ("王伟", "张伟", "one_character", 0.4, "surname of two differs"),
    ("张小明", "张明", "one_character", 0.6, "a character left out"),
    ("张三", "张三丰", "one_character", 0.6, "a character added"),
    ("张明伟", "张伟明", "one_character", 0.7, "given name turned round"),
    ("欧阳小明", "欧阳小刚", "one_character", 0.75, "one of four differs"),
    ("阿依古丽", "阿依古丽汗", "one_character", 0.85, "a syllable added to a long name"),
    ("买买提", "买买提·艾山", "one_character", 0.6, "father's name left out"),
    ("王小明", "王建国", "surname_only", 0.3, "only the surname agrees"),
    ("张三", "张建国", "surname_only", 0.3, "only the surname agrees, of other lengths"),
    ("买买提·艾山", "买买提·吐尔逊", "surname_only", 0.4, "another father"),
    ("欧阳明", "欧冶子", "different", 0.1, "half of a two-character surname is none of it"),
    ("张三", "李四", "different", 0.1, "two people"),
    ("李芳", "王建国", "different", 0.1, "two people, of other lengths"),
    ("古丽·艾山", "热合曼·艾山", "different", 0.2, "one father, two children"),
    ("张三", "LI SI", "different", 0.1, "pinyin of another name"),
    ("张", "李", "different", 0.1, "one character each"),
    (None, "张三", "missing", None, "left missing"),
    ("张三", None, "missing", None, "right missing"),
    (None, None, "missing", None, "both missing"),
]


def columns(pairs: Sequence[Sequence[Any]]) -> tuple[pa.Array, pa.Array]:
    return pa.array([pair[0] for pair in pairs], pa.string()), pa.array([pair[1] for pair in pairs], pa.string())


@pytest.mark.parametrize(("left", "right", "level", "similarity", "why"), PAIRS, ids=[pair[-1] for pair in PAIRS])
def test_a_pair_of_names_agrees_to_a_level(left, right, level, similarity, why):
    """Each alone, both ways round."""
    forth = columns([(left, right)])

    for first, second in (forth, forth[::-1]):
        assert level == LEVELS[name_levels(first, second)[0]]
        assert similarity == pytest.approx(name_similarity(first, second)[0]) or similarity is None


def test_pairs_agree_in_a_column_as_they_do_alone():
    """Blocks, shared dictionaries and other pairs beside it must not change a pair's level."""
    pairs = [(left[0], right[1]) for left in PAIRS for right in PAIRS if left[0] and right[1]]
    comparisons = compare_name_columns(*columns(pairs))

    together = [(LEVELS[level], value) for level, value in zip(comparisons.levels, comparisons.similarity, strict=True)]

    assert [compare_names(*pair) for pair in pairs[::97]] == together[::97]


def test_the_table_reaches_every_level():
    """At least sixty pairs, no level without one."""
    assert len(PAIRS) >= 60
    assert set(LEVELS) == {pair[2] for pair in PAIRS}


def test_a_missing_name_is_neither_compatible_nor_not():
    """No name must not make a conflict: NaN is below no threshold and above none."""
    similarity = name_similarity(*columns([(None, "张三")]))

    assert np.isnan(similarity).all()
    assert not (similarity < INCOMPATIBLE_BELOW).any()


def test_no_pairs_give_no_levels():
    """A block may be empty."""
    nothing = pa.array([], pa.string())

    for column in (nothing, pa.chunked_array([], pa.string()), pa.chunked_array([nothing, nothing])):
        assert len(name_levels(column, column)) == 0
        assert len(name_similarity(column, column)) == 0
        assert np.int8 == name_levels(column, column).dtype


CHARACTERS = "张章李王单曾小晓明名军君己已巳伟?·艾山买提欧阳A"


@given(st.lists(st.tuples(st.text(CHARACTERS, min_size=1, max_size=6), st.text(CHARACTERS, min_size=1, max_size=6))))
def test_comparing_is_the_same_either_way_round_and_never_out_of_range(pairs: list[tuple[str, str]]):
    """Which file is left and which is right is chance."""
    left, right = columns(pairs)

    forth, back = compare_name_columns(left, right), compare_name_columns(right, left)

    assert forth.levels.tolist() == back.levels.tolist()
    assert forth.similarity.tolist() == back.similarity.tolist()
    assert ((forth.similarity >= 0) & (forth.similarity <= 1)).all()


@given(st.text("张章李王单曾小晓明名军君伟", min_size=2, max_size=3), st.integers(0, 2))
def test_a_wildcard_matches_whatever_stood_there(name: str, place: int):
    """A character that the printer lost must not make a conflict by itself."""
    place = min(place, len(name) - 1)
    with_wildcard = name[:place] + "?" + name[place + 1 :]

    assert compare_names(name, with_wildcard)[1] >= INCOMPATIBLE_BELOW
