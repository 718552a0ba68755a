"""`matcher check`: everything that can be known without reading data rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.lacking import tell_headers, tell_unread
from matcher.cli.options import AsJson, AsOf, PipelineFile
from matcher.cli.printing import out, print_json
from matcher.config.areas import read_areas
from matcher.config.loader import Project, load_project
from matcher.errors import ConfigurationError, ContractError, Fault
from matcher.evaluate import RuleBook, check_rules
from matcher.ingest import read_headers
from matcher.pipeline import search_inputs, trial_of, unread_inputs


def check(
    pipeline: PipelineFile,
    files: Annotated[bool, typer.Option("--files", help="Also check the headers of what lies in the inbox.")] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Check the pipeline and all that it names: sources, codes, rules, policy, places.

    No data row is read. Every fault is shown at once, with its file and line.
    """
    day = as_of.date() if as_of else None
    project = load_checked(pipeline, day)
    checked_files = 0
    if files:
        checked_files = _check_files(project, day)
    counts = {
        "sources": len(project.pipeline.sources),
        "model_tables": len(project.model),
        "rules": len(project.rules),
        "exemptions": len(project.exemptions),
        "policies": len(project.policies),
        "files": checked_files,
    }
    if as_json:
        print_json({"pipeline": project.pipeline.pipeline, "ok": True, **counts})
        return
    said = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    out.print(f"{pipeline}: good ({said})", markup=False)


def _check_files(project: Project, day: date | None) -> int:
    """Check the headers of what lies in the inbox, and whether all is there; give the number of files.

    Raises:
        ContractError: A file is not as promised; what is missing is told as well.
        InputMissingError: Nothing but files that are missing or too old.
    """
    search = search_inputs(project, day)
    headers = read_headers(search.deliveries)
    tell_unread(unread_inputs(project, search, day))
    tell_headers(headers.notes)
    broken = [*search.broken, *headers.faults]
    if broken:
        raise ContractError([*broken, *search.missing])
    return len(search.require())


def load_checked(pipeline: Path, as_of: date | None) -> Project:
    """Load a pipeline with all that it names, and check what its files say of each other.

    Raises:
        ConfigurationError: With every fault found.
    """
    project = load_project(pipeline)
    read_areas(project.areas_file)
    used = [project.sources[use.source] for use in project.pipeline.sources]
    # Without a day, the first month alone is checked: the newest file may not be here yet.
    day = as_of or project.pipeline.as_of or date.fromisoformat(f"{project.pipeline.first_month}-01")
    rule_faults = check_rules(
        RuleBook(project.rules, project.exemptions),
        model=project.model,
        codes=project.codes,
        policies=project.policies,
        filled_tables={fill.table for source in used for fill in source.fills},
        trial=trial_of(project, day),
    )
    if rule_faults:
        raise ConfigurationError(
            [Fault(fault.what, project.locate_rule(fault.rule, fault.key), fault.mend) for fault in rule_faults]
        )
    return project
