"""The made-up province that rules are timed on, and the benchmark itself."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.end_to_end.command import matcher

from matcher.config.loader import load_project
from matcher.measure.next_night import write_next_night
from matcher.measure.province import Province, write_province
from matcher.measure.province_lists import LISTS

NIGHTLY = Path(__file__).resolve().parents[2] / "pipelines" / "nightly.yaml"


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    return write_province(tmp_path_factory.mktemp("province"), 3000, load_project(NIGHTLY).model, 7)


def test_every_record_has_a_person_and_every_list_has_rows(province: Province):
    """Rules are timed on all that they read."""
    persons = pl.read_parquet(province.folder / "persons.parquet")
    lists = [pl.read_parquet(path) for path in sorted(province.folder.glob("*-*.parquet"))]

    assert len(lists) == len(LISTS)
    assert persons.height == province.rows == sum(rows.height for rows in lists)
    assert persons["record_id"].n_unique() == persons.height
    assert set(persons["record_id"]) == {record for rows in lists for record in rows["record_id"]}
    assert persons["person_id"].n_unique() == province.residents


def test_a_person_is_one_citizen_id(province: Province):
    """The links are the true ones: only the rules are timed."""
    persons = pl.read_parquet(province.folder / "persons.parquet")

    assert persons.group_by("person_id").agg(pl.col("citizen_id").n_unique())["citizen_id"].max() == 1


def test_the_same_arguments_give_the_same_province(province: Province, tmp_path: Path):
    """Figures can only be compared on the same lists."""
    write_province(tmp_path, 3000, load_project(NIGHTLY).model, 7)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in province.folder.iterdir()
    }


def test_rules_are_timed_beside_a_bare_scan(tmp_path: Path):
    """The ratio is over the scan of the same run."""
    done = matcher("bench", "evaluate", "--rows", "2000", "--json", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["bench"] == "evaluate"
    assert [(case["case"], case["ratio"] is None) for case in told["cases"]] == [
        ("duckdb scan", True),
        ("matcher all rules", False),
        ("matcher next night", False),
    ]


def test_the_next_night_has_the_same_lists_with_some_rows_gone_and_some_that_say_otherwise(
    province: Province, tmp_path: Path
):
    """Rows after one that is gone have other numbers; whose the others are stays, and persons stand beside them."""
    changed = write_next_night(province.folder, tmp_path, 0.02, 7)

    before, after = (pl.read_parquet(folder / "persons.parquet") for folder in (province.folder, tmp_path))
    lists = [pl.read_parquet(path) for path in sorted(tmp_path.glob("*-*.parquet"))]
    gone = before.height - after.height
    assert 0.01 < changed / before.height < 0.03
    assert 0.4 < gone / changed < 0.6
    assert all(rows["row_number"].to_list() == list(range(2, 2 + rows.height)) for rows in lists)
    assert {record for rows in lists for record in rows["record_id"]} == set(after["record_id"])
    assert after["record_id"].n_unique() == after.height
