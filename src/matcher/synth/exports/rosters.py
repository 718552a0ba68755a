"""Rosters of civil affairs: minimum living allowance, destitute support, children."""

from __future__ import annotations

from decimal import Decimal

from matcher.synth.benefits import DESTITUTE, MINIMUM, ORPHAN, UNATTENDED
from matcher.synth.county import yuan
from matcher.synth.cover import is_severe
from matcher.synth.dirt import Cell
from matcher.synth.events import STANDARDS
from matcher.synth.exports.clerk import SIGNATURE, Clerk, headings, numbered, township_sheets
from matcher.synth.person import AidCase, Person, Spell
from matcher.synth.sheets import Delivery, Row, Sheet
from matcher.synth.timeline import any_day

_UPLIFT = Decimal("0.20")
"""Of the standard, for a severe disability."""
_CHILD_KINDS = {ORPHAN: "孤儿", UNATTENDED: "事实无人抚养儿童"}


def roster_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the three rosters."""
    return [_minimum(clerk), _destitute(clerk), _children(clerk)]


def _spells(clerk: Clerk, *programmes: str) -> list[tuple[Person, Spell]]:
    """Give people and spells of programmes by case, the head first."""
    found = [
        (person, spell) for person in clerk.county.persons for spell in person.spells if spell.programme in programmes
    ]
    return sorted(found, key=lambda pair: (pair[1].case.number, pair[0] is not pair[1].case.head, pair[0].number))


def _relation(person: Person, case: AidCase) -> str:
    if person is case.head:
        return "户主"
    return person.relation if case.head.relation == "户主" else "其他"


def _minimum(clerk: Clerk) -> Delivery:
    source, dirt = "minimum_living_allowance_roster", clerk.dirt
    header = headings(
        "序号 乡镇街道 村社区 家庭编号 户主姓名 户主身份证号 家庭成员姓名 家庭成员\n身份证号 "
        "性别 与户主关系 城乡类别 救助类别 保障人口 保障金额（元） 分类施保金 起始享受年月 "
        "停发年月 停发原因 渐退期截止年月 审批日期 家庭月收入 致困原因 银行账号 备注"
    )
    spells = _spells(clerk, MINIMUM)
    totals: dict[str, int] = {}
    uplifts: dict[str, Decimal] = {}
    for person, spell in spells:
        totals[spell.case.number] = totals.get(spell.case.number, 0) + int(spell.amount)
        uplifts[spell.case.number] = uplifts.get(spell.case.number, yuan(0)) + _uplift(person)
    rows = []
    for person, spell in spells:
        village, head = person.household.village, spell.case.head
        # What is paid is the standard of all who are covered, less their income, and the uplifts.
        due = STANDARDS[village.is_urban] * spell.case.covered_count + uplifts[spell.case.number]
        income = max(yuan(0), due - totals[spell.case.number]) if spell.income is None else spell.income
        cells: list[Cell] = [village.township, dirt.village(village), spell.case.number, head.name]
        cells += [clerk.sheet_id(source, head), dirt.name(source, person), clerk.sheet_id(source, person), person.sex]
        cells += [_relation(person, spell.case), "城市" if village.is_urban else "农村", spell.case.category]
        cells += [spell.case.covered_count, totals[spell.case.number], dirt.amount(source, _uplift(person) or None)]
        cells += [dirt.month(source, spell.first), dirt.month(source, spell.stop), spell.stop_reason]
        cells += [
            dirt.month(source, spell.grace_until),
            dirt.date(source, any_day(clerk.county.generator, spell.first - 1)),
        ]
        cells += [clerk.sheet_amount(dirt.amount(source, income)), "因残" if person.certificates else "缺劳动力"]
        rows.append(Row([*cells, dirt.account(head), ""], person, ("spell", "member")))
    sheets = township_sheets(header, rows, ("青溪县最低生活保障对象名册", "单位：青溪县民政局"), [])
    notes = {"填表说明": ("本表由乡镇民政办填报，县民政局汇总。", "家庭成员一人一行，停发对象保留一年。")}
    return Delivery(source, f"民政局/低保名册_{clerk.stamp}.xlsx", sheets, notes=notes)


def _uplift(person: Person) -> Decimal:
    """Give what a severe disability adds in a month."""
    severe = person.has_uplift and any(is_severe(held.category, held.level) for held in person.certificates)
    return (STANDARDS[person.household.village.is_urban] * _UPLIFT).quantize(yuan(1)) if severe else yuan(0)


def _destitute(clerk: Clerk) -> Delivery:
    source, dirt = "destitute_support_roster", clerk.dirt
    header = headings(
        "序号 乡镇 村(居)委会 特困证号 姓名 身份证号 性别 出生日期 供养方式 自理能力 是否签订照料协议 生活补助(元) "
        "起始享受年月 停发年月 停发原因 审批日期 银行账号"
    )
    rows = []
    for person, spell in _spells(clerk, DESTITUTE):
        village = person.household.village
        cells: list[Cell] = [
            village.township,
            dirt.village(village),
            f"T{spell.case.number[2:]}",
            dirt.name(source, person),
        ]
        cells += [clerk.sheet_id(source, person), person.sex, dirt.date(source, person.born)]
        cells += [
            "在院" if _lives_in(person) else "散住",
            person.care,
            "是" if person.care != "全自理" and person.has_care_agreement else "否",
            clerk.sheet_amount(dirt.amount(source, spell.amount)),
        ]
        cells += [dirt.month(source, spell.first), dirt.month(source, spell.stop), spell.stop_reason]
        cells += [dirt.date(source, any_day(clerk.county.generator, spell.first - 1)), dirt.account(person)]
        rows.append(Row(cells, person))
    footers = (["合计", "", "", "", f"{len(rows)}人"], list(SIGNATURE))
    sheet = Sheet(header, numbered(rows), "特困人员", ("青溪县特困人员救助供养名册",), footers, header_every=40)
    return Delivery(source, f"民政局/特困人员名册_{clerk.stamp}.xlsx", [sheet])


def _lives_in(person: Person) -> bool:
    """Say whether somebody in destitute support lives in an institution: every fourth where nothing else is known."""
    return person.number % 4 == 0 if person.in_institution is None else person.in_institution


def _children(clerk: Clerk) -> Delivery:
    source, dirt = "child_welfare_roster", clerk.dirt
    header = headings(
        "序号 乡镇 村(居)委会 儿童编号 孤儿姓名 身份证号 性别 出生日期 儿童类别 补助类型 月补助 "
        "起始享受年月 停发年月 停发原因 审批日期 监护人"
    )
    rows = []
    for person, spell in _spells(clerk, ORPHAN, UNATTENDED):
        village = person.household.village
        cells: list[Cell] = [
            village.township,
            dirt.village(village),
            f"ET{person.number:06d}",
            dirt.name(source, person),
        ]
        cells += [clerk.sheet_id(source, person), person.sex, dirt.date(source, person.born)]
        home = "机构集中养育" if person.in_institution else "社会散居"
        cells += [_CHILD_KINDS[spell.programme], home, float(spell.amount), dirt.month(source, spell.first)]
        cells += [dirt.month(source, spell.stop), spell.stop_reason]
        cells += [dirt.date(source, any_day(clerk.county.generator, spell.first - 1)), spell.case.head.name]
        rows.append(Row(cells, person))
    titles = ("青溪县孤儿和事实无人抚养儿童名册", "内部资料 不得公示")
    sheet = Sheet(header, numbered(rows), "Sheet1", titles)
    return Delivery(source, f"民政局/孤儿和事实无人抚养儿童名册_{clerk.stamp}.xlsx", [sheet])
