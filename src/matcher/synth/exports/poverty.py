"""Export of the monitoring system: households lifted from poverty and monitored, one row per person."""

from __future__ import annotations

from decimal import Decimal

from matcher.synth.benefits import DESTITUTE, LIVING_AMOUNT, MINIMUM, NURSING_AMOUNT, covers_nursing, on_roster
from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, township_sheets
from matcher.synth.person import Household, Person, PovertyFile
from matcher.synth.poverty import can_work
from matcher.synth.sheets import Delivery, Row

_RELATIONS = {"子": "之子", "女": "之女", "父": "之父", "母": "之母", "孙子": "之孙子"}
_MEASURES = ("就业帮扶", "健康帮扶", "教育帮扶", "住房安全保障", "综合保障")
_HEADER = (
    "序号 县(市、区、旗) 乡(镇) 行政村 户编号 人编号 姓名 性别 出生日期 证件类型 证件号码 "
    "人数 与户主关系 健康状况 劳动技能 在校生状况 务工时间（月） 户类型 监测对象类别 致贫/返贫风险1 识别监测时间 "
    "风险是否已消除 消除监测时间 就业帮扶 健康帮扶 教育帮扶 住房安全保障 综合保障 享受低保政策情况 "
    "享受特困供养政策情况 是否参加城乡居民基本医疗保险 公益性岗位(月数) 危房等级 是否解决安全饮用水 "
    "工资性收入 转移性收入 家庭总收入 人均纯收入（元） 家庭成员联系电话"
)


def poverty_delivery(clerk: Clerk) -> Delivery:
    """Write the export."""
    source, window = "monitored_persons", clerk.county.window
    rows = []
    for household in clerk.county.households:
        file = household.poverty
        here = [person for person in household.members if person.died_on is None and person.moved_out_on is None]
        if file is None:
            continue
        own = _household_cells(clerk, household, file, here)
        for person in here:
            village = household.village
            cells: list[Cell] = ["青溪县", village.township, clerk.dirt.village(village), file.number]
            cells += [f"{person.number:010d}", clerk.dirt.name(source, person), person.sex]
            cells += [clerk.dirt.date(source, person.born), "居民身份证", clerk.sheet_id(source, person), len(here)]
            cells += [_RELATIONS.get(person.relation, person.relation), *_person_cells(clerk, person)]
            cells += _risk_cells(clerk, file)
            cells += _aid_cells(person, window.last)
            cells += [
                "是" if person.enrolments else "否",
                12 if person.welfare_post or "post" in person.misstated else 0,
            ]
            rows.append(Row([*cells, *own, clerk.dirt.phone(person)], person, ("household", "member")))
    titles = ("脱贫人口和监测对象信息", f"导出日期：{window.as_of.isoformat()}")
    sheets = township_sheets(headings(_HEADER), rows, titles, [])
    return Delivery(source, f"乡村振兴局/监测对象和脱贫人口信息_{clerk.stamp}.xlsx", sheets)


def _risk_cells(clerk: Clerk, file: PovertyFile) -> list[Cell]:
    """Write the household's type, risk, and the measures that are registered."""
    source, dirt = "monitored_persons", clerk.dirt
    cells: list[Cell] = [file.household_type, "", "", "", "", ""]
    if file.monitored_kind:
        cleared = "是" if file.cleared is not None else "否"
        cells = [file.household_type, file.monitored_kind, file.risk, dirt.month(source, file.identified)]
        cells += [cleared, dirt.month(source, file.cleared)]
    return [*cells, *("是" if measure in file.measures else "否" for measure in _MEASURES)]


def _aid_cells(person: Person, month: int) -> list[Cell]:
    """Write whether a person is on the allowance and in destitute support, or what is registered in its place."""
    on_allowance = on_roster(person, MINIMUM, month) and "no allowance" not in person.misstated
    is_destitute = on_roster(person, DESTITUTE, month) or "destitute" in person.misstated
    return ["是" if said else "否" for said in (on_allowance or "allowance" in person.misstated, is_destitute)]


def _person_cells(clerk: Clerk, person: Person) -> list[Cell]:
    """Write health, labour, schooling and months of work away."""
    year = clerk.county.window.as_of.year
    age = year - person.born.year
    study = next((study for study in reversed(person.studies) if study.last is None), None)
    works = can_work(clerk.county, person)
    is_disabled = bool(person.certificates) or "disabled" in person.misstated
    health = "残疾" if is_disabled else "患有大病" if any(stay.is_major for stay in person.stays) else "健康"
    labour = "普通劳动力" if works and study is None else "弱劳动力或半劳动力" if 60 <= age < 70 else "无劳动力"
    at_home = bool(person.posts or person.welfare_post or person.offices or person.certificates or person.custodies)
    away = 6 + person.number % 5 if works and study is None and not at_home else 0
    return [health, labour, f"{study.stage}在读" if study else "非在校生", away]


def _household_cells(clerk: Clerk, household: Household, file: PovertyFile, here: list[Person]) -> list[Cell]:
    """Write the state of the house and the incomes of a year, which add up."""
    transfers = sum((_transfers(clerk, person) for person in here), Decimal(0)) * 12
    total = max(file.income * len(here), transfers)
    has_worker = any(can_work(clerk.county, person) for person in household.members)
    wages = (total - transfers) * Decimal("0.8") if has_worker else Decimal(0)
    incomes = [float(wages), float(transfers), float(total), float(total / len(here))]
    return [file.house_grade, "是", *(round(income, 2) for income in incomes)]


def _transfers(clerk: Clerk, person: Person) -> Decimal:
    """Give what a person is transferred a month: aid, pensions, disability subsidies."""
    month = clerk.county.window.last
    aid = sum((one.amount for one in person.spells if one.stop is None or one.stop > month), Decimal(0))
    aid += sum((right.amount for right in person.pensions if right.first <= month), Decimal(0))
    certificate = next((one for one in person.certificates if one.status == "正常"), None)
    if certificate is not None and covers_nursing(certificate, certificate.level):
        aid += NURSING_AMOUNT
    return aid + (LIVING_AMOUNT if certificate is not None and on_roster(person, MINIMUM, month) else Decimal(0))
