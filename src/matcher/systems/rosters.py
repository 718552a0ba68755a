"""Who is on a programme in a month, as one run sees it: from the rosters, and for benefits without one from payments.

Reads a published run and its snapshots; gives `ROSTER`, one row per programme and person.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from matcher.systems.run_tables import RunTables
from matcher.tables import MONEY

PAID_MONTHLY: Final = ("disability_living_subsidy", "disability_nursing_subsidy", "elder_allowance")
"""Programmes that keep no roster of their own: whoever is paid for a month is on them in it."""

ROSTER: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "programme": pl.String,
    "month": pl.Int32,
    "person_id": pl.String,
    "household_key": pl.String,
    "area_code": pl.String,
    "category": pl.String,
    "residence": pl.String,
    "care_level": pl.String,
    "month_amount_cny": pl.Decimal(MONEY.precision, MONEY.scale),
    "person_name": pl.String,
}
"""Columns of a roster. `month` is the month that it shows: of payments, the newest one paid up to the month asked for.
`household_key` is the case's; where the programme knows none, that of the household register; else the person alone."""

_SPELL: Final = ["programme", "first_month", "stop_month", "household_key", "area_code", "category", "residence",
                 "care_level", "month_amount_cny", "person_name"]  # fmt: skip
_PAYMENT: Final = ["programme", "benefit_month", "month_net_cny", "household_key", "area_code", "person_name"]


def roster_of(tables: RunTables, month: int) -> pl.DataFrame:
    """Give everybody who is on a programme in a month, once per programme: `ROSTER`, sorted.

    Args:
        tables: Tables of the run.
        month: Month number.
    """
    spells = in_force(tables.rows("benefit_spell", _SPELL), month).with_columns(month=pl.lit(month, pl.Int32))
    payments = tables.rows("payment", _PAYMENT).filter(pl.col("programme").is_in(PAID_MONTHLY))
    both = pl.concat([_in_shape(spells), _in_shape(_paid(payments, month))])
    return _with_homes(both, register_homes(tables)).sort("programme", "person_id")


def in_force(spells: pl.DataFrame, month: int) -> pl.DataFrame:
    """Give the spells that hold in a month."""
    first, stop = (pl.col(name).cast(pl.Int32) for name in ("first_month", "stop_month"))  # texts where there is no row
    return spells.filter((first <= month) & (stop.is_null() | (stop > month)))


def register_homes(tables: RunTables) -> pl.DataFrame:
    """Give where people live by the household register: `person_id`, `household_key`, `area_code`, each person once."""
    members = tables.rows("household_member", ["kind", "household_key", "area_code"])
    members = members.filter(pl.col("kind") == "register")
    return members.group_by("person_id").agg(pl.col("household_key").min(), pl.col("area_code").min())


def _paid(payments: pl.DataFrame, month: int) -> pl.DataFrame:
    """Give whom each programme paid for its newest month up to the one asked for: what was taken back is no payment."""
    paid = payments.filter(pl.col("benefit_month").cast(pl.Int32) <= month)
    newest = paid.filter(pl.col("benefit_month") == pl.col("benefit_month").max().over("programme"))
    first = (pl.col(name).min() for name in ("household_key", "area_code", "person_name", "month_net_cny"))
    held = newest.group_by("programme", "benefit_month", "person_id").agg(*first)
    held = held.rename({"benefit_month": "month", "month_net_cny": "month_amount_cny"})
    return held.with_columns(pl.col("month_amount_cny").cast(ROSTER["month_amount_cny"])).filter(
        pl.col("month_amount_cny") > 0
    )


def _in_shape(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the columns of `ROSTER`, empty where they are not there."""
    have = set(rows.columns)
    return rows.select(
        (pl.col(name) if name in have else pl.lit(None)).cast(kind).alias(name) for name, kind in ROSTER.items()
    )


def _with_homes(rows: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Fill in household and place from the register; one row per programme and person."""
    rows = rows.join(homes, on="person_id", how="left", suffix="_of_register")
    alone = pl.lit("person ") + pl.col("person_id")
    rows = rows.with_columns(
        pl.coalesce("household_key", "household_key_of_register", alone).alias("household_key"),
        pl.coalesce("area_code", "area_code_of_register").alias("area_code"),
    )
    # Whom two cases of one programme list is counted in the first by key.
    ordered = rows.select(*ROSTER).sort("programme", "person_id", "household_key", *list(ROSTER)[4:], nulls_last=True)
    return ordered.unique(["programme", "person_id"], keep="first", maintain_order=True)
