"""The record of a run: what went in, what came out of each room, and the digest of every file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from matcher.storage.disk import written_aside
from matcher.storage.parquet import sha256_of

NAME = "manifest.json"


def digests_of(folder: Path) -> dict[str, dict[str, object]]:
    """Give size and SHA-256 of every file below a folder, by path relative to it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    return {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": sha256_of(path)} for path in files
    }


def write_json(content: Mapping[str, object], path: Path) -> Path:
    """Write a JSON object whole or not at all, keys as given."""
    return write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", path)


def write_text(text: str, path: Path) -> Path:
    """Write a text whole or not at all."""
    with written_aside(path) as aside:
        aside.write_text(text, encoding="utf-8", newline="\n")
    return path


def read_text(path: Path) -> str:
    """Read a text; what is not UTF-8 in it is told by a replacement character."""
    return path.read_bytes().decode("utf-8", errors="replace")


def read_json(path: Path) -> dict[str, object]:
    """Read a JSON object."""
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found
