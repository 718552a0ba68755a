"""What a made-up person is insured by, is paid and is given: one plain record for each row that an agency keeps.

Months are month numbers (year × 12 + month − 1). Texts are written as the agencies write them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from matcher.synth.relatives import Relative


@dataclass(frozen=True)
class Enrolment:
    """One person in the residents' medical insurance of one year."""

    year: int
    category: str
    """普通居民, 低保对象, 特困人员, 孤儿, 事实无人抚养儿童, 监测对象, 低保边缘, 重度残疾人, 脱贫人口."""
    self_paid: int
    paid_on: date


@dataclass(frozen=True)
class PremiumSubsidy:
    """A medical premium paid for one person in one year."""

    year: int
    category: str
    amount: int
    paid_on: date


@dataclass(frozen=True)
class Uninsured:
    """Why a person is not in the residents' medical insurance of one year."""

    year: int
    reason: str
    """异地居民, 异地职工, 本地职工(在职), 本地职工(退休), 参军, 服刑, 死亡, 失联, 自愿放弃, 动态新增, 其他原因."""


@dataclass(frozen=True)
class HospitalStay:
    """One settled stay."""

    admitted_on: date
    discharged_on: date
    settled_on: date
    diagnosis: str
    total: Decimal
    in_scope: Decimal
    self_paid: Decimal
    assistance: Decimal
    is_major: bool = False


@dataclass(frozen=True)
class PensionPremium:
    """One year in the residents' pension insurance, and what government paid of it."""

    year: int
    amount: int
    month: int
    """Month of payment."""
    subsidised: int = 0
    category: str = ""
    """重度残疾人, 低保对象, 特困人员: why government paid."""


@dataclass(frozen=True)
class Grant:
    """One payment that follows no monthly right: aid for pupils, land, emergencies, funerals, the unemployed."""

    programme: str
    """Code of the programme."""
    month: int
    """Month that it is for."""
    amount: Decimal
    paid_on: date
    reason: str = ""
    """Category or reason as the list writes it."""
    approval: str = ""
    """乡镇审批 or 县级审批."""
    area: Decimal | None = None
    """Mu of land that it is paid for."""
    payee: Relative | None = None
    payee_relation: str = ""
    kind: str = "正常发放"
    status: str = "已发放"
    county: str = ""
    """Area code of the county that pays it, where it is another one: a row of the province's list of card payments."""


@dataclass(frozen=True)
class HousingAid:
    """One aid for a safe or cheap home."""

    kind: str
    """危房改造, 公租房, 租赁补贴, 灾后重建."""
    category: str
    """低保户, 分散供养特困人员, 建档立卡贫困户, 贫困残疾人家庭."""
    applied_on: date
    approved_on: date
    amount: Decimal
    grade: str = ""
    """C级 or D级."""
    first: int | None = None
    last: int | None = None
    completed_on: date | None = None


@dataclass(frozen=True)
class Relocation:
    """A move to a settlement."""

    kind: str
    """集中安置, 进镇购房, 分散安置."""
    settlement: str
    moved_in_on: date
    is_in_town: bool
    register_moved_on: date | None = None


@dataclass(frozen=True)
class LandContract:
    """Land that the household has under contract."""

    number: str
    area: Decimal
    """Mu."""


@dataclass(frozen=True)
class Sighting:
    """What the village says of someone of eighty or more."""

    verified_on: date
    is_alive: bool = True
    lives_here: bool = True
