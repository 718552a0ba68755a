"""Local policy as values: one per region, name and month, inherited from county to prefecture, province and nation.

Reads policy files; gives typed values and a table that rules are joined with by equality. Pure: plain values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Final

import pyarrow as pa

from matcher.config.base import month_number, month_text
from matcher.config.policy import DatedValue, ParameterType, Policy
from matcher.errors import nearest
from matcher.evaluate.book import RuleFault
from matcher.evaluate.coexistence import COEXISTENCE, Matrices, read_matrices
from matcher.evaluate.scope import DOCUMENT, RESERVED

ParameterValue = bool | int | Decimal | str | tuple[int, ...] | tuple[str, ...]

_ARROW: Final[dict[ParameterType, pa.DataType]] = {
    "integer": pa.int32(),
    "money": pa.decimal128(14, 2),
    "decimal": pa.decimal128(18, 4),
    "text": pa.string(),
    "boolean": pa.bool_(),
    "integers": pa.list_(pa.int32()),
    "texts": pa.list_(pa.string()),
}

NATION: Final = "0"


@dataclass(frozen=True)
class _Stretch:
    """A value in a stretch of months."""

    first_month: int
    last_month: int | None
    value: ParameterValue
    reference: str = ""
    """Document that sets it."""


@dataclass(frozen=True)
class PolicyBook:
    """All policies of a run, read."""

    types: dict[str, ParameterType]
    """Declared type by parameter."""
    stretches: dict[tuple[str, str, str], tuple[_Stretch, ...]]
    """Values by (region, parameter, programme), latest first; programme empty: those for all."""
    faults: tuple[RuleFault, ...]
    """What could not be read."""
    matrices: Matrices = field(default_factory=Matrices)
    """Which benefits may be drawn together."""

    def value(self, region: str, name: str, month: int, programme: str = "") -> ParameterValue | None:
        """Give the value that holds in a region (2, 4 or 6 digits) in a month; None where none does.

        The nearest region decides; in it a value for the programme goes before one for all. Under a parameter's name
        with `DOCUMENT` after it, that is the document that sets the value, empty where none is named.
        """
        if name == COEXISTENCE:
            return self.matrices.version(lineage(region), month)
        stretch = self._stretch(region, name.removesuffix(DOCUMENT), month, programme)
        if name.endswith(DOCUMENT):
            return stretch.reference if stretch else ""
        return stretch.value if stretch else None

    def _stretch(self, region: str, name: str, month: int, programme: str) -> _Stretch | None:
        for place in lineage(region):
            for of in dict.fromkeys((programme, "")):
                begun = (one for one in self.stretches.get((place, name, of), ()) if one.first_month <= month)
                stretch = next(begun, None)
                if stretch is not None and (stretch.last_month is None or month <= stretch.last_month):
                    return stretch
        return None

    @property
    def documented(self) -> frozenset[str]:
        """Parameters of which a value names its document."""
        return frozenset(
            name for (_, name, _), values in self.stretches.items() if any(one.reference for one in values)
        )

    def differs_by_programme(self, names: Iterable[str]) -> bool:
        """Tell whether any of some parameters has a value for a programme of its own."""
        of_programmes = {name for _, name, programme in self.stretches if programme}
        return not of_programmes.isdisjoint(names)

    def missing(self, region: str, name: str, months: range, programme: str = "") -> list[str]:
        """Give the months, as text, for which a region has no value."""
        return [month_text(month) for month in months if self.value(region, name, month, programme) is None]

    def table(
        self, names: Sequence[str], regions: Iterable[str], months: range, programmes: Sequence[str] = ("",)
    ) -> pa.Table:
        """Give the values as a table: region_code, month, programme, one column per parameter; null where none is."""
        keys = [(region, month, of) for region in sorted(set(regions)) for month in months for of in programmes]
        columns = {
            "region_code": pa.array([region for region, _, _ in keys], pa.string()),
            "month": pa.array([month for _, month, _ in keys], pa.int32()),
            "programme": pa.array([programme for _, _, programme in keys], pa.string()),
        }
        for name in names:
            values = [self.value(region, name, month, programme) for region, month, programme in keys]
            columns[name] = pa.array(values, self._type_of(name))
        return pa.table(columns)

    def _type_of(self, name: str) -> pa.DataType:
        if name == COEXISTENCE:
            return pa.int32()
        return pa.string() if name.endswith(DOCUMENT) else _ARROW[self.types[name]]


def lineage(region: str) -> list[str]:
    """Give a region and the regions above it: 180121, 1801, 18, 0."""
    return [region[:length] for length in (6, 4, 2) if len(region) >= length] + [NATION]


def read_policies(policies: Sequence[Policy]) -> PolicyBook:
    """Read policies; what cannot be read becomes a fault."""
    types, faults = _declared(policies)
    matrices, contradictions = read_matrices(policies)
    stretches: dict[tuple[str, str, str], tuple[_Stretch, ...]] = {}
    seen = set[tuple[str, str]]()
    given = [
        (policy, region.region, name, values)
        for policy in policies
        for region in policy.regions
        for name, values in region.parameters.items()
    ]
    for policy, region_code, name, values in given:
        key = f"regions.{region_code}.parameters.{name}"
        if name not in types:
            faults.append(_fault(policy, key, f"parameter '{name}' is not declared{nearest(name, sorted(types))}"))
        elif (region_code, name) in seen:
            faults.append(_fault(policy, key, "the region's values are given twice"))
        else:
            seen.add((region_code, name))
            for programme in sorted({of for dated in values for of in dated.programmes or ("",)}):
                of_it = [dated for dated in values if programme in (dated.programmes or ("",))]
                stretches[region_code, name, programme], found = _stretches(policy, key, types[name], of_it)
                faults += found
    return PolicyBook(types, stretches, (*faults, *contradictions), matrices)


def _declared(policies: Sequence[Policy]) -> tuple[dict[str, ParameterType], list[RuleFault]]:
    types: dict[str, ParameterType] = {}
    faults: list[RuleFault] = []
    for policy in policies:
        for name, meaning in policy.parameters.items():
            key = f"parameters.{name}"
            if types.setdefault(name, meaning.type) != meaning.type:
                faults.append(_fault(policy, key, "it is declared twice, with different types"))
            if name in RESERVED:
                faults.append(_fault(policy, key, "this name has a meaning in rules"))
    return types, faults


def _stretches(
    policy: Policy, key: str, kind: ParameterType, values: Collection[DatedValue]
) -> tuple[tuple[_Stretch, ...], list[RuleFault]]:
    read: list[_Stretch] = []
    faults: list[RuleFault] = []
    for dated in values:
        first, last = month_number(dated.since), month_number(dated.until) if dated.until else None
        if last is not None and last < first:
            faults.append(_fault(policy, key, f"the value since {dated.since} ends before it begins"))
        if any(stretch.first_month == first for stretch in read):
            faults.append(_fault(policy, key, f"two values begin in {dated.since}"))
        try:
            read.append(_Stretch(first, last, read_value(dated.value, kind), dated.reference))
        except ValueError as error:
            faults.append(_fault(policy, key, f"the value since {dated.since} is not of type {kind}: {error}"))
    read.sort(key=lambda stretch: stretch.first_month, reverse=True)
    for later, earlier in pairwise(read):
        if earlier.last_month is not None and earlier.last_month >= later.first_month:
            what = f"the value until {month_text(earlier.last_month)} overlaps the one since "
            faults.append(_fault(policy, key, what + month_text(later.first_month)))
    return tuple(read), faults


def read_value(text: str | tuple[str, ...], kind: ParameterType) -> ParameterValue:
    """Read a value as written.

    Raises:
        ValueError: It is not of its declared type.
    """
    if (kind in ("integers", "texts")) is isinstance(text, str):
        raise ValueError("lists are written so: [1, 2]; other values without brackets")
    if isinstance(text, tuple):
        return tuple(int(item) for item in text) if kind == "integers" else text
    match kind:
        case "integer":
            return int(text)
        case "boolean":
            if text not in ("true", "false"):
                raise ValueError("write true or false")
            return text == "true"
        case "money" | "decimal":
            return _decimal(text, 2 if kind == "money" else 4)
    return text


def _decimal(text: str, places: int) -> Decimal:
    try:
        value = Decimal(text)
        if value != value.quantize(Decimal(1).scaleb(-places)):
            raise ValueError(f"write it with at most {places} decimals")
    except InvalidOperation:
        raise ValueError("write a number") from None
    return value


def _fault(policy: Policy, key: str, what: str) -> RuleFault:
    return RuleFault(policy.policy, key, what, "mend the policy file under pipelines/policy/")
