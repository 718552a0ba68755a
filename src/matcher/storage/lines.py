"""Files of JSON lines that only ever grow: a new state is written aside, forced to disk and renamed when whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from matcher.errors import Fault, UsageError
from matcher.storage.disk import OWNER_FILE, written_aside


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read the objects of a file, one per line; a file that is not there has none.

    Raises:
        UsageError: A line is no JSON object.
    """
    if not path.is_file():
        return []
    rows: list[dict[str, Any]] = []
    lines = path.read_bytes().decode("utf-8", errors="replace").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            mend = "restore the file from a backup; it is written by this program alone"
            raise UsageError(Fault("a line is damaged", f"{path}:{number}", mend))
        rows.append(row)
    return rows


def append_lines(rows: Iterable[Mapping[str, object]], path: Path) -> None:
    """Append objects, all of them or none; what stands there stays as it is. The caller holds the workspace."""
    lines = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    if not lines:
        return
    before = path.read_bytes() if path.is_file() else b""
    with written_aside(path) as aside:
        aside.touch(mode=OWNER_FILE)
        aside.write_bytes(before + lines.encode("utf-8"))
