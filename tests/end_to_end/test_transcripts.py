"""Every command of the documentation site is given as a page shows it, in order, and prints what the page shows.

One office does it all, on the sample county: what a page leaves behind is there for the next one. Chinese pages show
the same commands; only those that the English page does not have are given again.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest import mock

import openpyxl
import polars as pl
import pytest
from filelock import FileLock

from matcher.cli import run as run_command
from matcher.pipeline import Published
from site_pages.error_pages import read_texts
from tests.casework.made_up_dispatch import clue_of, fill
from tests.end_to_end.command import matcher
from tests.end_to_end.transcripts import Step, commands_of, fits, steps_of

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = (
    "tutorial.md",
    "howto/verdicts.md",
    "howto/nights.md",
    "howto/new_rule.md",
    "howto/new_county.md",
    "howto/new_export.md",
    "howto/incident.md",
    "explanation/links.md",
)
"""Pages that show commands, in the order in which an office would read them."""
SHOWN_AS = "/srv/matcher"
"""What pages call the folder that the office works in."""
FEBRUARY = "民政局/一卡通发放明细_20250228.csv"
"""The list of payments in which row 288 is of somebody who was dead."""
GIFTS = "inbox/民政局/临时救助备用金_20251130.csv"
"""The export that howto/new_export.md gives; errors are brought about by it."""


class Office:
    """A folder with the sample county in it, and somebody who does what pages say."""

    def __init__(self, folder: Path, published: Published) -> None:
        self.folder = folder
        self.published = published
        self.cwd = folder
        for name in ("schemas", "pipelines", "sample_data"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("truth"))

    def do(self, steps: list[Step]) -> list[str]:
        """Do the steps of a page from the top folder; give what went otherwise than shown."""
        self.cwd = self.folder
        return [line for step in steps for line in self._do(step)]

    def say(self, words: list[str]) -> str:
        """Give a command, and what it prints, as on a screen of somebody who works in SHOWN_AS."""
        with mock.patch.object(run_command, "run_pipeline", self._publish):
            printed = matcher(*words, cwd=self.cwd, on_one_screen=True).stdout
        for real, shown in ((self.published.folder.parents[1], f"{SHOWN_AS}/workspace"), (self.folder, SHOWN_AS)):
            printed = printed.replace(str(real), shown)
        return printed

    def _do(self, step: Step) -> list[str]:
        if step.kind == "file":
            path = self.cwd / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
        elif step.kind == "hand":
            HANDS[step.name](self)
        elif step.words[0] == "cd":
            self.cwd = self.cwd / step.words[1]
        else:
            assert step.words[0] == "matcher"
            printed = self.say([PLACEHOLDERS[word](self) if word in PLACEHOLDERS else word for word in step.words[1:]])
            return [] if fits(step.text, printed) else [f"$ {step.name}\n{printed}"]
        return []

    def _publish(self, _project, place, _options, **_clock) -> Published:
        """Publish what the shared run of the sample county published: a second one would take a minute."""
        shutil.copytree(self.published.folder.parents[1], place.root, dirs_exist_ok=True)
        return self.published


def finding(office: Office) -> str:
    """The finding that the tutorial looks into, as a reader copies its id from the workbook."""
    findings = pl.read_parquet(office.published.folder / "findings.parquet")
    return str(findings.filter(catalogue_code="B01", subject_file=FEBRUARY, subject_row=288)["finding_id"].item())


def clue(office: Office, workbook: str, row: int) -> str:
    """The number of a clue, as a reader copies it from a workbook that was given out."""
    return str(clue_of(openpyxl.load_workbook(office.folder / "out" / workbook)["线索清单"], row))


PLACEHOLDERS: dict[str, Callable[[Office], str]] = {
    "FINDING_ID": finding,
    "CLUE": lambda office: clue(office, "D0001_180121101000.xlsx", 2),
    "OTHER_CLUE": lambda office: clue(office, "D0002_180121201000.xlsx", 1),
}
"""What pages call ids that each site has its own of."""


def answer(office: Office) -> None:
    """Fill in the workbook of 白石镇: two clues are true, one is not."""
    path = office.folder / "out" / "D0001_180121101000.xlsx"
    book = openpyxl.load_workbook(path)
    fill(book["线索清单"], 1)
    fill(book["线索清单"], 2, 已追缴金额=100, 追缴日期=date(2025, 12, 15))
    fill(book["线索清单"], 3, 核查结果="查否", 查否原因="E05")
    book.save(path)


HANDS: dict[str, Callable[[Office], None]] = {"answer": answer}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, published: Published) -> Office:
    return Office(tmp_path_factory.mktemp("office"), published)


@pytest.fixture(scope="module")
def otherwise(office: Office) -> dict[str, list[str]]:
    """What went otherwise than shown, by page: all pages are gone through once, in their order."""
    found = {}
    for name in PAGES:
        english, chinese = (steps_of((DOCS / place).read_text(encoding="utf-8")) for place in (name, f"zh/{name}"))
        found[name] = office.do(english)
        found[f"zh/{name}"] = office.do([step for step in chinese if step not in english])
    return found


@pytest.mark.parametrize("name", [f"{folder}{name}" for folder in ("", "zh/") for name in PAGES])
def test_commands_print_what_the_page_shows(otherwise, name):
    assert otherwise[name] == []


def test_every_page_with_a_transcript_is_gone_through():
    """A page that nobody goes through would show what no command prints any more."""
    written = {
        path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if "```console" in path.read_text("utf-8")
    }

    assert written == {f"{folder}{name}" for folder in ("", "zh/") for name in PAGES}


def wrong_workbook(office: Office) -> None:
    shutil.copyfile(office.folder / "sample_data/inbox/民政局/低保名册_20251130.xlsx", office.cwd / "returned.xlsx")


def misspelt_column(office: Office) -> None:
    rule = office.cwd / "pipelines/rules/own.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("payment.amount_cny > 900", "payment.amount > 900"))


def header_changed(office: Office) -> None:
    export = office.cwd / GIFTS
    export.write_text(export.read_text(encoding="utf-8").replace("公民身份号码", "证件号"), encoding="utf-8")


def not_delivered(office: Office) -> None:
    (office.cwd / GIFTS).unlink()


def ledger_away(office: Office) -> None:
    (office.cwd / "workspace/ledger.url").write_text("postgresql://matcher@127.0.0.1:1/ledger\n", encoding="utf-8")


def file_changed(office: Office) -> None:
    (table,) = (office.cwd / "workspace/runs").glob("*/findings.parquet")
    table.write_bytes(table.read_bytes() + b"x")


BROUGHT_ABOUT: dict[str, tuple[str, Callable[[Office], None] | None]] = {
    "MATCH-C001": (".", misspelt_column),
    "MATCH-U001": (".", None),
    "MATCH-I001": ("mycounty", header_changed),
    "MATCH-I002": ("mycounty", not_delivered),
    "MATCH-L001": (".", file_changed),
    "MATCH-L002": (".", wrong_workbook),
    "MATCH-W001": (".", None),
    "MATCH-W002": (".", ledger_away),
}
"""Error code → where the office works, and what goes wrong there before the command is given."""


@pytest.fixture
def damaged(office: Office, otherwise, tmp_path: Path) -> Office:
    """A copy of the office after all pages, that a fault may be brought about in."""
    assert otherwise
    copy = Office.__new__(Office)
    copy.published, copy.folder = office.published, tmp_path / "office"
    shutil.copytree(office.folder, copy.folder)
    return copy


@pytest.mark.parametrize("code", sorted(BROUGHT_ABOUT))
def test_an_example_of_an_error_is_what_the_program_says(damaged, code):
    folder, bring_about = BROUGHT_ABOUT[code]
    (step,) = commands_of(read_texts()[code].example)
    damaged.cwd = damaged.folder / folder
    if bring_about:
        bring_about(damaged)
    held = FileLock(damaged.cwd / "workspace/.lock") if code == "MATCH-W001" else contextlib.nullcontext()
    with held:
        printed = damaged.say(step.words[1:])

    assert code in step.text
    assert fits(step.text, printed), printed


def test_every_error_that_a_command_can_bring_about_has_an_example():
    """All but the name that they have in common."""
    assert set(BROUGHT_ABOUT) == {code for code, said in read_texts().items() if said.example}
    assert set(read_texts()) - set(BROUGHT_ABOUT) == {"MATCH-E000"}


def test_a_transcript_fits_what_is_printed_line_by_line():
    shown = "Runs\n…\n*  0001  …  x\n"

    assert fits(shown, "Runs\n\n   run\n*  0001  12  x   \n")
    assert fits("$ nothing\n…\n", "$ nothing\n")
    assert not fits(shown, "Runs\n*  0001  12  y\n")
    assert not fits("a\n", "a\nb\n")
