"""Which benefits may be drawn together: the policy's matrices, by region and month, and how an expression asks them.

A matrix is symmetric; a region inherits each pair that it does not say from the region above it. The matrices of a run
are few: an expression holds them all, and a trial says by number which one is its own. Pure: values, pieces of SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from matcher.config.base import month_number
from matcher.config.policy import COEXISTENCE_STATUSES, DatedMatrix, Policy
from matcher.evaluate.book import RuleFault
from matcher.evaluate.pieces import ExpressionError, Parameter, Part, Piece, check_code, joined

COEXISTENCE: Final = "coexistence"
"""Name of the function, and of the parameter that tells a trial's matrix."""

Matrix = Mapping[str, str]
"""Status by pair: both programmes in their order, with a blank between."""


@dataclass(frozen=True)
class _Said:
    """What one region says from one month on."""

    first_month: int
    last_month: int | None
    pairs: Matrix


@dataclass(frozen=True)
class Matrices:
    """All matrices of a run."""

    said: Mapping[str, tuple[_Said, ...]] = field(default_factory=dict[str, tuple[_Said, ...]])
    """By region, latest first."""
    versions: tuple[Matrix, ...] = ()
    """Those that hold anywhere at some time, each once, in a total order."""

    def version(self, lineage: Sequence[str], month: int) -> int | None:
        """Give the number of the matrix that holds in a month; None where there is none.

        Args:
            lineage: The region and those above it.
            month: The month.
        """
        matrix = _inherited(self.said, lineage, month)
        return self.versions.index(matrix) if matrix else None


def read_matrices(policies: Sequence[Policy]) -> tuple[Matrices, list[RuleFault]]:
    """Read the matrices of policies; what contradicts itself becomes a fault."""
    said: dict[str, tuple[_Said, ...]] = {}
    faults: list[RuleFault] = []
    for policy in policies:
        for region in policy.regions:
            key = f"regions.{region.region}.coexistence"
            if region.coexistence and region.region in said:
                faults.append(_fault(policy, key, "the region's matrix is given twice"))
            read = [_read(policy, key, dated, faults) for dated in region.coexistence]
            if read:
                said[region.region] = tuple(sorted(read, key=lambda one: one.first_month, reverse=True))
                if len({one.first_month for one in read}) < len(read):
                    faults.append(_fault(policy, key, "two matrices begin in the same month"))
    months = {one.first_month for matrices in said.values() for one in matrices}
    months |= {one.last_month + 1 for matrices in said.values() for one in matrices if one.last_month is not None}
    held = [
        _inherited(said, [other for other in sorted(said, key=len, reverse=True) if _is_in(region, other)], month)
        for region in said
        for month in months
    ]
    versions = sorted({tuple(sorted(matrix.items())) for matrix in held if matrix})
    return Matrices(said, tuple(dict(version) for version in versions)), faults


def call_coexistence(
    arguments: Sequence[Piece], codes: Mapping[str, frozenset[str]], versions: Sequence[Matrix]
) -> Piece:
    """Write what the matrix of the month and place says of two programmes; null where it does not speak of them.

    Raises:
        ExpressionError: It is not given two programmes, or there is no matrix to ask.
    """
    if [argument.kind for argument in arguments] != ["text", "text"]:
        given = ", ".join(argument.kind for argument in arguments)
        raise ExpressionError(f"coexistence({given}) has no meaning", "write coexistence(programme, programme)")
    for argument in arguments:
        check_code("programme", argument, codes)
    if not versions:
        raise ExpressionError(
            "no policy says which benefits may be drawn together", "give a region a `coexistence` matrix"
        )
    parts: list[Part | Piece] = ["CASE ", Parameter(COEXISTENCE)]
    for number, matrix in enumerate(versions):
        parts += [f" WHEN {number} THEN ", *_asked(matrix, arguments)]
    return replace(joined("text", *parts, " END"), codes=COEXISTENCE, nullable=True)


def _asked(matrix: Matrix, arguments: Sequence[Piece]) -> list[Part | Piece]:
    one, other = arguments
    if one.literal is not None and other.literal is not None:
        status = matrix.get(_pair(one.literal, other.literal))
        return [f"'{status}'" if status else "NULL"]
    pair: list[Part | Piece] = ["least(", one, ", ", other, ") || ' ' || greatest(", one, ", ", other, ")"]
    literal = one.literal if one.literal is not None else other.literal
    parts: list[Part | Piece] = ["CASE"]
    for status in COEXISTENCE_STATUSES:
        pairs = [pair for pair, said in matrix.items() if said == status and literal in (None, *pair.split(" "))]
        if pairs:
            listed = ", ".join(f"'{pair}'" for pair in sorted(pairs))
            parts += [" WHEN ", *pair, f" IN ({listed}) THEN '{status}'"]
    return [*parts, " END"] if len(parts) > 1 else ["NULL"]


def _inherited(said: Mapping[str, tuple[_Said, ...]], lineage: Sequence[str], month: int) -> dict[str, str]:
    matrix: dict[str, str] = {}
    for region in lineage:
        begun = next((one for one in said.get(region, ()) if one.first_month <= month), None)
        if begun and (begun.last_month is None or month <= begun.last_month):
            matrix = {**begun.pairs, **matrix}
    return matrix


def _is_in(region: str, other: str) -> bool:
    return other == "0" or region.startswith(other)


def _read(policy: Policy, key: str, dated: DatedMatrix, faults: list[RuleFault]) -> _Said:
    pairs: dict[str, str] = {}
    for status in COEXISTENCE_STATUSES:
        for one, others in getattr(dated, status).items():
            for other in others:
                if pairs.setdefault(_pair(one, other), status) != status:
                    what = f"it says two things of {one} and {other} since {dated.since}"
                    faults.append(_fault(policy, key, what))
    return _Said(month_number(dated.since), month_number(dated.until) if dated.until else None, pairs)


def _pair(one: str, other: str) -> str:
    return " ".join(sorted((one, other)))


def _fault(policy: Policy, key: str, what: str) -> RuleFault:
    return RuleFault(policy.policy, key, what, "mend the policy file under pipelines/policy/")
