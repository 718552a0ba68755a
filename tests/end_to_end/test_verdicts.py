"""What people decided is remembered by the next run: the finding stays in the tables and is no clue any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from matcher.ledger import Entry, open_ledger
from matcher.pipeline import Published
from matcher.published import open_run, read_evidence
from matcher.storage.workspace import Workspace
from tests.end_to_end.conftest import read_before, small

ENTERED_AT = datetime(2025, 12, 15, 8, 0, tzinfo=UTC)


def standing(published: Published) -> dict[str, str | None]:
    findings = open_run(published.folder).tables["findings"]
    return dict(zip(findings["finding_id"].to_pylist(), findings["exemption_code"].to_pylist(), strict=True))


def test_a_disproved_finding_is_lifted_by_the_next_run(
    site: Path, published: Published, run_nightly: Callable[..., Published]
):
    """The same evidence, the same verdict; a confirmed one stays in sight; the ledger's chain is whole."""
    pipeline, workspace = small(site), Workspace(read_before(published, site / "workspace"))
    first = run_nightly(workspace.root, pipeline)
    with open_ledger(workspace.ledger_url) as ledger:
        numbers = ledger.clues()["clue_number"].to_pylist()
        untrue, true = numbers[0], numbers[1]
        told = [Entry(number, "dispatched", details={"dispatch": "D0001"}) for number in (untrue, true)]
        verdicts = [
            Entry(untrue, "verdict", verdict="disproved", exemption_code="E05"),
            Entry(true, "verdict", verdict="confirmed"),
        ]
        assert ledger.enter([*told, *verdicts], "王科长", ENTERED_AT) == ["written"] * 4
        finding_of = dict(zip(numbers, ledger.clues()["finding_id"].to_pylist(), strict=True))

    second = run_nightly(workspace.root, pipeline)

    before, after = standing(first), standing(second)
    assert before[finding_of[untrue]] is None
    assert {name for name in after if after[name] != before[name]} == {finding_of[untrue]}
    assert after[finding_of[untrue]] == "E30"
    assert (second.clues["gone"], second.clues["returned"]) == (1, 0)
    with open_ledger(workspace.ledger_url) as ledger:
        states = dict(zip(ledger.clues()["clue_number"].to_pylist(), ledger.clues()["state"].to_pylist(), strict=True))
        assert (states[untrue], states[true]) == ("disproved", "confirmed")
        assert ledger.verify() == []
    assert set(read_evidence(second.folder)) == set(after)
