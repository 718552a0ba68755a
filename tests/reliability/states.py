"""What a workspace holds, so that two can be compared to the byte: files with digests, and every row of the ledger."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.access import is_mark_sealed, known_end
from matcher.ledger import open_ledger
from matcher.storage.workspace import Workspace

_OF_A_MOMENT = ("seconds", "peak_memory_mb", "seal")
"""What a manifest says of the machine, not of the run; its seal covers that as well."""

_MEMORY = "judged/"


@dataclass(frozen=True)
class State:
    """A workspace at rest."""

    files: dict[str, str]
    """Every file by path: its digest; empty for what only has to be there."""
    ledger: tuple[str, ...]
    """Every row of the ledger, its hash chain among them; of the access log, which tells of each try, how it ends."""


def state_of(workspace: Path) -> State:
    """Read a workspace whole."""
    files = {}
    for path in sorted(workspace.rglob("*")):
        name = path.relative_to(workspace).as_posix()
        if path.is_file():
            files[name] = _digest(path, name)
    return State(files, tuple(_rows(workspace / "ledger.sqlite")))


def differences(expected: State, found: State) -> list[str]:
    """Name what differs between two workspaces; nothing where they are the same.

    Of what was judged the memory may be lost, as a whole: the next night that judges makes it again.
    """
    is_lost = not any(name.startswith(_MEMORY) for name in found.files)
    names = sorted(name for name in {*expected.files, *found.files} if not (is_lost and name.startswith(_MEMORY)))
    said = [
        f"{name}: {'missing' if name not in found.files else 'left over' if name not in expected.files else 'differs'}"
        for name in names
        if expected.files.get(name) != found.files.get(name)
    ]
    if expected.ledger != found.ledger:
        said.append(f"ledger: {len(found.ledger)} rows in place of {len(expected.ledger)}, or others")
    return said


def unreadable(workspace: Path) -> list[str]:
    """Say what is wrong with the run that CURRENT names: nothing where it is whole, or where nothing was published."""
    pointer = workspace / "CURRENT"
    if not pointer.is_file():
        return []
    run = workspace / "runs" / pointer.read_text(encoding="utf-8").strip()
    if not (run / "manifest.json").is_file():
        return [f"CURRENT names {run.name}, which has no manifest"]
    outputs: dict[str, Any] = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    return [
        f"{run.name}/{name}: not as its manifest says"
        for name, told in outputs.items()
        if not (run / name).is_file() or _sha256((run / name).read_bytes()) != told["sha256"]
    ]


def _digest(path: Path, name: str) -> str:
    if name.startswith((_MEMORY, "ledger.sqlite")) or name in (".lock", "runs/latest.json", "access.mark"):
        return ""  # a memory that may be lost; a database whose rows are read; a file that is held; notes of when
    if name.startswith("runs/") and path.name == "manifest.json":
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for file in manifest["ingest"]["files"]:
            del file["read_again"]
        lasting = {key: value for key, value in manifest.items() if key not in _OF_A_MOMENT}
        return _sha256(json.dumps(lasting, sort_keys=True).encode())
    return _sha256(path.read_bytes())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _rows(database: Path) -> Iterator[str]:
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            if table == "accesses":
                yield f"{table} {_log_end(database)}"
            else:
                yield from sorted(f"{table} {row}" for row in connection.execute(f'SELECT * FROM "{table}"'))


def _log_end(database: Path) -> str:
    """Say how the access log ends, where its chain and its mark are whole: it has a line more for each failed try."""
    workspace = Workspace(database.parent)
    with open_ledger(workspace.ledger_url) as ledger:
        last, faults = ledger.accesses()[-1], ledger.verify(known_end(workspace))
    whole = not faults and is_mark_sealed(workspace)
    return f"{last['command']} {last['run_id']} {last['phase']} {last['exit_code']}, {'whole' if whole else 'broken'}"
