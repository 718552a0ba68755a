"""Exports that villages and townships fill: deaths, officers, the old, temporary assistance, low-income households."""

from __future__ import annotations

from matcher.synth.cover import MARGIN, RIGID
from matcher.synth.dirt import Cell
from matcher.synth.events import STANDARDS
from matcher.synth.exports.clerk import Clerk, headings, text_file, township_sheets, workbook
from matcher.synth.sheets import Delivery, Row
from matcher.synth.timeline import any_day

_RECOGNISED = {MARGIN: "低保边缘家庭", RIGID: "刚性支出困难家庭"}


def village_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the five exports."""
    return [_deaths(clerk), _officers(clerk), _elders(clerk), _temporary(clerk), _low_income(clerk)]


def _deaths(clerk: Clerk) -> Delivery:
    source, dirt = "village_deaths", clerk.dirt
    header = headings("序号 乡镇 村(居)委会 死者姓名 性别 身份证号 死亡日期 上报日期 更正日期 上报人")
    rows = []
    for person in clerk.county.persons:
        for report in person.deaths:
            if report.kind != "village_report":
                continue
            village = person.household.village
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person), person.sex]
            cells += [clerk.sheet_id(source, person), dirt.date(source, report.died_on)]
            cells += [dirt.date(source, report.reported_on), dirt.date(source, report.withdrawn_on), "村文书"]
            rows.append(Row(cells, person))
    return workbook(source, f"民政局/村级死亡人员上报_{clerk.stamp}.xlsx", "青溪县村级上报死亡人员汇总表", header, rows)


def _officers(clerk: Clerk) -> Delivery:
    source, dirt = "village_officers", clerk.dirt
    header = headings(
        "序号 乡镇 村(居)委会 姓名 性别 身份证号码 人员类别 任职单位 职务 任职起始年月 离任年月 月报酬 联系电话"
    )
    rows = []
    for person in clerk.county.persons:
        for office in person.offices:
            village = person.household.village
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person), person.sex]
            cells += [clerk.sheet_id(source, person), office.kind, office.employer, office.title]
            cells += [dirt.month(source, office.first), dirt.month(source, office.last)]
            rows.append(Row([*cells, dirt.amount(source, office.wage), dirt.phone(person)], person))
    sheets = township_sheets(header, rows, ("村（社区）干部和经办人员名册",), [])
    return Delivery(source, f"乡镇街道/村干部和经办人员名册_{clerk.stamp}.xlsx", sheets)


def _elders(clerk: Clerk) -> Delivery:
    source, dirt = "elders_of_eighty", clerk.dirt
    header = headings("序号 乡镇 村(居)委会 姓名 性别 身份证号 出生日期 是否健在 是否本地居住 核实日期 联系电话")
    rows = []
    for person in clerk.county.persons:
        for sighting in person.sightings:
            village = person.household.village
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person), person.sex]
            cells += [clerk.sheet_id(source, person), dirt.date(source, person.born)]
            cells += ["是" if sighting.is_alive else "否", "是" if sighting.lives_here else "否"]
            rows.append(Row([*cells, dirt.date(source, sighting.verified_on), dirt.phone(person)], person))
    sheets = township_sheets(header, rows, ("80周岁以上高龄老人名册",), [])
    return Delivery(source, f"乡镇街道/高龄老人名册_{clerk.stamp}.xlsx", sheets)


def _temporary(clerk: Clerk) -> Delivery:
    source, dirt = "temporary_assistance_payments", clerk.dirt
    header = headings(
        "序号 乡镇 村(居)委会 申请人姓名 申请人身份证号 困难类型 "
        "审批层级 救助年月 救助金额 发放类型 支付状态 发放日期 银行账号"
    )
    rows = []
    for person in clerk.county.persons:
        for grant in person.grants:
            if grant.programme != "temporary_assistance":
                continue
            village = person.household.village
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person)]
            cells += [clerk.person_id(source, person), grant.reason, grant.approval, dirt.month(source, grant.month)]
            cells += [dirt.amount(source, grant.amount), grant.kind, grant.status]
            rows.append(Row([*cells, dirt.date(source, grant.paid_on), dirt.account(person)], person))
    return text_file(source, f"民政局/临时救助发放台账_{clerk.stamp}.csv", header, rows)


def _low_income(clerk: Clerk) -> Delivery:
    source, dirt, generator = "low_income_roster", clerk.dirt, clerk.county.generator
    header = headings(
        "序号 乡镇 村(居)委会 认定编号 户主姓名 家庭成员姓名 家庭成员身份证号 "
        "性别 认定类别 城乡类别 家庭人口 家庭月收入 致困原因 "
        "认定年月 退出年月 退出原因 审批日期"
    )
    rows = []
    for person in clerk.county.persons:
        for spell in person.spells:
            if spell.programme not in _RECOGNISED:
                continue
            village, case = person.household.village, spell.case
            # Above the allowance's standard, below one and a half times of it.
            income = STANDARDS[village.is_urban] * case.covered_count * 5 / 4
            cells: list[Cell] = [village.township, dirt.village(village), case.number, case.head.name]
            cells += [
                dirt.name(source, person),
                clerk.sheet_id(source, person),
                person.sex,
                _RECOGNISED[spell.programme],
            ]
            cells += ["城市" if village.is_urban else "农村", case.covered_count, dirt.amount(source, income)]
            cells += ["因残" if spell.programme == MARGIN else "因病", dirt.month(source, spell.first)]
            cells += [dirt.month(source, spell.stop), spell.stop_reason]
            rows.append(Row([*cells, dirt.date(source, any_day(generator, spell.first - 1))], person))
    return workbook(source, f"民政局/低收入家庭名册_{clerk.stamp}.xlsx", "低保边缘和刚性支出困难家庭名册", header, rows)
