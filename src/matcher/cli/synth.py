"""`matcher synth`: a made-up county with known truth."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from matcher.cli.options import AsJson
from matcher.cli.printing import out, print_json
from matcher.errors import Fault, UsageError
from matcher.synth import make_county, read_settings

_MADE = ("inbox", "applications", "truth", "areas.csv", "README.md")


def synth(
    folder: Annotated[Path, typer.Argument(help="Folder to write into.", metavar="OUT", show_default=False)],
    persons: Annotated[int, typer.Option(help="Residents, about.", min=2000)] = 5000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    as_of: Annotated[
        datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day that the exports describe.", metavar="DATE")
    ] = "2025-11-30",  # type: ignore[assignment]  # typer parses the default as it parses the option
    settings: Annotated[
        Path | None,
        typer.Option(
            help="YAML that says what is to be otherwise than shipped: how much is planted, rates of what blurs it.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier made-up county there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a made-up county: exports of its agencies as they write them, and the truth beside them.

    Nobody in it lives: its county codes were never assigned.
    """
    chosen = read_settings(settings)
    earlier = [folder / name for name in _MADE if (folder / name).exists()]
    if earlier and not force:
        raise UsageError(Fault(f"{folder} is not empty", str(earlier[0]), "choose another folder, or add --force"))
    for path in earlier:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    made = make_county(folder, persons=persons, seed=seed, as_of=as_of.date(), settings=chosen)
    if as_json:
        print_json({"folder": str(folder), **vars(made)})
        return
    out.print(f"made-up county in {folder}: exports in inbox/, truth in truth/, places in areas.csv", markup=False)
