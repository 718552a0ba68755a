"""Splink 5 on the same two tables, in a process and an environment of its own: `python splink_side.py ARGUMENTS`.

Imports nothing of matcher, so that it runs where Splink is installed. What is done to give Splink its best:

- the citizen ID is compared by Levenshtein distance, written so that it is computed once per pair (a tenth of the time
  of Damerau's), with u probabilities that an expert would fix: trained ones make a near miss count against a match;
- names are compared by levels that fit Han characters, with their pinyin in a column made beforehand, not timed;
- blocking is by equality joins only; training is on samples; few columns are kept;
- links are the mutual best by weight, in SQL: its own one-to-one clustering is quadratic on DuckDB 2, and ranks by
  probability, which is 1.0 for every strong pair.

Source: Splink 5.0.0 and its topic guides on performance.
"""

# Splink is in an environment of its own.
# mypy: disable-error-code="import-not-found, import-untyped"
from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import splink
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

COLUMNS = "unique_id, citizen_id, name, name_pinyin, birth_date, sex, area, phone, account"
RULES = (
    ("citizen_id",),
    ("name", "birth_date"),
    ("birth_date", "area"),
    ("name", "area"),
    ("substr(citizen_id, 1, 14)", "name"),
    ("substr(citizen_id, 7, 12)",),
    ("phone",),
    ("account",),
)
"""What must be equal for two records to be compared; equality joins only."""
TRAINING_RULES = (("name", "birth_date"), ("birth_date", "area"), ("citizen_id",))
"""Each training leaves its own columns out; fewer than these three make dirty rows worse."""
FEWEST_COLUMNS = ("citizen_id", "name", "birth_date", "area")
MORE_COLUMNS = ("sex", "phone", "account")
ACCEPTED = 0.95
"""Match probability from which a pair is a link; at these sizes the result hardly depends on it."""


EM_PAIRS = 1e6
"""Pairs that a training is on, at most: more take longer and change nothing."""


def citizen_id_comparison() -> Any:
    """Compare IDs: equal, one, two, four edits; the distance stands in the first branch, so it is computed once."""
    distance = "levenshtein(citizen_id_l, citizen_id_r)"
    steps = [levels.ExactMatchLevel("citizen_id").configure(u_probability=1e-9, fix_u_probability=True)]
    for edits, u_probability in ((1, 2e-8), (2, 5e-7), (4, 5e-6)):
        level = levels.CustomLevel(f"{distance} <= {edits}", label_for_charts=f"{edits} edits")
        steps.append(level.configure(u_probability=u_probability, fix_u_probability=True))
    missing = f"{distance} = -100 OR citizen_id_l IS NULL OR citizen_id_r IS NULL"
    nothing = levels.CustomLevel(missing, label_for_charts="missing").configure(is_null_level=True)
    return _comparison("citizen_id", [nothing, *steps])


def name_comparison() -> Any:
    """Compare Han names: equal, same sound, one character differs, one more or less; a character has three bytes."""
    near = "levenshtein(name_l, name_r) <= 3"
    steps = [
        levels.NullLevel("name"),
        levels.ExactMatchLevel("name", term_frequency_adjustments=True),
        levels.ExactMatchLevel("name_pinyin"),
        levels.CustomLevel(f"length(name_l) = length(name_r) AND {near}", label_for_charts="one character differs"),
        levels.CustomLevel(near, label_for_charts="one character more or less"),
    ]
    return _comparison("name", steps)


def area_comparison() -> Any:
    """Compare places by village, township, county."""
    steps = [levels.NullLevel("area"), levels.ExactMatchLevel("area")]
    for digits, label in ((9, "same township"), (6, "same county")):
        sql = f"substr(area_l, 1, {digits}) = substr(area_r, 1, {digits})"
        steps.append(levels.CustomLevel(sql, label_for_charts=label))
    return _comparison("area", steps)


def _comparison(name: str, steps: list[Any]) -> Any:
    return comparisons.CustomComparison(output_column_name=name, comparison_levels=[*steps, levels.ElseLevel()])


def settings(given: frozenset[str]) -> SettingsCreator:
    """Give the model for the columns that both tables fill."""
    own: dict[str, Callable[[], Any]] = {
        "citizen_id": citizen_id_comparison,
        "name": name_comparison,
        "birth_date": lambda: comparisons.DateOfBirthComparison(
            "birth_date", input_is_string=True, datetime_metrics=["month", "year"], datetime_thresholds=[1, 1]
        ),
        "area": area_comparison,
        **{name: partial(comparisons.ExactMatch, name) for name in MORE_COLUMNS},
    }
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="unique_id",
        comparisons=[comparison() for name, comparison in own.items() if name in given],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules_of(given)],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        max_iterations=20,
        em_convergence=0.001,
    )


def rules_of(given: frozenset[str]) -> list[tuple[str, ...]]:
    """Give the blocking rules of which both tables fill every column."""
    return [rule for rule in RULES if all(key.removeprefix("substr(").split(",")[0] in given for key in rule)]


class Stages:
    """Wall and processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor_seconds: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        """Do some work and time it."""
        started, processor = time.perf_counter(), time.process_time()
        result = work()
        self.seconds[name] = round(time.perf_counter() - started, 3)
        self.processor_seconds[name] = round(time.process_time() - processor, 3)
        return result


def train(linker: Linker, given: frozenset[str], stages: Stages) -> None:
    """Train the model on samples, as the guides do, by rules of which both tables fill every column."""
    training = linker.training

    def expect(*rule: str) -> None:
        training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), estimate_without_term_frequencies=True, max_pairs=EM_PAIRS
        )

    known: list[Any] = [
        block_on(*rule) for rule in (("citizen_id",), ("name", "birth_date", "area")) if given.issuperset(rule)
    ]
    stages("prior", lambda: training.estimate_probability_two_random_records_match(known, recall=0.95))
    stages("u", lambda: training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1))
    for rule in TRAINING_RULES:
        if given.issuperset(rule):
            stages("em " + " and ".join(rule), partial(expect, *rule))


def link(arguments: dict[str, Any]) -> dict[str, Any]:
    """Link two Parquet files and write the links; give what it took."""
    stages = Stages()
    work = Path(arguments["folder"])
    connection = duckdb.connect(str(work / "splink.duckdb") if arguments.get("on_disk") else ":memory:")
    for name, value in (("threads", arguments["threads"]), ("memory_limit", arguments.get("memory")),
                        ("temp_directory", str(work)), ("preserve_insertion_order", "false")):  # fmt: skip
        if value is not None:
            connection.execute(f"SET {name} = '{value}'")

    sides = ("left_rows", "right_rows")
    tables_sql = ";".join(f"CREATE TABLE {name} AS SELECT {COLUMNS} FROM '{arguments[name]}'" for name in sides)
    stages("load", lambda: connection.execute(tables_sql))
    api = DuckDBAPI(connection=connection)
    tables = [api.register(name, dataset_display_name=name) for name in sides]
    wanted = (*FEWEST_COLUMNS, *MORE_COLUMNS) if arguments.get("every_column") else FEWEST_COLUMNS
    given = frozenset(name for name in wanted if all(_count(connection, _filled_sql(name, side)) for side in sides))
    linker = Linker(tables, settings(given))
    train(linker, given, stages)
    predicted = stages("predict", lambda: linker.inference.predict(threshold_match_weight=0)).physical_name
    stages("one_to_one", lambda: connection.execute(_links_sql(predicted, arguments["links"])))
    peak = peak_mb()
    return {
        "seconds": sum(stages.seconds.values()),
        "processor_seconds": sum(stages.processor_seconds.values()),
        "peak_mb": peak,
        "stages": stages.seconds,
        "stage_processor_seconds": stages.processor_seconds,
        "pairs": _count(connection, _pairs_sql(rules_of(given))),
        "pairs_kept": _count(connection, f"SELECT count(*) FROM {predicted}"),
        "versions": {"splink": splink.__version__, "duckdb": duckdb.__version__},
    }


def _links_sql(predicted: str, path: str) -> str:
    """Keep the pairs that are the best of both their records; ties are broken by content."""
    return f"""
        COPY (
            SELECT unique_id_l AS left_id, unique_id_r AS right_id
            FROM {predicted}
            WHERE match_probability >= {ACCEPTED}
            QUALIFY row_number() OVER (PARTITION BY unique_id_l ORDER BY match_weight DESC, unique_id_r) = 1
                AND row_number() OVER (PARTITION BY unique_id_r ORDER BY match_weight DESC, unique_id_l) = 1
        ) TO '{path}' (FORMAT parquet)
    """


def _filled_sql(column: str, side: str) -> str:
    return f"SELECT count({column}) FROM {side}"


def _pairs_sql(rules: list[tuple[str, ...]]) -> str:
    """Count the pairs that blocking brings together, each once."""
    parts = []
    for rule in rules:
        keys = ", ".join(f"{key} AS key_{place}" for place, key in enumerate(rule))
        using = ", ".join(f"key_{place}" for place in range(len(rule)))
        parts.append(f"""
            SELECT ours, theirs
            FROM (SELECT unique_id AS ours, {keys} FROM left_rows)
            JOIN (SELECT unique_id AS theirs, {keys} FROM right_rows) USING ({using})
        """)
    return f"SELECT count(*) FROM ({' UNION '.join(parts)})"


def _count(connection: Any, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])


def peak_mb() -> float:
    """Give the largest resident memory of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    logging.getLogger("splink").setLevel(logging.ERROR)
    sys.stdout.write(json.dumps(link(json.loads(sys.argv[1]))) + "\n")
