"""A ledger that fails: one clear error in two languages, the exit code of the design, and nothing half applied.

Every fault is a real one: files are cut, disks are full, a server is stopped.
"""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import openpyxl
import pytest
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.errors import Fault, MatcherError
from matcher.ledger import database, open_ledger
from matcher.storage.workspace import Workspace
from tests.casework.made_up_dispatch import fill, give_out, record_clues
from tests.ledger.postgresql import running_server
from tests.ledger.rows import change, query, row_count

USAGE, TRY_AGAIN, TAMPERED = 2, 75, 3


class Office:
    """A workspace whose clues were given out, and two workbooks that came back with three answers and one."""

    def __init__(self, folder, url=None):
        self.root = folder / "workspace"
        (self.root / "runs").mkdir(parents=True)
        if url is not None:
            (self.root / "ledger.url").write_text(url, encoding="utf-8")
        self.url = Workspace(self.root).ledger_url
        self.file = self.root / "ledger.sqlite"
        with open_ledger(self.url) as ledger:
            record_clues(ledger)
            give_out(ledger, folder / "out")
        self.workbooks = sorted((folder / "out").glob("*.xlsx"))
        for path, rows in zip(self.workbooks, (3, 1), strict=True):
            book = openpyxl.load_workbook(path)
            for row in range(1, rows + 1):
                fill(book["线索清单"], row, 实际情况="说明" * 200)
            book.save(path)

    def verify(self):
        """Prove the ledger: exit code and the fault that is told."""
        return said("verify", "-w", self.root)

    def take(self):
        """Take both workbooks."""
        return said(*self.importing)

    @property
    def importing(self):
        """Words of the command that takes both workbooks."""
        return ("import", *self.workbooks, "--author", "李四", "-w", self.root, "--json")

    def verdicts(self):
        """How many answers the ledger holds; its chain is whole."""
        with open_ledger(self.url) as ledger:
            assert ledger.verify() == []
        return query(self.url, "SELECT count(*) FROM events WHERE event = 'verdict'")[0][0]


@pytest.fixture
def office(tmp_path):
    """A workspace with its ledger in a file."""
    return Office(tmp_path)


def said(*arguments):
    """What a command ends with, and the first fault that it tells."""
    done = CliRunner().invoke(app, ["ledger", *map(str, arguments)])
    if done.exception is None:
        return 0, None
    assert isinstance(done.exception, MatcherError), done.exception
    return done.exception.exit_code, done.exception.faults[0]


def said_apart(arguments, before=(), code="", **options):
    """The same of a process of its own, which runs some code first."""
    program = f"{code}\nfrom matcher.cli import main\nmain()"
    command = [*before, sys.executable, "-c", program, "ledger", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)
    faults = json.loads(done.stdout).get("faults")
    return done.returncode, Fault(**faults[0]) if faults else None


def assert_told(fault, *words, where):
    """What is wrong in both languages, where, and how to mend it in both."""
    for word in words:
        assert word in fault.what
    assert str(where) in fault.where
    assert any("一" <= letter <= "鿿" for letter in fault.what)
    assert any("一" <= letter <= "鿿" for letter in fault.mend)
    assert "(" in fault.mend


@pytest.mark.parametrize("kept", [0.3, 0.6, 1])
def test_a_half_written_file_is_named_and_left_as_it_is(office, kept):
    """A copy broke off: no command goes on with what is left, and nothing is made over it."""
    whole = office.file.read_bytes()
    half = whole[: int((len(whole) - 4096) * kept)]  # the last is one page short
    office.file.write_bytes(half)

    code, fault = office.take()

    assert code == USAGE
    assert_told(fault, "damaged or half written", "损坏", where=office.file)
    assert office.file.read_bytes() == half


def test_a_page_that_a_disk_spoilt_is_named(office):
    """Zeros in the middle of the file: the import writes nothing, and the proof names the damage."""
    content = bytearray(office.file.read_bytes())
    content[4096 * 3 :] = bytes(len(content) - 4096 * 3)
    office.file.write_bytes(content)

    code, fault = office.take()
    proof, named = office.verify()

    assert code == USAGE
    assert_told(fault, "damaged", "损坏", where=office.file)
    assert proof in (USAGE, TAMPERED)
    assert "damaged" in named.what


def test_an_index_that_lacks_rows_is_named_by_the_proof(office):
    """Events are read through it: one that it lacks would never be seen."""
    change(office.url, "CREATE TABLE kept AS SELECT rootpage FROM sqlite_master WHERE name = 'events_by_finding'")
    (page,) = query(office.url, "SELECT rootpage FROM kept")[0]
    change(office.url, "DROP TABLE kept")
    content = bytearray(office.file.read_bytes())
    content[(page - 1) * 4096 + 3 : (page - 1) * 4096 + 5] = bytes(2)  # how many entries the index has: none
    office.file.write_bytes(content)

    code, fault = office.verify()

    assert code == TAMPERED
    assert_told(fault, "damaged", "损坏", where=office.file)


@pytest.mark.parametrize("details", ["{", "cut sh"])
def test_an_event_that_cannot_be_read_is_no_fault_of_the_program(office, details):
    """The proof names it; other commands say that the ledger is damaged."""
    change(office.url, f"UPDATE events SET details = '{details}' WHERE event = 'dispatched'")

    code, fault = office.take()
    proof, named = office.verify()

    assert (code, proof) == (USAGE, TAMPERED)
    assert_told(fault, "damaged", "损坏", where=office.file)
    assert "(dispatched, run 1) is not as it was written" in named.what


def test_a_ledger_without_its_version_is_damaged(office):
    """Its table is there and empty."""
    change(office.url, "DELETE FROM schema_version")

    code, fault = office.take()

    assert code == USAGE
    assert_told(fault, "damaged", where=office.file)


def test_a_ledger_of_a_newer_version_is_left_alone(office):
    """With both versions named."""
    change(office.url, "UPDATE schema_version SET version = version + 1")

    code, fault = office.take()

    assert code == USAGE
    assert_told(fault, "newer matcher", "更新版本", where=office.file)
    assert row_count(office.url, "events") == 9


def test_a_ledger_that_another_process_holds_asks_to_try_again(office, monkeypatch):
    """After waiting; the same command succeeds when the other has ended."""
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(office.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, fault = office.take()
        other.execute("ROLLBACK")

    assert code == TRY_AGAIN
    assert_told(fault, "locked", "锁定", where=office.file)
    assert office.verdicts() == 0
    assert office.take()[0] == 0
    assert office.verdicts() == 4


def without_rights():
    """Words before a command that take an administrator's power to write everywhere away."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv, since an administrator may write everywhere")
    return ["setpriv", "--bounding-set=-all"]


def test_a_read_only_ledger_says_so(office):
    """Nothing is written beside it either."""
    office.file.chmod(0o400)

    code, fault = said_apart(office.importing, without_rights())

    office.file.chmod(0o600)
    assert code == TRY_AGAIN
    assert_told(fault, "read-only", "只读", where=office.file)
    assert office.verdicts() == 0


def test_a_ledger_that_may_grow_no_more_keeps_what_it_has(office):
    """The limit of an account: what was begun is taken back, and the same command succeeds without the limit."""
    size = office.file.stat().st_size

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 8, size // 8))

    code, fault = said_apart(office.importing, preexec_fn=limited)

    assert code == TRY_AGAIN
    assert_told(fault, "full", "已满", where=office.file)
    assert office.verdicts() == 0
    assert office.take()[0] == 0
    assert office.verdicts() == 4


@contextmanager
def small_disk(folder, kilobytes):
    """A real disk of a size."""
    mount = shutil.which("mount")
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if mount is None or subprocess.run([mount, *options], check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_there(office, tmp_path):
    """A disk with a few kilobytes left: each workbook is taken whole or not at all."""
    with small_disk(tmp_path / "disk", 640) as disk:
        shutil.copy(office.file, disk / "ledger.sqlite")
        (office.root / "ledger.url").write_text(f"sqlite:///{disk / 'ledger.sqlite'}", encoding="utf-8")
        office.url = Workspace(office.root).ledger_url
        with open_ledger(office.url):  # the files beside it are there
            rest = shutil.disk_usage(disk).free
            (disk / "filler").write_bytes(bytes(max(rest - 4096, 0)))
            code, fault = office.take()

        assert code == TRY_AGAIN
        assert_told(fault, "full", "已满", where=disk)
        (disk / "filler").unlink()
        assert office.verdicts() == 0
        assert office.take()[0] == 0
        assert office.verdicts() == 4


def test_a_server_that_goes_in_the_middle_of_an_import_loses_nothing(tmp_path):
    """The first workbook stays taken, nothing of the second is; the same command later takes the rest."""
    with running_server() as server:
        office = Office(tmp_path, server.new_ledger())
        stopping = (
            "import os, signal, time\n"
            "from sqlalchemy import Engine, event\n"
            "@event.listens_for(Engine, 'after_cursor_execute')\n"
            "def stop(connection, cursor, statement, parameters, context, executemany):\n"
            "    if statement.startswith('INSERT INTO events') and not executemany:\n"  # the one row of the second
            f"        os.kill({server.process_id}, signal.SIGQUIT)\n"
            f"        while ') Z ' not in open('/proc/{server.process_id}/stat').read():\n"  # it has ended
            "            time.sleep(0.01)\n"
        )
        code, fault = said_apart(office.importing, code=stopping)
        server.stop()
        server.start()

        assert code == TRY_AGAIN
        assert_told(fault, "away", "连接中断", where="postgresql")
        assert f"taken whole before it (此前已完整导入): {office.workbooks[0].name}" in fault.what
        assert office.verdicts() == 3
        assert office.take()[0] == 0
        assert office.verdicts() == 4
