"""A public notice names heads of households and nobody else: no child, no ID, nothing of their health."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from matcher.config.base import month_number
from matcher.errors import UsageError
from matcher.report.notice import Notice, NoticeLine, write_notice
from matcher.report.wording import Wording
from matcher.systems.notices import make_notice
from matcher.systems.run_tables import RunTables
from tests.systems.made_up_run import EAST, WEST, MadeUpRun, made_up_id

NOVEMBER = month_number("2025-11")
GROWN, CHILD = "19520314", "20120314"


def spell(made: MadeUpRun, number: int, name: str, case: str, born: str = GROWN, **values: object) -> None:
    usual = {"programme": "minimum_living_allowance", "first_month": month_number("2024-01"), "area_code": EAST}
    made.add("benefit_spell", made_up_id(number, born), name, household_key=case, **(usual | values))


def member(made: MadeUpRun, number: int, name: str, case: str, relation: str, born: str = GROWN) -> None:
    shared = {"kind": "aid", "household_key": case, "source": "benefit_spell_list"}
    made.add("household_member", made_up_id(number, born), name, relation_to_head=relation, **shared)


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Notice:
    """Five cases: a family, a man alone, a child alone, a child with its own allowance, two people without a head."""
    made = MadeUpRun(tmp_path_factory.mktemp("notice"))
    for number, name, relation, born in ((301, "陈秀英", "head", GROWN), (302, "陈小宝", "son", CHILD)):
        spell(made, number, name, "c1", born, month_amount_cny=Decimal("930.00"), category="A")
        member(made, number, name, "c1", relation, born)
    spell(made, 303, "钱永福", "t1", programme="destitute_support", month_amount_cny=Decimal(910), area_code=WEST)
    spell(made, 304, "孙小力", "c2", CHILD)
    spell(made, 305, "周小红", "c3", "20060314")
    spell(made, 305, "周小红", "u1", "20060314", programme="unattended_child_allowance")
    for number, name in ((306, "吴春梅"), (307, "郑大山")):
        spell(made, number, name, "c4")
    run, place = made.publish()
    with RunTables(run, place.snapshots) as tables:
        return make_notice(tables, NOVEMBER)


def test_heads_stand_with_the_size_and_amount_of_their_household(notice: Notice):
    """Of the family the head alone; who is alone is a head."""
    assert list(notice.lines) == [
        NoticeLine("destitute_support", "钱永福", 1, Decimal("910.00"), WEST),
        NoticeLine("minimum_living_allowance", "陈秀英", 2, Decimal("930.00"), EAST),
    ]


def test_minors_children_without_care_and_unknown_heads_are_left_out_and_counted(notice: Notice):
    """Nobody is published in doubt; who is on a child's allowance never, of whatever age."""
    assert notice.left_out == {"minor": 1, "child_allowance": 1, "head_unknown": 1}


@pytest.mark.parametrize("programme", ["unattended_child_allowance", "orphan_allowance", "disability_nursing_subsidy"])
def test_what_is_not_published_by_law_is_refused(programme: str, tmp_path: Path):
    """A list of such a programme would say by itself what must not be said."""
    made = MadeUpRun(tmp_path)
    spell(made, 303, "钱永福", "t1")
    run, place = made.publish()
    with RunTables(run, place.snapshots) as tables, pytest.raises(UsageError, match="never put on public notice"):
        make_notice(tables, NOVEMBER, (programme,))


def test_the_notice_holds_no_number_of_anyone_and_no_category(notice: Notice, tmp_path: Path):
    """Five columns, and no more."""
    book = openpyxl.load_workbook(write_notice(tmp_path / "notice.xlsx", notice, Wording("zh")))

    texts = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert {sheet.max_column for sheet in book} == {5}
    assert not [text for text in texts if "180121" in text or text == "A" or "陈小宝" in text]
    assert "陈秀英" in texts
