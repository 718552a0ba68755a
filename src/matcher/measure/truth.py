"""Read a truth: who each record really is, as a table beside the data.

CSV or Parquet, one row per record. A record is named by `record_id`, or by `source_file`, `row_number` and, for
workbooks, `sheet`; who it is stands in `entity` (or `truth_person`), and what is wrong with it, where told, in `dirt`
and `other_dirt`. Rows of a place that name two people say nothing sure; they are counted and left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.errors import Fault, UsageError
from matcher.measure.score import Score, outcome_steps, scores

ENTITY_COLUMNS: Final = ("entity", "truth_person")
_PLACE: Final = ("source_file", "sheet", "row_number")
_PERSONS: Final = (
    "record_id",
    "source",
    "source_file",
    "sheet",
    "row_number",
    "person_id",
    "link_method",
    "link_grade",
)
_MEND: Final = "give one row per record: record_id, or source_file, sheet and row_number; and entity"


@dataclass(frozen=True)
class RunScore:
    """The scores of a run, and what they leave out."""

    scores: tuple[Score, ...]
    records: int
    """Records of the run."""
    records_without_truth: int
    truth_rows_without_record: int
    ambiguous_places: int
    """Places of which the truth names two people."""

    def to_json(self) -> dict[str, object]:
        """Give everything as a JSON object."""
        counts = {name: value for name, value in vars(self).items() if name != "scores"}
        return {**counts, "scores": [score.to_json() for score in self.scores]}


def score_run(run_folder: Path, truth_file: Path) -> RunScore:
    """Score the links of a run against a truth.

    Args:
        run_folder: Folder with `persons.parquet`.
        truth_file: CSV or Parquet.

    Raises:
        UsageError: There is no such table, it lacks columns, or no record of the run is in the truth.
    """
    persons = run_folder / "persons.parquet"
    if not persons.is_file():
        mend = "name the folder of a run, or its id with --workspace"
        raise UsageError(Fault("there are no persons to score", str(run_folder), mend))
    truth, key = read_truth(truth_file)
    with Kernel(folders=[run_folder]) as kernel:
        shape = pq.read_schema(persons)
        kernel.register_parquet("score_persons", [persons], pa.schema([shape.field(name) for name in _PERSONS]))
        kernel.register("score_truth_rows", truth)
        kernel.run(_record_steps(key))
        counted = kernel.fetch(_COUNTS_SQL).to_pylist()[0]
        if not counted["scored"]:
            mend = "check that the truth is of this run, and that source_file is written as in persons.parquet"
            raise UsageError(Fault("no record of the run is in the truth", str(truth_file), mend))
        kernel.run(outcome_steps())
        return RunScore(
            scores=tuple(scores(kernel)),
            records=counted["records"],
            records_without_truth=counted["records"] - counted["scored"],
            truth_rows_without_record=counted["unmet"],
            ambiguous_places=counted["ambiguous"],
        )


def read_truth(path: Path) -> tuple[pa.Table, tuple[str, ...]]:
    """Read a truth: the columns of its key, `entity`, `dirt` and `other_dirt` as text; and the key.

    Raises:
        UsageError: It cannot be read, or lacks a column.
    """
    if not path.is_file():
        raise UsageError(Fault("there is no such truth", str(path), _MEND))
    try:
        table = pq.read_table(path) if path.suffix == ".parquet" else _read_csv(path)
    except (pa.ArrowInvalid, OSError):
        raise UsageError(Fault("the truth is no CSV and no Parquet table", str(path), _MEND)) from None
    names = table.column_names
    key: tuple[str, ...] = ("record_id",) if "record_id" in names else _PLACE
    entity = next((name for name in ENTITY_COLUMNS if name in names), None)
    missing = [name for name in key if name not in names and name != "sheet"]
    if missing or entity is None:
        what = f"the truth has no column '{missing[0] if missing else 'entity'}'"
        raise UsageError(Fault(what, str(path), f"{_MEND}; it has: {', '.join(names)}"))
    columns = {name: _text(table, name) for name in (*key, "dirt", "other_dirt")}
    return pa.table({**columns, "entity": _text(table, entity)}), key


def _read_csv(path: Path) -> pa.Table:
    header = pacsv.open_csv(path).schema.names
    options = pacsv.ConvertOptions(
        column_types={name: pa.string() for name in header}, strings_can_be_null=True, null_values=[""]
    )
    return pacsv.read_csv(path, convert_options=options)


def _text(table: pa.Table, name: str) -> pa.ChunkedArray:
    if name not in table.column_names:
        return pa.chunked_array([pa.nulls(len(table), pa.string())])
    return table[name].cast(pa.string())


def _record_steps(key: tuple[str, ...]) -> tuple[SqlStep, ...]:
    """Give the steps that bring records and truth together; a row number is compared as text."""
    columns = ", ".join(key)
    met = " AND ".join(
        f"truth.{name} IS NOT DISTINCT FROM CAST(persons.{name} AS VARCHAR)" if name == "sheet"
        else f"truth.{name} = CAST(persons.{name} AS VARCHAR)"
        for name in key
    )  # fmt: skip
    return (
        SqlStep(
            "score_truth",
            f"""SELECT {columns}, min(entity) AS entity, min(dirt) AS dirt, min(other_dirt) AS other_dirt,
                    min(entity) <> max(entity) AS is_ambiguous
                FROM score_truth_rows
                WHERE entity IS NOT NULL
                GROUP BY {columns}""",
        ),
        SqlStep(
            "score_records",
            f"""SELECT persons.record_id, persons.source, persons.person_id, persons.link_method, persons.link_grade,
                    truth.entity, truth.dirt, truth.other_dirt
                FROM score_persons AS persons
                JOIN score_truth AS truth ON {met}
                WHERE NOT truth.is_ambiguous""",
        ),
        SqlStep(
            "score_unmet",
            f"SELECT count(*) AS number FROM score_truth AS truth ANTI JOIN score_persons AS persons ON {met}",
        ),
    )


_COUNTS_SQL: Final = """
    SELECT
        (SELECT count(*) FROM score_persons) AS records,
        (SELECT count(*) FROM score_records) AS scored,
        (SELECT number FROM score_unmet) AS unmet,
        (SELECT count(*) FROM score_truth WHERE is_ambiguous) AS ambiguous
"""
