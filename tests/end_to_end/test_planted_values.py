"""No ID, no account and no name is found, in full, in anything but tables: whatever is run, and whatever fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from matcher.pipeline import Published
from tests.end_to_end.command import matcher
from tests.end_to_end.conftest import NIGHTLY, ROOT, read_before
from tests.end_to_end.planted import WANTED, Planted, planted_values, texts_below

RUN = "0001-2025-11-30"
APPLICANTS = next((ROOT / "sample_data" / "applications").iterdir())


@pytest.fixture(scope="module")
def workspace(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published county that commands may write into."""
    root = tmp_path_factory.mktemp("planted") / "workspace"
    shutil.copytree(published.folder.parents[1], root)
    return root


@pytest.fixture(scope="module")
def planted(workspace: Path) -> Planted:
    """What is looked for."""
    values = planted_values(workspace, RUN)
    assert len(values.numbers) >= 2 * WANTED
    assert len(values.names) == WANTED
    return values


def test_what_is_looked_for_would_be_found(workspace: Path, planted: Planted, tmp_path: Path):
    """The search finds IDs, accounts and names in what is written in full, so its silence means something."""
    why = ("--reason", "复核线索", "--author", "王科长")
    done = matcher("report", "--workspace", workspace, "--unmasked", *why, "--out", tmp_path / "full")
    assert done.returncode == 0

    texts = dict(texts_below(tmp_path / "full"))
    for name in ("matcher_2025-11-30_未脱敏.xlsx", "matcher_2025-11-30_未脱敏.html"):
        found = planted.found_in(texts[name])
        assert sum(one in planted.numbers for one in found) >= WANTED, name
        assert sum(one in planted.names for one in found) >= WANTED, name


def test_a_workspace_holds_them_in_tables_alone(workspace: Path, planted: Planted):
    """Manifests, records, reports, models, ledger, marks, file names: none has any."""
    shown = {name: planted.found_in(text) for name, text in texts_below(workspace)}

    assert {name: len(found) for name, found in shown.items() if found} == {}
    assert {"CURRENT", "ledger.sqlite", f"runs/{RUN}/manifest.json", f"runs/{RUN}/facts.json"} <= set(shown)


def test_no_command_shows_any_by_default(workspace: Path, planted: Planted, tmp_path: Path):
    """What each prints, for people and as JSON, and every file that it writes."""
    finding = pl.read_parquet(workspace / "runs" / RUN / "findings.parquet").filter(pl.col("exemption_code").is_null())
    out = tmp_path / "out"
    commands: list[tuple[str | Path, ...]] = [
        ("verify",),
        ("runs", "list"),
        ("runs", "show"),
        ("report", "--out", out / "report"),
        ("report", "--lang", "en", "--per", "county", "--out", out / "counties"),
        ("explain", finding["finding_id"][0]),
        ("explain", finding["person_id"][0][:12]),
        ("coverage", ROOT / "pipelines" / "coverage.yaml", "--out", out / "coverage.xlsx"),
        ("warn", ROOT / "pipelines" / "warnings.yaml", "--out", out / "warnings"),
        ("verify-applicants", APPLICANTS, "--out", out / "applicants"),
        ("judgement", "export", NIGHTLY, out / "pairs.xlsx"),
        ("ledger", "verify"),
        ("ledger", "dispatch", "--by", "township", "--due", "2026-01-31", "--author", "A", "--out", out / "dispatch"),
        ("ledger", "figures", "--page", out / "funnel.html"),
        ("ledger", "bulletin", "2025", "--out", out / "bulletin.xlsx"),
        ("ledger", "accesses"),
    ]
    for command in commands:
        done = matcher(*command, "--workspace", workspace)
        assert done.returncode == 0, (command, done.stderr[-600:])
        assert planted.found_in(done.stdout + done.stderr) == [], command
    shown = {name: planted.found_in(text) for name, text in texts_below(out)}
    assert {name: len(found) for name, found in shown.items() if found} == {}
    assert len(shown) > len(commands) / 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b",", b'","', 3000),
        lambda content: content + b"\xff\xfe\x00" * 50,
        lambda content: content.replace(b"20", b"9x", 5000),
        lambda content: b"\n".join(content.split(b"\n")[3:]),
    ],
    ids=["cut", "quotes", "bytes", "values", "no header"],
)
def test_no_failure_quotes_any(damage: Callable[[bytes], bytes], planted: Planted, published: Published, site: Path):
    """Files that are damaged in the middle of people: what is said of them names file, row and column alone."""
    for path in sorted((site / "sample_data" / "inbox").rglob("*.csv")):
        path.write_bytes(damage(path.read_bytes()))
    place = read_before(published, site / "workspace")

    done = matcher("ingest", site / "pipelines" / "nightly.yaml", "--workspace", place, "--report", site / "quality")

    assert done.returncode == 3
    assert planted.found_in(done.stdout + done.stderr) == []
    for folder in (place, site / "quality"):
        shown = {name: planted.found_in(text) for name, text in texts_below(folder)}
        assert {name: len(found) for name, found in shown.items() if found} == {}
        assert shown


def test_a_fault_of_the_program_does_not_quote_what_it_failed_at(
    planted: Planted, workspace: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its lines name places in the program; the message of the error, which may hold a row, is left out."""
    value = f"{planted.names[0]} {min(planted.numbers)}"

    def fail(*_: object) -> None:
        raise ValueError(value)

    monkeypatch.setattr("matcher.cli.report.open_run", fail)
    done = matcher("report", "--workspace", workspace)

    assert done.returncode == 70
    assert "ValueError" in done.stderr
    assert planted.found_in(done.stdout + done.stderr) == []
