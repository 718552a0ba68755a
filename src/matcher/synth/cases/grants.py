"""Sketches of B08, B52, B53, B55–B61, B70 and C07: posts, homes, land, emergencies, funerals and accounts."""

from __future__ import annotations

from typing import Final

from matcher.synth.aid_events import aid_housing, relocate
from matcher.synth.benefits import MINIMUM
from matcher.synth.cases.planter import Planter
from matcher.synth.cases.services import VOCATIONAL, YOUTH
from matcher.synth.cases.sketch import NO_AMOUNT, Sketch, Touch, look_alike, someone, span, touch, violation
from matcher.synth.cases.touches import (
    at_school,
    dies,
    employed,
    farms,
    granted,
    in_post,
    in_register,
    kin,
    member,
    on_day,
    poor,
    renovated,
)
from matcher.synth.one_off_aid import FARMLAND, FUNERAL, TEMPORARY
from matcher.synth.person import Person
from matcher.synth.property_events import file_fact, open_fund, own_house
from matcher.synth.schooling import RAIN_DEW

_POSTS: Final = "public_welfare_post"
_RENOVATION: Final = "housing_renovation"
_RENTAL: Final = "public_rental_housing"
_YEAR: Final = span(0, 11)
_ADULT: Final = (34, 54)
_MAY: Final = (5,)
_HIGH: Final = (at_school("高中", 2024), at_school("高中", 2025))
_ONE_ACCOUNT: Final = 3
"""Households of one account from which it is looked at."""


def _aided(planter: Planter, person: Person, kind: str, amount: int) -> None:
    aid_housing(person, kind, "新就业职工", planter.day(-10), amount)


def _rents(kind: str, amount: int) -> Touch:
    return lambda planter, person: _aided(planter, person, kind, amount)


def _fund(base: int, status: str = "正常") -> Touch:
    def happen(planter: Planter, person: Person) -> None:
        open_fund(person, planter.month(-20), planter.month(11 if status == "正常" else -5), base, status=status)

    return happen


def _land_money(area: str, amount: str) -> Touch:
    return granted(FARMLAND, 5, amount, area=area)


def _help(month: int, amount: int, approval: str = "乡镇审批") -> Touch:
    return granted(TEMPORARY, month, amount, reason="急难型", approval=approval)


VIOLATIONS: Final[tuple[Sketch, ...]] = (
    violation(
        "B08", FARMLAND, someone((50, 58), farms("5.0"), dies(2), _land_money("5.0", "492.50")),
        note="死亡后仍发放耕地补贴，户内无人", months=_MAY, amount="492.50",
    ),
    violation(
        "B52", _POSTS, someone(_ADULT, employed(), in_post()),
        note="财政供养人员占用公益性岗位", months=_YEAR, amount=900 * 12,
    ),
    violation("B52", _POSTS, someone((72, 76), in_post()), note="超龄在岗", months=_YEAR, amount=900 * 12),
    violation(
        "B53", RAIN_DEW, someone(
            (40, 48), member("子", (16, 16), YOUTH, *_HIGH, granted(RAIN_DEW, 5, 1500)), about="子",
        ),
        note="普通高中学生领取雨露计划", months=_MAY, amount=1500,
    ),
    violation(
        "B55", _RENOVATION, someone(_ADULT, renovated("低保户")),
        note="非保障对象享受危房改造", months=(3,), amount=15000,
    ),
    violation(
        "B55", _RENOVATION, someone(_ADULT, in_register(), on_day(own_house, -30), renovated()),
        note="有商品房享受危房改造", months=(3,), amount=15000,
    ),
    violation(
        "B56", _RENOVATION, someone(
            _ADULT, in_register(), on_day(relocate, -60, kind="分散安置", in_town=False), renovated(),
        ),
        note="易地搬迁后又享受危房改造", months=(3,), amount=15000,
    ),
    violation(
        "B57", _RENTAL, someone(_ADULT, _rents("租赁补贴", 240), on_day(own_house, -30), urban=True),
        note="有住房领取租赁补贴", months=_YEAR, amount=240 * 12,
    ),
    violation(
        "B57", _RENTAL, someone(_ADULT, _rents("公租房", 90), _fund(6200), urban=True),
        note="公积金缴存基数超过收入上限", months=_YEAR, amount=NO_AMOUNT,
    ),
    violation(
        "B58", FARMLAND, someone(_ADULT, _land_money("5.0", "492.50")),
        note="无承包地领取耕地补贴", months=_MAY, amount="492.50",
    ),
    violation(
        "B58", FARMLAND, someone(_ADULT, farms("5.0"), _land_money("8.0", "788.00")),
        note="补贴面积超过确权面积", months=_MAY, amount="295.50",
    ),
    violation(
        "B59", FARMLAND, someone(_ADULT, employed(), farms("5.0"), _land_money("5.0", "492.50")),
        note="财政供养人员领取耕地补贴", months=_MAY, amount="492.50",
    ),
    violation(
        "B60", TEMPORARY, someone(_ADULT, _help(2, 600), _help(5, 600), _help(8, 700)),
        note="一年三次临时救助", months=(8,), amount=700,
    ),
    violation("B60", TEMPORARY, someone(_ADULT, _help(4, 1500)), note="超过乡镇审批限额", months=(4,), amount=1500),
    violation(
        "B60", TEMPORARY, someone(_ADULT, _help(6, 800), _help(6, 790)),
        note="同月拆分两笔规避限额", months=(6,), amount=1590,
    ),
    violation(
        "B70", FUNERAL, someone((64, 74), dies(2), granted(FUNERAL, 7, 1200, reason="企业职工基本养老保险")),
        note="丧葬补助金发放两次", months=(7,), amount=1200,
    ),
)  # fmt: skip

LOOK_ALIKES: Final[tuple[Sketch, ...]] = (
    look_alike(
        "B08", FARMLAND, someone(
            (50, 58), farms("5.0"), member("配偶", (48, 56)), dies(2), _land_money("5.0", "492.50"),
        ),
        note="承包户由配偶继续经营", lifted=("E23", _MAY),
    ),
    look_alike(
        "B08", FARMLAND, someone((50, 58), farms("5.0"), dies(5), _land_money("5.0", "492.50")),
        note="发放当月死亡",
    ),
    look_alike("B52", _POSTS, someone(_ADULT, employed("临聘"), in_post()), note="临聘人员", lifted=("E15", _YEAR)),
    look_alike("B52", _POSTS, someone((60, 66), in_post()), note="未超龄", reason="E23"),
    look_alike(
        "B53", RAIN_DEW, someone(
            (40, 48), member("子", (16, 16), YOUTH, *VOCATIONAL, granted(RAIN_DEW, 5, 1500)), about="子",
        ),
        note="中职在读", reason="E23",
    ),
    look_alike(
        "B53", RAIN_DEW, someone(
            (40, 48), member("子", (16, 16), YOUTH, at_school("中职", 2025), granted(RAIN_DEW, 8, 1500)),
            about="子",
        ),
        note="新生，学籍次月建立", lifted=("E02", (8,)),
    ),
    look_alike("B55", _RENOVATION, someone(_ADULT, poor(), renovated("低保户")), note="低保户", reason="E23"),
    look_alike(
        "B55", _RENOVATION, someone(_ADULT, renovated("因病因灾刚性支出较大户")),
        note="本地纳入的其他类别", lifted=("E23", (3,)),
    ),
    look_alike(
        "B55", _RENOVATION, someone(_ADULT, in_register(), on_day(own_house, -30, origin="继承"), renovated()),
        note="继承的老屋", lifted=("E10", (3,)),
    ),
    look_alike("B56", _RENOVATION, someone(_ADULT, in_register(), renovated()), note="未搬迁", reason="E10"),
    look_alike(
        "B56", _RENOVATION, someone(_ADULT, in_register(), on_day(relocate, -60, kind="分散安置", in_town=False)),
        note="只享受搬迁", reason="E10",
    ),
    look_alike(
        "B57", _RENTAL, someone(
            _ADULT, _rents("租赁补贴", 240), on_day(own_house, -30, kind="车库", area=18), urban=True,
        ),
        note="车库不是住房", lifted=("E10", _YEAR),
    ),
    look_alike(
        "B57", _RENTAL, someone(_ADULT, _rents("公租房", 90), _fund(6200, "封存"), urban=True),
        note="公积金账户已封存", reason="E25",
    ),
    look_alike(
        "B57", _RENTAL, someone(_ADULT, _rents("公租房", 90), _fund(3100), urban=True),
        note="收入在上限之内", reason="E23",
    ),
    look_alike(
        "B58", FARMLAND, someone(_ADULT, farms("5.0"), _land_money("5.4", "531.90")),
        note="面积差在一成以内", reason="E23",
    ),
    look_alike(
        "B58", FARMLAND, someone(_ADULT, kin("child", (20, 28), farms("5.0")), _land_money("5.0", "492.50")),
        note="承包地登记在子女名下", lifted=("E23", _MAY),
    ),
    look_alike(
        "B58", FARMLAND, someone(_ADULT, member("配偶", (34, 52), farms("5.0")), _land_money("5.0", "492.50")),
        note="承包地登记在配偶名下", reason="E12",
    ),
    look_alike(
        "B59", FARMLAND, someone(_ADULT, employed("临聘"), farms("5.0"), _land_money("5.0", "492.50")),
        note="临聘人员", lifted=("E15", _MAY),
    ),
    look_alike(
        "B59", FARMLAND, someone(
            _ADULT, employed(), member("配偶", (34, 52), farms("5.0")), _land_money("5.0", "492.50"),
        ),
        note="承包地为配偶所有", lifted=("E23", _MAY),
    ),
    look_alike("B60", TEMPORARY, someone(_ADULT, _help(2, 600), _help(8, 700)), note="一年两次", reason="E23"),
    look_alike("B60", TEMPORARY, someone(_ADULT, _help(4, 1500, "县级审批")), note="县级审批", reason="E23"),
    look_alike(
        "B60", TEMPORARY, someone(_ADULT, _help(6, 400), _help(6, 390)),
        note="两笔合计未超限额", reason="E18",
    ),
    look_alike(
        "B70", FUNERAL, someone((64, 74), dies(2), granted(FUNERAL, 7, 300, kind="补差")),
        note="补足差额", lifted=("E18", (7,)),
    ),
    look_alike("B70", FUNERAL, someone((64, 74), dies(3)), note="只发放一次", reason="E18"),
)  # fmt: skip


def plant_shared_accounts(planter: Planter) -> None:
    """Plant C07: five of one house, one account, one amount."""
    head = planter.person(34, 40)
    family = [head, *(planter.relative(head, *one) for one in (("配偶", 32, 38, "女"), ("子", 12, 15, "男")))]
    family += [planter.relative(head, "女", 12, 15, "女"), planter.relative(head, "母", 58, 59, "女")]
    for person in family:
        person.account = head.account
        touch(planter, person, (_help(5, 500),))
        planter.violation("C07", person, TEMPORARY, planter.months(5, 5), amount=500, note="五人同额发入同一账户")


def plant_lawful_accounts(planter: Planter) -> None:
    """Plant accounts that several draw from for a reason: too few of them, or a guardian on file."""
    for person in shared_account(planter, _ONE_ACCOUNT - 1):
        planter.look_alike("B61", person, MINIMUM, reason="E16", note="代领两户，未达核实条件")
    for person in shared_account(planter, _ONE_ACCOUNT):
        assert person.payee is not None  # noqa: S101  # nosec B101  # whoever is paid through another has a payee
        file_fact(person, "监护人代领备案", planter.day(-6), "村监委会主任代领", about=person.payee)
        lifted = ("E16", planter.months(0, 11))
        planter.look_alike("B61", person, MINIMUM, lifted=lifted, note="监护人代领已备案")


def shared_account(planter: Planter, number: int) -> list[Person]:
    """Make people on the allowance who are all paid into the account of one more."""
    village = planter.village(urban=False)
    payee = planter.person(38, 54, village=village)
    touch(planter, payee, ())
    people = [planter.person(38, 54, village=village) for _ in range(number)]
    for person in people:
        touch(planter, person, (poor(),))
        person.payee = payee
    return people
