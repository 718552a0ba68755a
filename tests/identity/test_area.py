"""Places: codes of several lengths, names, paths, and the ways a village is called."""

from __future__ import annotations

import pyarrow as pa
import pytest

from matcher.identity.area import STATUSES, AreaTable, normalise_areas

AREAS = AreaTable.from_rows(
    codes=[
        *("18", "1801", "180121"),
        *("180121101", "180121102", "180121103"),
        *("180121101201", "180121101202", "180121102201", "180121102202", "180121103201"),
    ],
    names=[
        *("河山省", "云川市", "青溪县"),
        *("白石镇", "石桥乡", "城关街道"),
        *("大塘村", "石桥社区", "大塘村", "李家坳村", "东街社区居委会"),
    ],
    parents=[
        *(None, "18", "1801"),
        *("180121", "180121", "180121"),
        *("180121101", "180121101", "180121102", "180121102", "180121103"),
    ],
)

CASES = [
    # value, code, status, why
    ("180121101201", "180121101201", None, "twelve digits"),
    ("180121101", "180121101000", None, "nine digits"),
    ("180121", "180121000000", None, "six digits"),
    ("1801", "180100000000", None, "four digits"),
    ("180121101000", "180121101000", None, "nine digits with zeros"),
    ("180121101201111", "180121101201", "cleaned", "twelve digits and the class of the place"),
    ("１８０１２１", "180121000000", "cleaned", "full-width digits"),
    ("180121.0", "180121000000", "cleaned", "digits that went through a float"),
    ("180121999", "180121999000", "unknown_code", "a code of another year's table"),
    ("18012", None, "unreadable", "five digits"),
    ("018012", None, "unreadable", "six digits, the first of them nought"),
    ("ABCDEF", None, "unreadable", "six letters"),
    ("河山省云川市青溪县白石镇大塘村", "180121101201", None, "full path"),
    ("青溪县白石镇大塘村", "180121101201", None, "path from the county"),
    ("白石镇大塘村", "180121101201", None, "township and village"),
    ("白石镇", "180121101000", None, "township"),
    ("青溪县", "180121000000", None, "county"),
    ("河山省 云川市 青溪县 白石镇", "180121101000", None, "path with spaces"),
    ("白石镇/大塘村", "180121101201", None, "path with slashes"),
    ("白石镇-大塘村", "180121101201", None, "path with hyphens"),
    ("河山省云川市青溪县白石镇大塘村三组", "180121101201", "cleaned", "with a group in Chinese digits"),
    ("白石镇大塘村5组12号", "180121101201", "cleaned", "with a group and a house"),
    ("白石镇大塘村委会", "180121101201", "cleaned", "village committee"),
    ("白石镇大塘村民委员会", "180121101201", "cleaned", "villagers' committee"),
    ("白石镇大塘", "180121101201", "cleaned", "suffix of the village left out"),
    ("白石镇大塘社区", "180121101201", "cleaned", "village that became a community"),
    ("白石乡大塘村", "180121101201", "cleaned", "town that was a township"),
    ("石桥镇李家坳村", "180121102202", "cleaned", "township that became a town"),
    ("城关街道办事处东街社区", "180121103201", "cleaned", "sub-district office"),
    ("城关东街居委会", "180121103201", "cleaned", "both suffixes short"),
    ("李家坳村", "180121102202", "cleaned", "village alone, one of that name"),
    ("石桥社区", "180121101202", "cleaned", "village alone, though a township has its name"),
    ("大塘村", "180121000000", "ambiguous", "village alone, two of that name"),
    ("白石镇某地", "180121101000", "partial", "township, then a place that is not in the table"),
    ("青溪县某地", "180121000000", "partial", "county, then a place that is not in the table"),
    ("青溪村", "180121000000", "partial", "a village with the county's name, not in the table"),
    ("外省某县某镇", None, "unreadable", "elsewhere"),
    ("无", None, "empty", "none, in a word"),
    ("", None, "empty", "empty cell"),
    (None, None, "empty", "null cell"),
]


@pytest.mark.parametrize(("value", "code", "status", "why"), CASES, ids=[case[-1] for case in CASES])
def test_a_place_is_read_down_to_where_it_is_known(value, code, status, why):
    """Twelve digits, zeros where the text says no more; a doubt goes up to the place that holds all it could be."""
    reading = normalise_areas(pa.array([value], pa.string()), AREAS, within="180121")

    assert (code, status) == (reading.values[0].as_py(), reading.status[0].as_py())


HISTORY = AreaTable.from_rows(
    codes=["180121", "180121101", "180121102", "180121101201", "180121101202", "180121102201"],
    names=["青溪县", "白石镇", "石桥乡", "大塘村", "新桥村", "小塘村"],
    parents=[None, "180121", "180121", "180121101", "180121101", "180121102"],
    former_codes=[[], ["180121109"], [], ["180121101203", "180121101204"], [], []],
    former_names=[[], ["红旗公社", "白石乡"], [], ["塘边村", "塘尾村"], ["老桥村", "小塘村"], ["老桥村"]],
)

FORMER_CASES = [
    ("180121101203", "180121101201", "former", "a village merged into another"),
    ("180121109", "180121101000", "former", "an abolished township"),
    ("180121109000", "180121101000", "former", "the same with twelve digits"),
    ("180121109201", "180121109201", "unknown_code", "a village of an abolished township, not in the table"),
    ("塘尾村", "180121101201", "former", "a merged village by name"),
    ("白石镇塘边村", "180121101201", "former", "a merged village below its township"),
    ("青溪县红旗公社大塘村", "180121101201", "former", "a village below its township's former name"),
    ("塘尾社区", "180121101201", "former", "a way to write a former name"),
    ("塘尾村三组", "180121101201", "former", "with a group after it"),
    ("白石乡大塘村", "180121101201", "cleaned", "a variant of the township's name, and its former one as well"),
    ("大塘村", "180121101201", "cleaned", "today's name, without the township"),
    ("小塘村", "180121102201", "cleaned", "today's name of one, a former one of another: today's"),
    ("老桥村", "180121000000", "ambiguous", "a former name of two"),
    ("石桥乡老桥村", "180121102201", "former", "a former name of two, and its township"),
]


@pytest.mark.parametrize(("value", "code", "status", "why"), FORMER_CASES, ids=[case[-1] for case in FORMER_CASES])
def test_what_a_place_was_before_leads_to_what_it_is_today(value, code, status, why):
    """Lists outlive mergers by years; the code is today's, and the status says that it was looked up."""
    reading = normalise_areas(pa.array([value]), HISTORY, within="180121")

    assert (reading.values[0].as_py(), reading.status[0].as_py()) == (code, status)


def test_one_character_alone_names_no_place():
    """A village 东村 is no reason to read whatever begins with 东 as that village."""
    areas = AreaTable.from_rows(["180121", "180121101"], ["青溪县", "东乡"], [None, "180121"])

    reading = normalise_areas(pa.array(["东镇", "东风路"]), areas, within="180121")

    assert reading.values.to_pylist() == ["180121101000", None]
    assert reading.status.to_pylist() == ["cleaned", "unreadable"]


def test_statuses_are_known():
    """Every status that a place can have is explained."""
    assert set(STATUSES) == {case[2] for case in [*CASES, *FORMER_CASES] if case[2]}


def test_reading_twice_is_reading_once():
    """A code in its one form is read as itself."""
    once = normalise_areas(pa.array([case[0] for case in CASES], pa.string()), AREAS, within="180121").values

    assert once.to_pylist() == normalise_areas(once, AREAS, within="180121").values.to_pylist()


def test_the_order_of_an_area_table_changes_nothing():
    """Tables come in any order."""
    codes = sorted(AREAS.names, reverse=True)
    turned = AreaTable.from_rows(
        codes, [AREAS.names[code] for code in codes], [AREAS.parents.get(code) for code in codes]
    )
    texts = pa.array([case[0] for case in CASES], pa.string())

    assert normalise_areas(texts, AREAS, "180121").values.equals(normalise_areas(texts, turned, "180121").values)
