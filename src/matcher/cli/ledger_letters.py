"""`matcher ledger letters`: clues are transferred by letter, from a template that the office can edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import pyarrow as pa
import typer

from matcher.casework import Material, choose_findings, clues_of_rules
from matcher.casework.lettering import Letter, LetterChoice, Parting, plan_letters
from matcher.cli.access import WhoUnmasks, WhyUnmasked, action_of, giving_out, purpose_of
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Language, RunId, Unmasked, WorkspaceFolder
from matcher.cli.printing import print_json, print_table
from matcher.deciding_facts import gather_details
from matcher.errors import Fault, UsageError
from matcher.ledger import open_ledger
from matcher.published import open_run
from matcher.report.csv_table import write_csv
from matcher.report.letter_texts import REGISTER_HEADERS
from matcher.report.wording import Wording
from matcher.storage.workspace import Workspace, find_workspace

State = Literal["open", "dispatched", "confirmed"]


_DAY: Final = ["%Y-%m-%d"]

Dated = Annotated[
    datetime, typer.Option("--dated", formats=_DAY, help="Day of the letters.", metavar="DATE", show_default=False)
]
Office = Annotated[str, typer.Option("--office", help="Who sends them.", metavar="NAME", show_default=False)]
Number = Annotated[str, typer.Option("--number", help="Number of a letter; {n} is the running number.", metavar="TEXT")]
First = Annotated[int, typer.Option("--first", help="Running number of the first letter.", min=1)]
By = Annotated[Parting, typer.Option("--by", help="Whom letters go to; dispatch: as clues were given out.")]
To = Annotated[
    str | None, typer.Option("--to", help="One letter to this agency: what rules name it for.", metavar="AGENCY")
]
Rules = Annotated[
    list[str] | None, typer.Option("--rules", help="Catalogue code or rule id; may be repeated.", metavar="RULE")
]
Due = Annotated[
    datetime | None,
    typer.Option(
        "--due", formats=_DAY, help="Answer by; default, for a letter to each dispatch: as given out.", metavar="DATE"
    ),
]
TemplateFile = Annotated[
    Path | None, typer.Option("--template", help="The office's own template (.docx).", exists=True, dir_okay=False)
]
Folder = Annotated[Path, typer.Option("--out", help="New folder for the letters and their register.", file_okay=False)]


def letters(
    dated: Dated,
    office: Office,
    number: Number = "{n}",
    first: First = 1,
    by: By = "dispatch",
    to: To = None,
    state: Annotated[State, typer.Option("--state", help="Which clues.")] = "dispatched",
    rules: Rules = None,
    due: Due = None,
    template: TemplateFile = None,
    folder: Folder = Path("letters"),
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    unmasked: Unmasked = False,
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    as_json: AsJson = False,
) -> None:
    """Write a letter (DOCX) to each receiver of clues: number, day, list of clues, signature; and a register.

    Clues that the run does not show any more, or of which no rule names the agency, are not told of, and are counted.
    """
    _require_usable(folder, due, state, goes_with_dispatch=by == "dispatch" and to is None)
    purpose = purpose_of(unmasked=unmasked, reason=reason, author=author)
    wording = Wording(lang.value if lang else "zh")
    content = _template(template, wording)
    due_on = due.date() if due else None
    choice = LetterChoice(by, to, state, number, first, dated.date(), office, due_on, not unmasked, wording)
    place = find_workspace(workspace)
    material, clues = _material(place, run_id, state, rules or [])
    if to is not None and to not in material.facts.agency_titles:
        known = ", ".join(sorted(material.facts.agency_titles))
        raise UsageError(Fault("there is no such agency", f"--to {to}", f"take one of {known}"))
    planned = plan_letters(material, clues.to_pylist(), choice)
    rows = sum(len(one.content.clues) for one in planned)
    action = action_of("matcher ledger letters", author, reason)
    with giving_out(place, action, purpose, run_id=material.facts.run_id, row_count=rows):
        _write(folder, planned, content, wording)
    told = [{"letter": one.number, "receiver": one.receiver, "clues": len(one.content.clues)} for one in planned]
    absent, unnamed = clues.num_rows - material.findings.num_rows, material.findings.num_rows - rows
    if as_json:
        print_json({"folder": str(folder), "letters": told, "not_in_the_run": absent, "not_of_the_agency": unnamed})
        return
    print_table(f"Letters: {folder}", ["letter", "receiver", "clues"], [list(one.values()) for one in told])
    left_out = {"the run does not show them any more": absent, "no rule names this agency for them": unnamed}
    if any(left_out.values()):
        print_table("Left out", ["why", "clues"], [[why, count] for why, count in left_out.items() if count])


def _require_usable(folder: Path, due: datetime | None, state: State, *, goes_with_dispatch: bool) -> None:
    if folder.exists() and any(folder.iterdir()):
        mend = "name a new folder: letters that went out must stay as they are"
        raise UsageError(Fault("the folder holds files already", str(folder), mend))
    if due is None and (state != "dispatched" or not goes_with_dispatch):  # clues of many dispatches: of many days
        raise UsageError(Fault("no day is named by which an answer is due", "--due", "give --due 2026-01-31"))


def letter_template(
    file: Annotated[Path, typer.Argument(help="File to write (.docx).", dir_okay=False, metavar="FILE.docx")] = Path(
        "letter.docx"
    ),
    lang: Language = None,
) -> None:
    """Write the template that letters are made from, to be edited and given with `letters --template`."""
    if file.exists():
        raise UsageError(Fault("the file is there already", str(file), "name a new file"))
    _letters_extra()
    from matcher.report.letter import save_letter_template  # noqa: PLC0415  # needs an extra

    save_letter_template(file, Wording(lang.value if lang else "zh"))


def _template(path: Path | None, wording: Wording) -> bytes:
    _letters_extra()
    from matcher.report.letter import read_letter_template  # noqa: PLC0415  # needs an extra

    return read_letter_template(path, wording)


def _letters_extra() -> None:
    try:
        import docx  # noqa: F401, PLC0415  # an extra, which not every office may install
    except ModuleNotFoundError as error:
        what = "the part that writes letters is not installed (未安装文书组件)"
        raise UsageError(Fault(what, "python-docx", "install matcher with its extra `letters`")) from error


def _material(place: Workspace, run_id: str | None, state: State, rules: Sequence[str]) -> tuple[Material, pa.Table]:
    """Give what the chosen clues are told from, and the clues."""
    with open_ledger(place.ledger_url) as ledger:
        clues = clues_of_rules(ledger.clues(state=state), rules)
    run = open_run(place.require_run(run_id))
    chosen = choose_findings(run.tables["findings"], clues, ())
    details = gather_details(replace(run, tables={**run.tables, "findings": chosen}), place.snapshots)
    return Material(chosen, run.record.report_facts(), details), clues


def _write(folder: Path, planned: Sequence[Letter], template: bytes, wording: Wording) -> None:
    from matcher.report.letter import write_letter  # noqa: PLC0415  # needs an extra

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for one in planned:
        write_letter(folder / one.file_name, template, one.content)
    lines = {
        "number": [one.number for one in planned],
        "receiver": [one.receiver for one in planned],
        "receiver_name": [one.receiver_name for one in planned],
        "dispatch": [one.dispatch for one in planned],
        "clues": [len(one.content.clues) for one in planned],
        "file": [one.file_name for one in planned],
    }
    register = pa.table({wording.say(REGISTER_HEADERS[name]): pa.array(values) for name, values in lines.items()})
    write_csv(register, folder / "register.csv")
