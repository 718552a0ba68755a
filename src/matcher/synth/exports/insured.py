"""Exports of human resources beside contributions and pensions: resident premiums, the unemployed, funeral grants."""

from __future__ import annotations

from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, text_file, workbook
from matcher.synth.person import Person
from matcher.synth.received import Grant
from matcher.synth.sheets import Delivery, Row
from matcher.synth.timeline import day_in


def insured_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the three exports."""
    return [_premiums(clerk), _unemployment(clerk), _funerals(clerk)]


def _premiums(clerk: Clerk) -> Delivery:
    source, dirt = "resident_pension_contributions", clerk.dirt
    last = clerk.county.window.last
    header = headings(
        "序号 村(居)委会 姓名 证件号码 缴费状态 缴费起始年月 缴费截止年月 缴费档次 代缴金额 代缴类别 代缴年月 代缴日期"
    )
    rows = []
    for person in clerk.county.persons:
        for premium in person.pension_premiums:
            january = premium.year * 12
            is_aided = premium.subsidised > 0
            cells: list[Cell] = [dirt.village(person.household.village), dirt.name(source, person)]
            cells += [clerk.person_id(source, person), "正常缴费", dirt.month(source, january)]
            cells += [dirt.month(source, min(january + 11, last)), f"{premium.amount or premium.subsidised}"]
            cells += [premium.subsidised if is_aided else "", premium.category]
            cells += (
                [dirt.month(source, premium.month), dirt.date(source, day_in(premium.month, 20))]
                if is_aided
                else ["", ""]
            )
            rows.append(Row(cells, person, ("contribution", "premium") if is_aided else ("contribution",)))
    return text_file(source, f"人社局/居民养老缴费_{clerk.stamp}.csv", header, rows)


def _granted(clerk: Clerk, programme: str) -> list[tuple[Person, Grant]]:
    return [
        (person, grant) for person in clerk.county.persons for grant in person.grants if grant.programme == programme
    ]


def _unemployment(clerk: Clerk) -> Delivery:
    source, dirt = "unemployment_benefits", clerk.dirt
    header = headings("序号 个人编号 姓名 证件号码 待遇所属期 发放金额 发放类型 支付状态 发放日期")
    rows = []
    for person, grant in _granted(clerk, "unemployment_benefit"):
        cells: list[Cell] = [f"GR{person.number:08d}", dirt.name(source, person), clerk.person_id(source, person)]
        cells += [dirt.month(source, grant.month), dirt.amount(source, grant.amount), grant.kind, grant.status]
        rows.append(Row([*cells, dirt.date(source, grant.paid_on)], person))
    return text_file(source, f"人社局/失业保险金发放_{clerk.stamp}.csv", header, rows)


def _funerals(clerk: Clerk) -> Delivery:
    source, dirt = "funeral_grants", clerk.dirt
    header = headings(
        "序号 村(居)委会 死者姓名 死者身份证号 死亡日期 险种 "
        "发放年月 丧葬补助金 发放类型 发放日期 领取人姓名 领取人身份证号 与死者关系"
    )
    rows = []
    for person, grant in _granted(clerk, "funeral_grant"):
        payee = grant.payee
        cells: list[Cell] = [dirt.village(person.household.village), dirt.name(source, person)]
        cells += [clerk.sheet_id(source, person), dirt.date(source, person.died_on), grant.reason]
        cells += [dirt.month(source, grant.month), float(grant.amount), grant.kind]
        cells.append(dirt.date(source, grant.paid_on))
        cells += [clerk.relative_name(payee) if payee else "", payee.citizen_id if payee else "", grant.payee_relation]
        rows.append(Row(cells, person))
    return workbook(source, f"人社局/丧葬补助发放_{clerk.stamp}.xlsx", "城乡居民养老保险丧葬补助发放表", header, rows)
