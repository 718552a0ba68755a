"""Score the links between two tables, row by row of the left one: what each tool says of the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.measure.link_tables import TRUTH
from matcher.measure.score import OUTCOMES, Score, scores

LINKS: Final = pa.schema(
    [(name, pa.string()) for name in ("left_id", "right_id", "link_method", "link_grade")],
)

_SIDES_SQL: Final = "SELECT truth.* FROM score_truth AS truth SEMI JOIN score_{side} AS rows USING (record_id)"

_OUTCOMES_SQL: Final = """
    WITH given AS (
        SELECT
            links.left_id AS record_id,
            count(*) AS given,
            count(*) FILTER (WHERE ours.entity = theirs.entity) AS agreed,
            min(link_method) AS link_method,
            min(link_grade) AS link_grade
        FROM score_links AS links
        JOIN score_ours AS ours ON ours.record_id = links.left_id
        JOIN score_theirs AS theirs ON theirs.record_id = links.right_id
        GROUP BY links.left_id
    ),
    known AS (SELECT entity, count(*) AS known FROM score_theirs GROUP BY entity)
    SELECT
        ours.dirt,
        ours.other_dirt,
        given.link_method,
        given.link_grade,
        coalesce(given.given, 0) AS given,
        coalesce(known.known, 0) AS known,
        coalesce(given.agreed, 0) AS agreed
    FROM score_ours AS ours
    LEFT JOIN given ON given.record_id = ours.record_id
    LEFT JOIN known ON known.entity = ours.entity
"""


def score_links(links: Path, left: Path, right: Path, truth: Path) -> list[Score]:
    """Score links (`left_id`, `right_id`, and `link_method`, `link_grade` where known); all groups are of left rows."""
    with Kernel(folders=sorted({path.parent for path in (links, left, right, truth)})) as kernel:
        given = set(pq.read_schema(links).names)
        kernel.register_parquet(
            "score_given_links", [links], pa.schema([field for field in LINKS if field.name in given])
        )
        columns = ", ".join(name if name in given else f"CAST(NULL AS VARCHAR) AS {name}" for name in LINKS.names)
        kernel.register_parquet("score_truth", [truth], TRUTH)
        for side, path in (("left", left), ("right", right)):
            kernel.register_parquet(f"score_{side}", [path], pa.schema([("record_id", pa.string())]))
        kernel.run(
            [
                SqlStep("score_links", f"SELECT {columns} FROM score_given_links"),
                SqlStep("score_ours", _SIDES_SQL.format(side="left")),
                SqlStep("score_theirs", _SIDES_SQL.format(side="right")),
                SqlStep(OUTCOMES, _OUTCOMES_SQL),
            ]
        )
        return scores(kernel, each_pair_once=True)
