"""Registers: residents, disability certificates, the poor and monitored, cremations, verifications."""

from __future__ import annotations

from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, numbered
from matcher.synth.exports.poverty import poverty_delivery
from matcher.synth.person import Person
from matcher.synth.places import address
from matcher.synth.sheets import Delivery, Row, Sheet
from matcher.synth.timeline import any_day, month_of

_CATEGORIES = {1: "视力", 2: "听力", 3: "言语", 4: "肢体", 5: "智力", 6: "精神", 7: "多重"}


def register_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the five registers."""
    return [_residents(clerk), _certificates(clerk), poverty_delivery(clerk), _cremations(clerk), _verifications(clerk)]


def _residents(clerk: Clerk) -> Delivery:
    source, dirt, generator = "household_register", clerk.dirt, clerk.county.generator
    header = headings(
        "户号 与户主关系 姓名 性别 民族 出生日期 公民身份号码 住址 户籍状态 登记日期 迁出日期 分户前户号 入户年月"
    )
    rows = []
    for household in clerk.county.households:
        for person in household.members:
            if person.is_outsider:
                continue
            place = address(household.village, household.group, long=generator.random() < 0.03)
            usual = any_day(generator, clerk.county.window.last - 150)
            registered_on = max(person.born, person.registered_on or usual)
            joined = dirt.month(source, month_of(registered_on)) if person.split_from else ""
            cells: list[Cell] = [household.number, person.relation, dirt.name(source, person), person.sex]
            cells += ["维吾尔族" if "·" in person.name else "汉族", dirt.date(source, person.born)]
            cells += [clerk.person_id(source, person), place, _status(clerk, person)]
            cells += [dirt.date(source, registered_on), dirt.date(source, person.moved_out_on)]
            rows.append(Row([*cells, person.split_from, joined], person, ("person", "member")))
    return Delivery(source, f"公安局/户籍人口_{clerk.stamp}.csv", [Sheet(header, rows)], "utf-8-sig")


def _home(person: Person) -> str:
    return "青岚省澄州市云岭县" if person.is_outsider else address(person.household.village, person.household.group)


def _status(clerk: Clerk, person: Person) -> str:
    is_known = person.death_known_on is None or person.death_known_on <= clerk.county.window.as_of
    if person.died_on is not None and month_of(person.died_on) < clerk.county.window.last - 1 and is_known:
        return "注销"
    return "正常" if person.moved_out_on is None else "迁出"


def _certificates(clerk: Clerk) -> Delivery:
    source, dirt = "disability_certificates", clerk.dirt
    header = headings(
        "序号 姓名 性别 残疾人证号 出生日期 残疾类别 残疾等级 原残疾等级 评定日期 户籍地址 "
        "联系电话 签发日期 有效期 状态 状态日期"
    )
    rows = []
    for person in clerk.county.persons:
        for certificate in person.certificates:
            place = address(person.household.village, person.household.group)
            cells: list[Cell] = [dirt.name(source, person), person.sex, _number(clerk, person, certificate.number)]
            cells += [dirt.date(source, person.born), _CATEGORIES[certificate.category], certificate.level]
            cells += [
                certificate.previous_level or "",
                dirt.date(source, certificate.assessed_on or certificate.issued_on),
            ]
            cells += [place, dirt.phone(person), dirt.date(source, certificate.issued_on)]
            cells += [dirt.date(source, certificate.valid_until), certificate.status]
            rows.append(Row([*cells, dirt.date(source, certificate.status_on)], person))
    return Delivery(source, f"残联/残疾人证_{clerk.stamp}.csv", [Sheet(header, numbered(rows))], "gb18030")


def _number(clerk: Clerk, person: Person, number: str) -> str:
    """Write a certificate number, its ID with the slip that is planned for it."""
    if "disability_certificates" in person.slips:
        return clerk.person_id("disability_certificates", person) + number[18:]
    return clerk.disguise(person, number)


def _cremations(clerk: Clerk) -> Delivery:
    source, dirt = "cremations", clerk.dirt
    header = headings("序号 火化编号 逝者名称 性别 证件类型 证件号码 出生日期 户口所在地 死亡日期 火化日期 家属")
    found = [
        (report, person) for person in clerk.county.persons for report in person.deaths if report.kind == "cremation"
    ]
    rows = []
    for number, (report, person) in enumerate(sorted(found, key=lambda pair: (pair[0].reported_on, pair[1].number))):
        place = _home(person)
        cells: list[Cell] = [
            f"HH{report.reported_on.year}{number:05d}",
            dirt.name(source, person),
            person.sex,
            "身份证",
        ]
        cells += [clerk.sheet_id(source, person), dirt.date(source, person.born), place]
        # The funeral home's workbook holds real dates in one column and typed ones in the other.
        rows.append(Row([*cells, dirt.date(source, report.died_on), report.reported_on, "家属"], person))
    sheet = Sheet(header, numbered(rows), "火化登记", ("青溪县殡仪馆火化登记",), (["合计", f"{len(rows)}具"],))
    return Delivery(source, f"民政局/火化登记_{clerk.stamp}.xlsx", [sheet], notes={"Sheet2": ()})


def _verifications(clerk: Clerk) -> Delivery:
    source, dirt = "verification_register", clerk.dirt
    header = headings("序号 姓名 身份证号 豁免代码 模型编号 补贴项目 认定人 认定日期 有效期至 认定理由")
    rows = []
    for person in clerk.county.persons:
        for decision in person.decisions:
            cells: list[Cell] = [dirt.name(source, person), clerk.person_id(source, person), decision.exemption_code]
            cells += [decision.catalogue_code, decision.programme, "县社会救助核对中心"]
            cells += [dirt.date(source, decision.decided_on), dirt.date(source, decision.valid_until), decision.reason]
            rows.append(Row(cells, person))
    return Delivery(source, f"民政局/核查认定台账_{clerk.stamp}.csv", [Sheet(header, numbered(rows))], "utf-8-sig")
