"""`matcher ledger`: what people and schedulers see of it."""

import json

import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.errors import TamperedError
from tests.ledger.made_up_findings import record
from tests.ledger.rows import change


@pytest.fixture
def workspace(tmp_path):
    """A workspace whose ledger has two open clues."""
    (tmp_path / "runs").mkdir()
    record(f"sqlite:///{tmp_path / 'ledger.sqlite'}", "0001-2025-11-30", "a", "b")
    return tmp_path


def told(*arguments):
    result = CliRunner().invoke(app, ["ledger", *arguments, "--json"], catch_exceptions=False)
    return json.loads(result.stdout)


def test_a_whole_chain_is_said_to_be_whole(workspace):
    """With the clues by state."""
    assert told("verify", "-w", str(workspace)) == {"whole": True, "clues": 2, "states": {"open": 2}}


def test_a_tampered_event_is_named(workspace):
    """And the command fails, so that a scheduler notices."""
    change(f"sqlite:///{workspace / 'ledger.sqlite'}", "UPDATE events SET amount_fen = 1 WHERE event_number = 3")

    with pytest.raises(TamperedError, match=r"event 3 \(found, run 1\) is not as it was written"):
        CliRunner().invoke(app, ["ledger", "verify", "-w", str(workspace)], catch_exceptions=False)


def test_a_workspace_can_keep_its_ledger_elsewhere(workspace, tmp_path):
    """The file `ledger.url` names it."""
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    record(elsewhere, "0001-2025-11-30", "a")
    (workspace / "ledger.url").write_text(elsewhere + "\n", encoding="utf-8")

    assert told("verify", "-w", str(workspace))["clues"] == 1
