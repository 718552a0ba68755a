"""Keep what a step of a run gave under the address of what it was made from, so that the same work is not done again.

A step is a folder `steps/<name>` with `manifest.json`: its key, and the digest of every file. One is kept of each name,
that of the last run; it is written beside its place and renamed when whole. Where it is damaged, or was made from
something else, it is made again: it may be taken away at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

import matcher
from matcher.storage.disk import force, make_folder, make_folders, remove_folder, rename
from matcher.storage.manifest import NAME, digests_of, write_json
from matcher.storage.parquet import sha256_of

_ASIDE: Final = ".part"
_LIBRARIES: Final = (
    "duckdb", "numpy", "opencc", "polars", "pyarrow", "pydantic", "pypinyin", "rapidfuzz", "sqlglot",
)  # fmt: skip
"""What the bytes of a step may depend on beside this program."""


def step_key(parts: Mapping[str, object]) -> str:
    """Digest everything that a step depends on: what is given, and this program with the libraries that it runs on."""
    content = {**parts, "program": _program_digest()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _program_digest() -> str:
    """Hash this program and the versions of what it runs on, so that a mended one makes its steps anew."""
    package = Path(matcher.__file__).parent
    files = [path for path in sorted(package.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(package)} {sha256_of(path)}\n".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    return digest.hexdigest()


def is_kept(folder: Path, key: str) -> bool:
    """Tell whether a step is there whole, made from what has this key."""
    try:
        state = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(state, dict) and state.get("key") == key and state.get("files") == digests_of(folder)


@contextmanager
def keeping(folder: Path, key: str) -> Iterator[Path]:
    """Give a folder to write a step into; it takes the place of the one before when the block ends well."""
    aside = folder.with_name(f"{folder.name}{_ASIDE}")
    for left in (aside, folder):
        remove_folder(left)
    make_folders(folder.parent)
    make_folder(aside)
    try:
        yield aside
        write_json({"key": key, "files": digests_of(aside)}, aside / NAME)
        force(aside)
        rename(aside, folder)
        force(folder.parent)
    except BaseException:
        remove_folder(aside)
        raise


def sweep_steps(steps: Path) -> None:
    """Remove what killed commands left half written."""
    for left in sorted(steps.glob(f"*{_ASIDE}")):
        remove_folder(left)
