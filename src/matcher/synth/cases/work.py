"""Plant B15–B17 and B26: contributions, taxed wages and a housing fund beside the allowance; benefits in custody."""

from __future__ import annotations

from matcher.synth.benefits import ELDER, MINIMUM, RESIDENT_PENSION
from matcher.synth.cases.planter import Planter
from matcher.synth.county import yuan
from matcher.synth.events import decide, grant_pension
from matcher.synth.person import Person, Post
from matcher.synth.property_events import be_taxed, open_fund, take_into_custody


def plant_violations(planter: Planter) -> None:
    """Plant the true cases of the four codes."""
    _plant_contributions(planter)
    _plant_wages(planter)
    _plant_funds(planter)
    _plant_custody(planter)


def plant_look_alikes(planter: Planter) -> None:
    """Plant the look-alikes of the four codes."""
    _plant_lawful_contributions(planter)
    _plant_lawful_wages(planter)
    _plant_funds_that_rest(planter)
    _plant_lawful_custody(planter)


def _poor(planter: Planter, *, covered: int = 1, stop: int | None = None) -> Person:
    person = planter.person(30, 54, village=planter.village(urban=False))
    planter.on_minimum(person, covered=covered, stop=stop)
    return person


def _employ(
    planter: Planter, person: Person, first: int, *, last: int | None = None, base: int = 3900, own: bool = False
) -> None:
    employer = "灵活就业人员" if own else "青溪永兴纺织厂"
    person.work = Post(
        "", employer, "", planter.month(first), None if last is None else planter.month(last), yuan(base)
    )


def _plant_contributions(planter: Planter) -> None:
    # First and last month of contributions; first and last month in which three of the six before are paid.
    for first, last, hit, until in ((-30, None, 0, 11), (2, None, 5, 11), (-30, 4, 0, 8)):
        person = _poor(planter)
        _employ(planter, person, first, last=last)
        planter.violation("B15", person, MINIMUM, planter.months(hit, until), note="单位在缴职工社保")


def _plant_lawful_contributions(planter: Planter) -> None:
    for first in (-30, -12):
        person = _poor(planter)
        _employ(planter, person, first, own=True)
        planter.look_alike("B15", person, MINIMUM, lifted=("E25", planter.months(0, 11)), note="灵活就业自缴")
    person = _poor(planter)
    _employ(planter, person, 9)
    planter.look_alike("B15", person, MINIMUM, note="六个月内缴费不足三个月")
    person = _poor(planter, covered=3)
    _employ(planter, person, -30, base=1500)
    planter.look_alike("B15", person, MINIMUM, reason="E25", note="缴费基数按人均低于低保标准")
    person = _poor(planter)
    person.spells[0].grace_until = planter.month(11)
    _employ(planter, person, 4)
    planter.look_alike("B15", person, MINIMUM, lifted=("E04", planter.months(7, 11)), note="就业渐退期")
    person = _poor(planter)
    _employ(planter, person, -30)
    decide(planter.county, person, "E25", "B15", "企业借名参保，已核实")
    planter.look_alike("B15", person, MINIMUM, lifted=("E25", planter.months(0, 11)), note="核查认定台账")


def _plant_wages(planter: Planter) -> None:
    for first, last, amount, hit in ((-12, 11, 1500, 0), (0, 5, 3000, 3)):
        person = _poor(planter)
        be_taxed(person, planter.months(first, last), amount)
        planter.violation("B16", person, MINIMUM, planter.months(hit, 11), note="申报工资薪金超过低保标准")


def _plant_lawful_wages(planter: Planter) -> None:
    person = _poor(planter)
    be_taxed(person, planter.months(2, 2), 9000)
    planter.look_alike("B16", person, MINIMUM, lifted=("E25", planter.months(3, 11)), note="一次性用工报酬")
    person = _poor(planter)
    be_taxed(person, planter.months(1, 9), 2000, kind="劳务报酬")
    planter.look_alike("B16", person, MINIMUM, reason="E25", note="劳务报酬，不是工资薪金")
    person = _poor(planter)
    be_taxed(person, planter.months(0, 8), 400)
    planter.look_alike("B16", person, MINIMUM, reason="E25", note="季节性零工，合计低于标准")
    person = _poor(planter)
    person.spells[0].grace_until = planter.month(11)
    be_taxed(person, planter.months(3, 9), 2500)
    planter.look_alike("B16", person, MINIMUM, lifted=("E04", planter.months(6, 11)), note="就业渐退期")
    person = _poor(planter, stop=5)
    be_taxed(person, planter.months(2, 11), 3500)
    planter.look_alike("B16", person, MINIMUM, lifted=("E25", planter.months(4, 4)), note="就业后第三个月停发")


def _plant_funds(planter: Planter) -> None:
    for first, last in ((-20, 11), (-40, 5)):
        person = _poor(planter)
        open_fund(person, planter.month(first), planter.month(last), 3200)
        planter.violation("B17", person, MINIMUM, planter.months(0, last), note="缴存住房公积金")


def _plant_funds_that_rest(planter: Planter) -> None:
    for status in ("封存", "销户"):
        person = _poor(planter)
        open_fund(person, planter.month(-60), planter.month(-22), 2900, status=status)
        planter.look_alike("B17", person, MINIMUM, reason="E25", note=f"公积金账户已{status}")
    person = _poor(planter, stop=6)
    open_fund(person, planter.month(5), planter.month(11), 3300)
    planter.look_alike("B17", person, MINIMUM, note="开户当月停发，次月起未发放")
    person = _poor(planter)
    person.spells[0].grace_until = planter.month(11)
    open_fund(person, planter.month(6), planter.month(11), 3300)
    planter.look_alike("B17", person, MINIMUM, lifted=("E04", planter.months(7, 11)), note="就业渐退期")


def _plant_custody(planter: Planter) -> None:
    for began, kind in ((2, "有期徒刑"), (-20, "强制隔离戒毒")):
        person = _poor(planter)
        take_into_custody(person, planter.day(began), planter.day(30), kind=kind)
        planter.violation("B26", person, MINIMUM, planter.months(max(began + 1, 0), 11), note=f"在押（{kind}）仍领取")
    person = planter.person(81, 84)
    grant_pension(person, "resident", "171.00", planter.day(-200))
    take_into_custody(person, planter.day(-10), planter.day(7))
    for programme in (ELDER, RESIDENT_PENSION):
        planter.violation("B26", person, programme, planter.months(0, 6), note="在押期间仍领取，释放当月起合规")


def _plant_lawful_custody(planter: Planter) -> None:
    for kind in ("社区矫正", "缓刑"):
        person = _poor(planter)
        take_into_custody(person, planter.day(-5), planter.day(20), kind=kind)
        planter.look_alike("B26", person, MINIMUM, lifted=("E20", planter.months(0, 11)), note=f"{kind}，不在押")
    person = _poor(planter)
    take_into_custody(person, planter.day(4), planter.day(5), kind="刑事拘留")
    planter.look_alike("B26", person, MINIMUM, reason="E20", note="在押不满整月")
    person = _poor(planter, stop=7)
    take_into_custody(person, planter.day(6), planter.day(30))
    planter.look_alike("B26", person, MINIMUM, note="收押当月停发，次月起未发放")
    person = _poor(planter)
    take_into_custody(person, planter.day(-8), planter.day(2))
    person.change(MINIMUM).reversed.update(planter.months(0, 1))
    planter.look_alike("B26", person, MINIMUM, lifted=("E06", planter.months(0, 1)), note="在押月份已追回")
