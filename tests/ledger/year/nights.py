"""The months of a scripted year, by the commands that an office uses: run, dispatch, import, enter, figures."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import yaml
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.ledger import open_ledger
from matcher.published import read_findings
from matcher.report.sheet import TABLE_HEADER_ROW
from matcher.storage.workspace import Workspace
from matcher.synth import read_settings
from matcher.synth.build import build_county
from matcher.synth.exports import deliveries_of
from tests.ledger.rows import query
from tests.ledger.year.deliveries import KNOWN_FROM, deliver, month_end
from tests.ledger.year.truth import Verifier

AUTHOR = "王科长"
GRANTED = frozenset({"E14", "E17", "E22", "E23"})
"""Reasons for which the office grants an exemption instead of having the clue disproved every year."""

_GROWING = (*KNOWN_FROM, "pensions_paid")
"""Lists that grow from January on: each is let through by name, as an office would."""


@dataclass(frozen=True)
class Night:
    """One month: a run, and what became of its clues. Every count is of clues."""

    month: str
    standing: int
    """Findings that stand."""
    standing_true: int
    """Of them, those that are true by the month's end."""
    lifted: int
    """Findings that an earlier verdict or a granted exemption lifts."""
    given_out: int
    confirmed: int
    disproved: int
    exempted: int
    refused: int
    """Rows of returned workbooks that were refused."""
    returned_unchanged: int
    """Clues that were disproved, exempted or closed and came back though nothing was new: there must be none."""
    reopened: dict[str, int]
    """Clues that came back with something new, by what it was."""
    recovered_cny: Decimal
    """Recovered by the end of the month, as the ledger's figures say."""
    true_recovered_cny: Decimal
    """The same, as the truth says of the clues confirmed."""
    paid_back_cny: Decimal
    true_paid_back_cny: Decimal
    planted: dict[str, tuple[int, Decimal]]
    """Violations there are, found or not, and their money, by what is done with it."""

    @property
    def precision(self) -> float:
        """Share of the standing findings that are true."""
        return self.standing_true / self.standing if self.standing else 1.0


@dataclass
class Year:
    """An office that works through the months of one made-up county."""

    folder: Path
    persons: int
    seed: int
    last_day: date
    rules: tuple[str, ...] = ()
    """Catalogue codes; none: all."""
    settings: Path | None = None
    sources: tuple[str, ...] = ()
    """What is delivered and read; none: everything."""
    _books: dict[str, Path] = field(default_factory=dict)
    """The workbook with which a clue was last given out, by clue number."""

    def __post_init__(self):
        chosen = read_settings(self.settings)
        self.county = build_county(persons=self.persons, seed=self.seed, as_of=self.last_day, settings=chosen)
        every = deliveries_of(self.county)
        self.deliveries = [one for one in every if not self.sources or one.source in self.sources]
        self.site = self.folder / "site"
        self.workspace = self.folder / "workspace"
        self.workspace.mkdir()
        say("init", self.site)
        pipeline = self.site / "pipelines" / "nightly.yaml"
        content = yaml.safe_load(pipeline.read_text(encoding="utf-8"))
        content["first_month"] = month_end(self.county.window.first).isoformat()[:7]
        content |= {"rules": {"include": list(self.rules)}} if self.rules else {}
        if self.sources:
            content["sources"] = [one for one in content["sources"] if one["source"] in self.sources]
        pipeline.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    def night(self, month: int) -> Night:
        """Work through one month (a month number): it is delivered, judged, given out, answered and paid."""
        deliver(self.county, self.deliveries, self.site, month)
        before = {row["finding_id"]: row for row in self._clues()}
        growing = [name for name in _GROWING if not self.sources or name in self.sources]
        accepted = [part for name in growing for part in ("--accept", f"{name}:row_change")]
        # An agency may deliver a month late what it delivered before: in this county, nobody asks for it again.
        for name in sorted({one.source for one in self.deliveries}):
            accepted += ["--accept", f"{name}:unchanged"]
        why = ("--reason", "年初起按月累计，行数逐月增加")
        run = told("run", self.site / "pipelines" / "nightly.yaml", "-w", self.workspace, *accepted, *why)
        verifier = Verifier(self.county, Path(run["folder"]), self.site / "truth")
        found = {row["finding_id"]: row for row in self._clues()}
        findings = read_findings(Path(run["folder"])).to_pylist()
        standing = [found[row["finding_id"]] for row in findings if row["exemption_code"] is None]
        reopened = self._reopened(run["run_id"])
        held = {name for name, row in before.items() if row["state"] in ("disproved", "exempted")}
        self._grant(verifier, month)
        given_out = self._give_out(month)
        taken = self._answer(verifier, month)
        figures = told("ledger", "figures", "-w", self.workspace)["funnel"]
        clues = self._clues()
        true = self._true_money(verifier, clues, month)
        return Night(
            month=month_end(month).isoformat()[:7],
            standing=len(standing),
            standing_true=sum(verifier.answer(row, month).is_true for row in standing),
            lifted=sum(row["exemption_code"] is not None and row["finding_id"] in held for row in findings),
            given_out=given_out,
            confirmed=taken["confirmed"],
            disproved=taken["disproved"],
            exempted=sum(row["state"] == "exempted" for row in clues),
            refused=taken["refused"],
            returned_unchanged=reopened.pop("seen_again", 0),
            reopened=reopened,
            recovered_cny=Decimal(str(figures["recovered_cny"])),
            true_recovered_cny=true["recovered_cny"],
            paid_back_cny=Decimal(str(figures["paid_back_cny"])),
            true_paid_back_cny=true["paid_back_cny"],
            planted=verifier.planted(month),
        )

    def _clues(self):
        with open_ledger(Workspace(self.workspace).ledger_url) as ledger:
            return ledger.clues().to_pylist()

    def _grant(self, verifier, month: int) -> None:
        """Let the office exempt what is lawful here, until the year after."""
        for clue in self._clues():
            answer = verifier.answer(clue, month)
            if clue["state"] == "open" and not answer.is_true and answer.reason_code in GRANTED:
                until = ("--code", answer.reason_code, "--until", f"{self.last_day.year + 1}-06-30")
                about = (clue["clue_number"], "--author", AUTHOR, "--reason", "依规认定", "-w", self.workspace)
                say("ledger", "enter", "exemption_granted", *about, *until)

    def _give_out(self, month: int) -> int:
        due = (month_end(month) + timedelta(days=30)).isoformat()
        out = self.folder / "out" / month_end(month).isoformat()[:7]
        place = ("--due", due, "--author", AUTHOR, "--out", out, "-w", self.workspace)
        done = told("ledger", "dispatch", "--by", "county", *place)
        for row in self._clues():
            matching = list(out.glob(f"{row['dispatch']}_*.xlsx")) if row["dispatch"] else []
            if matching:
                self._books[row["clue_number"]] = matching[0]
        return int(done["clues"])

    def _answer(self, verifier, month: int) -> Counter[str]:
        """Send every workbook back: new clues get a verdict, confirmed ones the money so far."""
        clues = {row["clue_number"]: row for row in self._clues()}
        counts: Counter[str] = Counter()
        for book in sorted(set(self._books.values())):
            own = {number: clues[number] for number, place in self._books.items() if place == book}
            if any(row["state"] in ("dispatched", "confirmed") for row in own.values()):
                fill_in(book, own, verifier, month)
                answer = told("ledger", "import", book, "--author", AUTHOR, "-w", self.workspace)
                counts["refused"] += answer[book.name]["refused"]
        after = {row["clue_number"]: row["state"] for row in self._clues()}
        counts.update(after[number] for number, row in clues.items() if row["state"] == "dispatched")
        return counts

    def _reopened(self, run_id: str) -> dict[str, int]:
        """Count the clues that a run reopened, by what was new."""
        sql = "SELECT e.details FROM events e JOIN runs r USING (run_number) WHERE e.event = 'reopened' AND r.run_id = "
        rows = query(Workspace(self.workspace).ledger_url, f"{sql}'{run_id}'")
        return dict(Counter(json.loads(details)["reason"] for (details,) in rows))

    def _true_money(self, verifier, clues, month: int) -> dict[str, Decimal]:
        sums = {"recovered_cny": Decimal(0), "paid_back_cny": Decimal(0)}
        for clue in clues:
            if clue["state"] == "confirmed":
                sums[money_of(clue)] += verifier.answer(clue, month).amount
        return sums


def money_of(clue) -> str:
    """Name what is done with the money of a clue: a missing benefit is paid, all else is recovered."""
    return "paid_back_cny" if clue["kind"] == "missing" else "recovered_cny"


def fill_in(book: Path, clues, verifier, month: int) -> None:
    """Fill in the workbook as the people who verify would."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["线索清单"]
    head, *rows = sheet.iter_rows(min_row=TABLE_HEADER_ROW + 1)
    columns = {cell.value: place for place, cell in enumerate(head)}
    for row in rows:
        clue = clues.get(row[columns["线索编号"]].value)
        if clue is None or clue["state"] not in ("dispatched", "confirmed"):
            continue
        for header, value in _answers(clue, verifier.answer(clue, month), month).items():
            if not row[columns[header]].value or header in ("已追缴金额", "补发金额"):
                row[columns[header]].value = value
    workbook.save(book)


def _answers(clue, answer, month: int):
    day = month_end(month) + timedelta(days=15)
    own = {"核查人": "张三", "第二核查人": "李四", "核查日期": day}
    if not answer.is_true:
        return own | {"核查结果": "查否", "查否原因": answer.reason_code}
    if not answer.amount:
        return own | {"核查结果": "查实"}
    header = "补发金额" if money_of(clue) == "paid_back_cny" else "已追缴金额"
    return own | {"核查结果": "查实", header: float(answer.amount)}


def say(*arguments) -> str:
    """Give one command; what it prints."""
    done = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def told(*arguments):
    """Give one command; what it says as JSON."""
    return json.loads(say(*arguments, "--json"))
