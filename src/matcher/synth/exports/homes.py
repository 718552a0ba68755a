"""Exports on homes: renovations, public rental housing, relocated persons."""

from __future__ import annotations

from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, workbook
from matcher.synth.sheets import Delivery, Row
from matcher.synth.timeline import month_of

_BUILT = ("危房改造", "灾后重建")


def home_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the three exports."""
    return [_renovations(clerk), _rentals(clerk), _relocated(clerk)]


def _renovations(clerk: Clerk) -> Delivery:
    source, dirt = "house_renovations", clerk.dirt
    header = headings(
        "序号 乡镇 村(居)委会 户主姓名 户主身份证号 项目类型 贫困户类别 "
        "危房等级 申请日期 审批日期 竣工日期 补助金额 拨付年月 拨付日期"
    )
    rows = []
    for person in clerk.county.persons:
        for aid in person.housing_aids:
            if aid.kind not in _BUILT:
                continue
            village, done = person.household.village, aid.completed_on
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person)]
            cells += [clerk.sheet_id(source, person), aid.kind, aid.category, aid.grade]
            cells += [dirt.date(source, day) for day in (aid.applied_on, aid.approved_on, done)]
            cells += [clerk.sheet_amount(dirt.amount(source, aid.amount))]
            rows.append(
                Row(
                    [*cells, dirt.month(source, month_of(done) if done else None), dirt.date(source, done)],
                    person,
                    ("aid", "grant") if done else ("aid",),
                )
            )
    return workbook(source, f"住建局/农村危房改造对象_{clerk.stamp}.xlsx", "青溪县农村危房改造对象名册", header, rows)


def _rentals(clerk: Clerk) -> Delivery:
    source, dirt = "public_rental_housing", clerk.dirt
    header = headings(
        "序号 街道 村(居)委会 申请人姓名 申请人身份证号 保障方式 "
        "对象类别 申请日期 审批日期 起租年月 退租年月 月补贴金额"
    )
    rows = []
    for person in clerk.county.persons:
        for aid in person.housing_aids:
            if aid.kind in _BUILT:
                continue
            village = person.household.village
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person)]
            cells += [clerk.sheet_id(source, person), aid.kind, aid.category]
            cells += [dirt.date(source, aid.applied_on), dirt.date(source, aid.approved_on)]
            cells += [dirt.month(source, aid.first), dirt.month(source, aid.last)]
            rows.append(Row([*cells, clerk.sheet_amount(dirt.amount(source, aid.amount))], person))
    return workbook(source, f"住建局/公租房和租赁补贴对象_{clerk.stamp}.xlsx", "公租房和租赁补贴保障对象", header, rows)


def _relocated(clerk: Clerk) -> Delivery:
    source, dirt = "relocated_persons", clerk.dirt
    header = headings(
        "序号 乡镇 行政村 户编号 姓名 身份证号码 与户主关系 安置方式 安置点名称 入住日期 是否城镇集中安置 户籍迁入日期"
    )
    rows = []
    for person in clerk.county.persons:
        for move in person.relocations:
            village, file = person.household.village, person.household.poverty
            cells: list[Cell] = [village.township, dirt.village(village), file.number if file else ""]
            cells += [dirt.name(source, person), clerk.sheet_id(source, person), person.relation, move.kind]
            cells += [move.settlement, dirt.date(source, move.moved_in_on), "是" if move.is_in_town else "否"]
            rows.append(Row([*cells, dirt.date(source, move.register_moved_on)], person))
    return workbook(source, f"乡村振兴局/易地扶贫搬迁人员_{clerk.stamp}.xlsx", "易地扶贫搬迁人员花名册", header, rows)
