"""Where people live: their household in the register, and the grid that an office's list puts the household in."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from matcher.errors import Fault, UsageError
from matcher.report.visits import Home
from matcher.systems.run_tables import RunTables

_HEADERS: Final[dict[str, frozenset[str]]] = {
    "household": frozenset({"户编号", "户号", "household"}),
    "grid": frozenset({"网格", "网格名称", "网格编号", "grid"}),
    "keeper": frozenset({"网格员", "网格长", "keeper"}),
}
_NEEDED: Final = ("household", "grid")

Grids = Mapping[str, tuple[str, str]]
"""Grid and who looks after it, by number of the household in the household register."""


def read_grids(path: Path) -> Grids:
    """Read a list of households and their grids: CSV with 户编号, 网格, and 网格员 where the office has them.

    Raises:
        UsageError: It is no such list, or puts one household into two grids.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")  # what office programs save
    header, *rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines())] or [[]]
    places = {name: place for place, word in enumerate(header) for name, known in _HEADERS.items() if word in known}
    if lacking := [name for name in _NEEDED if name not in places]:
        named = ", ".join("/".join(sorted(_HEADERS[name])) for name in lacking)
        raise UsageError(Fault(f"the list of grids has no column {named} (网格清单缺列)", str(path), "add it"))
    grids: dict[str, tuple[str, str]] = {}
    for number, row in enumerate(rows, start=2):
        cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        if not cells["household"]:
            continue
        given = (cells["grid"], cells.get("keeper", ""))
        if grids.setdefault(cells["household"], given) != given:
            what = "a household stands in two grids (同一户列入两个网格)"
            raise UsageError(Fault(what, f"{path}: row {number}", "leave it in one"))
    return grids


def homes_of(tables: RunTables, persons: Collection[str], grids: Grids) -> dict[str, Home]:
    """Give where people live, by person_id: of several households of the register, the first by name.

    Args:
        tables: The run's tables.
        persons: Whose homes.
        grids: Grids by number of household; none: the office named none.
    """
    members = tables.rows("household_member", ["kind", "household_key"], persons=persons)
    known = members.filter((pl.col("kind") == "register") & pl.col("household_key").is_not_null())
    first = known.group_by("person_id").agg(pl.col("household_key").min())
    homes = {}
    for person_id, household in first.sort("person_id").iter_rows():
        grid, keeper = grids.get(household.partition(" ")[2], ("", ""))  # behind its source
        homes[person_id] = Home(household, grid, keeper)
    return homes
