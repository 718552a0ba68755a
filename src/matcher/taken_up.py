"""Take a run up where an earlier one stopped: who is who, and what rules say, are kept as steps of the workspace.

A step's key is all that it depends on (matcher.storage.steps). What is given is always read from the step, whether it
was made now or before, so that both ways give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from matcher.config.linkage import Linkage
from matcher.config.loader import Project
from matcher.evaluate import Evaluated, NotJudged, NotLookedUp
from matcher.ingest import Ingested
from matcher.link import Linked, LinkFigures
from matcher.link.weights import Model
from matcher.storage import manifest
from matcher.storage.disk import move_file
from matcher.storage.parquet import content_sha256_of, read_table, sha256_of, write_table
from matcher.storage.steps import is_kept, keeping, step_key
from matcher.storage.workspace import Workspace

Adapters = dict[str, TypeAdapter[Any]]
"""How to write and read what is no table, by name."""

_PERSONS: Final = "persons.parquet"
_FACTS: Final = "facts.json"
_LINKED: Final = ("weights", "conflicts", "review", "candidates", "person_ids")
_EVALUATED: Final = ("findings", "review", "exempted", "calculations")
_LINK_FACTS: Final[Adapters] = {
    "counts": TypeAdapter(dict[str, int]),
    "figures": TypeAdapter(LinkFigures),
    "model": TypeAdapter(Model),
}
_EVALUATE_FACTS: Final[Adapters] = {
    "outcomes": TypeAdapter(dict[str, dict[str, int]]),
    "not_judged": TypeAdapter(tuple[NotJudged, ...]),
    "not_looked_up": TypeAdapter(tuple[NotLookedUp, ...]),
}


def take_up_links(workspace: Workspace, key: str, link: Callable[[], Linked]) -> Linked:
    """Give who is who: as kept under a key, or linked now and kept."""
    folder = workspace.steps / "link"
    if not is_kept(folder, key):
        linked = link()
        with keeping(folder, key) as aside:
            move_file(linked.persons_file, aside / _PERSONS)
            _write(linked, aside, _LINKED, _LINK_FACTS)
    return Linked(persons_file=folder / _PERSONS, **_read(folder, _LINKED, _LINK_FACTS))


def take_up_evaluation(workspace: Workspace, key: str, evaluate: Callable[[], Evaluated]) -> Evaluated:
    """Give what the rules said: as kept under a key, or judged now and kept."""
    folder = workspace.steps / "evaluate"
    if not is_kept(folder, key):
        evaluated = evaluate()
        with keeping(folder, key) as aside:
            _write(evaluated, aside, _EVALUATED, _EVALUATE_FACTS)
    return Evaluated(**_read(folder, _EVALUATED, _EVALUATE_FACTS))


def is_taken_up(workspace: Workspace, step: Literal["link", "evaluate"], key: str) -> bool:
    """Tell whether a run that makes a step under a key would find it."""
    return is_kept(workspace.steps / step, key)


def link_key(workspace: Workspace, ingested: Ingested, linkage: Linkage) -> str:
    """Digest all that decides who is who: records, linkage, site key, judgements, and the person ids of before."""
    current = workspace.current()
    judgements = sorted(workspace.judgements.glob("*")) if workspace.judgements.is_dir() else []
    return step_key(
        {
            "records": _records(workspace, ingested),
            "linkage": linkage.model_dump(mode="json"),
            "model": sha256_of(Path(linkage.model)) if linkage.model else None,
            "site_key": hashlib.sha256(b"key of a step\0" + workspace.site_key()).hexdigest(),
            "judgements": [(path.name, sha256_of(path)) for path in judgements if path.is_file()],
            "previous": _digests(workspace.run_folder(current)) if current else None,
        }
    )


def evaluation_key(workspace: Workspace, project: Project, ingested: Ingested, as_of: date) -> str:
    """Digest all that decides what rules say: records, who is who (a step that is kept), the configuration, the day."""
    step = workspace.steps / "link"
    return step_key(
        {
            "records": _records(workspace, ingested),
            "persons": [content_sha256_of(step / name) for name in (_PERSONS, "candidates.parquet")],
            "configuration": project.digest,
            "areas": sha256_of(project.areas_file),
            "as_of": as_of.isoformat(),
        }
    )


def _digests(folder: Path) -> dict[str, str]:
    """Digest what says who was who in a run: the files themselves, whatever its manifest says of them."""
    paths = (folder / name for name in (_PERSONS, "person_ids.parquet"))
    return {path.name: content_sha256_of(path) for path in paths if path.is_file()}


def _records(workspace: Workspace, ingested: Ingested) -> dict[str, object]:
    """Name the records of a run: snapshots bear the digest of their content in their names."""
    tables = {
        name: [path.relative_to(workspace.snapshots).as_posix() for path in paths]
        for name, paths in sorted(ingested.tables.items())
    }
    return {"tables": tables, "files": ingested.files.to_pylist()}


def _write(given: object, folder: Path, tables: tuple[str, ...], facts: Adapters) -> None:
    for name in tables:
        write_table(getattr(given, name), folder / f"{name}.parquet")
    content = {name: adapter.dump_python(getattr(given, name), mode="json") for name, adapter in facts.items()}
    manifest.write_json(content, folder / _FACTS)


def _read(folder: Path, tables: tuple[str, ...], facts: Adapters) -> dict[str, Any]:
    content = manifest.read_json(folder / _FACTS)
    return {
        **{name: read_table(folder / f"{name}.parquet") for name in tables},
        **{name: adapter.validate_python(content[name]) for name, adapter in facts.items()},
    }
