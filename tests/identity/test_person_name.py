"""Person names as clerks write them: what is the name, what is a note, what cannot be read."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.identity.person_name import STATUSES, normalise_names

CASES = [
    # value, name, alias, status, why
    ("张三", "张三", None, None, "as it should be"),
    ("欧阳修", "欧阳修", None, None, "two-character surname"),
    ("張偉", "張偉", None, None, "traditional characters stay as written"),
    ("李之", "李之", None, None, "之 as a given name"),
    ("王家妹", "王家妹", None, None, "家 in a given name"),
    ("和平", "和平", None, None, "和 as a surname"),
    ("𬭎明", "𬭎明", None, None, "character of four bytes in GB18030"),
    ("买买提·艾山", "买买提·艾山", None, None, "name and father's name"),
    ("爱新觉罗·溥仪", "爱新觉罗·溥仪", None, None, "long name"),
    ("JOHN SMITH", "JOHN SMITH", None, None, "Latin letters"),
    ("张 三", "张三", None, "cleaned", "space that fills a column of three"),
    ("张\u3000三", "张三", None, "cleaned", "ideographic space"),
    ("张三\u200b", "张三", None, "cleaned", "zero-width space"),
    ("张\n三", "张三", None, "cleaned", "line break"),
    ("王 小 明", "王小明", None, "cleaned", "spaces all through"),
    ("扎西 顿珠", "扎西顿珠", None, "cleaned", "Tibetan name with a space"),
    ("买买提•艾山", "买买提·艾山", None, "cleaned", "bullet for the dot"),
    ("买买提.艾山", "买买提·艾山", None, "cleaned", "full stop for the dot"),
    ("买买提．艾山", "买买提·艾山", None, "cleaned", "full-width stop for the dot"),
    ("买买提・艾山", "买买提·艾山", None, "cleaned", "katakana dot"),
    ("买买提-艾山", "买买提·艾山", None, "cleaned", "hyphen for the dot"),
    ("买买提。艾山", "买买提·艾山", None, "cleaned", "Chinese full stop for the dot"),
    ("买买提··艾山", "买买提·艾山", None, "cleaned", "two dots"),
    ("张三。", "张三", None, "cleaned", "dot after"),
    ("·张三", "张三", None, "cleaned", "dot before"),
    ("张三（曾用名李四）", "张三", "李四", "cleaned", "former name in brackets"),
    ("张三（曾用名：李四）", "张三", "李四", "cleaned", "former name after a colon"),
    ("张三(小名狗蛋)", "张三", "狗蛋", "cleaned", "pet name"),
    ("张三（张小三）", "张三", "张小三", "cleaned", "another name without a label"),
    ("张三（已故）", "张三", None, "cleaned", "note: died"),
    ("张三(户主)", "张三", None, "cleaned", "note: head"),
    ("张三（女）", "张三", None, "cleaned", "note: sex"),
    ("张三（身份证错误）", "张三", None, "cleaned", "note: wrong ID"),
    ("张三（已故", "张三", None, "cleaned", "bracket never closed"),
    ("张小皛（上白下本）", "张小皛", None, "cleaned", "description beside a character that is there"),
    ("张三先生", "张三", None, "cleaned", "title"),
    ("张三同志", "张三", None, "cleaned", "title of comrades"),
    ("张伟2", "张伟", None, "cleaned", "number of a second bearer"),
    ("张伟②", "张伟", None, "cleaned", "circled number"),
    ("张伟B", "张伟", None, "cleaned", "letter of a second bearer"),
    ("户主：张三", "张三", None, "cleaned", "label with a colon"),
    ("户主张三", "张三", None, "cleaned", "label without a colon"),
    ("姓名:张三", "张三", None, "cleaned", "header in the cell"),
    ("'张三", "张三", None, "cleaned", "apostrophe before"),
    ("john  smith", "JOHN SMITH", None, "cleaned", "small letters, two spaces"),
    ("张?", "张?", None, "partly_unreadable", "question mark"),
    ("张□明", "张?明", None, "partly_unreadable", "empty box"),
    ("张■明", "张?明", None, "partly_unreadable", "full box"),
    ("张〓", "张?", None, "partly_unreadable", "printer's mark for a missing character"),
    ("张\ufffd", "张?", None, "partly_unreadable", "replacement character"),
    ("张\ue000", "张?", None, "partly_unreadable", "glyph of a private font"),
    ("张*国", "张?国", None, "partly_unreadable", "masked"),
    ("张某某", "张??", None, "partly_unreadable", "masked in words"),
    ("王yan3", "王?", None, "partly_unreadable", "pinyin for a rare character"),
    ("王yǎn明", "王?明", None, "partly_unreadable", "pinyin with a tone mark"),
    ("张（上白下本）", "张?", None, "partly_unreadable", "character described in brackets"),
    ("张（左王右文）明", "张?明", None, "partly_unreadable", "character described inside the name"),
    ("李四之子", None, "李四之子", "description", "a newborn without a name"),
    ("李四之次女", None, "李四之次女", "description", "second daughter"),
    ("李四的妻子", None, "李四的妻子", "description", "wife"),
    ("张三、李四", None, "张三、李四", "several_names", "two people"),
    ("张三/李四", None, "张三/李四", "several_names", "two people with a slash"),
    ("张三 李四", None, "张三 李四", "several_names", "two people with a space"),
    ("张三\n李四", None, "张三李四", "several_names", "two people on two lines"),
    ("张三和李四", None, "张三和李四", "several_names", "two people with a word between"),
    ("张三等3人", None, "张三等3人", "several_names", "some people, one of them named"),
    ("张三等", None, "张三等", "several_names", "and others"),
    ("欧阳 娜娜", "欧阳娜娜", None, "cleaned", "a surname of two characters, spaced"),
    ("王和平", "王和平", None, None, "和 in a given name"),
    ("ï»¿张三", "张三", None, "cleaned", "a byte order mark read in another encoding"),
    ("张先生", "张?", None, "partly_unreadable", "a surname and a title"),
    ("无", None, None, "empty", "none, in a word"),
    ("不详", None, None, "empty", "not known"),
    ("合计", None, None, "empty", "a sum row's word"),
    ("12", None, None, "empty", "a number"),
    ("", None, None, "empty", "empty cell"),
    (None, None, None, "empty", "null cell"),
    ("??", None, None, "unreadable", "nothing left to read"),
    ("@@", None, None, "unreadable", "signs"),
]


@pytest.mark.parametrize(("value", "name", "alias", "status", "why"), CASES, ids=[case[-1] for case in CASES])
def test_a_name_is_read_from_what_surrounds_it(value, name, alias, status, why):
    """The name in one form; other names beside it; nothing made up for what is not readable."""
    names = normalise_names(pa.array([value], pa.string()))

    assert (name, alias, status) == (names.person_name[0].as_py(), names.alias[0].as_py(), names.status[0].as_py())


def test_names_of_a_batch_are_read_row_by_row():
    """Repeated names are read once and given to every row, in order."""
    names = normalise_names(pa.array(["张 三", "李四", None, "张 三", "李四"]))

    assert names.person_name.to_pylist() == ["张三", "李四", None, "张三", "李四"]
    assert names.status.to_pylist() == ["cleaned", None, "empty", "cleaned", None]


def test_statuses_are_known():
    """Every status that a name can have is explained."""
    assert set(STATUSES) == {case[3] for case in CASES if case[3]}


ALPHABET = "张王李三四明之某的家子女户主已故曾用名（）()·.。 -?*□A1 先生、"


@given(st.lists(st.text(alphabet=ALPHABET, max_size=8), max_size=20))
def test_normalising_twice_is_normalising_once(values: list[str]):
    """A name in its one form is read as itself."""
    once = normalise_names(pa.array([*values, *(case[0] for case in CASES)], pa.string()))

    twice = normalise_names(once.person_name)

    assert once.person_name.to_pylist() == twice.person_name.to_pylist()
    assert {None, "empty", "partly_unreadable"} >= set(twice.status.to_pylist())
