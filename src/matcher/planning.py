"""Say beforehand what a run would do: what is read and what is kept, what would break, which stages are taken up.

No row is read and nothing is written, so it may be asked at any time, also while a run is under way.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from matcher.config.areas import read_areas
from matcher.config.loader import Project
from matcher.errors import Fault
from matcher.ingest import Foreseen, Ingested, area_table, foresee, read_headers
from matcher.pipeline import linkage_of, search_inputs
from matcher.published import earlier_deliveries
from matcher.storage import manifest
from matcher.storage.workspace import Workspace
from matcher.taken_up import evaluation_key, is_taken_up, link_key

Doing = Literal["read", "kept", "anew", "taken up"]
"""A file is read, or kept since an earlier run; a stage is done anew, or taken up from an earlier run."""


@dataclass(frozen=True)
class PlannedStage:
    """One stage of the run."""

    stage: str
    doing: Doing
    seconds_before: float | None
    """What it took in the published run; none where there is none."""


@dataclass(frozen=True)
class RunPlan:
    """What a run would do."""

    as_of: date | None
    """Day that it describes; none where no file is there."""
    foreseen: Foreseen
    missing: tuple[Fault, ...]
    """Sources that are missing or too old: exit code 5."""
    broken: tuple[Fault, ...]
    """Files that would stop it: exit code 3."""
    warnings: tuple[Fault, ...]
    """Broken promises that would be told and passed over."""
    unread_headers: Mapping[str, Sequence[str]]
    """Headers that nobody would read, by file, of those that are to be read."""
    stages: tuple[PlannedStage, ...]
    free_bytes: int
    """Free on the disk of the workspace."""
    exit_code: Literal[0, 3, 5]
    """What the run would end with, as far as can be seen; where a file is missing, it looks into none."""


def plan_run(project: Project, workspace: Workspace, as_of: date | None) -> RunPlan:
    """Look at the delivered files and the workspace.

    Args:
        project: The pipeline, with all that it names.
        workspace: Where it would run; it may not be there yet.
        as_of: Day that the run describes; none: the pipeline's own, or the newest of the files.
    """
    search = search_inputs(project, as_of)
    foreseen = foresee(
        search.deliveries,
        model=project.model,
        codes=project.codes,
        areas=area_table(read_areas(project.areas_file)),
        region=project.pipeline.region,
        snapshots=workspace.snapshots,
        previous=earlier_deliveries(workspace),
    )
    headers = read_headers([file.delivery for file in foreseen.files if not file.kept])
    stopping = [breach.fault for breach in foreseen.breaches if breach.mode == "stop"]
    days = [delivery.as_of_date for delivery in search.deliveries]
    day = as_of or project.pipeline.as_of or max(days, default=None)
    broken = (*headers.faults, *stopping, *foreseen.copies)
    return RunPlan(
        as_of=day,
        foreseen=foreseen,
        missing=search.missing,
        broken=(*search.broken, *broken),
        warnings=tuple(breach.fault for breach in foreseen.breaches if breach.mode == "warn"),
        unread_headers=headers.notes,
        stages=_stages(project, workspace, foreseen.ingested, day),
        free_bytes=shutil.disk_usage(_nearest(workspace.root.resolve())).free,
        exit_code=3 if search.broken else 5 if search.missing else 3 if broken else 0,
    )


def _stages(
    project: Project, workspace: Workspace, ingested: Ingested | None, as_of: date | None
) -> tuple[PlannedStage, ...]:
    """Tell which stages are taken up: only where every file is kept, and nothing else that they rest on changed."""
    current = workspace.current()
    before: dict[str, Any] = manifest.read_json(workspace.run_folder(current) / manifest.NAME) if current else {}
    seconds: dict[str, float] = before.get("seconds", {})
    links = evaluated = False
    if ingested is not None and current is not None and as_of is not None:
        links = is_taken_up(workspace, "link", link_key(workspace, ingested, linkage_of(project)))
        evaluated = links and is_taken_up(workspace, "evaluate", evaluation_key(workspace, project, ingested, as_of))
    doing: dict[str, Doing] = {
        "ingest": "kept" if ingested is not None else "read",
        "link": "taken up" if links else "anew",
        "evaluate": "taken up" if evaluated else "anew",
        "report": "anew",
    }
    return tuple(PlannedStage(stage, what, seconds.get(stage)) for stage, what in doing.items())


def _nearest(folder: Path) -> Path:
    """Give the folder, or the nearest one above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())
