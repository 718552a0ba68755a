"""Name the files of the input folder that nobody reads: a list that is there and passed over in silence is a list lost.

Reads file names only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from matcher.config.source import SourceSchema
from matcher.ingest.delivery import Search, is_list

WhyUnread = Literal["unmatched", "superseded", "later"]
"""No source's pattern matches the file, or a link leads to it from elsewhere; a newer file of its source replaces it;
it describes a day after the run's."""


@dataclass(frozen=True)
class UnreadFile:
    """A file of the input folder that was not read."""

    source_file: str
    """Path relative to the input folder, with forward slashes."""
    why: WhyUnread
    """Why not."""
    source: str
    """The source that it is a file of, or the one whose pattern comes nearest."""
    pattern: str
    """The pattern that matches it, or comes nearest."""
    as_of_date: date | None = None
    """Day that its name says, where it is a file of a source."""


def unread_files(
    search: Search, schemas: Sequence[SourceSchema], inputs: Path, as_of: date | None
) -> tuple[UnreadFile, ...]:
    """Give the files below the input folder that are not read, by path; hidden ones are no lists.

    Args:
        search: What was found of the sources.
        schemas: Schemas of the pipeline's sources.
        inputs: Folder of the exports.
        as_of: Day that the run describes; None: the newest day of any file.
    """
    read = {one.source_file for one in search.deliveries}
    left = {one.source_file: one for one in search.left}
    unnamed = {fault.where for fault in search.broken}
    found: list[UnreadFile] = []
    for path in sorted(inputs.rglob("*")):
        source_file = path.relative_to(inputs).as_posix()
        if not is_list(path) or source_file in read | unnamed or _is_hidden(source_file):
            continue
        delivery = left.get(source_file)
        if delivery is None:
            source, pattern = _nearest(source_file, schemas)
            found.append(UnreadFile(source_file, "unmatched", source, pattern))
        else:
            why: WhyUnread = "later" if as_of and delivery.as_of_date > as_of else "superseded"
            patterns = delivery.source.files
            found.append(UnreadFile(source_file, why, delivery.source.source, patterns[0], delivery.as_of_date))
    return tuple(found)


def _is_hidden(source_file: str) -> bool:
    return any(part.startswith(".") for part in source_file.split("/"))


def _nearest(source_file: str, schemas: Sequence[SourceSchema]) -> tuple[str, str]:
    """Give the source and pattern that look most like a path; the first of those that look as much."""
    pairs = [(schema.source, pattern) for schema in schemas for pattern in schema.files]
    return max(pairs, key=lambda pair: SequenceMatcher(None, pair[1].replace("*", ""), source_file).ratio())
