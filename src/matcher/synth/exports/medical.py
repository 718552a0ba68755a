"""Exports of the medical insurance bureau: subsidised premiums, worker insurance, the uninsured."""

from __future__ import annotations

from matcher.synth.cover import is_worker_insured
from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, text_file, township_sheets
from matcher.synth.sheets import Delivery, Row


def medical_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the three exports."""
    return [_subsidised(clerk), _workers(clerk), _uninsured(clerk)]


def _subsidised(clerk: Clerk) -> Delivery:
    source, dirt = "subsidised_premiums", clerk.dirt
    header = headings(
        "序号 年度 街道乡镇 村(居)委会 姓名 身份证件类型 身份证件号码 人员编号 代缴类别 代缴金额 个人缴费日期"
    )
    rows = []
    for person in clerk.county.persons:
        for subsidy in person.premium_subsidies:
            village = person.household.village
            cells: list[Cell] = [subsidy.year, village.township, dirt.village(village), dirt.name(source, person)]
            cells += ["居民身份证", clerk.sheet_id(source, person), f"YB{person.number:08d}", subsidy.category]
            rows.append(Row([*cells, subsidy.amount, dirt.date(source, subsidy.paid_on)], person))
    titles = ("青溪县资助参保人员名单", "单位：青溪县医疗保障局")
    sheets = township_sheets(header, rows, titles, [])
    return Delivery(source, f"医保局/资助参保人员名单_{clerk.stamp}.xlsx", sheets)


def _workers(clerk: Clerk) -> Delivery:
    source, dirt = "worker_medical_insurance", clerk.dirt
    year = clerk.county.window.as_of.year
    header = headings("序号 年度 个人编号 姓名 证件号码 人员类别")
    rows = []
    for person in clerk.county.persons:
        is_alive = person.died_on is None or person.died_on.year >= year
        if not is_worker_insured(person, year) or not is_alive or person.is_outsider:
            continue
        is_retired = any(right.kind in ("worker", "public_service") for right in person.pensions)
        cells: list[Cell] = [year, f"ZG{person.number:08d}", dirt.name(source, person), clerk.person_id(source, person)]
        rows.append(Row([*cells, "退休" if is_retired else "在职"], person))
    return text_file(source, f"医保局/职工医保参保_{clerk.stamp}.csv", header, rows)


def _uninsured(clerk: Clerk) -> Delivery:
    source, dirt = "uninsured_explanations", clerk.dirt
    header = headings("序号 年度 乡镇 村(居)委会 户号 姓名 身份证号 未参保原因")
    rows = []
    for person in clerk.county.persons:
        for answer in person.uninsured:
            village = person.household.village
            cells: list[Cell] = [answer.year, village.township, dirt.village(village), person.household.number]
            rows.append(
                Row([*cells, dirt.name(source, person), clerk.person_id(source, person), answer.reason], person)
            )
    return text_file(source, f"医保局/未参保人员原因台账_{clerk.stamp}.csv", header, rows)
