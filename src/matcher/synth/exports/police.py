"""Exports of the police and the courts' side: deregistrations, kinship, vehicles, custody."""

from __future__ import annotations

from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, text_file, workbook
from matcher.synth.places import address
from matcher.synth.sheets import Delivery, Row


def police_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the four exports, and that of changed IDs where there are any."""
    return [_deregistrations(clerk), _kinship(clerk), _vehicles(clerk), _custody(clerk), *_changed_ids(clerk)]


def _changed_ids(clerk: Clerk) -> list[Delivery]:
    source, dirt = "id_changes", clerk.dirt
    header = headings("序号 姓名 原公民身份号码 现公民身份号码 变更日期 变更原因")
    rows = []
    for person in clerk.county.persons:
        if person.former_id is not None:
            cells: list[Cell] = [dirt.name(source, person), person.former_id.citizen_id, person.citizen_id]
            rows.append(Row([*cells, dirt.date(source, person.former_id.changed_on), person.former_id.reason], person))
    if not rows:
        return []
    path = f"公安局/公民身份号码变更_{clerk.stamp}.csv"
    return [text_file(source, path, header, rows, encoding="utf-8-sig")]


def _deregistrations(clerk: Clerk) -> Delivery:
    source, dirt = "police_deregistrations", clerk.dirt
    header = headings(
        "序号 姓名 曾用名 性别 身份证号 出生时间 死亡时间 注销日期 恢复户籍日期 注销证明编号 所属派出所 住所"
    )
    found = [
        (report, person)
        for person in clerk.county.persons
        for report in person.deaths
        if report.kind == "deregistration"
    ]
    rows = []
    for number, (report, person) in enumerate(sorted(found, key=lambda pair: (pair[0].reported_on, pair[1].number))):
        village = person.household.village
        cells: list[Cell] = [dirt.name(source, person), "", person.sex, clerk.person_id(source, person)]
        cells += [
            dirt.date(source, person.born),
            dirt.date(source, report.died_on),
            dirt.date(source, report.reported_on),
        ]
        cells += [dirt.date(source, report.withdrawn_on), f"ZX{report.reported_on.year}{number:05d}"]
        rows.append(Row([*cells, f"{village.township}派出所", address(village, person.household.group)], person))
    return text_file(source, f"公安局/户籍注销_{clerk.stamp}.csv", header, rows, encoding="utf-8-sig")


def _kinship(clerk: Clerk) -> Delivery:
    source, dirt = "kinship_register", clerk.dirt
    header = headings("序号 户号 姓名 公民身份号码 关系 亲属姓名 亲属公民身份号码")
    rows = []
    for person in clerk.county.persons:
        for kin in person.kin:
            cells: list[Cell] = [person.household.number, dirt.name(source, person), clerk.person_id(source, person)]
            rows.append(Row([*cells, kin.relation, clerk.relative_name(kin.relative), kin.relative.citizen_id], person))
    return text_file(source, f"公安局/人口亲属关系_{clerk.stamp}.csv", header, rows, encoding="utf-8-sig")


def _vehicles(clerk: Clerk) -> Delivery:
    source, dirt = "vehicles", clerk.dirt
    header = headings(
        "序号 号牌种类 号牌号码 所有人 身份证明号码 住所地址 车辆类型 使用性质 初次登记日期 转移登记日期 "
        "状态 核定载客 价格 是否残疾人专用"
    )
    rows = []
    for person in clerk.county.persons:
        for vehicle in person.vehicles:
            plate_kind = (
                "小型汽车" if vehicle.kind.startswith("小型") else "普通摩托车" if "摩托" in vehicle.kind else "其他"
            )
            cells: list[Cell] = [plate_kind, vehicle.plate, dirt.name(source, person), clerk.person_id(source, person)]
            cells += [address(person.household.village, person.household.group), vehicle.kind, vehicle.use]
            cells += [dirt.date(source, vehicle.registered_on), dirt.date(source, vehicle.transferred_on)]
            cells += [vehicle.status, vehicle.seats, dirt.amount(source, vehicle.value)]
            rows.append(Row([*cells, "是" if vehicle.is_for_disabled else "否"], person))
    return text_file(source, f"公安局/机动车登记_{clerk.stamp}.xls", header, rows)


def _custody(clerk: Clerk) -> Delivery:
    source, dirt = "custody_register", clerk.dirt
    header = headings("序号 姓名 性别 身份证号码 出生日期 户籍地址 人员类型 关押场所 收押日期 释放日期")
    rows = []
    for person in clerk.county.persons:
        for custody in person.custodies:
            cells: list[Cell] = [dirt.name(source, person), person.sex, clerk.sheet_id(source, person)]
            cells += [dirt.date(source, person.born), address(person.household.village, person.household.group)]
            cells += [custody.kind, custody.place, custody.began_on]
            rows.append(Row([*cells, custody.ended_on or ""], person))
    return workbook(source, f"司法局/在押和社区矫正人员_{clerk.stamp}.xlsx", "在押和社区矫正人员名册", header, rows)
