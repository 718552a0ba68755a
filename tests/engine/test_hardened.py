"""The database may do sums over the tables that it is given, and nothing else, whatever SQL reaches it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.engine.kernel import Kernel, KernelError

FORBIDDEN = (
    "SELECT * FROM read_csv('{outside}/people.csv')",
    "SELECT * FROM read_text('{outside}/people.csv')",
    "SELECT * FROM read_blob('{outside}/people.csv')",
    "SELECT * FROM read_parquet('{outside}/people.parquet')",
    "SELECT * FROM '{outside}/people.parquet'",
    "SELECT * FROM read_json('{outside}/people.json')",
    "SELECT * FROM sniff_csv('{outside}/people.csv')",
    "SELECT * FROM glob('{outside}/*')",
    "SELECT * FROM parquet_metadata('{outside}/people.parquet')",
    "SELECT * FROM read_parquet('{inside}/../outside/people.parquet')",
    "SELECT * FROM read_csv('https://example.invalid/people.csv')",
    "SELECT * FROM people_of_python",
    "COPY (SELECT 1) TO '{outside}/stolen.csv'",
    "COPY (SELECT 1) TO '{outside}/stolen.parquet'",
    "EXPORT DATABASE '{outside}/stolen'",
    "IMPORT DATABASE '{outside}'",
    "ATTACH '{outside}/other.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{outside}/extension.duckdb_extension'",
    "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET allowed_directories = ['/']",
    "SET autoinstall_known_extensions = true",
    "SET temp_directory = '{outside}'",
    "SET memory_limit = '1TB'",
    "RESET memory_limit",
    "SET python_enable_replacements = true",
    "PRAGMA enable_logging",
    "SELECT getenv('HOME')",
)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """A folder that the kernel may read, and one beside it that it may not."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        pq.write_table(pa.table({"name": ["x"]}), folder / "people.parquet")
        (folder / "people.csv").write_text("name\nx\n")
        (folder / "people.json").write_text('{"name": "x"}')
    return {"inside": inside, "outside": outside}


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_what_is_not_a_query_of_given_tables_is_refused(sql: str, places: dict[str, Path]):
    """Files elsewhere, networks, extensions, secrets, settings, variables of Python: all of them."""
    people_of_python = pa.table({"name": ["x"]})
    assert people_of_python.num_rows == 1
    before = sorted(places["outside"].iterdir())

    with Kernel(folders=[places["inside"]]) as kernel, pytest.raises(KernelError):
        kernel.fetch(sql.format_map(places))

    assert sorted(places["outside"].iterdir()) == before


def test_tables_below_its_folders_are_read(places: dict[str, Path]):
    """So that what is refused above is refused for where it lies, not for what it is."""
    with Kernel(folders=[places["inside"]]) as kernel:
        assert kernel.fetch(f"SELECT name FROM read_parquet('{places['inside']}/people.parquet')").num_rows == 1
