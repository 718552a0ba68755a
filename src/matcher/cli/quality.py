"""Write the data-quality report of what was ingested: a page for people, `quality.json` for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from matcher import __version__
from matcher.config.base import Language, Text
from matcher.config.loader import Project
from matcher.ingest import Ingested
from matcher.ingest.quality import measure_quality
from matcher.report.quality_page import write_quality_page
from matcher.storage.manifest import write_json


def write_quality_report(
    project: Project, ingested: Ingested, as_of: date, folder: Path, language: Language
) -> tuple[Path, Path]:
    """Measure what was read, and write page and figures.

    Args:
        project: Configuration of the pipeline.
        ingested: What was read.
        as_of: Day that ages are counted to.
        folder: Where to.
        language: Language of the page.

    Returns:
        `quality.html` and `quality.json`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    agencies = {entry.code: entry.title for entry in project.codes["agency"].entries}
    measured = {
        "title": project.pipeline.title.model_dump(),
        "as_of": as_of.isoformat(),
        "program_version": __version__,
        "sources": [
            {
                **asdict(source),
                "title": project.sources[source.source].title.model_dump(),
                "agency_title": agencies.get(source.agency, Text(zh=source.agency, en=source.agency)).model_dump(),
            }
            for source in measure_quality(ingested, project.sources, as_of)
        ],
    }
    figures = json.loads(json.dumps(measured, default=str))  # days as text
    data = folder / "quality.json"
    write_json(figures, data)
    return write_quality_page(folder / "quality.html", figures, language), data
