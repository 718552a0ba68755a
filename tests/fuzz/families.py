"""What is damaged and how: each family takes whole files of some shapes and damages them in its own ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from tests.fuzz import binary, markup, packages, tables
from tests.fuzz.damage import Mutation
from tests.fuzz.giants import giants
from tests.fuzz.seeds import Seed, all_seeds


@dataclass(frozen=True)
class Family:
    """One way of damaging files."""

    shapes: frozenset[str]
    """Shapes of the whole files that it damages."""
    mutate: Mutation
    """Damages one."""
    share: int
    """How many of a hundred files are of this family."""


def _family(shapes: str, mutate: Mutation, share: int) -> Family:
    return Family(frozenset(shapes.split()), mutate, share)


FAMILIES: Final[Mapping[str, Family]] = {
    "cells": _family("text", tables.cells, 19),
    "delimiters": _family("text", tables.delimiters, 18),
    "rows": _family("text", tables.rows, 18),
    "encodings": _family("text", tables.encodings, 12),
    "text_bytes": _family("text other", tables.text_bytes, 8),
    "zip_structure": _family("xlsx ods", packages.structure, 5),
    "archives": _family("archive", packages.archives, 3),
    "workbook_xml": _family("xlsx ods", markup.workbook_xml, 6),
    "spreadsheet_xml": _family("xml", markup.pages, 3),
    "pages": _family("page", markup.pages, 3),
    "old_workbooks": _family("xls", binary.old_workbooks, 2),
    "dbase": _family("dbase", binary.tables, 1),
    "locked": _family("locked", binary.locked_workbooks, 1),
    "giants": _family("text", giants, 1),
}


@dataclass(frozen=True)
class Damaged:
    """One damaged file."""

    family: str
    """How it was damaged."""
    number: int
    """Its number in the family; the same number gives the same bytes."""
    seed: Seed
    """The whole file that it was."""
    content: bytes
    """Its bytes."""

    @property
    def label(self) -> str:
        """Its name in the account, and in the name of the file that is kept."""
        return f"{self.family}-{self.number}"


def make(run_seed: int, family: str, number: int) -> Damaged:
    """Damage a file: the same seed, family and number give the same bytes."""
    dice = Random(f"{run_seed}/{family}/{number}")
    whole = dice.choice(_seeds_of(family))
    return Damaged(family, number, whole, FAMILIES[family].mutate(dice, whole.content))


@cache
def _seeds_of(family: str) -> tuple[Seed, ...]:
    return tuple(seed for seed in all_seeds() if seed.shape in FAMILIES[family].shapes)


def schedule(files: int, only: str | None = None) -> Iterator[tuple[str, int]]:
    """Give family and number of each file of a run, the families well mixed."""
    if only:
        yield from ((only, number) for number in range(files))
        return
    turns = [(place / family.share, name) for name, family in FAMILIES.items() for place in range(family.share)]
    order = [name for _, name in sorted(turns)]
    counts = dict.fromkeys(FAMILIES, 0)
    for place in range(files):
        name = order[place % len(order)]
        yield name, counts[name]
        counts[name] += 1
