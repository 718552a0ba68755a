"""What a reform would change: other parameters laid over the policy in force, and findings under both held together.

Pure: policies in, policies out; tables in, rows out. The rules, the records and the links stay as they are, so that
every difference is the reform's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from matcher.config.base import month_number, month_text
from matcher.config.policy import DatedValue, Policy, RegionPolicy


@dataclass(frozen=True)
class Difference:
    """What a reform changes for one county and rule; findings that are lifted by an exemption are not counted."""

    area_code: str
    """Six digits of the county; empty where the rows on trial name none."""
    catalogue_code: str
    """Code of the rule."""
    rule_id: str
    """The rule."""
    findings_before: int
    findings_after: int
    appeared: int
    """Findings that only the reform gives."""
    gone: int
    """Findings that the reform takes away."""
    changed: int
    """Findings of both with other months or another amount."""
    amount_before_cny: Decimal
    amount_after_cny: Decimal

    @property
    def amount_change_cny(self) -> Decimal:
        """Give what the reform adds, in yuan."""
        return self.amount_after_cny - self.amount_before_cny


def with_reform(policies: Sequence[Policy], reform: Policy) -> tuple[Policy, ...]:
    """Lay a reform over policies.

    A parameter of a region that the reform speaks of has the reform's values from the first month that it names; what
    held before that month stays.

    Args:
        policies: The policies in force.
        reform: Regions with the parameters that would change. It declares none that are declared already.
    """
    spoken = {
        (region.region, name): min(value.since for value in values)
        for region in reform.regions
        for name, values in region.parameters.items()
    }
    kept = [
        policy.model_copy(update={"regions": tuple(_until_reform(region, spoken) for region in policy.regions)})
        for policy in policies
    ]
    before: dict[tuple[str, str], tuple[DatedValue, ...]] = {
        (region.region, name): values
        for policy in kept
        for region in policy.regions
        for name, values in region.parameters.items()
    }
    emptied = [
        policy.model_copy(update={"regions": tuple(_without(region, spoken) for region in policy.regions)})
        for policy in kept
    ]
    joined = tuple(
        region.model_copy(
            update={
                "parameters": {
                    name: (*before.get((region.region, name), ()), *values)
                    for name, values in region.parameters.items()
                }
            }
        )
        for region in reform.regions
    )
    return (*emptied, reform.model_copy(update={"regions": joined}))


def compare_findings(before: pa.Table, after: pa.Table) -> tuple[Difference, ...]:
    """Hold the findings (matcher.tables.FINDINGS) under the policy in force and under a reform together.

    Returns:
        One row per county and rule that has findings under either, sorted by county, code and rule.
    """
    olds, news = _standing(before), _standing(after)
    return tuple(_difference(key, olds.get(key, {}), news.get(key, {})) for key in sorted(olds.keys() | news.keys()))


_Key = tuple[str, str, str]
_Row = dict[str, object]
_COLUMNS = ("finding_id", "area_code", "catalogue_code", "rule_id", "first_month", "last_month", "month_count",
            "amount_cny", "exemption_code")  # fmt: skip


def _standing(findings: pa.Table) -> dict[_Key, dict[str, _Row]]:
    """Gather findings that no exemption lifts by county, code and rule, then by their id."""
    gathered: dict[_Key, dict[str, _Row]] = {}
    for row in findings.select(list(_COLUMNS)).to_pylist():
        if row["exemption_code"] is None:
            key = (row["area_code"] or "")[:6], row["catalogue_code"], row["rule_id"]
            gathered.setdefault(key, {})[row["finding_id"]] = row
    return gathered


def _difference(key: _Key, olds: dict[str, _Row], news: dict[str, _Row]) -> Difference:
    return Difference(
        *key,
        findings_before=len(olds),
        findings_after=len(news),
        appeared=len(news.keys() - olds.keys()),
        gone=len(olds.keys() - news.keys()),
        changed=sum(olds[name] != news[name] for name in olds.keys() & news.keys()),
        amount_before_cny=_amount(olds),
        amount_after_cny=_amount(news),
    )


def _amount(rows: dict[str, _Row]) -> Decimal:
    return sum((Decimal(str(row["amount_cny"])) for row in rows.values()), Decimal("0.00"))


def _until_reform(region: RegionPolicy, spoken: dict[tuple[str, str], str]) -> RegionPolicy:
    """End what a region says where the reform begins to speak of it."""
    parameters = {
        name: _ended(values, spoken[region.region, name]) if (region.region, name) in spoken else values
        for name, values in region.parameters.items()
    }
    return region.model_copy(update={"parameters": parameters})


def _ended(values: Iterable[DatedValue], begin: str) -> tuple[DatedValue, ...]:
    last = month_text(month_number(begin) - 1)
    # Months are text YYYY-MM: their order as text is their order in time.
    earlier = [value for value in values if value.since < begin]
    return tuple(
        value.model_copy(update={"until": last}) if value.until is not None and value.until > last else value
        for value in earlier
    )


def _without(region: RegionPolicy, spoken: dict[tuple[str, str], str]) -> RegionPolicy:
    rest = {name: values for name, values in region.parameters.items() if (region.region, name) not in spoken}
    return region.model_copy(update={"parameters": rest})
