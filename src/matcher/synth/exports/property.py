"""Exports of who owns and earns what: businesses, real estate, taxed income, the housing fund, land."""

from __future__ import annotations

from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, text_file, township_sheets, workbook
from matcher.synth.sheets import Delivery, Row


def property_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the six exports."""
    writers = (_businesses, _real_estate, _taxes, _funds, _land, _farmland)
    return [write(clerk) for write in writers]


def _businesses(clerk: Clerk) -> Delivery:
    source, dirt = "business_registration", clerk.dirt
    header = headings(
        "序号 企业名称 统一社会信用代码 企业类型 经营状态 注册资本(元) 人员姓名 证件号码 人员身份 成立日期 注销日期"
    )
    rows = []
    for person in clerk.county.persons:
        for role in person.roles:
            cells: list[Cell] = [
                role.company,
                role.credit_code,
                role.kind,
                role.status,
                dirt.amount(source, role.capital),
            ]
            cells += [dirt.name(source, person), clerk.person_id(source, person), role.role]
            rows.append(Row([*cells, dirt.date(source, role.registered_on), dirt.date(source, role.ended_on)], person))
    return text_file(source, f"市场监管局/市场主体登记_{clerk.stamp}.csv", header, rows)


def _real_estate(clerk: Clerk) -> Delivery:
    source, dirt = "real_estate", clerk.dirt
    header = headings(
        "序号 权利人 权利人证件号 不动产权证号 坐落 房屋类型 "
        "用途 建筑面积(平方米) 取得方式 共有份额 购值 权属状态 登记时间"
    )
    rows = []
    for person in clerk.county.persons:
        for house in person.houses:
            place = f"青溪县{person.household.village.township}"
            cells: list[Cell] = [
                dirt.name(source, person),
                clerk.sheet_id(source, person),
                house.number,
                place,
                house.kind,
            ]
            cells += [house.use, float(house.area), house.origin, f"{house.share}"]
            cells += [clerk.sheet_amount(dirt.amount(source, house.value)), house.status]
            rows.append(Row([*cells, dirt.date(source, house.registered_on)], person))
    return workbook(source, f"自然资源局/不动产登记_{clerk.stamp}.xlsx", "不动产登记信息查询结果", header, rows)


def _taxes(clerk: Clerk) -> Delivery:
    source, dirt = "individual_income_tax", clerk.dirt
    header = headings("序号 纳税人姓名 证照号码 发放月份 所得项目 收入额 扣缴义务人")
    rows = []
    for person in clerk.county.persons:
        for income in person.taxed:
            cells: list[Cell] = [
                dirt.name(source, person),
                clerk.person_id(source, person),
                dirt.month(source, income.month),
            ]
            rows.append(Row([*cells, income.kind, dirt.amount(source, income.amount), income.payer], person))
    return text_file(source, f"税务局/个人所得税申报_{clerk.stamp}.csv", header, rows)


def _funds(clerk: Clerk) -> Delivery:
    source, dirt = "provident_fund_accounts", clerk.dirt
    header = headings("序号 单位名称 姓名 身份证号 状态 缴存基数 缴存额 余额 开户年月 末次缴交年月")
    rows = []
    for person in clerk.county.persons:
        for account in person.funds:
            deposit = account.base * 16 / 100
            cells: list[Cell] = [account.employer, dirt.name(source, person), clerk.person_id(source, person)]
            cells += [account.status, dirt.amount(source, account.base), dirt.amount(source, deposit)]
            cells += [dirt.amount(source, account.balance), dirt.month(source, account.first)]
            rows.append(Row([*cells, dirt.month(source, account.last)], person))
    return text_file(source, f"公积金中心/住房公积金账户_{clerk.stamp}.csv", header, rows)


def _land(clerk: Clerk) -> Delivery:
    source, dirt = "land_contracts", clerk.dirt
    header = headings("序号 乡镇 行政村 承包合同编号 承包方代表姓名 承包方代表证件号码 确权面积(亩) 地块数")
    rows = []
    for person in clerk.county.persons:
        for contract in person.land:
            village = person.household.village
            cells: list[Cell] = [village.township, dirt.village(village), contract.number, dirt.name(source, person)]
            rows.append(
                Row([*cells, clerk.person_id(source, person), f"{contract.area}", 2 + person.number % 5], person)
            )
    return text_file(source, f"农业农村局/农村土地承包确权_{clerk.stamp}.csv", header, rows, encoding="utf-8-sig")


def _farmland(clerk: Clerk) -> Delivery:
    source, dirt = "farmland_subsidies", clerk.dirt
    header = headings(
        "序号 乡镇 村(居)委会 姓名 身份证号 补贴面积(亩) "
        "补贴标准(元/亩) 补贴年月 补贴金额 发放类型 支付状态 发放日期 银行账号"
    )
    rows = []
    for person in clerk.county.persons:
        for grant in person.grants:
            if grant.programme != "farmland_subsidy":
                continue
            village = person.household.village
            cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person)]
            cells += [clerk.sheet_id(source, person), f"{grant.area}", 98.5, dirt.month(source, grant.month)]
            cells += [clerk.sheet_amount(dirt.amount(source, grant.amount)), grant.kind, grant.status]
            rows.append(Row([*cells, dirt.date(source, grant.paid_on), dirt.account(person)], person))
    titles = ("青溪县耕地地力保护补贴发放明细",)
    sheets = township_sheets(header, rows, titles, [])
    return Delivery(source, f"农业农村局/耕地地力保护补贴发放_{clerk.stamp}.xlsx", sheets)
