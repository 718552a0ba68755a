"""Make all files of the gallery, the same bytes each time: `python -m tests.ingest.gallery.make_gallery`.

A locked workbook holds random salt, so it is made only where it is missing.
"""

from __future__ import annotations

from pathlib import Path

from tests.ingest.gallery import attacks, office_files, other_files, text_files
from tests.ingest.gallery.shelf import MAKERS

FOLDER = Path(__file__).with_name("files")
SALTED = frozenset({"locked.xlsx", "locked_with_endless_rounds.xlsx"})
MODULES = (attacks, office_files, other_files, text_files)
"""Importing them puts their makers on the shelf."""


def make_gallery(folder: Path) -> None:
    """Write every file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, maker in MAKERS.items():
        path = folder / name
        if name not in SALTED or not path.exists():
            path.write_bytes(maker())


if __name__ == "__main__":
    make_gallery(FOLDER)
