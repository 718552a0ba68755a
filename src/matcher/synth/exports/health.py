"""Exports of the health bureau: death certificates, major-illness costs, resident medical insurance."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from matcher.synth.benefits import DESTITUTE, MINIMUM, on_roster
from matcher.synth.county import yuan
from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, numbered, township_sheets
from matcher.synth.person import Person
from matcher.synth.places import address
from matcher.synth.sheets import Delivery, Row, Sheet
from matcher.synth.timeline import any_day, month_of

_ILLNESSES = ("脑梗死", "恶性肿瘤", "冠心病", "慢性肾功能衰竭", "髋部骨折", "重症肺炎")


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
    source, dirt, generator = "major_illness_costs", clerk.dirt, clerk.county.generator
    header = headings(
        "序号 姓名 性别 证件号 出生日期 乡镇 村 入院日期 结算日期 诊断 是否重特大疾病 总费用 医疗救助 个人自付"
    )
    rows = []
    for person in clerk.county.persons:
        if generator.random() > 0.02 or person.moved_out_on is not None or person.is_outsider:
            continue
        admitted = any_day(generator, clerk.county.window.last - generator.randint(1, 11))
        if admitted < person.born or (person.died_on is not None and admitted > person.died_on):
            continue
        total = yuan(generator.randint(8000, 180000))
        aid = total * Decimal("0.10") if on_roster(person, MINIMUM, month_of(admitted)) else yuan(0)
        village = person.household.village
        cells: list[Cell] = [dirt.name(source, person), person.sex, clerk.person_id(source, person)]
        cells += [dirt.date(source, person.born), village.township, dirt.village(village), dirt.date(source, admitted)]
        cells += [dirt.date(source, admitted + timedelta(days=generator.randint(4, 28))), generator.choice(_ILLNESSES)]
        cells += ["是" if total > 50000 else "否", dirt.amount(source, total), dirt.amount(source, aid)]
        rows.append(Row([*cells, dirt.amount(source, total * Decimal("0.35"))], person))
    return Delivery(source, f"卫健局/大病医疗费用_{clerk.stamp}.csv", [Sheet(header, numbered(rows))], "gb18030")


def _insurance(clerk: Clerk) -> Delivery:
    source, dirt, generator = "resident_medical_insurance", clerk.dirt, clerk.county.generator
    year = clerk.county.window.as_of.year
    january = year * 12
    header = headings("序号 年度 乡镇 村 户号 姓名 身份证号 性别 手机号 人员属性 自付金额 资助金额 支付日期")
    rows = []
    for person in clerk.county.persons:
        if not _is_insured(person, january):
            continue
        category, self_paid = _category(person, january)
        village = person.household.village
        paid_on = any_day(generator, january - generator.randint(1, 3))
        if month_of(person.born) >= january - 4:
            paid_on = max(person.born + timedelta(days=20), paid_on)
        cells: list[Cell] = [
            year,
            village.township,
            dirt.village(village),
            person.household.number,
            dirt.name(source, person),
        ]
        cells += [clerk.sheet_id(source, person), person.sex, dirt.phone(person), category, self_paid]
        rows.append(Row([*cells, 400 - self_paid, dirt.date(source, paid_on)], person))
    sheets = township_sheets(header, rows, ("青溪县城乡居民基本医疗保险参保明细",), [])
    return Delivery(source, f"卫健局/城乡居民医保参保_{clerk.stamp}.xlsx", sheets)


def _is_insured(person: Person, january: int) -> bool:
    """Say whether a person is in the residents' insurance of the year: alive, here, and not insured as a worker."""
    if person.is_outsider or month_of(person.born) > january + 5 or person.posts or person.work is not None:
        return False
    if any(right.kind in ("worker", "public_service") for right in person.pensions):
        return False
    is_alive = person.died_on is None or month_of(person.died_on) >= january
    return is_alive and person.moved_out_on is None


def _category(person: Person, january: int) -> tuple[str, int]:
    """Give the category of insured people and what they pay themselves, in yuan a year."""
    if on_roster(person, DESTITUTE, january):
        return "特困人员", 0
    if on_roster(person, MINIMUM, january):
        return "低保对象", 40
    if person.household.poverty is not None:
        return ("监测对象", 120) if person.household.poverty.monitored_kind else ("脱贫人口", 280)
    return "普通居民", 400
