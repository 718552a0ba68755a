"""What a made-up person owns and does beside aid: one plain record for each row that an agency keeps.

Months are month numbers (year × 12 + month − 1). Texts are written as the agencies write them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from matcher.synth.received import (
    Enrolment,
    Grant,
    HospitalStay,
    HousingAid,
    LandContract,
    PensionPremium,
    PremiumSubsidy,
    Relocation,
    Sighting,
    Uninsured,
)
from matcher.synth.relatives import Kin, Marriage, Relative


@dataclass(frozen=True)
class Vehicle:
    """One vehicle in the owner's name."""

    kind: str
    """小型轿车, 小型普通客车, 普通二轮摩托车, 三轮汽车, 轻型栏板货车, 拖拉机…"""
    plate: str
    registered_on: date
    value: Decimal
    status: str = "正常"
    """正常, 违法未处理, 逾期未检验, 报废, 注销, 转出."""
    use: str = "非营运"
    seats: int = 5
    transferred_on: date | None = None
    is_for_disabled: bool = False


@dataclass(frozen=True)
class CompanyRole:
    """One role in one business."""

    role: str
    """法定代表人, 股东, 监事, 个体经营者, 合作社成员."""
    kind: str
    """有限责任公司, 个体工商户, 农民专业合作社."""
    company: str
    credit_code: str
    capital: Decimal
    registered_on: date
    status: str = "在业"
    """在业, 存续, 吊销, 注销, 停业."""
    ended_on: date | None = None


@dataclass(frozen=True)
class House:
    """One share in one property."""

    kind: str
    """商品房, 自建房, 经济适用房, 安置房, 车库."""
    area: Decimal
    registered_on: date
    number: str
    """Number of the title."""
    use: str = "住宅"
    origin: str = "购买"
    """购买, 继承, 拆迁安置, 易地搬迁, 危房改造, 自建."""
    share: int = 100
    """Percent."""
    status: str = "现势"
    value: Decimal | None = None


@dataclass(frozen=True)
class Custody:
    """One stretch in custody."""

    kind: str
    """有期徒刑, 强制隔离戒毒, 社区矫正, 缓刑, 刑事拘留."""
    began_on: date
    ended_on: date | None
    place: str = "澄州监狱"


@dataclass(frozen=True)
class Study:
    """One school year at one school."""

    school: str
    stage: str
    """学前教育, 小学, 初中, 高中, 中职, 高职高专, 大学."""
    year: int
    """Year in which the school year begins."""
    first: int
    status: str = "在读"
    last: int | None = None


@dataclass(frozen=True)
class TaxedIncome:
    """Taxed income of one month from one payer."""

    month: int
    amount: Decimal
    payer: str
    kind: str = "工资薪金"
    """工资薪金, 劳务报酬, 经营所得."""


@dataclass(frozen=True)
class FundAccount:
    """An account in the housing provident fund."""

    employer: str
    base: Decimal
    first: int
    last: int
    balance: Decimal
    status: str = "正常"
    """正常, 封存, 销户."""


@dataclass(frozen=True)
class EconomicCheck:
    """What the check of household finances found of one person."""

    checked_on: date
    deposits: Decimal
    securities: Decimal = Decimal("0.00")
    premiums: Decimal = Decimal("0.00")
    trips_abroad: int = 0
    result: str = "符合"


@dataclass(frozen=True)
class Filing:
    """One fact that an office filed because it explains what would look wrong."""

    kind: str
    """近亲属备案, 监护人代领备案, 供养机构集中账户, 挂名企业认定, 已核实排除."""
    filed_on: date
    reason: str
    counterpart: Relative | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Office:
    """An office that is no post on the public payroll."""

    kind: str
    """村干部, 经办人员, 人大代表, 政协委员, 党员."""
    title: str
    employer: str
    first: int
    last: int | None = None
    wage: Decimal | None = None


@dataclass(eq=False, kw_only=True)
class Belongings:
    """Everything of the above that one person has; part of a matcher.synth.person.Person."""

    vehicles: list[Vehicle] = field(default_factory=list)
    roles: list[CompanyRole] = field(default_factory=list)
    houses: list[House] = field(default_factory=list)
    custodies: list[Custody] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)
    taxed: list[TaxedIncome] = field(default_factory=list)
    funds: list[FundAccount] = field(default_factory=list)
    checks: list[EconomicCheck] = field(default_factory=list)
    filings: list[Filing] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    marriages: list[Marriage] = field(default_factory=list)
    kin: list[Kin] = field(default_factory=list)
    """Relations that the police know; those of a household's relations to its head are added when the county lives."""
    enrolments: list[Enrolment] = field(default_factory=list)
    premium_subsidies: list[PremiumSubsidy] = field(default_factory=list)
    uninsured: list[Uninsured] = field(default_factory=list)
    stays: list[HospitalStay] = field(default_factory=list)
    pension_premiums: list[PensionPremium] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    housing_aids: list[HousingAid] = field(default_factory=list)
    relocations: list[Relocation] = field(default_factory=list)
    land: list[LandContract] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    split_from: str = ""
    """Number of the household that the person split off from."""
    care: str = "全自理"
    """Self-care of someone in destitute support: 全自理, 半护理, 全护理."""
    has_care_agreement: bool = True
    """Whether a care agreement was signed, where one is due."""
    has_uplift: bool = True
    """Whether the allowance was raised for a severe disability, where there is one."""
    in_institution: bool | None = None
    """Whether someone in destitute support, or an orphan, lives in an institution; None: as the number has it."""
    registered_on: date | None = None
    """Day of registration at the address, where it matters."""
    misstated: frozenset[str] = frozenset()
    """What the register of the poor says and is not so: `post` (a public-welfare post), `allowance`, `no allowance`,
    `destitute`, `disabled`."""
    archive_born: date | None = None
    """Birth date in the personnel file, where it is another one."""
    left_out: frozenset[str] = frozenset()
    """What an ordinary life does not give this person, because a planted case gives it or withholds it. Names of the
    lists above (`enrolments`, `studies`, `kin`, `grants`…), `margin` for the roster of the low-income margin, or
    `poverty` for the register of the poor."""
