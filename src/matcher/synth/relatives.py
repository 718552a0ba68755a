"""Relations between made-up people as registers write them: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Relative:
    """Someone whom a register names beside a person; need not live in the county."""

    name: str
    citizen_id: str


@dataclass(frozen=True)
class Kin:
    """One relation: the relative is the person's 父亲, 母亲, 配偶, 儿子, 女儿, 兄 or another."""

    relation: str
    relative: Relative


@dataclass(frozen=True)
class Marriage:
    """One registered marriage."""

    spouse: Relative
    married_on: date
    ended_on: date | None = None
