"""Tables of counts for the public: small counts are withheld, and as many others that no total gives one away.

A table has rows and columns of parts, the last row and the last column being their totals. Zeros are shown. Everything
else below the smallest count that may be shown is withheld; then further cells are, until for each withheld one there
is another table with the same shown cells and another number in its place. Pure.

Source: Gusfield (1988), A graph theoretic approach to statistical data security: a withheld cell of a two-way table is
safe where it lies on a cycle of withheld cells along which counts can be moved. Here the cycles are squares: two rows,
two columns. There always is one, through the totals. A reader knows that a withheld cell is no zero, so a count of one
can only grow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Table = Sequence[Sequence[int]]
"""Counts by row and column; the last of each are totals."""
Cell = tuple[int, int]
"""Row and column."""

_TOTAL_COST: Final = 1_000_000
"""How much worse it is to withhold a total than a count of one; a withheld grand total is twice as bad."""


def withheld_cells(table: Table, smallest: int) -> frozenset[Cell]:
    """Give the cells that must not be shown.

    Args:
        table: Counts, totals last.
        smallest: Smallest count but zero that may be shown.

    Raises:
        ValueError: Rows or columns do not add up to their totals: a fault of the program.
    """
    _require_sums(table)
    withheld = {
        (row, column) for row, counts in enumerate(table) for column, count in enumerate(counts) if 0 < count < smallest
    }
    safe: set[Cell] = set()
    for cell in sorted(withheld):
        if cell not in safe:
            square = {cell, *_cheapest_square(table, cell, withheld)}
            withheld |= square
            safe |= square  # along a square the counts of all four are moved
    return frozenset(withheld)


def _require_sums(table: Table) -> None:
    for counts in (*table, *zip(*table, strict=True)):
        if sum(counts[:-1]) != counts[-1]:
            raise ValueError("a row or a column does not add up to its total")


def _cheapest_square(table: Table, cell: Cell, withheld: set[Cell]) -> tuple[Cell, Cell, Cell]:
    """Find the square through a cell, along which counts can be moved, that costs the reader least.

    Returns:
        Its other three cells: what is withheld already costs nothing.
    """
    row, column = cell
    columns = [one for one, count in enumerate(table[row]) if count and one != column]
    rows = [one for one, counts in enumerate(table) if counts[column] and one != row]
    best: tuple[int, tuple[Cell, Cell, Cell]] | None = None
    for other_column in columns:
        beside = (row, other_column)
        least = _cost(table, beside, withheld)
        for other_row in rows:
            corners = (beside, (other_row, column), (other_row, other_column))
            cost = least + sum(_cost(table, corner, withheld) for corner in corners[1:])
            is_better = best is None or (cost, corners) < best
            if is_better and table[other_row][other_column] and _can_turn(table, cell, corners):
                best = (cost, corners)
                if not cost:
                    return corners
    if best is None:
        raise ValueError("a count has no total beside or below it")
    return best[1]


def _cost(table: Table, cell: Cell, withheld: set[Cell]) -> int:
    """Tell how much it costs a reader not to see a cell."""
    if cell in withheld:
        return 0
    totals = (cell[0] == len(table) - 1) + (cell[1] == len(table[0]) - 1)
    return table[cell[0]][cell[1]] + _TOTAL_COST * totals


def _can_turn(table: Table, cell: Cell, corners: Sequence[Cell]) -> bool:
    """Tell whether counts can be moved along a square, either way: what lies beside a cell moves against it."""
    beside, above, across = corners
    signs = ((cell, 1), (beside, -1), (above, -1), (across, 1))
    return any(all(_may_move(table, one, sign * way) for one, sign in signs) for way in (1, -1))


def _may_move(table: Table, cell: Cell, sign: int) -> bool:
    """Tell whether a count may move: up always, down where it is above one; a total moves against its parts."""
    is_part = (cell[0] == len(table) - 1) == (cell[1] == len(table[0]) - 1)
    return sign == (1 if is_part else -1) or table[cell[0]][cell[1]] > 1
