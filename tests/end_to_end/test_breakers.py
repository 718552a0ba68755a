"""A run that is far from the published one is not published before a person says that it is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from matcher.breakers import hold_run
from matcher.config.pipeline import Breakers
from matcher.errors import ContractError
from matcher.ingest import Acceptance
from matcher.pipeline import Published
from matcher.published import PublishedRun, open_run
from matcher.storage.workspace import Workspace
from tests.end_to_end.command import matcher
from tests.end_to_end.conftest import small

NEAR = Breakers(findings_times=3, findings_apart=5)
"""For a county in which a rule finds a few people."""
RULE = "minimum_living_allowance_paid_after_death"


@pytest.fixture(scope="module")
def workspace(published: Published) -> Workspace:
    """The published county; it is only read."""
    return Workspace(published.folder.parents[1])


@pytest.fixture
def run(published: Published, tmp_path: Path) -> PublishedRun:
    """The same run as it would be built the next night."""
    found = open_run(published.folder)
    (tmp_path / "persons.parquet").write_bytes((published.folder / "persons.parquet").read_bytes())
    return replace(found, folder=tmp_path)


def with_findings(run: PublishedRun, change: Callable[[pl.DataFrame], pl.DataFrame]) -> PublishedRun:
    """The run with other findings of the rule; those of all others as they are."""
    findings = pl.DataFrame(pl.from_arrow(run.tables["findings"]))
    of_rule = pl.col("rule_id") == RULE
    changed = pl.concat([findings.filter(~of_rule), change(findings.filter(of_rule))])
    return replace(run, tables={**run.tables, "findings": changed.to_arrow()})


def four_times(findings: pl.DataFrame) -> pl.DataFrame:
    """Ten findings become forty."""
    return pl.concat([findings] * 4)


def test_a_night_like_the_last_one_passes(run: PublishedRun, workspace: Workspace):
    """And so does the first night, which has none to be held against."""
    assert hold_run(run, workspace, NEAR, []) == (run, ())
    assert hold_run(run, Workspace(workspace.root / "nowhere"), NEAR, []) == (run, ())


def test_four_times_the_findings_of_a_rule_stop_the_run(run: PublishedRun, workspace: Workspace):
    """It says which rule, how many stand now and how many did, and how a person lets it through."""
    with pytest.raises(ContractError) as raised:
        hold_run(with_findings(run, four_times), workspace, NEAR, [])

    (fault,) = raised.value.faults
    assert fault.what == "40 findings of B01 stand, 10 stood in the published run (疑点数骤变)"
    assert fault.where == f"B01 {RULE}"
    assert '--accept run:findings --reason "…"' in fault.mend


def test_a_rule_that_finds_nearly_nothing_any_more_stops_the_run(run: PublishedRun, workspace: Workspace):
    """Half a register, and the guilty are gone."""
    with pytest.raises(ContractError, match="2 findings of B01 stand, 10 stood"):
        hold_run(
            with_findings(run, lambda findings: findings.filter(pl.col("exemption_code").is_null()).head(2)),
            workspace,
            NEAR,
            [],
        )


def test_few_more_are_no_jump_however_many_times(run: PublishedRun, workspace: Workspace):
    """Three in place of one say nothing."""
    assert hold_run(with_findings(run, four_times), workspace, Breakers(findings_apart=50), [])[1] == ()


def test_what_is_exempted_is_not_counted(run: PublishedRun, workspace: Workspace):
    """Only findings that stand accuse anybody."""
    exempted = with_findings(
        run, lambda findings: pl.concat([findings, *[findings.filter(pl.col("exemption_code").is_not_null())] * 20])
    )

    assert hold_run(exempted, workspace, NEAR, [])[1] == ()


def test_a_rule_that_did_not_run_before_is_not_compared(run: PublishedRun, workspace: Workspace):
    """A new rule may find what it finds."""
    others = tuple(rule for rule in run.record.rules_that_ran if rule != RULE)
    new = replace(run, record=run.record.model_copy(update={"rules_that_ran": others}))

    assert hold_run(with_findings(new, four_times), workspace, NEAR, [])[1] == ()


def test_records_that_are_suddenly_linked_to_no_other_stop_the_run(run: PublishedRun, workspace: Workspace):
    """IDs of another county keep every promise of their source."""
    path = run.folder / "persons.parquet"
    of_source = pl.col("source") == "cremations"
    method = pl.when(of_source).then(pl.lit("alone")).otherwise(pl.col("link_method")).alias("link_method")
    pl.read_parquet(path).with_columns(method).write_parquet(path)

    with pytest.raises(ContractError) as raised:
        hold_run(run, workspace, NEAR, [])

    (fault,) = raised.value.faults
    assert fault.what.startswith("100.0% of the records of cremations are linked to no other, ")
    assert "--accept run:link_rate" in fault.mend


def test_what_a_person_lets_through_is_on_record(run: PublishedRun, workspace: Workspace):
    """With who, why, what was measured and what was allowed."""
    word = Acceptance("run", "findings", "新增三个乡镇", "clerk")

    held, unneeded = hold_run(with_findings(run, four_times), workspace, NEAR, [word])

    (accepted,) = held.record.accepted
    assert unneeded == ()
    assert (accepted.source, accepted.check, accepted.measured, accepted.limit) == ("run", "findings", "40", "3 to 30")
    assert (accepted.reason, accepted.accepted_by) == ("新增三个乡镇", "clerk")


def test_a_word_that_nothing_needed_is_said_to_be_unneeded(run: PublishedRun, workspace: Workspace):
    """So that nobody makes it a habit."""
    word = Acceptance("run", "link_rate", "以防万一", "clerk")

    assert hold_run(run, workspace, NEAR, [word])[1] == (word,)


def test_breakers_that_are_switched_off_look_at_nothing(run: PublishedRun, workspace: Workspace):
    """A site may say so in its pipeline."""
    off = Breakers(findings_times=None, unlinked_rise=None)

    assert hold_run(with_findings(run, four_times), workspace, off, [])[1] == ()


def test_a_run_that_breaks_publishes_nothing_and_one_word_lets_it_through(site: Path):
    """From the command line: exit code 3, the last run stands; then it is published, with the word in its manifest."""
    pipeline = small(site)
    text = pipeline.read_text(encoding="utf-8")
    narrow = "breakers: {findings_times: 1.1, findings_apart: 1}\n"
    pipeline.write_text(f"{text}{narrow}", encoding="utf-8")
    place = site / "workspace"
    first = matcher("run", pipeline, "--workspace", place, "--quiet")
    assert first.returncode == 0, first.stderr
    pipeline.write_text(f"{text}{narrow}".replace("first_month: 2024-12", "first_month: 2025-09"), encoding="utf-8")

    broken = matcher("run", pipeline, "--workspace", place, "--quiet")

    assert broken.returncode == 3
    assert "findings of B01 stand" in broken.stderr
    assert (place / "CURRENT").read_text().startswith("0001-")

    accept = ("--accept", "run:findings", "--reason", "只看近三个月")
    assert matcher("run", pipeline, "--workspace", place, "--quiet", *accept).returncode == 0
    manifest = json.loads((next((place / "runs").glob("0002-*")) / "manifest.json").read_text(encoding="utf-8"))
    assert [(one["source"], one["check"], one["reason"]) for one in manifest["accepted"]] == [
        ("run", "findings", "只看近三个月")
    ]
