"""Exports of civil affairs on families: marriages, economic checks, filings."""

from __future__ import annotations

from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, text_file, workbook
from matcher.synth.sheets import Delivery, Row


def family_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the three exports."""
    return [_marriages(clerk), _checks(clerk), _filings(clerk)]


def _marriages(clerk: Clerk) -> Delivery:
    source, dirt = "marriage_register", clerk.dirt
    header = headings("序号 姓名 性别 身份证号 配偶姓名 配偶身份证号 婚姻状况 结婚登记日期 婚姻终止日期")
    rows = []
    for person in clerk.county.persons:
        for marriage in person.marriages:
            cells: list[Cell] = [dirt.name(source, person), person.sex, clerk.person_id(source, person)]
            cells += [
                clerk.relative_name(marriage.spouse),
                marriage.spouse.citizen_id,
                "离婚或丧偶" if marriage.ended_on else "已婚",
            ]
            cells += [dirt.date(source, marriage.married_on), dirt.date(source, marriage.ended_on)]
            rows.append(Row(cells, person))
    return text_file(source, f"民政局/婚姻登记_{clerk.stamp}.csv", header, rows)


def _checks(clerk: Clerk) -> Delivery:
    source, dirt = "economic_checks", clerk.dirt
    header = headings("序号 村(居)委会 核对成员 身份证号 核对日期 银行存款 证券 商业保险 出国境次数 核对结果")
    rows = []
    for person in clerk.county.persons:
        for check in person.checks:
            cells: list[Cell] = [dirt.village(person.household.village), dirt.name(source, person)]
            cells += [clerk.sheet_id(source, person), dirt.date(source, check.checked_on)]
            cells += [clerk.sheet_amount(dirt.amount(source, value)) for value in (check.deposits, check.securities)]
            cells += [clerk.sheet_amount(dirt.amount(source, check.premiums)), check.trips_abroad, check.result]
            rows.append(Row(cells, person))
    return workbook(source, f"民政局/经济状况核对报告_{clerk.stamp}.xlsx", "居民家庭经济状况核对结果汇总", header, rows)


def _filings(clerk: Clerk) -> Delivery:
    source, dirt = "filing_register", clerk.dirt
    header = headings("序号 乡镇 村(居)委会 姓名 身份证号 备案类型 相关人姓名 相关人身份证号 备案日期 有效期至 说明")
    rows = []
    for person in clerk.county.persons:
        for filing in person.filings:
            village, other = person.household.village, filing.counterpart
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person)]
            cells += [clerk.sheet_id(source, person), filing.kind]
            cells += [clerk.relative_name(other) if other else "", other.citizen_id if other else ""]
            cells += [dirt.date(source, filing.filed_on), dirt.date(source, filing.valid_until), filing.reason]
            rows.append(Row(cells, person))
    return workbook(source, f"民政局/备案登记台账_{clerk.stamp}.xlsx", "社会救助备案登记台账", header, rows)
