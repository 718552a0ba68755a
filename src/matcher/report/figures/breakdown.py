"""One total by several properties: what each value holds, and whether every property adds up to the total. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa


@dataclass(frozen=True)
class Breakdown:
    """Persons by the values of several properties."""

    total: int
    by: dict[str, dict[str, int]]
    """Persons by property and value, most first. A person without a value is under the empty one."""
    several: dict[str, int]
    """By property, persons with more than one value: with these its values add up to more than the total."""

    @property
    def adds_up(self) -> bool:
        """Whether every property adds up to the total."""
        return all(sum(values.values()) == self.total for values in self.by.values())


def break_down(persons: pa.Table, properties: Sequence[str]) -> Breakdown:
    """Break persons down.

    Args:
        persons: `person_id` and the properties as columns of text, in any number of rows.
        properties: Columns to break down by.
    """
    frame = pl.DataFrame(persons.select(["person_id", *properties])).with_columns(pl.col(properties).fill_null(""))
    by, several = {}, {}
    for name in properties:
        pairs = frame.select("person_id", name).unique()
        counts = pairs.group_by(name).len().sort("len", name, descending=[True, False]).rows()
        by[name] = dict(counts)
        several[name] = pairs.group_by("person_id").len().filter(pl.col("len") > 1).height
    return Breakdown(frame["person_id"].n_unique(), by, several)
