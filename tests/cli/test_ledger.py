"""`matcher ledger`: what people and schedulers see of it."""

import json

import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.errors import TamperedError, UsageError
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


def said(*arguments):
    return CliRunner().invoke(app, ["ledger", "enter", *arguments, "--author", "王科长"], catch_exceptions=False)


def test_a_person_grants_an_exemption_with_its_last_day(workspace):
    """For ever is no answer."""
    place = ("--reason", "重残单人户", "-w", str(workspace))

    with pytest.raises(UsageError, match="its last day"):
        said("exemption_granted", "B01-000001", "--code", "E14", *place)
    done = said("exemption_granted", "B01-000001", "--code", "E14", "--until", "2026-06-30", *place)

    assert done.stdout.strip() == "B01-000001: written"
    assert told("verify", "-w", str(workspace))["states"] == {"exempted": 1, "open": 1}


def test_what_the_state_does_not_allow_is_refused(workspace):
    """Money of a clue that nobody confirmed."""
    with pytest.raises(UsageError, match="state does not allow it"):
        said("recovered", "B01-000001", "--amount", "1,000.00", "--reason", "到账", "-w", str(workspace))


def test_an_author_that_the_ledger_has_no_room_for_is_refused(workspace):
    """As are words without end; the ledger is not said to be damaged."""
    with pytest.raises(UsageError, match="--author is too long"):
        CliRunner().invoke(
            app,
            [
                "ledger",
                "enter",
                "closed",
                "B01-000001",
                "--reason",
                "结案",
                "--author",
                "王" * 201,
                "-w",
                str(workspace),
            ],
            catch_exceptions=False,
        )
    with pytest.raises(UsageError, match="--reason is too long"):
        said("closed", "B01-000001", "--reason", "由" * 2001, "-w", str(workspace))
