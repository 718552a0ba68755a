"""Plant B18–B25: vehicles, houses, businesses, money, insurance, travel of people on the minimum living allowance."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from matcher.synth.benefits import MINIMUM
from matcher.synth.cases.planter import Planter
from matcher.synth.events import decide
from matcher.synth.person import Person
from matcher.synth.property_events import check_finances, file_fact, own_house, own_vehicle, take_role

_LONG_AGO: Final = -40
"""Month of approval of most: what was bought later than a year after it is no new purchase (B21)."""


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the codes, and what no export can tell from them."""
    _plant_vehicles(planter)
    _plant_houses(planter)
    _plant_businesses(planter)
    _plant_finances(planter)
    _plant_undecidable(planter)


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the codes."""
    _plant_vehicles_that_do_not_count(planter)
    _plant_lawful_vehicles(planter)
    _plant_houses_that_do_not_count(planter)
    _plant_businesses_that_do_not_count(planter)
    _plant_finances_explained(planter)


def _poor(planter: Planter, *, first: int = _LONG_AGO, stop: int | None = None, covered: int = 1) -> Person:
    person = planter.person(34, 57)
    planter.on_minimum(person, first=first, stop=stop, covered=covered)
    return person


def _plant_vehicles(planter: Planter) -> None:
    # Month of registration, kind, members covered.
    for registered, kind, covered in ((-8, "小型轿车", 1), (3, "小型普通客车", 2)):
        person = _poor(planter, covered=covered)
        own_vehicle(person, planter.day(registered), kind=kind)
        months = planter.months(max(registered + 1, 0), 11)
        amount = person.spells[0].amount * covered * len(months)  # one finding of the household, under its head
        planter.violation("B18", person, MINIMUM, months, amount=amount, note=f"低保家庭名下有{kind}")
    for registered, kind, use in ((-20, "重型普通货车", "货运"), (5, "联合收割机", "非营运")):
        person = _poor(planter)
        own_vehicle(person, planter.day(registered), kind=kind, value=120000, seats=2)
        person.vehicles[-1] = replace(person.vehicles[-1], use=use)
        note = f"低保家庭名下有{kind}"
        planter.violation("B19", person, MINIMUM, planter.months(max(registered + 1, 0), 11), note=note)
    person = _poor(planter, first=-4)
    own_vehicle(person, planter.day(2))
    planter.violation("B21", person, MINIMUM, planter.months(3, 11), note="审批后一年内新购小型轿车")


def _plant_vehicles_that_do_not_count(planter: Planter) -> None:
    for kind, status, value in (
        ("普通二轮摩托车", "正常", 4800),
        ("小型轿车", "报废", 12000),
        ("小型轿车", "转出", 60000),
        ("拖拉机", "正常", 21000),
        ("三轮汽车", "正常", 9000),
        ("轻型栏板货车", "正常", 38000),
    ):
        person = _poor(planter)
        own_vehicle(person, planter.day(-9), kind=kind, status=status, value=value)
        note = f"{kind}（{status}）不计为家庭财产"
        planter.look_alike("B18", person, MINIMUM, lifted=("E09", planter.months(0, 11)), note=note)
    person = _poor(planter)
    own_vehicle(person, planter.day(-9), kind="重型普通货车", status="报废")
    person.vehicles[-1] = replace(person.vehicles[-1], use="货运")
    planter.look_alike("B19", person, MINIMUM, lifted=("E09", planter.months(0, 11)), note="营运货车已报废")
    for value, note in ((30000, "小型收割机，价值未达标准"), (42000, "旧收割机，价值未达标准")):
        person = _poor(planter)
        own_vehicle(person, planter.day(-9), kind="联合收割机", value=value)
        planter.look_alike("B19", person, MINIMUM, reason="E09", note=note)


def _plant_lawful_vehicles(planter: Planter) -> None:
    person = _poor(planter)
    own_vehicle(person, planter.day(-9))
    person.vehicles[-1] = replace(person.vehicles[-1], is_for_disabled=True)
    planter.look_alike("B18", person, MINIMUM, lifted=("E09", planter.months(0, 11)), note="残疾人专用车")

    person = _poor(planter)
    person.spells[0].grace_until = planter.month(11)
    own_vehicle(person, planter.day(4))
    planter.look_alike("B18", person, MINIMUM, lifted=("E04", planter.months(5, 11)), note="购车后渐退期")

    person = _poor(planter, stop=7)
    own_vehicle(person, planter.day(6))
    planter.look_alike("B18", person, MINIMUM, note="购车当月停发，次月起未发放")

    person = _poor(planter)
    own_vehicle(person, planter.day(-9))
    decide(planter.county, person, "E09", "B18", "亲属借用身份证登记，已核实")
    planter.look_alike("B18", person, MINIMUM, lifted=("E09", planter.months(0, 11)), note="核查认定台账")

    person = _poor(planter, first=-4)
    own_vehicle(person, planter.day(2), status="报废")
    for code in ("B18", "B21"):
        planter.look_alike(code, person, MINIMUM, lifted=("E09", planter.months(3, 11)), note="报废车辆未注销")


def _plant_houses(planter: Planter) -> None:
    for areas in ((52, 48), (118,)):
        person = _poor(planter, first=-20)
        for area in areas:
            own_house(person, planter.day(-70), area=area)
        planter.violation("B20", person, MINIMUM, planter.months(0, 11), note=f"名下商品房 {len(areas)} 套")
    for registered in (-6, 2):
        person = _poor(planter, first=-8)
        own_house(person, planter.day(registered), area=52)
        months = planter.months(max(registered + 1, 0), 11)
        planter.violation("B21", person, MINIMUM, months, note="审批前后一年内新购住房")


def _plant_houses_that_do_not_count(planter: Planter) -> None:
    for kind, origin, share in (
        ("安置房", "拆迁安置", 100),
        ("自建房", "继承", 25),
        ("安置房", "易地搬迁", 100),
        ("自建房", "危房改造", 100),
    ):
        person = _poor(planter, first=-20)
        own_house(person, planter.day(-70), area=50)
        own_house(person, planter.day(-60), kind=kind, origin=origin, share=share, area=58)
        note = f"第二套为{origin}，份额 {share}%"
        planter.look_alike("B20", person, MINIMUM, lifted=("E10", planter.months(0, 11)), note=note)
    person = _poor(planter, first=-20)
    own_house(person, planter.day(-70), area=55)
    own_house(person, planter.day(-70), kind="车库", area=18)
    planter.look_alike("B20", person, MINIMUM, lifted=("E10", planter.months(0, 11)), note="第二处为车库")
    for origin, area in (("易地搬迁", 50), ("危房改造", 55)):
        person = _poor(planter, first=-8)
        own_house(person, planter.day(-3), kind="安置房", origin=origin, area=area)
        planter.look_alike(
            "B21", person, MINIMUM, lifted=("E10", planter.months(0, 11)), note=f"{origin}住房，并非购买"
        )
    person = _poor(planter, first=-8)
    own_house(person, planter.day(-3), kind="车库", area=16)
    planter.look_alike("B21", person, MINIMUM, lifted=("E10", planter.months(0, 11)), note="车库，并非住房")
    person = _poor(planter)
    own_house(person, planter.day(-70), area=56)
    planter.look_alike("B20", person, MINIMUM, reason="E10", note="仅有一套住房，人均面积未超标")


def _plant_businesses(planter: Planter) -> None:
    for registered, role, kind, capital in (
        (-30, "法定代表人", "有限责任公司", 800000),
        (2, "个体经营者", "个体工商户", 90000),
    ):
        person = _poor(planter)
        take_role(person, planter.day(registered), role=role, kind=kind, capital=capital)
        months = planter.months(max(registered + 1, 0), 11)
        planter.violation("B22", person, MINIMUM, months, note=f"低保对象为{kind}{role}")


def _plant_businesses_that_do_not_count(planter: Planter) -> None:
    for role, kind, capital, status in (
        ("法定代表人", "有限责任公司", 500000, "吊销"),
        ("股东", "农民专业合作社", 200000, "在业"),
        ("个体经营者", "个体工商户", 6000, "在业"),
        ("法定代表人", "有限责任公司", 300000, "停业"),
    ):
        person = _poor(planter)
        take_role(person, planter.day(-30), role=role, kind=kind, capital=capital, status=status)
        note = f"{kind}（{status}），{role}，资金 {capital} 元"
        planter.look_alike("B22", person, MINIMUM, lifted=("E08", planter.months(0, 11)), note=note)
    person = _poor(planter)
    take_role(person, planter.day(-30))
    file_fact(person, "挂名企业认定", planter.day(-2), "亲戚借用身份证注册，市场监管局已认定")
    planter.look_alike("B22", person, MINIMUM, lifted=("E07", planter.months(0, 11)), note="挂名企业，已备案")
    person = _poor(planter)
    take_role(person, planter.day(-30), role="监事")
    planter.look_alike("B22", person, MINIMUM, reason="E08", note="仅为监事，不计入")
    person = _poor(planter, stop=5)
    take_role(person, planter.day(4))
    planter.look_alike("B22", person, MINIMUM, note="注册当月停发，次月起未发放")


def _plant_finances(planter: Planter) -> None:
    # Code, what the check of the month found, months for which it speaks.
    for code, checked, found in (
        ("B23", -3, {"deposits": 68000}),
        ("B23", 4, {"deposits": 52000}),
        ("B24", 2, {"premiums": 9600}),
        ("B25", 1, {"trips": 4}),
    ):
        person = _poor(planter)
        check_finances(person, planter.day(checked), **found)
        months = planter.months(max(checked + 1, 0), min(checked + 12, 11))
        planter.violation(code, person, MINIMUM, months, note="家庭经济状况核对检出")


def _plant_finances_explained(planter: Planter) -> None:
    for result in ("征地补偿款", "抚恤金", "医疗筹款，专款专用"):
        person = _poor(planter)
        check_finances(person, planter.day(-3), deposits=66000)
        person.checks[-1] = replace(person.checks[-1], result=result)
        planter.look_alike("B23", person, MINIMUM, lifted=("E11", planter.months(0, 9)), note=result)
    person = _poor(planter)
    check_finances(person, planter.day(-10), deposits=61000)
    check_finances(person, planter.day(-2), deposits=3000)
    planter.look_alike("B23", person, MINIMUM, reason="E02", note="旧核对结果，复核已低于限额")
    person = _poor(planter)
    check_finances(person, planter.day(2), deposits=8000, premiums=3600, trips=1)
    for code in ("B23", "B24", "B25"):
        planter.look_alike(code, person, MINIMUM, reason="E11", note="核对金额、次数均在限额之内")
    for code, found in (("B24", {"premiums": 8800}), ("B25", {"trips": 5})):
        person = _poor(planter)
        person.spells[0].grace_until = planter.month(11)
        check_finances(person, planter.day(3), **found)
        planter.look_alike(code, person, MINIMUM, lifted=("E04", planter.months(4, 11)), note="渐退期内")


def _plant_undecidable(planter: Planter) -> None:
    person = _poor(planter)
    take_role(person, planter.day(-30))
    planter.undecidable("B22", person, MINIMUM, "E07", "挂名企业，未备案：名册与真实经营无从区分")
    person = _poor(planter)
    own_vehicle(person, planter.day(-9))
    planter.undecidable("B18", person, MINIMUM, "E09", "车辆已卖未过户，登记仍在本人名下")
    person = _poor(planter, first=-20)
    for area in (50, 49):
        own_house(person, planter.day(-70), area=area)
    planter.undecidable("B20", person, MINIMUM, "E10", "一套已卖未过户，登记仍在本人名下")
    person = _poor(planter)
    check_finances(person, planter.day(-3), deposits=64000)
    planter.undecidable("B23", person, MINIMUM, "E11", "代管亲属存款，核对结果未注明")
