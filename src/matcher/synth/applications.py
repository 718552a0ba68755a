"""Write a file of households that apply for aid, as a township's window takes them: beside the inbox, for no run.

Its chance is its own: whatever is drawn here leaves the county as it is.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from matcher.synth.county import County
from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import headings, workbook
from matcher.synth.person import Household, Person
from matcher.synth.sheets import Row, write_delivery
from matcher.synth.slips import damage

FOLDER: Final = "applications"
_PERSONS_AN_APPLICATION: Final = 80
"""Of the county, for one application."""
_PROGRAMMES: Final = ("低保", "低保", "低保", "低保边缘", "医疗救助", "临时救助")
_SLIPS: Final = ("wrong_digit", "swap", "missing_digit", "blank")


def write_applications(out: Path, county: County, seed: int) -> None:
    """Write the file.

    Args:
        out: Folder of the county.
        county: The county.
        seed: Seed that it was made from.
    """
    generator = Random(f"applications {seed}")
    able = [household for household in county.households if _adults(household)]
    applying = generator.sample(able, min(len(able), len(county.persons) // _PERSONS_AN_APPLICATION))
    rows: list[Row] = []
    for number, household in enumerate(applying, start=1):
        rows += _application(generator, county, household, number)
    header = headings(
        "序号 申请编号 乡镇 村(居)委会 申请人姓名 家庭成员姓名 身份证号 与申请人关系 申请项目 是否急难型 申请日期 备注"
    )
    as_of = county.window.as_of
    name = f"救助申请家庭_{as_of:%Y%m%d}.xlsx"
    write_delivery(out / FOLDER, workbook("aid_applicants", name, "社会救助申请家庭花名册", header, rows), as_of)


def _present(household: Household) -> list[Person]:
    return [one for one in household.members if not one.died_on and not one.moved_out_on and not one.is_outsider]


def _adults(household: Household) -> list[Person]:
    return [one for one in _present(household) if one.born.year < 2000]


def _application(generator: Random, county: County, household: Household, number: int) -> list[Row]:
    """Write one household: the applicant first; now and then a member is not named, or an ID is miswritten."""
    applicant = _adults(household)[0]
    others = [one for one in _present(household) if one is not applicant]
    if others and generator.random() < 0.3:
        others.remove(generator.choice(others))
    programme = generator.choice(_PROGRAMMES)
    urgent = programme == "临时救助" and generator.random() < 0.6
    as_of = county.window.as_of
    applied_on = as_of - timedelta(days=generator.randrange(28))
    village = household.village
    rows = []
    for member in (applicant, *others):
        citizen_id = member.citizen_id
        if generator.random() < 0.06:
            citizen_id = damage(generator, citizen_id, generator.choice(_SLIPS))
        relation = "本人" if member is applicant else _relation(applicant, member)
        cells: list[Cell] = [f"SQ{as_of:%Y}{number:05d}", village.township, village.name, applicant.name, member.name]
        cells += [citizen_id, relation, programme, "是" if urgent else "否", applied_on.isoformat(), ""]
        rows.append(Row(cells, member))
    return rows


def _relation(applicant: Person, member: Person) -> str:
    return member.relation if applicant.relation == "户主" else "其他"
