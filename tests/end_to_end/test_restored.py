"""Runs and ledger restored from different nights, and pipelines that share a workspace."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from matcher.config.loader import load_project
from matcher.config.rule import ANY_RECORD
from matcher.errors import UsageError
from matcher.ledger import open_ledger
from matcher.ledger.states import ClueState
from matcher.pipeline import Published
from matcher.storage.workspace import Workspace
from tests.end_to_end.conftest import NIGHTLY, apply_only, lay_out

RunNightly = Callable[..., Published]
SECOND = "0002-2025-11-30"


@pytest.fixture
def workspace(published: Published, tmp_path: Path) -> Path:
    """A workspace with one published night, which a test may change."""
    return Path(shutil.copytree(published.folder.parents[1], tmp_path / "workspace"))


@pytest.fixture(scope="module")
def run_small(tmp_path_factory: pytest.TempPathFactory, run_nightly: RunNightly) -> RunNightly:
    """Run a night of one rule, whose clues are among those of the published night."""
    pipeline = apply_only(lay_out(tmp_path_factory.mktemp("site")), "B01")
    return lambda workspace: run_nightly(workspace, pipeline)


@pytest.fixture(scope="module")
def two_nights(published: Published, run_small: RunNightly, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the published night and a second one of one rule; tests leave it as it is."""
    workspace = Path(shutil.copytree(published.folder.parents[1], tmp_path_factory.mktemp("two") / "workspace"))
    assert run_small(workspace).run_id == SECOND
    return workspace


@pytest.fixture
def after_two(two_nights: Path, tmp_path: Path) -> Path:
    """Such a workspace that a test may change."""
    return Path(shutil.copytree(two_nights, tmp_path / "after_two"))


def clues(workspace: Path, state: ClueState) -> int:
    with open_ledger(Workspace(workspace).ledger_url) as ledger:
        return int(ledger.clues(state=state).num_rows)


def codes_that_read(table: str) -> list[str]:
    """Codes of the rules that read a model table, or rows of any, themselves or for an exemption."""
    project = load_project(NIGHTLY)
    facts = {one.exemption: one.facts for one in project.exemptions}
    return sorted(
        {
            rule.code
            for rule in project.rules
            for own in (rule.facts, *(facts[name] for name in rule.exempt))
            if {rule.subject.table, *(fact.table for fact in own.values())} & {table, ANY_RECORD}
        }
    )


def test_runs_go_on_above_a_ledger_that_is_newer_than_the_restored_runs(after_two: Path, run_small: RunNightly):
    """Restoring last night's runs beside tonight's ledger must not give tonight's number again."""
    shutil.rmtree(after_two / "runs" / SECOND)
    (after_two / "CURRENT").write_text("0001-2025-11-30\n")

    third = run_small(after_two)

    assert third.run_id == "0003-2025-11-30"
    assert set(pl.read_parquet(third.folder / "findings.parquet")["status"]) == {"continuing"}


def test_a_ledger_that_is_older_than_the_runs_is_told_of_them_in_order(after_two: Path, run_small: RunNightly):
    for path in after_two.glob("ledger.sqlite*"):
        path.unlink()

    third = run_small(after_two)

    with open_ledger(Workspace(after_two).ledger_url) as ledger:
        assert ledger.run_ids() == ["0001-2025-11-30", SECOND, third.run_id]
    assert set(pl.read_parquet(third.folder / "findings.parquet")["status"]) == {"continuing"}


def test_a_ledger_of_other_findings_stops_the_run_before_anything_is_published(workspace: Path, run_small: RunNightly):
    findings = workspace / "runs" / "0001-2025-11-30" / "findings.parquet"
    pl.read_parquet(findings).head(5).write_parquet(findings)

    with pytest.raises(UsageError, match="already in the ledger with other findings") as told:
        run_small(workspace)

    assert "same backup" in told.value.faults[0].mend
    assert [path.name for path in (workspace / "runs").iterdir()] == ["0001-2025-11-30"]


def test_a_ledger_of_later_runs_that_lacks_the_published_one_stops_the_run(after_two: Path, run_small: RunNightly):
    (after_two / "runs" / "0001-2025-11-30").rename(after_two / "runs" / "0001-2025-10-31")
    shutil.rmtree(after_two / "runs" / SECOND)
    (after_two / "CURRENT").write_text("0001-2025-10-31\n")

    with pytest.raises(UsageError, match="knows later runs than 0001-2025-10-31"):
        run_small(after_two)


def test_a_pipeline_of_one_rule_leaves_the_clues_of_the_others_open(workspace: Path, after_two: Path):
    before = clues(workspace, "open")

    assert before > 50
    assert clues(after_two, "open") == before


def test_a_rule_whose_source_did_not_come_says_of_no_clue_that_it_is_gone(
    workspace: Path, site: Path, run_nightly: RunNightly
):
    """Without the pensions nobody draws one: that is no proof."""
    nightly = site / "pipelines" / "nightly.yaml"
    text = nightly.read_text(encoding="utf-8")
    nightly.write_text(text.replace("- source: pensions_paid", "- {source: pensions_paid, required: false}"))
    for path in (site / "sample_data" / "inbox").rglob("*养老*发放*"):
        path.unlink()
    apply_only(site, "B01", *codes_that_read("pension"))

    told = run_nightly(workspace, nightly)

    assert {"B05", "B14"} <= {rule.code for rule in told.record.rules if rule.rule not in told.record.rules_that_ran}
    assert {"B01", "A12"} <= {rule.code for rule in told.record.rules if rule.rule in told.record.rules_that_ran}
    assert clues(workspace, "open") > 50
    assert clues(workspace, "gone") == 0
