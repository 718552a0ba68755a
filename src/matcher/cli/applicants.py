"""`matcher verify-applicants`: look up households that apply for aid in everything that a run read."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.access import WhoUnmasks, WhyUnmasked, action_of, giving_out, purpose_of
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, RunId, Unmasked, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.config.loader import Declaration, load_declaration, load_project
from matcher.config.systems import ApplicantsFile
from matcher.errors import ConfigurationError, Fault, nearest
from matcher.published import open_run
from matcher.report.applicants import ApplicantFacts, masked_facts
from matcher.report.applicants_pages import write_applicant_pages
from matcher.report.applicants_texts import TOTALS
from matcher.report.applicants_workbook import write_applicants_workbook
from matcher.report.wording import Wording
from matcher.storage.disk import OWNER_FILE
from matcher.storage.workspace import find_workspace
from matcher.systems.applicants import Reading, read_applications
from matcher.systems.looking_up import look_up, read_checks
from matcher.systems.run_tables import RunTables

ChecksFile = Annotated[Path, typer.Option("--checks", help="What is looked up.", dir_okay=False, metavar="CHECKS_FILE")]


def verify_applicants(
    file: Annotated[
        Path,
        typer.Argument(
            help="Workbook or text with one row per member of an applying household.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ],
    declaration: ChecksFile = Path("pipelines/applicants.yaml"),
    folder: Annotated[
        Path, typer.Option("--out", help="Folder for the workbook and the pages.", file_okay=False)
    ] = Path("applicants"),
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], help="Day of the file; default: as its name says.", metavar="DATE"
        ),
    ] = None,
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    unmasked: Unmasked = False,
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    as_json: AsJson = False,
) -> None:
    """Look up households that apply for aid, completed from the household register, in everything that a run read.

    A hit is information, never a refusal. A household counts once; emergency aid comes first and is not checked.
    Writes a workbook, and pages to print: one file per township, one sheet per household.
    """
    purpose = purpose_of(unmasked=unmasked, reason=reason, author=author)
    declared = load_declaration(declaration, ApplicantsFile)
    plans = read_checks(declared)
    place = find_workspace(workspace)
    run = open_run(place.require_run(run_id))
    with RunTables(run, place.snapshots) as tables:
        reading = _reading(declared, declaration, file, as_of.date() if as_of else run.record.as_of)
        applications = read_applications(file, reading, tables, place)
        facts = look_up(applications, plans, tables, title=declared.item.title, file=file.name)
    action = action_of("matcher verify-applicants", author, reason)
    with giving_out(place, action, purpose, run_id=facts.run_id, row_count=facts.members):
        written = _write(facts, folder, Wording(lang.value if lang else "zh"), masked=not unmasked)
    if as_json:
        print_json(_told(facts, written))
        return
    _print(facts, Wording(lang.value if lang else "en"))
    out.print(*map(str, written), sep="\n", markup=False)


def _reading(declared: Declaration[ApplicantsFile], path: Path, file: Path, otherwise: date) -> Reading:
    """Give the schema that applications are read with, and the day of the file."""
    project = load_project(path.parent / declared.item.pipeline)
    known = {one.name: one.item for one in project.definitions.sources}
    if declared.item.source not in known:
        what = f"unknown source '{declared.item.source}'{nearest(declared.item.source, sorted(known))}"
        where = declared.document.where(("source",))
        raise ConfigurationError(Fault(what, where, "name a schema under schemas/sources/"))
    schema = known[declared.item.source]
    found = re.search(schema.as_of.file_name, file.name) if schema.as_of.file_name else None
    return Reading(project, schema, _day(found) or otherwise)


def _day(found: re.Match[str] | None) -> date | None:
    """Give the day that a file's name says; None where it says none that exists."""
    try:
        return date(*(int(found[name]) for name in ("year", "month", "day"))) if found else None
    except (ValueError, IndexError):
        return None


def _write(facts: ApplicantFacts, folder: Path, wording: Wording, *, masked: bool) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    shown = masked_facts(facts) if masked else facts
    name = f"applicants_{facts.as_of.isoformat()}{'' if masked else '_unmasked'}.xlsx"
    workbook = write_applicants_workbook(folder / name, shown, masked=masked, wording=wording)
    pages = write_applicant_pages(folder / "pages", shown, masked=masked, wording=wording)
    for path in (workbook, *pages):
        path.chmod(OWNER_FILE)
    return [workbook, *pages]


def _told(facts: ApplicantFacts, written: list[Path]) -> dict[str, object]:
    return {
        "run_id": facts.run_id,
        "file": facts.file,
        **{name: asdict(total) for name, total in facts.totals.items()},
        "hit_members": facts.hit_members,
        "members_added": sum(not member.is_listed for one in facts.households for member in one.members),
        "members_unknown": sum(not member.is_known for one in facts.households for member in one.members),
        "rejected_rows": facts.rejected_rows,
        "checks": [
            {"check": one.check, "counts": one.counts, **asdict(facts.by_check[one.check]),
             "sources": [{"source": title.en, "as_of": day.isoformat()} for title, day in one.deliveries]}
            for one in facts.looked_up
        ],
        "written": [str(path) for path in written],
    }  # fmt: skip


def _print(facts: ApplicantFacts, wording: Wording) -> None:
    counts = [(wording.say(title), facts.totals[name]) for name, title in TOTALS.items()]
    totals = [[title, total.households, total.persons] for title, total in counts]
    print_table(wording.say(facts.title), ["", "households", "people"], totals)
    checks = [
        [wording.say(one.title), one.counts, facts.by_check[one.check].households, facts.by_check[one.check].persons,
         ", ".join(day.isoformat() for _, day in one.deliveries) or "no data"]
        for one in facts.looked_up
    ]  # fmt: skip
    print_table("Found", ["looked up", "counts as", "households", "people", "data as of"], checks)
