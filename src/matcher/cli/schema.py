"""`matcher schema draft`: a commented source schema for an export that no schema knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.init import shipped_folder
from matcher.cli.options import AsJson
from matcher.cli.printing import out, print_json
from matcher.cli.talking import tell
from matcher.config.areas import read_areas
from matcher.config.loader import load_project
from matcher.errors import Fault, UsageError, nearest
from matcher.identity.area import AreaTable
from matcher.ingest.draft import DraftRequest, Knowledge, draft_facts, draft_schema, read_knowledge, write_draft
from matcher.report.masking import mask_account, mask_citizen_id, mask_name, mask_phone

app = typer.Typer(help="Source schemas: draft one for an export that none knows.", no_args_is_help=True)

_SHOWN = frozenset({"sex", "code", "yes_no", "month", "money", "integer", "decimal"})
"""Types whose values say nothing of who somebody is."""

_YEAR = re.compile(r"(19|20)\d\d(?=\D|$|\d\d(\d\d)?(?!\d))")
"""A year at the start of a day; the first digits of a day number are none."""

_MASKS = {
    "person_name": mask_name,
    "citizen_id": mask_citizen_id,
    "certificate_number": mask_citizen_id,
    "phone": mask_phone,
    "account": mask_account,
}


@app.callback()
def schema() -> None:
    """Source schemas: draft one for an export that none knows."""


@app.command("draft")
def draft(
    file: Annotated[
        Path, typer.Argument(help="The export.", exists=True, dir_okay=False, metavar="FILE", show_default=False)
    ],
    pipeline: Annotated[
        Path | None,
        typer.Option(help="Pipeline whose schemas and places are known; default: the shipped schemas.", dir_okay=False),
    ] = None,
    target: Annotated[
        Path | None, typer.Option("--out", help="File to write; default: standard output.", dir_okay=False)
    ] = None,
    agency: Annotated[str | None, typer.Option(help="Agency that delivers it; default: proposed.")] = None,
    source: Annotated[str | None, typer.Option(help="Name of the source; default: proposed.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draft a source schema for an unknown export.

    Says for each column what it was taken for, why, and three samples, masked; what it is unsure of is marked.
    Put the file into schemas/sources/AGENCY/, name the source in a pipeline, and run `matcher check`.
    A schema that is there already is kept, for somebody may have mended it; --force writes over it.
    """
    if target and target.exists() and not force:
        what = f"the file {target.name} is there already, and somebody may have mended it"
        raise UsageError(Fault(what, "--out", "give another name, or write over it with --force"))
    knowledge, areas, region = _known(pipeline)
    named = _names(knowledge, target, source, agency)
    drafted = draft_schema(DraftRequest(file.absolute(), *named, areas, region), knowledge)
    if as_json:
        print_json(draft_facts(drafted, mask_sample))
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(write_draft(drafted, mask_sample), encoding="utf-8", newline="\n")
        unsure = sum(bool(column.unsure) for column in drafted.draft.columns)
        used = sum(column.fit is not None for column in drafted.draft.columns)
        doubtful = sum(bool(fill.unsure) for fill in drafted.draft.fills)
        read = f"{used} of {len(drafted.draft.columns)} columns are read, {unsure} of them unsure"
        read += (
            f"; of {doubtful} of {len(drafted.draft.fills)} model tables it is unsure: look at `fills`"
            if doubtful
            else ""
        )
        tell(f"{target}: {read}")
    elif not as_json:
        out.file.write(write_draft(drafted, mask_sample))


def mask_sample(kind: str, value: str) -> str:
    """Hide what is personal in a sample value.

    Args:
        kind: Source column type, or `ignored`.
        value: The value as written.

    Returns:
        Names, IDs, phones and accounts as reports mask them; of days the year, since a month more would leave some
        three days for the rest of an ID; of free text the first two characters; codes and amounts in full.
    """
    if kind in _MASKS:
        return _MASKS[kind](value)
    if kind in _SHOWN and len(value) <= 12:
        return value
    if kind == "date":
        year = _YEAR.match(value)
        kept = year.end() if year else 0
        return value[:kept] + re.sub(r"\d", "*", value[kept:])
    kept = 2 if len(value) > 4 else 1 if len(value) > 1 else 0
    return value[:kept] + "*" * min(6, len(value) - kept)


def _known(pipeline: Path | None) -> tuple[Knowledge, AreaTable | None, str]:
    if pipeline is None:
        return read_knowledge(shipped_folder() / "schemas"), None, ""
    project = load_project(pipeline)
    areas = read_areas(project.areas_file)
    table = AreaTable.from_rows(
        [area.area_code for area in areas], [area.name for area in areas], [area.parent_code for area in areas]
    )
    folder = pipeline.absolute().parent / project.pipeline.schemas
    return read_knowledge(folder), table, project.pipeline.region


def _names(
    knowledge: Knowledge, target: Path | None, source: str | None, agency: str | None
) -> tuple[str | None, str | None]:
    """Take the names that were not given from where the file will lie: it must be called after its source."""
    agencies = [entry.code for entry in knowledge.codes["agency"].entries] if "agency" in knowledge.codes else []
    if agency and agency not in agencies:
        what = f"there is no agency '{agency}'{nearest(agency, agencies)}"
        raise UsageError(Fault(what, "--agency", f"give one of: {', '.join(agencies)}"))
    if target:
        folder = target.absolute().parent.name
        agency = agency or (folder if folder in agencies else None)
        source = source or (target.stem if _is_name(target.stem) else None)
    if source and not _is_name(source):
        raise UsageError(Fault(f"'{source}' is not a name", "--source", "use lower-case letters, digits, underscores"))
    return source, agency


def _is_name(text: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9_]*", text) is not None
