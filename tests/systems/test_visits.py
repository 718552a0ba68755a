"""Who is to be visited where: by village, grid and household, each person once."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from matcher.config.base import Text
from matcher.errors import UsageError
from matcher.report.visits import Home, visits_of
from matcher.report.visits_workbook import write_visit_lists
from matcher.report.warnings import Alert, WarningFacts
from matcher.report.wording import Wording
from matcher.systems.homes import homes_of, read_grids
from matcher.systems.run_tables import RunTables
from tests.systems.made_up_run import EAST, WEST, MadeUpRun

NOVEMBER = date(2025, 11, 30)


def alert(person: str, direction: str = "forward", level: str = "red", **given: Any) -> Alert:
    """One alert, given over an ordinary one."""
    values: dict[str, Any] = {
        "person_id": person,
        "person_name": "赵建国",
        "citizen_id": "180121195001010015",
        "area_code": EAST,
        "direction": direction,
        "level": level,
        "category": "ill",
        "signals": ("costs",),
        "rules": (),
        "agencies": (),
        "since": "2025-11",
        "is_new": True,
        "next_visit_on": None,
    }
    return Alert(**values | given)


def facts(*alerts: Alert) -> WarningFacts:
    return WarningFacts(
        title=Text(zh="预警", en="Warnings"),
        run_id="0001-2025-11-30",
        as_of=NOVEMBER,
        month="2025-11",
        alerts=alerts,
        population={},
        watched=0,
        outside=0,
        conversions=(),
        category_titles={"ill": Text(zh="重病", en="ill")},
        signal_titles={"costs": Text(zh="自付过高", en="costs"), "paid": Text(zh="须核实", en="to verify")},
        rule_titles={"some_rule": Text(zh="B01 某模型", en="B01 some rule")},
        agency_titles={},
        area_names={},
    )


def test_each_person_is_visited_once_with_all_that_speaks_for_it():
    """Help and doubt together, the higher level first; not yet due only where nothing is due now."""
    one, other = date(2025, 12, 30), date(2026, 1, 31)
    told = facts(
        alert("a", "backward", "orange", signals=("paid",), rules=("some_rule",)),
        alert("a", "forward", "red", next_visit_on=one),
        alert("b", next_visit_on=other),
    )

    (first, second) = visits_of(told, {})[EAST]

    assert (first.alert.level, first.signals, first.rules, first.next_visit_on) == (
        "red",
        ("costs", "paid"),
        ("some_rule",),
        "",
    )
    assert second.next_visit_on == "2026-01-31"


def test_what_records_say_for_certain_is_for_agencies():
    """A visit could not clear it."""
    assert visits_of(facts(alert("a", "backward", "red"), alert("b", "backward", "orange")), {}).keys() == {EAST}
    assert visits_of(facts(alert("a", "backward", "red")), {}) == {}


def test_villages_stand_apart_then_grids_then_households():
    """Who has no grid or no household comes last; who has no place has a list of their own."""
    told = facts(*(alert(name) for name in "abcde"), alert("f", area_code=WEST), alert("g", area_code=None))
    homes = {
        "a": Home("h2", "第2网格"),
        "b": Home("h9"),
        "c": Home("h1", "第2网格"),
        "d": Home("h5", "第1网格"),
    }

    villages = {code: [one.alert.person_id for one in visits] for code, visits in visits_of(told, homes).items()}

    assert villages == {"": ["g"], EAST: ["d", "c", "a", "b", "e"], WEST: ["f"]}


def test_the_list_of_a_township_has_a_sheet_for_each_village(tmp_path: Path):
    """Masked, with room for what is found; members of a household bear one number."""
    told = facts(alert("a"), alert("b"), alert("c", area_code=WEST))
    homes = {"a": Home("h1", "第1网格", "网格员甲"), "b": Home("h1", "第1网格", "网格员甲")}

    files = write_visit_lists(tmp_path, told, homes, masked=True, wording=Wording("zh"))

    assert len(files) == len({EAST[:9], WEST[:9]})
    sheet = openpyxl.load_workbook(files[0]).worksheets[0]
    header, first, second = ([cell.value for cell in sheet[row]] for row in (4, 5, 6))
    assert header == [
        "网格（网格员）",
        "户",
        "姓名",
        "身份证号",
        "预警等级",
        "走访缘由",
        "疑点类型",
        "下次回访日期",
        "走访日期",
        "走访人",
        "走访情况",
        "处理结果",
    ]
    assert first[:6] == ["第1网格（网格员甲）", 1, "赵**", "180121********0015", "红色", "自付过高"]
    assert second[1] == 1
    again = write_visit_lists(tmp_path / "again", told, homes, masked=True, wording=Wording("zh"))
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]
    assert files[0].stat().st_mode & 0o777 == 0o600


def test_without_grids_the_lists_have_no_column_for_them(tmp_path: Path):
    (path,) = write_visit_lists(tmp_path, facts(alert("a")), {"a": Home("h1")}, masked=False, wording=Wording("en"))

    assert path.name.endswith("_unmasked.xlsx")
    assert [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][4]][:3] == ["House", "Name", "Citizen ID"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_list_of_grids_is_read_as_offices_save_it(tmp_path: Path, encoding: str):
    path = tmp_path / "grids.csv"
    path.write_text("网格,户编号,备注,网格员\n第1网格,0001,,甲\n第2网格, 0002 ,,\n第2网格,,,\n", encoding=encoding)

    assert read_grids(path) == {"0001": ("第1网格", "甲"), "0002": ("第2网格", "")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column"),
        ("户编号,村\n1,甲\n", "no column grid/网格/网格名称/网格编号"),
        ("户编号,网格\n1,甲\n1,乙\n", "two grids"),
    ],
)
def test_a_list_of_grids_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str):
    path = tmp_path / "grids.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match=said):
        read_grids(path)


def test_homes_come_from_the_household_register(tmp_path: Path):
    """The household of the register, not that of an aid list; its number leads to the grid."""
    made = MadeUpRun(tmp_path, "0001-2025-11-30", NOVEMBER, findings=[], rules=())
    made.resident(201, "陈秀英", "h1", EAST, registered_on=date(2000, 1, 1))
    made.resident(202, "钱永福", "h2", EAST, registered_on=date(2000, 1, 1))
    run, place = made.publish()
    with RunTables(run, place.snapshots) as tables:
        persons = set(tables.rows("household_member", ["kind"])["person_id"])
        homes = homes_of(tables, persons, {"h1": ("第1网格", "甲")})

    assert sorted((home.grid, home.keeper, home.household.split(" ")[1]) for home in homes.values()) == [
        ("", "", "h2"),
        ("第1网格", "甲", "h1"),
    ]
