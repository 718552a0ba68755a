"""Exports of the health bureau: death certificates, major-illness costs, resident medical insurance."""

from __future__ import annotations

from matcher.synth.aid_events import PREMIUM
from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, numbered, township_sheets
from matcher.synth.places import address
from matcher.synth.sheets import Delivery, Row, Sheet


def health_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the three exports."""
    return [_deaths(clerk), _costs(clerk), _insurance(clerk)]


def _deaths(clerk: Clerk) -> Delivery:
    source, dirt = "death_certificates", clerk.dirt
    header = headings("序号 证明编号 死者姓名 性别 证件类型 有效证件号码 出生日期 户籍地址 死亡日期 填报日期 撤销日期")
    found = [
        (report, person) for person in clerk.county.persons for report in person.deaths if report.kind == "certificate"
    ]
    rows = []
    for number, (report, person) in enumerate(sorted(found, key=lambda pair: (pair[0].reported_on, pair[1].number))):
        place = address(person.household.village, person.household.group)
        cells: list[Cell] = [
            f"SW{report.reported_on.year}{number:05d}",
            dirt.name(source, person),
            person.sex,
            "居民身份证",
        ]
        cells += [clerk.person_id(source, person), dirt.date(source, person.born), place]
        cells += [dirt.date(source, report.died_on), dirt.date(source, report.reported_on)]
        rows.append(Row([*cells, dirt.date(source, report.withdrawn_on)], person))
    return Delivery(source, f"卫健局/死亡医学证明_{clerk.stamp}.csv", [Sheet(header, numbered(rows))], "utf-8-sig")


def _costs(clerk: Clerk) -> Delivery:
    source, dirt = "major_illness_costs", clerk.dirt
    header = headings(
        "序号 姓名 性别 证件号 出生日期 乡镇 村 医院 入院日期 出院日期 结算日期 诊断 "
        "是否重特大疾病 总费用 符合范围 医疗救助 个人自付"
    )
    rows = []
    for person in clerk.county.persons:
        for stay in person.stays:
            village = person.household.village
            cells: list[Cell] = [dirt.name(source, person), person.sex, clerk.person_id(source, person)]
            cells += [dirt.date(source, person.born), village.township, dirt.village(village), "青溪县人民医院"]
            cells += [dirt.date(source, day) for day in (stay.admitted_on, stay.discharged_on, stay.settled_on)]
            cells += [stay.diagnosis, "是" if stay.is_major else "否"]
            amounts = (stay.total, stay.in_scope, stay.assistance, stay.self_paid)
            rows.append(Row([*cells, *(dirt.amount(source, amount) for amount in amounts)], person))
    return Delivery(source, f"卫健局/大病医疗费用_{clerk.stamp}.csv", [Sheet(header, numbered(rows))], "gb18030")


def _insurance(clerk: Clerk) -> Delivery:
    source, dirt = "resident_medical_insurance", clerk.dirt
    header = headings("序号 年度 乡镇 村 户号 姓名 身份证号 性别 手机号 人员属性 自付金额 资助金额 支付日期")
    rows = []
    for person in clerk.county.persons:
        for enrolment in person.enrolments:
            village = person.household.village
            cells: list[Cell] = [enrolment.year, village.township, dirt.village(village), person.household.number]
            cells += [dirt.name(source, person), clerk.sheet_id(source, person), person.sex, dirt.phone(person)]
            cells += [enrolment.category, enrolment.self_paid, PREMIUM - enrolment.self_paid]
            rows.append(Row([*cells, dirt.date(source, enrolment.paid_on)], person))
    sheets = township_sheets(header, rows, ("青溪县城乡居民基本医疗保险参保明细",), [])
    return Delivery(source, f"卫健局/城乡居民医保参保_{clerk.stamp}.xlsx", sheets)
