"""`matcher keys`: the storage key that tables of a workspace are encrypted under."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.access import action_of, holding, require_short
from matcher.cli.options import DEFAULT_WORKSPACE, AsJson, Author, WorkspaceFolder
from matcher.cli.printing import out, print_json
from matcher.errors import Fault, UsageError
from matcher.storage.encryption import KEYS_FILE, opened_vault, parse_key, save_ring, with_new_key
from matcher.storage.workspace import find_workspace

app = typer.Typer(help="The storage key of an encrypted workspace.", no_args_is_help=True)


@app.callback()
def keys() -> None:
    """Keep `rotate` a command of its own, though there is but one."""


@app.command("rotate")
def rotate(
    new_key: Annotated[
        Path,
        typer.Option("--new-key", help="File of the new storage key.", exists=True, dir_okay=False, show_default=False),
    ],
    author: Author,
    workspace: WorkspaceFolder = DEFAULT_WORKSPACE,
    as_json: AsJson = False,
) -> None:
    """Wrap the workspace's keys with a new storage key, and add one that new files are written under.

    No table is written anew: their keys stay wrapped with keys of the workspace. From then on the old storage key opens
    nothing but copies of `storage.keys` that were made before; put the new one where site.yaml says.
    """
    if not author.strip():
        raise UsageError(Fault("nobody is named", "--author", "say who orders it: --author NAME"))
    require_short(author.strip())
    place = find_workspace(workspace)
    key = parse_key(new_key.read_text(encoding="utf-8", errors="replace"), str(new_key))
    with holding(place, action_of("matcher keys rotate", author)) as done:
        ring = with_new_key(opened_vault().ring)
        save_ring(ring, place.root, key)
        done.row_count = len(ring.keys)
    if as_json:
        print_json({"keys": len(ring.keys), "newest": ring.newest})
        return
    out.print(f"{place.root / KEYS_FILE}: {len(ring.keys)} keys, wrapped with the new storage key", markup=False)
    out.print(
        f"now put {new_key} where the workspace's site.yaml says; the next command needs it "
        "(请立即把新密钥放到 site.yaml 指定的位置)",
        markup=False,
    )
