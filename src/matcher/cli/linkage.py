"""Write the linkage report of what was linked: a page for people, `linkage.json` for programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

from matcher import __version__
from matcher.config.base import Language
from matcher.config.loader import Project
from matcher.link import Linked
from matcher.report.linkage_page import linkage_figures, write_linkage_page
from matcher.storage.manifest import write_json


def write_linkage_report(
    project: Project, linked: Linked, as_of: date, folder: Path, language: Language
) -> tuple[Path, Path]:
    """Write page and figures of what was linked.

    Args:
        project: Configuration of the pipeline.
        linked: Who is who.
        as_of: Day that the records describe.
        folder: Where to.
        language: Language of the page.

    Returns:
        `linkage.html` and `linkage.json`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures = linkage_figures(
        asdict(linked.figures),
        title=project.pipeline.title,
        as_of=as_of,
        program_version=__version__,
        source_titles={name: schema.title for name, schema in sorted(project.sources.items())},
        link_counts=linked.counts,
    )
    data = write_json(figures, folder / "linkage.json")
    return write_linkage_page(folder / "linkage.html", figures, language), data
