"""`matcher ledger enter`, `register`: what a person says of single clues."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from matcher.access import acting, note_access
from matcher.casework.granted import register_rows
from matcher.cli.access import WhoUnmasks, WhyUnmasked, action_of, purpose_of, require_short
from matcher.cli.clock import now
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Author, WorkspaceFolder
from matcher.cli.printing import out, print_json
from matcher.errors import Fault, UsageError
from matcher.ledger import Entry, open_ledger
from matcher.published import read_findings, read_record
from matcher.report.codes import DISPROOF_CODES
from matcher.report.csv_table import write_csv
from matcher.storage.workspace import find_workspace

Saying = Literal["exemption_granted", "recovered", "paid_back", "closed", "reopened"]

_OWNER_ONLY: Final = 0o600

_REFUSED: Final = {
    "unknown_clue": "there is no such clue",
    "not_allowed": "the clue's state does not allow it (docs/ledger.md)",
    "no_amount": "an amount above zero is needed: --amount",
}


def enter(
    event: Annotated[Saying, typer.Argument(help="What is said of the clue.", show_default=False)],
    clue: Annotated[str, typer.Argument(help="Clue number: B01-000123.", metavar="CLUE", show_default=False)],
    author: Author,
    reason: Annotated[str, typer.Option("--reason", help="Why, in plain words.", show_default=False)],
    code: Annotated[str | None, typer.Option("--code", help="Exemption that is granted: E01–E30.")] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Its last day.", metavar="DATE")
    ] = None,
    amount: Annotated[str | None, typer.Option("--amount", help="Yuan that moved.", metavar="YUAN")] = None,
    receipt: Annotated[str | None, typer.Option("--receipt", help="Number of the receipt of the money.")] = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
) -> None:
    """Say something of one clue: an exemption is granted, money moved, it is closed or reopened."""
    if not author.strip() or not reason.strip():
        raise UsageError(Fault("author and reason must both be given", clue, "give --author and --reason"))
    require_short(author.strip(), reason.strip())
    if event == "exemption_granted" and (code not in DISPROOF_CODES or until is None):
        mend = "give --code E14 and --until 2026-06-30: no exemption is for ever"
        raise UsageError(Fault("an exemption needs its code and its last day", clue, mend))
    details: dict[str, str | int] = {}
    if until is not None:
        details["valid_until"] = until.date().isoformat()
    if receipt is not None:
        details["receipt"] = receipt
    entry = Entry(clue, event, reason, exemption_code=code, amount_cny=_yuan(amount), details=details)
    place = find_workspace(workspace)
    with acting(place, action_of(f"matcher ledger enter {event}", author, f"{clue}: {reason}")) as done:
        with open_ledger(place.ledger_url) as ledger:
            (outcome,) = ledger.enter([entry], author, now())
        if outcome in _REFUSED:
            mend = "look at it: matcher ledger verify --json; matcher explain"
            raise UsageError(Fault(_REFUSED[outcome], clue, mend))
        done.row_count = 1
    out.print(f"{clue}: {outcome}", markup=False)


def _yuan(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text.replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise UsageError(Fault("the amount is no number", "--amount", "write it like 1635.00")) from None


def register(
    file: Annotated[
        Path, typer.Argument(help="CSV to write, named for the inbox.", dir_okay=False, metavar="FILE.csv")
    ] = Path("核查认定台账.csv"),
    reason: WhyUnmasked = None,
    author: WhoUnmasks = None,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Write the exemptions that people granted as a register that rules apply; with names and IDs in full."""
    purpose = purpose_of(unmasked=True, reason=reason, author=author)
    place = find_workspace(workspace)
    folder = place.require_run(None)
    with open_ledger(place.ledger_url) as ledger:
        clues = ledger.clues(state="exempted")
        numbers = dict(zip(clues["clue_number"].to_pylist(), clues["finding_id"].to_pylist(), strict=True))
        granted = {numbers[number]: standing for number, standing in ledger.told(numbers).items()}
    rows = register_rows(read_findings(folder), granted, read_record(folder).programme_titles)
    note_access(place, purpose, "matcher ledger register", folder.name, rows.num_rows)
    write_csv(rows, file).chmod(_OWNER_ONLY)
    told = {"file": str(file), "granted": len(granted), "written": rows.num_rows}
    if as_json:
        print_json(told)
    else:
        out.print(
            f"{file}: {rows.num_rows} of {len(granted)} granted exemptions; others are not in the run", markup=False
        )
