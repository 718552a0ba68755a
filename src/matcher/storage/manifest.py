"""The record of a run: what went in, what came out of each room, and the digest of every file; sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from matcher.storage.disk import written_aside
from matcher.storage.parquet import sha256_of
from matcher.storage.seal import same_seal, seal

NAME = "manifest.json"
_SEAL = "seal"

Digests = dict[str, dict[str, object]]
"""Size and SHA-256 of files (`bytes`, `sha256`), by path relative to their folder."""


def digests_of(folder: Path, known: Digests | None = None) -> Digests:
    """Give size and SHA-256 of every file below a folder but its manifest.

    Args:
        folder: The folder.
        known: Digests of files that did not change since; they are not read again.
    """
    found: Digests = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME):
        name = path.relative_to(folder).as_posix()
        told = (known or {}).get(name)
        found[name] = told or {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    return found


def sealed(content: Mapping[str, Any], site_key: bytes, purpose: str = "manifest") -> dict[str, Any]:
    """Give a manifest, or another record, with its seal: without the site's key nobody can write one that has one."""
    return {**content, _SEAL: seal(purpose, content, site_key)}


def is_sealed(content: Mapping[str, Any], site_key: bytes, purpose: str = "manifest") -> bool:
    """Tell whether a manifest, or another record, is as it was sealed."""
    bare = {name: value for name, value in content.items() if name != _SEAL}
    return same_seal(str(content.get(_SEAL)), seal(purpose, bare, site_key))


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
    """Read a JSON object.

    Raises:
        OSError: It cannot be read.
        ValueError: It is none.
    """
    found: object = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004  # of a file's content, as json says it too
    return cast("dict[str, object]", found)
