"""Tables of counts for the public: small counts are withheld, and as many others that no total gives one away.

A table has rows and columns of parts, the last row and the last column being their totals. Zeros are shown. Everything
else below the smallest count that may be shown is withheld; then further cells are, until for each withheld one there
is another table with the same shown cells and another number in its place. Pure.

Source: Gusfield (1988), A graph theoretic approach to statistical data security: a withheld cell of a two-way table is
safe where its edge between row and column lies on a cycle along which counts can be moved. A reader knows that a
withheld cell is no zero, so one that is 1 can only grow: its edge has one direction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import Final

Table = Sequence[Sequence[int]]
"""Counts by row and column; the last of each are totals."""
Cell = tuple[int, int]
"""Row and column."""

_TOTAL_COST: Final = 1_000
"""How much worse it is to withhold a total than one person's count; a withheld grand total costs twice as much."""

_Node = tuple[str, int]
_Arc = tuple[_Node, int, Cell]
"""Where to, at what cost, and the cell that it stands for."""


def withheld_cells(table: Table, smallest: int) -> frozenset[Cell]:
    """Give the cells that must not be shown.

    Args:
        table: Counts, totals last.
        smallest: Smallest count but zero that may be shown.

    Raises:
        ValueError: Rows or columns do not add up to their totals: a fault of the program.
    """
    _require_sums(table)
    cells = [(row, column) for row, counts in enumerate(table) for column, _ in enumerate(counts)]
    withheld = {(row, column) for row, column in cells if 0 < table[row][column] < smallest}
    for cell in sorted(withheld):
        path = _cheapest_way_back(table, cell, withheld, may_withhold=True)
        # Where no cycle can be made at all, there is nothing to hide it behind: all of the table is withheld.
        withheld.update(path if path is not None else (one for one in cells if table[one[0]][one[1]]))
    unsafe = [
        cell for cell in sorted(withheld) if _cheapest_way_back(table, cell, withheld, may_withhold=False) is None
    ]
    while unsafe and (path := _cheapest_way_back(table, unsafe[0], withheld, may_withhold=True)) is not None:
        withheld.update(path)
        unsafe = [
            cell for cell in sorted(withheld) if _cheapest_way_back(table, cell, withheld, may_withhold=False) is None
        ]
    return frozenset(cells if unsafe else withheld)


def _require_sums(table: Table) -> None:
    for counts in (*table, *zip(*table, strict=True)):
        if sum(counts[:-1]) != counts[-1]:
            raise ValueError("a row or a column does not add up to its total")


def _cheapest_way_back(table: Table, cell: Cell, withheld: set[Cell], *, may_withhold: bool) -> frozenset[Cell] | None:
    """Find the other cells of a cycle through a cell, along which counts can be moved, at the least cost.

    Returns:
        The cells; empty where it lies on one of withheld cells already; None where there is none.
    """
    found: list[tuple[int, frozenset[Cell]]] = []
    for start, end in _arcs_of(table, cell):
        way = _cheapest_way(table, (end, start), cell, withheld, may_withhold=may_withhold)
        if way is not None:
            found.append(way)
    return min(found, key=lambda way: (way[0], sorted(way[1])))[1] if found else None


def _arcs_of(table: Table, cell: Cell) -> Iterator[tuple[_Node, _Node]]:
    """Give the directions in which a count can move: growing is always possible, shrinking where it is above one."""
    row, column = cell
    nodes: tuple[_Node, _Node] = (("row", row), ("column", column))
    is_total = (row == len(table) - 1, column == len(table[0]) - 1)
    grows = nodes if is_total[0] == is_total[1] else nodes[::-1]  # a total moves against its parts
    yield grows
    if table[row][column] > 1:
        yield grows[::-1]


def _cheapest_way(
    table: Table, ends: tuple[_Node, _Node], without: Cell, withheld: set[Cell], *, may_withhold: bool
) -> tuple[int, frozenset[Cell]] | None:
    """Find the cheapest way between two nodes that leaves one cell out: its cost, and its cells (Dijkstra)."""
    start, end = ends
    queue: list[tuple[int, _Node, tuple[Cell, ...]]] = [(0, start, ())]
    done: set[_Node] = set()
    while queue:
        cost, node, way = heappop(queue)
        if node == end:
            return cost, frozenset(way)
        if node in done:
            continue
        done.add(node)
        for target, step, cell in _arcs_from(table, node, withheld, may_withhold=may_withhold):
            if cell != without and target not in done:
                heappush(queue, (cost + step, target, (*way, cell)))
    return None


def _arcs_from(table: Table, node: _Node, withheld: set[Cell], *, may_withhold: bool) -> Iterator[_Arc]:
    side, place = node
    others = range(len(table[0]) if side == "row" else len(table))
    for other in others:
        cell = (place, other) if side == "row" else (other, place)
        count = table[cell[0]][cell[1]]
        if not count or (cell not in withheld and not may_withhold):
            continue
        totals = (cell[0] == len(table) - 1) + (cell[1] == len(table[0]) - 1)
        step = 0 if cell in withheld else count + _TOTAL_COST * totals
        for start, target in _arcs_of(table, cell):
            if start == node:
                yield target, step, cell
