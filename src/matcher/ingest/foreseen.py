"""See what a run would do with the delivered files, without reading a row: which are kept, which are to be read.

Of a file that an earlier run read its account tells what would break; of a new one its content tells whether it is the
delivery before under another name, and its header whether it is what it should be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.config.model import CodeSystem, ModelTable
from matcher.errors import Fault
from matcher.identity.area import AreaTable
from matcher.ingest.acceptance import Breach
from matcher.ingest.account import Ingested
from matcher.ingest.changes import History, same_again
from matcher.ingest.delivery import Delivery
from matcher.ingest.normalise import Lookups
from matcher.ingest.room import breaches_of, delivered_twice, gathered_from
from matcher.ingest.snapshot import Snapshot, areas_digest, find_snapshot


@dataclass(frozen=True)
class ForeseenFile:
    """A delivered file, before a run."""

    delivery: Delivery
    byte_count: int
    """Size."""
    kept: bool
    """Whether an earlier run read the same content, so that no row will be read."""


@dataclass(frozen=True)
class Foreseen:
    """What a run would find."""

    files: tuple[ForeseenFile, ...]
    breaches: tuple[Breach, ...]
    """Promises that are seen to be broken already; more may be once rows are read."""
    copies: tuple[Fault, ...]
    """Files that lie there twice, which would stop it."""
    ingested: Ingested | None
    """What ingest would give, where every file is kept."""


def foresee(  # noqa: PLR0913 (as of ingest_sources, the other door of the room)
    deliveries: Sequence[Delivery],
    *,
    model: Mapping[str, ModelTable],
    codes: Mapping[str, CodeSystem],
    areas: AreaTable,
    region: str,
    snapshots: Path,
    previous: History,
) -> Foreseen:
    """Look at delivered files, in the order in which a run would read them; arguments as of `ingest_sources`."""
    lookups = Lookups(codes, areas, region)
    digest = areas_digest(lookups)
    files: list[ForeseenFile] = []
    kept: list[Snapshot] = []
    contents: list[tuple[Delivery, str]] = []
    unread: set[str] = set()
    for delivery in deliveries:
        sha256, snapshot = find_snapshot(
            delivery, model=model, lookups=lookups, areas_digest=digest, snapshots=snapshots
        )
        files.append(ForeseenFile(delivery, delivery.path.stat().st_size, snapshot is not None))
        if snapshot:
            kept.append(snapshot)
        else:
            unread.add(delivery.source.source)
        contents.append((delivery, sha256))
    # Of a source that was read as a whole, its accounts say as much and more.
    told = same_again([one for one in contents if one[0].source.source in unread], previous)
    found = (*breaches_of(kept, deliveries, previous), *told)
    ingested = None if unread else gathered_from(kept, deliveries)
    return Foreseen(tuple(files), found, tuple(delivered_twice(contents)), ingested)
