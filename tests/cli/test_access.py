"""Nothing leaves unmasked without a reason, an author, and an entry in the access log."""

import json
import re
import sqlite3
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import String
from typer.testing import CliRunner

from matcher.access import Action, Purpose, acting, is_mark_sealed, known_end, note_access
from matcher.cli.accepting import reasons_of
from matcher.cli.access import LONGEST_AUTHOR, action_of, purpose_of
from matcher.cli.app import app
from matcher.errors import Fault, TamperedError, TryAgainError, UsageError
from matcher.ledger import Ledger, open_ledger
from matcher.ledger.chain import FIRST_HASH, event_hash
from matcher.ledger.schema import accesses, events
from matcher.published import PublishedRun, personal_rows
from matcher.storage.workspace import Workspace
from tests.ledger.made_up_findings import RECORDED_AT, record
from tests.ledger.rows import change

PURPOSE = Purpose("王科长", "wang", "纪委调阅", RECORDED_AT)


def an_action(warnings):
    return Action("matcher runs purge", "李科员", "li", lambda: RECORDED_AT, warnings.append, "满五年")


def logged(place):
    """The log, without what is the same in each entry."""
    with open_ledger(place.ledger_url) as ledger:
        return [(row["command"], row["phase"], row["exit_code"], row["run_id"]) for row in ledger.accesses()]


@pytest.fixture
def place(tmp_path):
    """A workspace whose ledger knows one run."""
    (tmp_path / "runs").mkdir()
    record(f"sqlite:///{tmp_path / 'ledger.sqlite'}", "0001-2025-11-30", "a")
    return Workspace(tmp_path)


def ledger_command(*arguments):
    return CliRunner().invoke(app, ["ledger", *arguments], catch_exceptions=False)


def commands_that_unmask(group, path=()):
    """Name every command that has an option `--unmasked`."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_that_unmask(command, (*path, name))
        elif any("--unmasked" in parameter.opts for parameter in command.params):
            yield " ".join((*path, name)), {option for parameter in command.params for option in parameter.opts}


def test_every_command_that_unmasks_asks_why_and_who():
    """A new one is no exception."""
    from typer.main import get_command  # noqa: PLC0415

    found = dict(commands_that_unmask(get_command(app)))

    assert set(found) == {
        "diff", "explain", "judgement export", "ledger dispatch", "ledger letters", "report", "run",
        "verify-applicants", "warn",
    }  # fmt: skip
    assert all({"--reason", "--author"} <= options for options in found.values())


@pytest.mark.parametrize(("reason", "author"), [(None, "王科长"), ("  ", "王科长"), ("复核", None), ("复核", " ")])
def test_unmasked_without_reason_or_author_is_refused(reason, author):
    """Before anything is read."""
    with pytest.raises(UsageError, match="need a reason"):
        purpose_of(unmasked=True, reason=reason, author=author)


@pytest.mark.parametrize(
    ("reason", "author", "option"), [("由" * 2001, "王科长", "reason"), ("复核", "王" * 201, "author")]
)
def test_what_the_log_has_no_room_for_is_refused(reason, author, option):
    """Before anything is read, and without being quoted."""
    with pytest.raises(UsageError, match=f"--{option} is too long") as raised:
        purpose_of(unmasked=True, reason=reason, author=author)

    assert "王王" not in str(raised.value)
    assert purpose_of(unmasked=True, reason="由" * 2000, author="王" * 200) is not None


def test_the_longest_author_is_that_of_the_ledger():
    for table in (accesses, events):
        kind = table.c.author.type
        assert isinstance(kind, String)
        assert kind.length == LONGEST_AUTHOR


def test_a_reason_for_what_is_masked_is_refused():
    """Who gives one believes to get names in full."""
    with pytest.raises(UsageError, match="nothing is unmasked"):
        purpose_of(unmasked=False, reason="复核", author=None)


def test_the_register_of_exemptions_is_always_in_full_and_always_needs_a_reason(place):
    """It has no masked form: rules apply it by ID."""
    with pytest.raises(UsageError, match="need a reason"):
        ledger_command("register", str(place.root / "register.csv"), "-w", str(place.root))

    assert not (place.root / "register.csv").exists()


def test_accesses_are_listed(place):
    """For whoever asks who saw what."""
    note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", 812)

    (row,) = json.loads(ledger_command("accesses", "-w", str(place.root), "--json").stdout)["accesses"]
    assert row == {
        "event_number": 1, "recorded_at": "2025-12-01T02:30:00+00:00", "author": "王科长", "login_name": "wang",
        "command": "matcher report", "run_id": "0001-2025-11-30", "row_count": 812, "reason": "纪委调阅",
    }  # fmt: skip
    assert "纪委调阅" in ledger_command("accesses", "-w", str(place.root)).stdout


def test_verify_names_an_access_that_was_cut_off_at_the_end(place):
    """A chain alone would not miss its end."""
    for rows in (812, 3):
        note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", rows)
    change(place.ledger_url, "DELETE FROM accesses WHERE event_number = 2")

    with pytest.raises(TamperedError, match="access 2 is missing"):
        ledger_command("verify", "-w", str(place.root))


def test_nothing_is_exported_once_the_end_of_the_log_is_gone(place):
    """A new entry would take the number of the one that was cut off, and hide it."""
    for rows in (812, 3):
        note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", rows)
    change(place.ledger_url, "DELETE FROM accesses WHERE event_number = 2")

    with pytest.raises(UsageError, match="ends before an entry that was written"):
        note_access(place, PURPOSE, "matcher explain", "0001-2025-11-30", 1)
    with pytest.raises(TamperedError, match="access 2 is missing"):
        ledger_command("verify", "-w", str(place.root))


def test_a_damaged_mark_is_said_to_be_damaged(place):
    """And is not taken for none."""
    place.access_mark.write_text("{}", encoding="utf-8")

    with pytest.raises(UsageError, match="mark of the access log is damaged"):
        known_end(place)
    with pytest.raises(UsageError, match="mark of the access log is damaged"):
        note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", 812)


def test_of_two_exports_at_once_the_later_entry_is_the_mark(place, monkeypatch):
    """Though the first writes its mark last: an older mark would let the end be cut off unseen."""
    noting = Ledger.note_access

    def note_slowly(ledger, access, at):
        mark = noting(ledger, access, at)
        monkeypatch.setattr(Ledger, "note_access", noting)
        note_access(place, PURPOSE, "matcher explain", "0001-2025-11-30", 2)  # goes in between
        return mark

    monkeypatch.setattr(Ledger, "note_access", note_slowly)
    note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", 812)

    mark = known_end(place)
    assert mark is not None
    assert mark.number == 2


def test_what_cannot_be_logged_is_not_exported(place, monkeypatch):
    """Another writer holds the ledger until the command gives up."""
    monkeypatch.setattr("matcher.ledger.database._BUSY_SECONDS", 0)
    holder = sqlite3.connect(place.root / "ledger.sqlite")
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(TryAgainError, match="stays locked"):
        note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", 812)
    holder.close()

    assert not place.access_mark.exists()


def test_the_mark_is_its_owners_alone(place):
    """As everything in a workspace."""
    note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", 812)

    assert place.access_mark.stat().st_mode & 0o777 == 0o600
    with open_ledger(place.ledger_url) as ledger:
        assert re.fullmatch(r"[0-9a-f]{64}", ledger.accesses()[0]["event_hash"])


def test_all_rows_of_reports_that_bear_a_name_or_an_id_are_counted(place):
    """Findings, conflicts, and what needs review; rejects and files bear none."""
    rows = {"findings": 5, "conflicts": 3, "review": 2, "rejects": 70, "files": 11}
    tables = {name: pa.table({"row": range(count)}) for name, count in rows.items()}

    record: Any = None  # is not looked at
    assert personal_rows(PublishedRun(place.root, record, tables)) == 10


@pytest.mark.parametrize(
    ("accept", "reason", "expected"),
    [
        ([], ["复核"], ([], "复核")),
        (["payments"], ["已核实"], (["已核实"], "已核实")),
        (["payments"], ["已核实", "复核"], (["已核实"], "复核")),
        (["payments", "deaths"], ["甲", "乙", "复核"], (["甲", "乙"], "复核")),
        ([], [], ([], None)),
    ],
)
def test_the_reasons_of_a_run_are_parted(accept, reason, expected):
    """Those of what is let through come first, that of the export last; one alone stands for all."""
    assert expected == reasons_of(accept, reason, unmasked=True)


def test_an_action_is_logged_as_it_begins_and_as_it_ends(place):
    """In one chain with the accesses: who, when, what, of which run, how many rows, why, how."""
    with acting(place, an_action([])) as done:
        assert logged(place) == [("matcher runs purge", "begun", None, "")]
        note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", 3)
        done.run_id, done.row_count = "0001-2025-11-30", 812

    rows = json.loads(ledger_command("actions", "-w", str(place.root), "--json").stdout)["actions"]
    assert [(row["phase"], row["exit_code"], row["row_count"]) for row in rows] == [
        ("begun", None, 0), ("access", None, 3), ("done", 0, 812),
    ]  # fmt: skip
    assert rows[2] == {
        "event_number": 3, "recorded_at": "2025-12-01T02:30:00+00:00", "author": "李科员", "login_name": "li",
        "command": "matcher runs purge", "run_id": "0001-2025-11-30", "row_count": 812, "reason": "满五年",
        "phase": "done", "exit_code": 0,
    }  # fmt: skip
    assert len(json.loads(ledger_command("accesses", "-w", str(place.root), "--json").stdout)["accesses"]) == 1
    assert ledger_command("verify", "-w", str(place.root)).exit_code == 0


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (UsageError(Fault("what", "where", "mend")), 2),
        (OSError(28, "No space left on device"), 75),
        (KeyError("a bug"), 70),
        (SystemExit(143), 143),
    ],
)
def test_an_action_that_fails_is_logged_with_its_exit_code(place, error, exit_code):
    """A signal as well; what it failed with goes on."""
    with pytest.raises(type(error)), acting(place, an_action([])):
        raise error

    assert logged(place) == [
        ("matcher runs purge", "begun", None, ""),
        ("matcher runs purge", "failed", exit_code, ""),
    ]


def test_a_decision_that_is_refused_is_logged_as_failed(place):
    """By the command itself."""
    said = ("closed", "B01-000999", "--author", "王科长", "--reason", "重复", "-w", str(place.root))
    with pytest.raises(UsageError, match="there is no such clue"):
        ledger_command("enter", *said)

    assert logged(place) == [
        ("matcher ledger enter closed", "begun", None, ""),
        ("matcher ledger enter closed", "failed", 2, ""),
    ]


def test_numbers_of_persons_in_a_reason_are_hidden():
    """Whoever gives a reason may forget that the log is read by others."""
    assert action_of("matcher run", None, "见110105194912310025").reason == "见***"
    assert action_of("matcher run").author == action_of("matcher run").login_name


def test_a_log_that_is_damaged_stops_no_night_and_is_not_written_to(place):
    """A new entry would take the number of one that was cut off; who runs the night is told."""
    for rows in (812, 3):
        note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", rows)
    change(place.ledger_url, "DELETE FROM accesses WHERE event_number = 2")
    warnings: list[str] = []

    with acting(place, an_action(warnings)):
        pass

    assert logged(place) == [("matcher report", "access", None, "0001-2025-11-30")]
    assert len(warnings) == 1
    assert "调阅日志未写入" in warnings[0]


def test_an_end_that_cannot_be_logged_does_not_undo_what_was_done(place, monkeypatch):
    """It is told; what is begun and not logged is not done."""
    warnings: list[str] = []
    with acting(place, an_action(warnings)):
        monkeypatch.setattr("matcher.access.open_ledger", _away)
    assert warnings == ["how matcher runs purge ended could not be logged (操作结果未能记入日志): TryAgainError"]

    with pytest.raises(TryAgainError), acting(place, an_action(warnings)):
        raise AssertionError("is not begun")


def _away(url):
    raise TryAgainError(Fault("the ledger is away", url, "bring it back"))


def test_the_end_of_the_log_cannot_be_made_up_without_the_key(place):
    """Who can write ledger and mark, but has not the key, can neither end the log earlier nor write it anew."""
    for rows in (812, 3):
        note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", rows)
    change(place.ledger_url, "DELETE FROM accesses WHERE event_number = 2")
    with open_ledger(place.ledger_url) as ledger:
        first = ledger.accesses()[0]
    for seal in ({}, {"seal": "0" * 64}):
        made_up = {"number": 1, "digest": first["event_hash"], **seal}
        place.access_mark.write_text(json.dumps(made_up), encoding="utf-8")

        with pytest.raises(TamperedError, match="bears no seal"):
            ledger_command("verify", "-w", str(place.root))
        with pytest.raises(UsageError, match="bears no seal"):
            note_access(place, PURPOSE, "matcher explain", "0001-2025-11-30", 1)


def test_a_log_of_an_older_program_is_sealed_by_the_next_entry(place):
    """Its entries stay as they were written; until then `verify` says so."""
    note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", 812)
    old = {name: value for name, value in json.loads(place.access_mark.read_text("utf-8")).items() if name != "seal"}
    with open_ledger(place.ledger_url) as ledger:
        row = {**ledger.accesses()[0], "phase": None}
    digest = event_hash(FIRST_HASH, row)
    change(place.ledger_url, f"UPDATE accesses SET phase = NULL, event_hash = '{digest}'")
    place.access_mark.write_text(json.dumps({**old, "digest": digest}), encoding="utf-8")
    with pytest.raises(TamperedError, match="bears no seal"):
        ledger_command("verify", "-w", str(place.root))

    note_access(place, PURPOSE, "matcher report", "0001-2025-11-30", 3)

    assert is_mark_sealed(place)
    assert ledger_command("verify", "-w", str(place.root)).exit_code == 0
