"""The folder in which one process reads damaged files, and what may lie in it afterwards."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ESCAPED: Final = Path("/tmp/matcher_fuzz_escaped.csv")
"""Where names of members that lead out of an archive lead to."""
CANARY: Final = "canary-that-no-file-may-read"
_READ_FROM_SYSTEM: Final = (CANARY, "root:x:0:")
_KEPT: Final = frozenset({".parquet", ".json"})

Listing = dict[str, tuple[int, int]]


class Arena:
    """Folders for one process: `inbox`, `workspace`, and those that it takes for its home, its temporary and its own.

    The workspace is the only one of them in which reading a file may leave anything.
    """

    def __init__(self, base: Path) -> None:
        self.base = base
        root = base / "deep" / "down" / "site"
        self.inbox, self.workspace = root / "inbox", root / "workspace"
        self.home, self.scratch, self.here = root / "home", root / "scratch", root / "here"
        for folder in (self.inbox, self.workspace, self.home, self.scratch, self.here):
            folder.mkdir(parents=True)
        for folder in (self.here, root, root.parent, self.inbox):
            (folder / "canary.txt").write_text(CANARY, encoding="utf-8")
        self.said = base / "said.txt"

    def enter(self) -> None:
        """Make the folders those of this process, and let whatever it prints go into a file."""
        os.environ.update({"HOME": str(self.home), "TMPDIR": str(self.scratch)})
        tempfile.tempdir = None
        os.chdir(self.here)
        sys.stdout.flush()
        said = os.open(self.said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(said, 1)
        os.dup2(said, 2)

    @contextmanager
    def delivered(self, name: str, content: bytes) -> Iterator[Path]:
        """Put a file into the inbox, and take everything away afterwards."""
        path = self.inbox / name
        path.write_bytes(content)
        os.truncate(self.said, 0) if self.said.exists() else self.said.touch()
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
            for folder in (self.workspace, self.scratch):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(exist_ok=True)

    def listing(self) -> Listing:
        """Give size and time of everything outside the workspace."""
        found: Listing = {}
        for folder, names, files in os.walk(self.base):
            here = Path(folder)
            names[:] = [name for name in names if here / name != self.workspace]
            for name in (*names, *files):
                state = (here / name).lstat()
                if here / name not in {self.said, self.workspace}:
                    found[f"{folder}/{name}"] = (state.st_size if name in files else 0, state.st_mtime_ns)
        return found

    def strangers(self) -> list[str]:
        """Give what lies in the workspace and is no snapshot, or holds what was never delivered."""
        files = [path for path in self.workspace.rglob("*") if not path.is_dir() or path.is_symlink()]
        wrong = [
            path for path in files if path.suffix not in _KEPT or path.is_symlink() or path.parent.suffix == ".part"
        ]
        wrong += [path for path in files if path not in wrong and _holds(path, *_READ_FROM_SYSTEM)]
        return [str(path.relative_to(self.workspace)) for path in wrong]

    def printed(self) -> str:
        """Give what this process and its children printed since the file was delivered."""
        return self.said.read_text(encoding="utf-8", errors="replace")


def _holds(path: Path, *words: str) -> bool:
    content = path.read_bytes() if path.stat().st_size < 1 << 20 else b""
    return any(word.encode() in content for word in words)
