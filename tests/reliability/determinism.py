"""The same inputs give the same bytes: one county, run in every way that must not matter, and the digests side by side.

`python -m tests.reliability.determinism` runs the sample county whole; `--small` the small night of the faults;
`--duckdb FOLDER` adds a run on the DuckDB that is installed in a folder (`pip install --target FOLDER duckdb==1.5.6`).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from tests.reliability.small_night import ROOT, SITE_KEY, make_sites

_PROGRAM: Final = """
import sys
from datetime import datetime, timezone
from unittest.mock import patch
import matcher.evaluate.preparing as preparing
buckets = int(sys.argv.pop(1))
if buckets:
    preparing._ROWS_OF_A_BUCKET = max(1, int(sys.argv.pop(1)) // buckets)
from matcher.cli import main
import matcher.cli.run
with patch("matcher.cli.run.now", return_value=datetime(2025, 12, 1, 1, 0, tzinfo=timezone.utc)):
    main()
"""
_NO_ROWS: Final = ("subject_row", "evidence", "calculation")
"""Columns that name rows, which move when rows are shuffled."""


@dataclass(frozen=True)
class Way:
    """A way to run that must not matter."""

    name: str
    environment: dict[str, str] = field(default_factory=dict[str, str])
    arguments: tuple[str, ...] = ()
    buckets: int = 0
    """Buckets that rules are judged in; 0: as the program chooses, one for so small a county."""
    folder: str = "here"
    """Where the county lies and the workspace: another path, another machine."""
    change: Callable[[Path], None] | None = None
    """What is done to the county before."""
    rows_move: bool = False
    """Whether the change moves rows: then what names them is left out of the digests."""


@dataclass(frozen=True)
class Digests:
    """What a run left, each as the first 16 digits of SHA-256."""

    tables: str
    """All published tables, byte for byte."""
    said: str
    """Who is told what: findings without what names rows."""
    workbook: str
    page: str


def shuffle(site: Path) -> None:
    """Put the rows of every delimited list in another order, but for its header."""
    chance = random.Random(7)
    for path in sorted((site / "inbox").rglob("*.csv")):
        header, *rows = path.read_bytes().splitlines(keepends=True)
        whole = [row if row.endswith(b"\n") else row + b"\n" for row in rows]
        chance.shuffle(whole)
        path.write_bytes(header + b"".join(whole))


def touch_backwards(site: Path) -> None:
    """Write the files again in the opposite order, so that the folder lists them otherwise."""
    for path in sorted((path for path in (site / "inbox").rglob("*") if path.is_file()), reverse=True):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)


def ways(duckdb: Sequence[Path]) -> list[Way]:
    """Every way, the plain one first."""
    return [
        Way("plain: two threads, one bucket, UTC"),
        Way("one thread", arguments=("--threads", "1")),
        Way("four threads", arguments=("--threads", "4")),
        Way("seven buckets", buckets=7),
        Way("memory of 400 MB, which spills", arguments=("--memory", "400MB")),
        Way("another hash seed, Shanghai", {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai"}),
        Way("LC_ALL=C, New York", {"LC_ALL": "C", "LANG": "C", "TZ": "America/New_York"}),
        Way("another folder, files listed otherwise", folder="另一台机器/county", change=touch_backwards),
        *(Way(f"DuckDB {version_in(path)}", {"PYTHONPATH": f"{path}{os.pathsep}{ROOT / 'src'}"}) for path in duckdb),
        Way("rows of each delimited list shuffled", change=shuffle, rows_move=True),
    ]


def version_in(folder: Path) -> str:
    """Give the version of the DuckDB that is installed in a folder."""
    (found,) = folder.glob("duckdb-*.dist-info")
    return found.name.removeprefix("duckdb-").removesuffix(".dist-info")


def lay_out(site: Path, *, small: bool) -> Path:
    """Lay out the county; give its pipeline."""
    if small:
        made = site.parent / "sites"
        first = make_sites(made)[0].pipeline.parents[1]
        shutil.move(first, site)
        return site / "pipelines" / "small.yaml"
    for name in ("schemas", "pipelines"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copytree(ROOT / "sample_data" / "inbox", site / "inbox")
    shutil.copy(ROOT / "sample_data" / "areas.csv", site / "areas.csv")
    pipeline = site / "pipelines" / "nightly.yaml"
    text = pipeline.read_text(encoding="utf-8")
    pipeline.write_text(text.replace("../sample_data/", "../"), encoding="utf-8")
    return pipeline


def run(way: Way, folder: Path, *, small: bool) -> Digests:
    """Run one way in a folder of its own.

    Raises:
        RuntimeError: The run ended with an error; says what it said.
    """
    place = folder / way.folder
    place.mkdir(parents=True)
    pipeline = lay_out(place / "county", small=small)
    if way.change:
        way.change(pipeline.parents[1])
    workspace = place / "workspace"
    workspace.mkdir(mode=0o700)
    (workspace / "site.key").write_text(SITE_KEY + "\n", encoding="ascii")
    rows = ["70000"] if way.buckets else []
    command = [sys.executable, "-c", _PROGRAM, str(way.buckets), *rows, "run", str(pipeline)]
    command += ["--workspace", str(workspace), "--quiet", *way.arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TZ": "UTC", **way.environment}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"{way.name}: exit code {done.returncode}\n{done.stderr}")
    return digests_of(workspace / "runs" / (workspace / "CURRENT").read_text(encoding="utf-8").strip())


def digests_of(folder: Path) -> Digests:
    """Digest what a run published."""
    tables = hashlib.sha256()
    for path in sorted(folder.glob("*.parquet")):
        tables.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    findings = pl.read_parquet(folder / "findings.parquet")
    kept = findings.select(sorted(set(findings.columns) - set(_NO_ROWS)))
    said = json.dumps(sorted(map(repr, kept.rows())), ensure_ascii=False)
    (workbook,), (page,) = ((folder / "reports").glob(f"matcher_*.{kind}") for kind in ("xlsx", "html"))
    return Digests(
        tables.hexdigest()[:16],
        hashlib.sha256(said.encode()).hexdigest()[:16],
        *(hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in (workbook, page)),
    )


def differing(found: Sequence[tuple[Way, Digests]]) -> list[str]:
    """Name the ways that gave something else than the first."""
    _, plain = found[0]
    return [way.name for way, digests in found if (digests.said != plain.said if way.rows_move else digests != plain)]


def main() -> None:
    """Run every way and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="the small night in place of the sample county")
    parser.add_argument("--duckdb", type=Path, nargs="*", default=[], help="folders with other versions of DuckDB")
    chosen = parser.parse_args()
    found: list[tuple[Way, Digests]] = []
    printed = csv.writer(sys.stdout, delimiter="|")
    for number, way in enumerate(ways(chosen.duckdb)):
        with TemporaryDirectory() as folder:
            one = run(way, Path(folder) / str(number), small=chosen.small)
        found.append((way, one))
        printed.writerow([way.name, one.tables, one.workbook, one.page, one.said])
        sys.stdout.flush()
    wrong = differing(found)
    sys.stdout.write(f"differing: {', '.join(wrong) or 'none'}\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
