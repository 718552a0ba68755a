"""`matcher ledger`: what became of the clues."""

from __future__ import annotations

from collections import Counter

import typer

from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, WorkspaceFolder
from matcher.cli.printing import out, print_json, print_table
from matcher.errors import TamperedError
from matcher.ledger import open_ledger
from matcher.storage.workspace import find_workspace

app = typer.Typer(help="What became of the clues: states, verdicts, money; and proof of it.", no_args_is_help=True)


@app.command("verify")
def verify(workspace: WorkspaceFolder = DEFAULT_WORKSPACE, as_json: AsJson = False) -> None:
    """Prove that nothing in the ledger was changed after it was written; name what was."""
    place = find_workspace(workspace)
    with open_ledger(place.ledger_url) as ledger:
        faults = ledger.verify()
        states = Counter(ledger.clues()["state"].to_pylist())
    if faults:
        raise TamperedError(faults)
    if as_json:
        print_json({"whole": True, "clues": states.total(), "states": dict(sorted(states.items()))})
        return
    print_table("Clues by state", ["state", "clues"], sorted(states.items()))
    out.print("the chain is whole: nothing was changed after it was written", markup=False)
