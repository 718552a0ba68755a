"""`matcher check`: everything that can be known without reading data rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.options import AsJson, AsOf, PipelineFile
from matcher.cli.printing import out, print_json
from matcher.config.areas import read_areas
from matcher.config.loader import Project, load_project
from matcher.errors import ConfigurationError, ContractError, Fault
from matcher.evaluate import RuleBook, check_rules
from matcher.ingest import check_headers
from matcher.pipeline import deliveries_of, trial_of


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
        deliveries = deliveries_of(project, day)
        checked_files = len(deliveries)
        faults = check_headers(deliveries)
        if faults:
            raise ContractError(faults)
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
