"""A night small enough to be killed five hundred times: sixty people of the sample county, five sources, two rules.

Nights run in children forked from one process that has loaded everything and started no thread, so that no interpreter
is started for them. They run the command itself, `matcher run`, with a fixed clock and site key.
"""

from __future__ import annotations

import gc
import importlib
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from unittest.mock import patch

from matcher.cli import main
from matcher.cli.check import load_checked
from matcher.config.loader import Project
from matcher.identity.name_characters import fold_name, sound_of
from matcher.link.model_file import default_model
from matcher.report.page_templates import open_template
from matcher.storage.steps import step_key
from matcher.storage.write_points import Watcher, watched

ROOT = Path(__file__).resolve().parents[2]
STARTED_AT = datetime(2025, 12, 1, 1, 0, tzinfo=UTC)
SITE_KEY = "5e" * 32
KILLED = -signal.SIGKILL

_INBOX = ROOT / "sample_data" / "inbox"
_PERSONS = 60
_ID = re.compile(rb"\d{17}[\dX]")
_FIRST_NIGHT = (
    "公安局/户籍人口_20251130.csv",
    "民政局/一卡通发放明细_20250531.csv",
    "民政局/高龄津贴发放表_20251130.csv",
    "卫健局/死亡医学证明_20251130.csv",
)
_SECOND_NIGHT = "公安局/户籍注销_20251130.csv"
_LOADED_LATE = (
    "matcher.cli.run",
    "numpy.ma",
    "pyarrow.acero",
    "sqlalchemy.dialects.sqlite",
    "sqlglot.dialects.duckdb",
)
_PIPELINE = """\
pipeline: small
title: {zh: 小型夜间比对, en: Small night}
region: "180121"
inputs: ../inbox
areas: ../areas.csv
as_of: 2025-11-30
first_month: 2024-12
sources:
  - source: household_register
  - source: card_payments
  - source: elder_allowance_payments
  - source: death_certificates
  - {source: police_deregistrations, required: false}
rules: {include: [B01, B03]}
reports: {language: zh, workbook: true, page: true, masking: masked}
"""


@dataclass(frozen=True)
class Site:
    """Where a night is run."""

    pipeline: Path
    project: Project


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    """Exit code; less than 0: the signal that killed it."""
    said: str
    """What it wrote for people to read."""
    seconds: float


def make_sites(folder: Path) -> tuple[Site, Site]:
    """Lay out two nights of one county: on the second one more agency has delivered."""
    sites, few = [], _few()
    for night, names in enumerate((_FIRST_NIGHT, (*_FIRST_NIGHT, _SECOND_NIGHT)), start=1):
        site = folder / f"night-{night}"
        for name in ("schemas", "pipelines"):
            shutil.copytree(ROOT / name, site / name)
        shutil.copy(ROOT / "sample_data" / "areas.csv", site)
        for name in names:
            (site / "inbox" / name).parent.mkdir(parents=True, exist_ok=True)
            (site / "inbox" / name).write_bytes(_rows_of(few, name))
        pipeline = site / "pipelines" / "small.yaml"
        pipeline.write_text(_PIPELINE, encoding="utf-8")
        sites.append(Site(pipeline, load_checked(pipeline, None)))
    _warm()
    return sites[0], sites[1]


def _warm() -> None:
    """Load what a night loads late, so that no child does."""
    for name in _LOADED_LATE:
        importlib.import_module(name)
    step_key({})
    sound_of("文")
    fold_name("文")
    default_model()
    for name in ("page.html.j2", "linkage.html.j2"):
        open_template(name)


def _rows_of(few: set[bytes], name: str) -> bytes:
    """Give the header of an export and its rows that name one of the few."""
    header, *rows = (_INBOX / name).read_bytes().splitlines(keepends=True)
    return header + b"".join(row for row in rows if few & set(_ID.findall(row)))


def _few() -> set[bytes]:
    """Choose people: who was paid after a death first."""
    paid, dead = ((_INBOX / name).read_bytes() for name in (_FIRST_NIGHT[1], _FIRST_NIGHT[3]))
    ids = set(_ID.findall(paid))
    both = sorted(ids & set(_ID.findall(dead)))
    return set((both + sorted(ids.difference(both)))[:_PERSONS])


def run_night(
    site: Site,
    workspace: Path,
    watcher: Watcher | None = None,
    *,
    kill_after: float | None = None,
    at: datetime = STARTED_AT,
    before: Callable[[], None] | None = None,
) -> Outcome:
    """Run `matcher run` in a forked child, and wait for its end.

    Args:
        site: What to run.
        workspace: Where to.
        watcher: Told of each write point, within the child.
        kill_after: Seconds after which the child is killed.
        at: What the clock says.
        before: Done in the child before the command.
    """
    arguments = ["run", str(site.pipeline), "--workspace", str(workspace), "--threads", "1", "--quiet"]

    def command() -> None:
        if before:
            before()
        with (
            patch("matcher.cli.run.load_checked", return_value=site.project),
            patch("matcher.cli.run.now", return_value=at),
            patch("secrets.token_hex", return_value=SITE_KEY),
            patch("sys.argv", ["matcher", *arguments]),
            watched(watcher or (lambda kind, place: None)),
        ):
            main()

    return in_child(command, kill_after=kill_after)


def in_child(command: Callable[[], None], *, kill_after: float | None = None) -> Outcome:
    """Do something in a forked child, and wait for its end."""
    sys.stdout.flush()
    started = time.monotonic()
    with TemporaryFile() as said:
        child = os.fork()
        if not child:
            _be_child(command, said.fileno())
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        text = said.read().decode("utf-8", errors="replace")
    return Outcome(os.waitstatus_to_exitcode(status), text, time.monotonic() - started)


def _be_child(command: Callable[[], None], said: int) -> None:
    gc.freeze()  # what was loaded before is no garbage: it need not be searched in each child
    code: int | str | None = 99
    try:
        os.dup2(said, 1)
        os.dup2(said, 2)
        command()
        code = 0
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 99)
