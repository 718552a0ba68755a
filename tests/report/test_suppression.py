"""Small counts are withheld from the public, and nobody can reckon them back."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.report.suppression import withheld_cells

SMALLEST = 5


def with_totals(parts):
    """Add the totals of rows and columns."""
    rows = [[*row, sum(row)] for row in parts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def numbers_that_fit(table, withheld, cell, *, most=40):
    """Give two numbers, if there are, that fit a withheld cell for somebody who knows what is shown, and the rules.

    He knows that a withheld cell is one at least. Tries every number of the cell and searches the rest for a table.
    """
    found = set()
    for number in range(1, most + 1):
        if solvable(table, withheld, {cell: number}):
            found.add(number)
        if len(found) == 2:
            break
    return found


def solvable(table, withheld, fixed):
    """Tell whether the withheld cells can be filled in: those that follow from others first, then by trying."""
    known = {cell: table[cell[0]][cell[1]] for line in lines_of(table) for cell in line if cell not in withheld} | fixed
    while (step := forced(table, known)) is not None:
        cell, number = step
        if number < 1:
            return False
        known[cell] = number
    if not all(adds_up(line, known) for line in lines_of(table)):
        return False
    if not (unknown := set(withheld) - set(known)):
        return True
    cell = min(unknown)
    truth = table[cell[0]][cell[1]]
    tried = sorted(range(1, truth + 8), key=lambda number: abs(number - truth))
    return any(solvable(table, withheld, {**known, cell: number}) for number in tried)


def forced(table, known):
    """Give a cell that follows from the known ones, with its number."""
    for line in lines_of(table):
        *parts, total = line
        unknown = [cell for cell in line if cell not in known]
        if len(unknown) == 1:
            others = sum(known[part] for part in parts if part in known)
            return unknown[0], others if unknown[0] == total else known[total] - others
    return None


def adds_up(line, known):
    """Tell whether a row or column holds, as far as all of it is known."""
    *parts, total = line
    return any(cell not in known for cell in line) or sum(known[part] for part in parts) == known[total]


def lines_of(table):
    """Give the cells of each row and each column, the total last."""
    rows, columns = range(len(table)), range(len(table[0]))
    return [[(row, column) for column in columns] for row in rows] + [
        [(row, column) for row in rows] for column in columns
    ]


small_tables = st.tuples(st.integers(2, 4), st.integers(2, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 6, 9, 14]), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@settings(max_examples=150)
@given(small_tables)
def test_no_withheld_count_follows_from_what_is_shown(parts):
    """Not even for somebody who knows how cells are chosen: another table fits as well."""
    table = with_totals(parts)
    withheld = withheld_cells(table, SMALLEST)

    for cell in withheld:
        assert len(numbers_that_fit(table, withheld, cell)) == 2, (table, sorted(withheld), cell)


@settings(max_examples=300)
@given(small_tables)
def test_no_small_count_is_shown_and_zeros_are(parts):
    """Zeros say nothing of anybody; withholding them would help nobody."""
    table = with_totals(parts)
    withheld = withheld_cells(table, SMALLEST)

    shown = [
        table[row][column]
        for row, column in product(range(len(table)), range(len(table[0])))
        if (row, column) not in withheld
    ]
    assert not [count for count in shown if 0 < count < SMALLEST]
    assert all(table[row][column] for row, column in withheld)


def test_a_single_small_count_takes_three_others_with_it():
    """The cheapest cycle: one more in its row, one more in its column, and where these meet."""
    table = with_totals([[40, 3, 50], [60, 9, 70], [80, 90, 100]])

    assert withheld_cells(table, SMALLEST) == {(0, 1), (1, 1), (0, 0), (1, 0)}


def test_a_table_without_small_counts_is_shown_whole():
    """Nothing is withheld without need."""
    assert withheld_cells(with_totals([[40, 0], [60, 9]]), SMALLEST) == frozenset()


def test_a_table_of_one_small_count_is_withheld_whole():
    """There is nothing to hide it behind."""
    assert withheld_cells(with_totals([[3]]), SMALLEST) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_table_that_does_not_add_up_is_a_fault():
    """Whoever reckons back would find the error, and with it the count."""
    with pytest.raises(ValueError, match="does not add up"):
        withheld_cells([[1, 2], [1, 1]], SMALLEST)
