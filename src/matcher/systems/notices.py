"""Who may stand on a public notice: heads of households of programmes that are published by law, and no child.

Source of what is published: 民发〔2021〕57号 and 43号 (head's name, size, amount or standard, seven days; minors and
health never); 民发〔2019〕62号 (children without parental care: no publicity at all).
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import polars as pl

from matcher.config.base import month_text
from matcher.errors import Fault, UsageError, nearest
from matcher.report.notice import Notice, NoticeLine
from matcher.systems.rosters import roster_of
from matcher.systems.run_tables import RunTables

PUBLISHED: Final = ("minimum_living_allowance", "destitute_support")
"""Programmes whose recipients are put on public notice."""
_OF_CHILDREN: Final = ("unattended_child_allowance", "orphan_allowance")
"""Whoever is on one of these is never named in public, whatever else he is on."""
_HEADS: Final = ("head", "self")
_FULL_AGE: Final = 18


def make_notice(tables: RunTables, month: int, programmes: tuple[str, ...] = PUBLISHED) -> Notice:
    """Give the notice of a month: one line for each household whose head is known and of age.

    Args:
        tables: Tables of the run.
        month: Month number.
        programmes: Some of PUBLISHED.

    Raises:
        UsageError: A programme is not published.
    """
    for name in programmes:
        if name not in PUBLISHED:
            what = f"recipients of '{name}' are never put on public notice{nearest(name, PUBLISHED)}"
            raise UsageError(Fault(what, "--programmes", f"name some of: {', '.join(PUBLISHED)}"))
    roster = roster_of(tables, month)
    children = roster.filter(pl.col("programme").is_in(_OF_CHILDREN))["person_id"].to_list()
    heads = _with_head(roster.filter(pl.col("programme").is_in(programmes)), tables)
    born = pl.col("citizen_id").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    of_age = born.dt.offset_by(f"{_FULL_AGE}y") <= tables.run.record.as_of
    why = (
        pl.when(pl.col("person_id").is_null() | pl.col("person_name").is_null())
        .then(pl.lit("head_unknown"))
        .when(pl.col("person_id").is_in(children))
        .then(pl.lit("child_allowance"))
        .when(born.is_null())
        .then(pl.lit("age_unknown"))
        .when(~of_age)
        .then(pl.lit("minor"))
    )
    judged = heads.with_columns(why=why)
    lines = judged.filter(pl.col("why").is_null()).sort(
        "programme", "area_code", "person_name", "household_key", nulls_last=True
    )
    record = tables.run.record
    return Notice(
        run_id=record.run_id,
        as_of=record.as_of,
        month=month_text(month),
        lines=[
            NoticeLine(row["programme"], row["person_name"], row["persons"], row["month_amount_cny"], row["area_code"])
            for row in lines.iter_rows(named=True)
        ],
        left_out=dict(Counter(judged["why"].drop_nulls().sort().to_list())),
        programme_titles=record.programme_titles,
        area_names=record.area_names,
    )


def _with_head(roster: pl.DataFrame, tables: RunTables) -> pl.DataFrame:
    """Give each case of a programme with its head, if that is known: who is alone in it is its head."""
    members = tables.rows("household_member", ["kind", "household_key", "relation_to_head"])
    named = members.filter((pl.col("kind") == "aid") & pl.col("relation_to_head").is_in(_HEADS))
    is_head = named.select("person_id", "household_key").unique().with_columns(is_named=pl.lit(True))
    case = ["programme", "household_key"]
    marked = roster.join(is_head, on=["person_id", "household_key"], how="left").with_columns(
        persons=pl.len().over(case), heads=pl.col("is_named").sum().over(case)
    )
    head = (pl.col("is_named") & (pl.col("heads") == 1)) | ((pl.col("heads") == 0) & (pl.col("persons") == 1))
    cases = marked.group_by(case).agg(
        pl.col("persons").first(),
        pl.col("month_amount_cny").max(),
        pl.col("area_code").min(),
        pl.col("person_id").filter(head).first(),
        pl.col("person_name").filter(head).first(),
    )
    ids = pl.DataFrame(tables.run.tables["persons"].select(["person_id", "citizen_id"]))
    return cases.join(ids.group_by("person_id").agg(pl.col("citizen_id").min()), on="person_id", how="left")
