"""`matcher ledger`: what became of the clues."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from matcher.casework import (
    DispatchChoice,
    Material,
    Passwords,
    Refused,
    Taken,
    choose_findings,
    lock_workbook,
    plan_dispatches,
    read_answers,
    read_locked,
    take_rows,
)
from matcher.casework.dispatching import By, Dispatch
from matcher.cli import access, ledger_bulletin, ledger_entries, ledger_figures, ledger_letters
from matcher.cli.access import WhyUnmasked, action_of, holding, note_unmasked, purpose_of, require_short
from matcher.cli.clock import now
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Author, Language, RunId, Unmasked, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.deciding_facts import gather_details
from matcher.errors import Fault, RefusedFileError, TamperedError, TryAgainError, UsageError
from matcher.ingest.readers.formats.office import is_locked
from matcher.ledger import open_ledger
from matcher.proof import verify_ledger
from matcher.published import PublishedRun, open_run
from matcher.report.csv_table import write_csv
from matcher.report.dispatch_texts import REFUSALS, REGISTER_HEADERS
from matcher.report.dispatch_workbook import write_dispatch_workbook
from matcher.report.wording import Wording
from matcher.storage.disk import make_folders
from matcher.storage.workspace import find_workspace

app = typer.Typer(help="What became of the clues: states, verdicts, money; and proof of it.", no_args_is_help=True)


@app.command("verify")
def verify(workspace: WorkspaceFolder = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """Prove that nothing in the ledger was changed after it was written; name what was."""
    place = find_workspace(workspace)
    if faults := verify_ledger(place):
        raise TamperedError(faults)
    with open_ledger(place.ledger_url) as ledger:
        states = Counter(ledger.clues()["state"].to_pylist())
    if as_json:
        print_json({"whole": True, "clues": states.total(), "states": dict(sorted(states.items()))})
        return
    print_table("Clues by state", ["state", "clues"], sorted(states.items()))
    out.print("the chain is whole: nothing was changed after it was written", markup=False)


@app.command("dispatch")
def dispatch(
    by: Annotated[By, typer.Option("--by", help="Whom clues are parted by.", show_default=False)],
    due: Annotated[
        datetime, typer.Option("--due", formats=["%Y-%m-%d"], help="Answer by.", metavar="DATE", show_default=False)
    ],
    author: Author,
    folder: Annotated[
        Path, typer.Option("--out", help="New folder for the workbooks and the register.", file_okay=False)
    ] = Path("dispatch"),
    rules: Annotated[
        list[str] | None, typer.Option("--rules", help="Catalogue code or rule id; may be repeated.", metavar="RULE")
    ] = None,
    run_id: RunId = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    lang: Language = None,
    unmasked: Unmasked = False,
    reason: WhyUnmasked = None,
    passwords: Annotated[
        Path | None,
        typer.Option(
            "--passwords",
            help="Lock the workbooks (AES-256): CSV of receiver,password; receivers it lacks get one, added to it.",
            dir_okay=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Give open clues out to be verified: one workbook per receiver, and a register of what went where."""
    _require_author(author)
    purpose = purpose_of(unmasked=unmasked, reason=reason, author=author)
    _require_new(folder, passwords)
    place = find_workspace(workspace)
    wording = Wording(lang.value if lang else "zh")
    choice = DispatchChoice(by, tuple(rules or ()), due.date(), not unmasked, wording)
    action = action_of("matcher ledger dispatch", author, reason)
    with holding(place, action) as done, open_ledger(place.ledger_url) as ledger:
        run = open_run(place.require_run(run_id))
        clues = ledger.clues(state="open")
        material = _material(run, choose_findings(run.tables["findings"], clues, choice.rules), place.snapshots)
        planned = plan_dispatches(material, place.site_key(), clues, ledger.dispatches(), choice)
        done.run_id, done.row_count = run.record.run_id, sum(len(one.entries) for one in planned)
        note_unmasked(place, purpose, action.command, done.run_id, done.row_count)
        _write_dispatches(folder, planned, wording, Locks(Passwords(passwords), place.spill) if passwords else None)
        ledger.enter([entry for one in planned for entry in one.entries], author, now())
    told = [{"dispatch": one.sheet.dispatch, "receiver": one.receiver, "clues": len(one.entries)} for one in planned]
    if as_json:
        print_json({"folder": str(folder), "clues": done.row_count, "dispatches": told})
        return
    print_table(f"Given out: {folder}", ["dispatch", "receiver", "clues"], [list(one.values()) for one in told])


def _material(run: PublishedRun, chosen: pa.Table, snapshots: Path) -> Material:
    details = gather_details(replace(run, tables={**run.tables, "findings": chosen}), snapshots)
    return Material(chosen, run.record.report_facts(), details)


def _require_new(folder: Path, passwords: Path | None) -> None:
    """Refuse a folder in which something lies already, or would lie that must not be handed over."""
    if folder.exists() and any(folder.iterdir()):
        mend = "name a new folder: what was given out must stay as it is"
        raise UsageError(Fault("the folder holds files already", str(folder), mend))
    if passwords is not None and passwords.resolve().is_relative_to(folder.resolve()):
        mend = "keep it elsewhere: the folder is handed over"
        raise UsageError(Fault("passwords would lie beside what they lock (密码与加密文件同处)", str(passwords), mend))


@dataclass(frozen=True)
class Locks:
    """How workbooks are locked."""

    passwords: Passwords
    aside: Path
    """Folder in which they are written before."""


def _write_dispatches(folder: Path, planned: list[Dispatch], wording: Wording, locks: Locks | None) -> None:
    make_folders(folder)
    for one in planned:
        if locks is None:
            write_dispatch_workbook(folder / one.file_name, one.sheet, wording)
            continue
        password = locks.passwords.of(one.receiver)
        locks.passwords.save()  # before: nobody could open what is locked with a password that is lost
        plain = write_dispatch_workbook(locks.aside / one.file_name, one.sheet, wording)
        lock_workbook(plain, folder / one.file_name, password)
    lines = {
        "dispatch": [one.sheet.dispatch for one in planned],
        "receiver": [one.receiver for one in planned],
        "receiver_name": [one.sheet.receiver for one in planned],
        "clues": [len(one.entries) for one in planned],
        "due_on": [one.sheet.due_on.isoformat() for one in planned],
        "file": [one.file_name for one in planned],
    }
    register = pa.table({wording.say(REGISTER_HEADERS[name]): values for name, values in lines.items()})
    write_csv(register, folder / "register.csv")


@app.command("import")
def take(
    workbooks: Annotated[
        list[Path],
        typer.Argument(
            help="Workbooks that came back.", exists=True, dir_okay=False, metavar="FILE...", show_default=False
        ),
    ],
    author: Author,
    refusals: Annotated[
        Path | None, typer.Option("--refusals", help="CSV to write the refused rows into.", dir_okay=False)
    ] = None,
    passwords: Annotated[
        Path | None,
        typer.Option(
            "--passwords", help="CSV of receiver,password that open locked workbooks.", exists=True, dir_okay=False
        ),
    ] = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Take the answers of returned workbooks: each row is taken, or refused with a reason, each file at once."""
    _require_author(author)
    place = find_workspace(workspace)
    known = Passwords(passwords).all() if passwords else []
    taken: dict[str, Taken] = {}
    faults: list[Fault] = []
    action = action_of("matcher ledger import", author)
    with holding(place, action) as done, open_ledger(place.ledger_url) as ledger:
        for path in workbooks:
            try:
                rows = read_answers(path) if not is_locked(path) else read_locked(path, known, place.spill)
                taken[path.name] = take_rows(rows, ledger, author=author, at=now())
            except RefusedFileError as error:
                faults += error.faults
            except TryAgainError as error:
                raise _with_taken(error, list(taken)) from None
            finally:
                done.row_count = sum(one.taken for one in taken.values())
    refused = [one for each in taken.values() for one in each.refused]
    if refusals is not None:
        _write_refusals(refused, refusals)
    if not as_json:
        _print_taken(taken, refused)
    elif not faults:
        print_json(
            {name: _counts(one) for name, one in taken.items()} | {"refused_rows": [asdict(one) for one in refused]}
        )
    if faults:
        raise RefusedFileError(faults)


def _with_taken(error: TryAgainError, files: list[str]) -> TryAgainError:
    """Say with an error which workbooks were taken before it: they stay so."""
    before = f"; taken whole before it (此前已完整导入): {', '.join(files)}" if files else ""
    return TryAgainError([replace(fault, what=fault.what + before) for fault in error.faults])


def _counts(taken: Taken) -> dict[str, object]:
    refused = len(taken.refused)
    counts = {"taken": taken.taken, "unchanged": taken.unchanged, "blank": taken.blank, "refused": refused}
    return {**counts, "verdicts": dict(taken.verdicts)}


def _print_taken(taken: dict[str, Taken], refused: list[Refused]) -> None:
    columns = ["file", "taken", "unchanged", "blank", "refused"]
    rows = [(name, one.taken, one.unchanged, one.blank, len(one.refused)) for name, one in taken.items()]
    print_table("Rows of returned workbooks", columns, rows)
    if refused:
        lines = [(one.file, one.sheet, one.row_number, one.clue_number, REFUSALS[one.reason].zh) for one in refused]
        print_table("Rows refused", ["file", "sheet", "row", "clue", "why"], lines)


def _write_refusals(refused: list[Refused], path: Path) -> None:
    columns: dict[str, list[object]] = {
        "file": [one.file for one in refused],
        "sheet": [one.sheet for one in refused],
        "row": [one.row_number for one in refused],
        "clue": [one.clue_number for one in refused],
        "原因": [REFUSALS[one.reason].zh for one in refused],
        "reason": [REFUSALS[one.reason].en for one in refused],
    }
    write_csv(pa.table(columns), path)


def _require_author(author: str) -> None:
    if not author.strip():
        raise UsageError(Fault("nobody is named as who does this", "--author", "give a name: --author 王科长"))
    require_short(author.strip())


app.command("enter")(ledger_entries.enter)
app.command("register")(ledger_entries.register)
app.command("figures")(ledger_figures.figures)
app.command("bulletin")(ledger_bulletin.bulletin)
app.command("letters")(ledger_letters.letters)
app.command("letter-template")(ledger_letters.letter_template)
app.command("accesses")(access.accesses)
app.command("actions")(access.actions)
