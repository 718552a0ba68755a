"""Months that a programme's payments skip in a place: a batch that was never paid, or never delivered. Pure.

Reads payments; gives the gaps. A month is a gap where it shows fewer than half of the persons that are usual (the
median of the place's months), between the first and the last month that the whole list shows for the programme.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pyarrow as pa

FEWEST_USUAL = 10
"""Usual persons below which a quiet month says nothing."""


@dataclass(frozen=True)
class Gap:
    """One month of one programme in one place."""

    programme: str
    place: str
    month: int
    persons: int
    """Persons paid for the month."""
    usual: int
    """Persons paid in the place's median month."""
    elsewhere: bool
    """Whether other places were paid for the month: then it is the place's batch that is missing, not the list's."""


def series_gaps(payments: pa.Table) -> list[Gap]:
    """Find the gaps.

    Args:
        payments: `programme`, `place`, `benefit_month`, `person_id` of payments that arrived, in any number of rows.

    Returns:
        Gaps, by programme, place and month.
    """
    frame = pl.DataFrame(payments.select(["programme", "place", "benefit_month", "person_id"]))
    counts = frame.group_by("programme", "place", "benefit_month").agg(pl.col("person_id").n_unique().alias("persons"))
    spans = frame.group_by("programme").agg(
        pl.int_ranges(pl.col("benefit_month").min(), pl.col("benefit_month").max() + 1, dtype=pl.Int32).alias("month")
    )
    months = frame.select("programme", "place").unique().join(spans, on="programme").explode("month")
    shown = months.join(
        counts.with_columns(month=pl.col("benefit_month").cast(pl.Int32)),
        on=["programme", "place", "month"],
        how="left",
    ).with_columns(pl.col("persons").fill_null(0))
    over = ["programme", "place"]
    shown = shown.with_columns(
        usual=pl.col("persons").quantile(0.5, "nearest").over(over),
    )
    short = (2 * pl.col("persons") < pl.col("usual")) & (pl.col("usual") >= FEWEST_USUAL)
    shown = shown.with_columns(is_gap=short)
    whole = pl.when(pl.col("is_gap")).then(0).otherwise(pl.col("persons")).sum().over("programme", "month") > 0
    found = shown.with_columns(elsewhere=whole).filter("is_gap").sort("programme", "place", "month")
    columns = ("programme", "place", "month", "persons", "usual", "elsewhere")
    return [Gap(one[0], one[1], one[2], int(one[3]), int(one[4]), one[5]) for one in found.select(columns).rows()]
