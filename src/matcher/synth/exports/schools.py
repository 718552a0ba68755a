"""Exports of the education bureau: pupils, and the aid that was paid to them."""

from __future__ import annotations

from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, text_file, workbook
from matcher.synth.sheets import Delivery, Row

_PROJECTS = {"education_aid": "学生资助", "rain_dew_plan": "雨露计划"}


def school_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write both exports."""
    return [_students(clerk), _aid(clerk)]


def _students(clerk: Clerk) -> Delivery:
    source, dirt = "students", clerk.dirt
    header = headings(
        "序号 学籍号 学校 学段 学年 学生姓名 性别 身份证件号码 出生日期 乡镇 村(居)委会 学籍状态 入学年月 离校年月"
    )
    rows = []
    for person in clerk.county.persons:
        for study in person.studies:
            village = person.household.village
            cells: list[Cell] = [f"G{person.citizen_id[:6]}{person.number:08d}", study.school, study.stage, study.year]
            cells += [dirt.name(source, person), person.sex, clerk.person_id(source, person)]
            cells += [dirt.date(source, person.born), village.township, dirt.village(village), study.status]
            rows.append(Row([*cells, dirt.month(source, study.first), dirt.month(source, study.last)], person))
    return text_file(source, f"教育局/在校学生学籍_{clerk.stamp}.csv", header, rows)


def _aid(clerk: Clerk) -> Delivery:
    source, dirt = "student_aid_payments", clerk.dirt
    header = headings(
        "序号 乡镇 村(居)委会 学生姓名 身份证件号码 资助项目 资助类别 发放年月 资助金额 发放类型 支付状态 发放日期 "
        "监护人 监护人身份证号 银行账号"
    )
    rows = []
    for person in clerk.county.persons:
        for grant in person.grants:
            if grant.programme not in _PROJECTS:
                continue
            village, head = person.household.village, person.household.members[0]
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person)]
            cells += [clerk.sheet_id(source, person), _PROJECTS[grant.programme], grant.reason]
            cells += [
                dirt.month(source, grant.month),
                clerk.sheet_amount(dirt.amount(source, grant.amount)),
                grant.kind,
            ]
            cells += [grant.status, dirt.date(source, grant.paid_on), head.name, head.citizen_id]
            rows.append(Row([*cells, dirt.account(head)], person))
    return workbook(
        source, f"教育局/学生资助发放名单_{clerk.stamp}.xlsx", "青溪县学生资助和雨露计划发放名单", header, rows
    )
