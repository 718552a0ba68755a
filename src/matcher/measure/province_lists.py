"""Which lists of a made-up province have whom, and what their rows say: shares, months and values by model table.

Lists are lawful but for small shares: a few in a thousand are paid after death, beside a salary, or not at all. Values
are drawn column by column. Pure; chance comes from the generator passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.measure.people import People

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Columns = dict[str, pa.Array]

AS_OF: Final = np.datetime64("2025-11-30").astype(int)
PROVINCE: Final = "18"
"""Code of the province; it was never assigned."""
LAST_MONTH: Final = 2025 * 12 + 10
MONTHS: Final = 12
"""Months of payments that lists show."""


@dataclass(frozen=True)
class Society:
    """What is known of everybody before lists are written; one row per person."""

    people: People
    age: Numbers
    """Whole years."""
    dead: Mask
    """Dead within the months shown."""
    died: Numbers
    """Day of death, of the dead."""
    poor: Mask
    """In a household on the minimum living allowance."""
    monitored: Mask
    """In a registered poor or monitored household."""
    disabled: Mask
    retired: Mask
    """On a pension of a worker or public servant."""
    chance: npt.NDArray[np.float64]
    """0 to 1; decides who is on which list."""


def draw_society(people: People, random: np.random.Generator) -> Society:
    """Draw what everybody is."""
    age = (AS_OF - people.born.astype(np.int64)) * 4 // 1461
    households = int(people.household[-1]) + 1
    by_household = random.random(households)[people.household]
    chance = random.random(len(people))
    dead = random.random(len(people)) < np.where(age > 75, 0.06, 0.002)
    return Society(
        people=people,
        age=age,
        dead=dead,
        died=AS_OF - random.integers(1, 365, len(people)),
        poor=by_household < 0.035,
        monitored=by_household < 0.16,
        disabled=random.random(len(people)) < 0.03,
        retired=(age >= 60) & (random.random(len(people)) < 0.2),
        chance=chance,
    )


@dataclass(frozen=True)
class Listed:
    """One list: who is on it, and what its rows say."""

    table: str
    source: str
    agency: str
    of: Callable[[Society], Mask]
    says: Callable[[np.random.Generator, Society, npt.NDArray[np.intp]], Columns]
    """Columns of the rows of some people."""
    monthly: bool = False
    """A row for each of `MONTHS`, in `benefit_month`, not beyond the month of death (but for one in fifty)."""


def _one_of(random: np.random.Generator, count: int, values: Sequence[Any], shares: Sequence[float]) -> pa.Array:
    return pa.array(values).take(pa.array(random.choice(len(values), count, p=shares)))


def _all(count: int, value: Any) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)


def _days(days: Numbers) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.date32())


def _since(random: np.random.Generator, count: int, years: int = 15) -> pa.Array:
    return _days(AS_OF - random.integers(30, 365 * years, count))


def _months(random: np.random.Generator, count: int, most: int = 120) -> pa.Array:
    return pa.array(LAST_MONTH - random.integers(1, most, count).astype(np.int32))


def _paid(programme: str, amounts: Sequence[int]) -> Callable[..., Columns]:
    def says(_random: np.random.Generator, _society: Society, places: npt.NDArray[np.intp]) -> Columns:
        count = len(places)
        return {
            "programme": _all(count, programme),
            "amount_cny": pa.array(np.array(amounts)[places % len(amounts)]),
            "payment_kind": _all(count, "regular"),
            "payment_status": _all(count, "paid"),
        }

    return says


def _spell(programme: str, amount: int) -> Callable[..., Columns]:
    def says(random: np.random.Generator, society: Society, places: npt.NDArray[np.intp]) -> Columns:
        count = len(places)
        return {
            "programme": _all(count, programme),
            "first_month": _months(random, count),
            "covered_count": pa.array(1 + society.people.household[places] % 4),
            "residence": _one_of(random, count, ["rural", "urban"], [0.8, 0.2]),
            "month_amount_cny": _all(count, amount),
            "category": _one_of(random, count, ["A", "B", "C"], [0.2, 0.5, 0.3]),
            "income_cny": pa.array(random.integers(0, 500, count)),
        }

    return says


def _pension(kind: str, amount: int) -> Callable[..., Columns]:
    def says(random: np.random.Generator, _society: Society, places: npt.NDArray[np.intp]) -> Columns:
        count = len(places)
        return {
            "pension_kind": _all(count, kind),
            "amount_cny": _all(count, amount),
            "payment_kind": _all(count, "regular"),
            "retired_on": _since(random, count, 20),
        }

    return says


def _plain(**columns: Callable[[np.random.Generator, int], pa.Array]) -> Callable[..., Columns]:
    """Give rows whose columns do not depend on who they are of."""

    def says(random: np.random.Generator, _society: Society, places: npt.NDArray[np.intp]) -> Columns:
        return {name: draw(random, len(places)) for name, draw in columns.items()}

    return says


def _fixed(value: Any) -> Callable[[np.random.Generator, int], pa.Array]:
    return lambda _random, count: _all(count, value)


def _drawn(values: Mapping[Any, float]) -> Callable[[np.random.Generator, int], pa.Array]:
    return lambda random, count: _one_of(random, count, list(values), list(values.values()))


def _between(least: int, most: int) -> Callable[[np.random.Generator, int], pa.Array]:
    return lambda random, count: pa.array(random.integers(least, most, count))


def _deaths(random: np.random.Generator, society: Society, places: npt.NDArray[np.intp]) -> Columns:
    return {"kind": _one_of(random, len(places), ["certificate", "cremation"], [0.6, 0.4]),
            "died_on": _days(society.died[places])}  # fmt: skip


def _monitored(random: np.random.Generator, _society: Society, places: npt.NDArray[np.intp]) -> Columns:
    count = len(places)
    flags = ("has_work_measure", "has_health_measure", "has_housing_measure", "water_is_safe", "says_resident_medical")
    return {
        "household_type": _one_of(random, count, ["lifted", "monitored"], [0.9, 0.1]),
        "monitored_kind": _one_of(random, count, ["unstable", "marginal", "sudden"], [0.4, 0.4, 0.2]),
        "risk_cleared": pa.array(random.random(count) < 0.8),
        "identified_month": _months(random, count, 60),
        "income_per_head_cny": pa.array(random.integers(7_500, 20_000, count)),
        "labour": _one_of(random, count, ["普通劳动力", "无劳动力"], [0.6, 0.4]),
        **{flag: pa.array(random.random(count) < 0.97) for flag in flags},
    }


def _certificates(random: np.random.Generator, _society: Society, places: npt.NDArray[np.intp]) -> Columns:
    count = len(places)
    return {
        "category": _one_of(random, count, ["physical", "visual", "mental", "intellectual"], [0.5, 0.2, 0.15, 0.15]),
        "level": pa.array(1 + (places % 4)),
        "issued_on": _since(random, count, 8),
        "valid_until": _days(AS_OF + random.integers(100, 3000, count)),
        "certificate_status": _one_of(random, count, ["valid", "cancelled"], [0.99, 0.01]),
    }


def _is_severe(society: Society) -> Mask:
    return np.arange(len(society.age)) % 4 < 2


_WORKING: Final = (18, 60)


def _works(society: Society, share: float, first: float = 0.0) -> Mask:
    """Tell who is on a list of that share of those who can work; lists that begin apart share nobody."""
    of_age = (society.age >= _WORKING[0]) & (society.age < _WORKING[1])
    lawful = ~society.poor | (society.chance * 1000 % 1 < 0.005)
    return of_age & lawful & (society.chance >= first) & (society.chance < first + share)


LISTS: Final = (
    Listed("person", "household_register", "public_security", lambda society: society.age >= 0,
           _plain(registration_status=_fixed("registered"), registered_on=_since)),
    Listed("household_member", "aid_households", "civil_affairs", lambda society: society.poor,
           _plain(kind=_fixed("aid"), since_month=_months)),
    Listed("monitored_household", "monitored_persons", "poverty_alleviation", lambda society: society.monitored,
           _monitored),
    Listed("benefit_spell", "allowance_roster", "civil_affairs", lambda society: society.poor,
           _spell("minimum_living_allowance", 400)),
    Listed("benefit_spell", "destitute_roster", "civil_affairs",
           lambda society: ~society.poor & (society.age >= 60) & (society.chance < 0.02),
           _spell("destitute_support", 880)),
    Listed("payment", "allowance_payments", "civil_affairs", lambda society: society.poor,
           _paid("minimum_living_allowance", (400, 380, 350)), monthly=True),
    Listed("payment", "destitute_payments", "civil_affairs",
           lambda society: ~society.poor & (society.age >= 60) & (society.chance < 0.02),
           _paid("destitute_support", (880,)), monthly=True),
    Listed("payment", "elder_payments", "civil_affairs", lambda society: (society.age >= 80) & (society.chance < 0.97),
           _paid("elder_allowance", (50,)), monthly=True),
    Listed("payment", "nursing_payments", "disability",
           lambda society: society.disabled & _is_severe(society) & (society.chance > 0.03),
           _paid("disability_nursing_subsidy", (100,)), monthly=True),
    Listed("payment", "living_payments", "disability", lambda society: society.disabled & society.poor,
           _paid("disability_living_subsidy", (80,)), monthly=True),
    Listed("pension", "worker_pensions", "human_resources", lambda society: society.retired & ~society.poor,
           _pension("worker", 2600), monthly=True),
    Listed("pension", "resident_pensions", "human_resources",
           lambda society: ~society.retired & (society.age >= 61) & (society.chance < 0.97),
           _pension("resident", 150), monthly=True),
    Listed("death", "deaths", "health", lambda society: society.dead, _deaths),
    Listed("disability_certificate", "certificates", "disability", lambda society: society.disabled, _certificates),
    Listed("employment", "public_payroll", "finance", lambda society: _works(society, 0.04),
           _plain(kind=_fixed("public_payroll"), status=_fixed("serving"), first_month=_months,
                  month_wage_cny=_between(3000, 9000))),
    Listed("contribution", "contributions", "human_resources", lambda society: _works(society, 0.3),
           _plain(insurance=_fixed("worker_pension"), first_month=_months, last_month=_fixed(LAST_MONTH),
                  base_cny=_between(3500, 9000), contribution_status=_fixed("normal"))),
    Listed("medical_insurance", "resident_medical", "medical_insurance", lambda society: society.chance >= 0.3,
           _plain(insurance=_fixed("resident_medical"), year=_fixed(2025), self_paid_cny=_fixed(400))),
    Listed("vehicle", "vehicles", "public_security", lambda society: _works(society, 0.25, 0.1),
           _plain(vehicle_type=_drawn({"小型轿车": 0.7, "普通二轮摩托车": 0.3}), vehicle_status=_fixed("正常"),
                  registered_on=_since, use=_fixed("非营运"), seats=_fixed(5), value_cny=_between(20_000, 200_000))),
    Listed("house", "houses", "natural_resources", lambda society: _works(society, 0.3, 0.2),
           _plain(house_use=_fixed("住宅"), area_square_metres=_between(50, 150), registered_on=_since,
                  share_percent=_fixed(100), origin=_fixed("购买"), house_status=_fixed("现势"))),
    Listed("company_role", "companies", "market_supervision", lambda society: _works(society, 0.04, 0.5),
           _plain(role=_fixed("法定代表人"), company_kind=_fixed("有限责任公司"), company_status=_fixed("存续"),
                  capital_cny=_between(50_000, 2_000_000), registered_on=_since)),
    Listed("custody", "custody", "justice", lambda society: _works(society, 0.001, 0.7),
           _plain(kind=_fixed("prison"), began_on=_since)),
    Listed("study", "students", "education", lambda society: (society.age >= 6) & (society.age < 18),
           _plain(stage=_drawn({"小学": 0.5, "初中": 0.25, "高中": 0.25}), school_year=_fixed(2025),
                  study_status=_fixed("在读"))),
    Listed("tax_income", "income_tax", "tax", lambda society: _works(society, 0.1),
           _plain(income_month=_fixed(LAST_MONTH - 1), income_kind=_fixed("wages"), income_cny=_between(5000, 20_000))),
    Listed("medical_cost", "major_illness", "health", lambda society: society.chance > 0.99,
           _plain(admitted_on=_since, settled_on=_since, total_cny=_between(5000, 90_000),
                  self_paid_cny=_between(1000, 30_000), assistance_cny=_between(0, 5000))),
)  # fmt: skip
"""All lists of the province."""
