"""What a made-up person comes to own, do and be to others. Each function adds one record that an agency would keep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from matcher.synth.belongings import (
    CompanyRole,
    Custody,
    EconomicCheck,
    Filing,
    FundAccount,
    House,
    Office,
    Study,
    TaxedIncome,
    Vehicle,
)
from matcher.synth.county import yuan
from matcher.synth.person import Person
from matcher.synth.relatives import Kin, Marriage, Relative

_CREDIT_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_COMPANY_KINDS: Final = {
    "有限责任公司": ("91", "商贸有限公司"),
    "个体工商户": ("92", "便民超市"),
    "农民专业合作社": ("93", "种植专业合作社"),
}
_SCHOOLS: Final = {
    "学前教育": "青溪县机关幼儿园",
    "小学": "白石镇中心小学",
    "初中": "青溪县第二中学",
    "高中": "青溪县第一中学",
    "中职": "青溪县职业技术学校",
    "高职高专": "澄州职业技术学院",
    "大学": "青岚师范大学",
}
_MEMBER: Final = "合作社成员"


def own_vehicle(
    person: Person,
    registered_on: date,
    *,
    kind: str = "小型轿车",
    value: int = 86000,
    status: str = "正常",
    seats: int = 5,
) -> Vehicle:
    """Register a private vehicle; a plate of the made-up province follows from the person's number."""
    plate = f"岚A{(person.number * 37 + len(person.vehicles) * 7919) % 100000:05d}"
    vehicle = Vehicle(kind, plate, registered_on, yuan(value), status, seats=seats)
    person.vehicles.append(vehicle)
    return vehicle


def take_role(
    person: Person,
    registered_on: date,
    *,
    role: str = "法定代表人",
    kind: str = "有限责任公司",
    capital: int = 500000,
    status: str = "在业",
) -> CompanyRole:
    """Register a role in a business of the person's own; for a stall say 个体经营者 and 个体工商户."""
    prefix, ending = _COMPANY_KINDS[kind]
    number = 0 if role == _MEMBER else person.number  # members share one cooperative
    company = f"青溪{'青山绿水' if role == _MEMBER else person.name}{ending}"
    code = _credit_code(f"{prefix}180121MA{number:07d}")
    made = CompanyRole(role, kind, company, code, yuan(capital), registered_on, status)
    person.roles.append(made)
    return made


def own_house(
    person: Person,
    registered_on: date,
    *,
    kind: str = "商品房",
    area: int = 105,
    origin: str = "购买",
    share: int = 100,
) -> House:
    """Register a home in the person's name; a garage or shop is `kind="车库"`, `"商业用房"`."""
    number = f"青（2024）青溪县不动产权第{person.number:06d}{len(person.houses)}号"
    use = {"车库": "车库", "商业用房": "商业"}.get(kind, "住宅")
    value = yuan(area * 3800) if origin == "购买" else None
    house = House(kind, Decimal(area), registered_on, number, use, origin, share, value=value)
    person.houses.append(house)
    return house


def take_into_custody(person: Person, began_on: date, ended_on: date | None, *, kind: str = "有期徒刑") -> Custody:
    """Take a person into custody; no last day: still there."""
    places = {"强制隔离戒毒": "澄州市强制隔离戒毒所", "社区矫正": "青溪县司法局", "缓刑": "青溪县司法局"}
    custody = Custody(kind, began_on, ended_on, places.get(kind, "澄州监狱"))
    person.custodies.append(custody)
    return custody


def go_to_school(person: Person, stage: str, year: int, *, status: str = "在读", last: int | None = None) -> Study:
    """Enrol a pupil for the school year that begins in September of `year`; stages as in Study."""
    study = Study(_SCHOOLS[stage], stage, year, year * 12 + 8, status, last)
    person.studies.append(study)
    return study


def be_taxed(
    person: Person, months: Iterable[int], amount: int, *, payer: str = "澄州顺达物流有限公司", kind: str = "工资薪金"
) -> None:
    """Let a payer report income of these months."""
    person.taxed.extend(TaxedIncome(month, yuan(amount), payer, kind) for month in months)


def open_fund(person: Person, first: int, last: int, base: int, *, status: str = "正常") -> FundAccount:
    """Open an account in the housing provident fund; employer and employee pay 8 percent each."""
    employer = person.posts[-1].employer if person.posts else person.work.employer if person.work else "青溪永兴纺织厂"
    balance = yuan(base) * Decimal("0.16") * max(1, last - first + 1)
    account = FundAccount(employer, yuan(base), first, last, balance, status)
    person.funds.append(account)
    return account


def check_finances(
    person: Person, checked_on: date, *, deposits: int = 0, premiums: int = 0, trips: int = 0
) -> EconomicCheck:
    """Check a person's finances at application or re-check."""
    result = "符合" if deposits < 40000 and premiums < 5000 else "检出财产信息"
    check = EconomicCheck(checked_on, yuan(deposits), premiums=yuan(premiums), trips_abroad=trips, result=result)
    person.checks.append(check)
    return check


def file_fact(
    person: Person, kind: str, filed_on: date, reason: str, *, about: Person | None = None, until: date | None = None
) -> Filing:
    """File one fact about a person, where it concerns another (`about`) naming them; kinds as in Filing."""
    filing = Filing(kind, filed_on, reason, about.as_relative if about else None, until)
    person.filings.append(filing)
    return filing


def hold_office(person: Person, kind: str, first: int, *, last: int | None = None) -> Office:
    """Give an office: 村干部, 经办人员, 人大代表, 政协委员 or 党员."""
    village = person.household.village
    titles = {
        "村干部": ("村委会委员", f"{village.name}委员会", yuan(1800)),
        "经办人员": ("民政专干", f"{village.township}民政办", None),
    }
    title, employer, wage = titles.get(kind, (kind, "青溪县", None))
    office = Office(kind, title, employer, first, last, wage)
    person.offices.append(office)
    return office


def marry(person: Person, spouse: Person | Relative, married_on: date, *, ended_on: date | None = None) -> None:
    """Register a marriage, with both where both live in the county; while it runs they are kin, too."""
    pairs = [(person, _relative(spouse))]
    if isinstance(spouse, Person):
        pairs.append((spouse, person.as_relative))
    for one, other in pairs:
        one.marriages.append(Marriage(other, married_on, ended_on))
        if ended_on is None:
            add_kin(one, "配偶", other)


def relate(
    parent: Person | Relative, child: Person | Relative, *, parent_sex: str = "男", child_sex: str = "男"
) -> None:
    """Register parent and child with whichever of them lives in the county; a Person's own sex counts."""
    if isinstance(child, Person):
        sex = parent.sex if isinstance(parent, Person) else parent_sex
        add_kin(child, "父亲" if sex == "男" else "母亲", _relative(parent))
    if isinstance(parent, Person):
        sex = child.sex if isinstance(child, Person) else child_sex
        add_kin(parent, "儿子" if sex == "男" else "女儿", _relative(child))


def add_kin(person: Person, relation: str, relative: Relative) -> None:
    """Register one relation of a person, once."""
    kin = Kin(relation, relative)
    if kin not in person.kin:
        person.kin.append(kin)


def _relative(someone: Person | Relative) -> Relative:
    return someone.as_relative if isinstance(someone, Person) else someone


def _credit_code(first17: str) -> str:
    """Add the check character (GB 32100-2015: weights are powers of 3 modulo 31)."""
    total = sum(_CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first17))
    return first17 + _CREDIT_SIGNS[(31 - total % 31) % 31]
