"""The same rules on other links, so that what identity costs and what rules cost is seen apart.

`perfect`: persons as the truth has them. `bare_id`: a valid citizen ID is a person, every other record one of its own.
`bare_join`: the same persons, judged without exemptions and without the register of human decisions: the plain join of
lists. The rules are the run's own, applied by matcher.evaluate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import polars as pl

from matcher.accounting import sources_of
from matcher.config.base import month_number
from matcher.config.loader import Project
from matcher.config.rule import REGISTER
from matcher.engine.kernel import Kernel
from matcher.evaluate import Evaluated, Records, RuleBook, Trial, evaluate_rules
from matcher.ingest import Ingested
from matcher.measure.score_findings import FindingsScore, as_frame, score_findings
from matcher.measure.score_truth import Truth
from matcher.tables import CANDIDATES, PERSONS, REVIEW

Links = Literal["perfect", "bare_id", "bare_join"]
LINKS: Final[tuple[Links, ...]] = ("perfect", "bare_id", "bare_join")

_PLACE: Final = ["source_file", "sheet", "row_number", "part"]


@dataclass(frozen=True)
class ReadRun:
    """What a run read, and what it judges by."""

    project: Project
    ingested: Ingested
    as_of: date


def score_on_links(run: ReadRun, persons: pl.DataFrame, truth: Truth, links: Links, kernel: Kernel) -> FindingsScore:
    """Judge the rules of a run on other links than its own, and score what they find.

    Args:
        run: What was read.
        persons: The run's persons (matcher.tables.PERSONS): one row per record.
        truth: Who is who.
        links: Whose links.
        kernel: May read the snapshots of the run.
    """
    made = perfect_links(run, persons, truth) if links == "perfect" else bare_links(run, persons)
    evaluated = _judge(run, made, kernel, has_exemptions=links != "bare_join")
    return score_findings(
        as_frame(evaluated.findings), as_frame(REVIEW.require(evaluated.review)), made, truth, links=links
    )


def perfect_links(run: ReadRun, persons: pl.DataFrame, truth: Truth) -> pl.DataFrame:
    """Give the persons that the truth names; a record that it does not name is linked by its own ID."""
    parts = pl.DataFrame(
        [
            (source, str(index), fill.part)
            for source, schema in run.project.sources.items()
            for index, fill in enumerate(schema.fills)
        ],
        schema=["source", "fill", "part"],
        orient="row",
    )
    placed = bare_links(run, persons).with_columns(
        pl.col("sheet").fill_null("").alias("place_sheet"),
        pl.col("record_id").str.extract(r"-(\d+)$").alias("fill"),
    )
    placed = placed.join(parts, on=["source", "fill"], how="left")
    records = truth.records.select(*_PLACE, "truth_person").rename({"sheet": "place_sheet"})
    known = placed.join(records, on=["source_file", "place_sheet", "row_number", "part"], how="left")
    if truth.people is not None:
        people = truth.people.select("truth_person", pl.col("citizen_id").alias("true_id"))
        known = known.join(people, on="truth_person", how="left")
    else:
        known = known.with_columns(true_id=pl.lit(None, pl.String))
    is_known = pl.col("truth_person").is_not_null()
    return _as_persons(
        known.with_columns(
            person_id=pl.when(is_known).then(pl.col("truth_person")).otherwise(pl.col("person_id")),
            citizen_id=pl.coalesce("true_id", "citizen_id"),
            link_method=pl.when(is_known).then(pl.lit("exact")).otherwise(pl.col("link_method")),
            link_grade=pl.when(is_known).then(pl.lit("G1")).otherwise(pl.col("link_grade")),
        )
    )


def bare_links(run: ReadRun, persons: pl.DataFrame) -> pl.DataFrame:
    """Give persons by the valid citizen ID of each record alone."""
    own = pl.concat(list(_own_ids(run.ingested)))
    records = persons.drop("citizen_id").join(own, on="record_id", how="left")
    has_id = pl.col("citizen_id").is_not_null()
    return _as_persons(
        records.with_columns(
            person_id=pl.when(has_id).then("id:" + pl.col("citizen_id")).otherwise("record:" + pl.col("record_id")),
            link_method=pl.when(has_id).then(pl.lit("exact")).otherwise(pl.lit("alone")),
            link_grade=pl.when(has_id).then(pl.lit("G1")),
        )
    )


def _own_ids(ingested: Ingested) -> Iterable[pl.DataFrame]:
    for paths in ingested.tables.values():
        for path in paths:
            yield pl.read_parquet(path, columns=["record_id", "citizen_id"])


def _as_persons(records: pl.DataFrame) -> pl.DataFrame:
    """Give the columns of a persons table; no pair was weighed."""
    unweighed = records.with_columns(
        match_weight=pl.lit(None, pl.Float64),
        match_probability=pl.when(pl.col("link_method") == "exact").then(1.0),
    )
    return unweighed.select(PERSONS.columns).sort("record_id")


def _judge(run: ReadRun, persons: pl.DataFrame, kernel: Kernel, *, has_exemptions: bool) -> Evaluated:
    project, tables = run.project, dict(run.ingested.tables)
    rules = project.rules
    if not has_exemptions:
        rules = tuple(rule.model_copy(update={"exempt": ()}) for rule in rules)
        tables[REGISTER] = ()
    records = Records(
        tables,
        run.ingested.files,
        persons.to_arrow(),
        CANDIDATES.empty(),
        sources_of(project, run.ingested),
    )
    first_month = month_number(project.pipeline.first_month)
    return evaluate_rules(
        records,
        book=RuleBook(rules, project.exemptions),
        policies=project.policies,
        model=project.model,
        trial=Trial(project.pipeline.region, first_month, run.as_of),
        kernel=kernel,
    )
