"""Arguments and options that several commands share."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class LanguageOption(StrEnum):
    """Languages that reports are written in."""

    zh = "zh"
    en = "en"


PipelineFile = Annotated[
    Path, typer.Argument(help="Pipeline file.", exists=True, dir_okay=False, metavar="PIPELINE", show_default=False)
]
WorkspaceFolder = Annotated[
    Path,
    typer.Option("--workspace", "-w", help="Folder for snapshots, runs and the ledger.", file_okay=False),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="Day that the run describes; default: the pipeline's own.", metavar="DATE"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Threads = Annotated[int, typer.Option(help="Threads; the result does not depend on them.", min=1)]


def _memory(text: str) -> str:
    """Take a size that joins can be limited to."""
    if not re.fullmatch(r"[1-9]\d*(\.\d+)?\s?[KMGT]i?B", text, re.IGNORECASE):
        raise typer.BadParameter(f"'{text}' is not a size; write it like 4GB or 800MB")
    return text


Memory = Annotated[
    str | None,
    typer.Option("--memory", help="Memory limit of joins, for example 4GB.", metavar="SIZE", parser=_memory),
]
Language = Annotated[LanguageOption | None, typer.Option("--lang", help="Language of workbook and page.")]
Unmasked = Annotated[
    bool, typer.Option("--unmasked", help="Write names and citizen IDs in full. Handle with care.", show_default=False)
]
Author = Annotated[
    str, typer.Option("--author", help="Who does this; kept in the ledger.", metavar="NAME", show_default=False)
]
RunId = Annotated[str | None, typer.Option("--run", help="Run; default: the last published one.", metavar="RUN_ID")]
DEFAULT_WORKSPACE = Path("workspace")
