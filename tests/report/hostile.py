"""What a hostile export may bring in its cells, and reports that are made of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from matcher.casework import DispatchChoice, Material, plan_dispatches
from matcher.config.base import Text
from matcher.config.pipeline import ReportChoice
from matcher.config.systems import State, Target
from matcher.ledger import Scope, open_ledger
from matcher.report import write_reports
from matcher.report.applicants import ApplicantFacts, ApplicantHousehold, Hit, HouseholdsAndPersons, LookedUp, Member
from matcher.report.applicants_pages import write_applicant_pages
from matcher.report.applicants_workbook import write_applicants_workbook
from matcher.report.coverage_public import write_public_workbook
from matcher.report.coverage_workbook import CoverageContents, TargetCounts, write_coverage_workbook
from matcher.report.csv_table import write_csv
from matcher.report.details import NO_DETAILS
from matcher.report.diff_workbook import DiffContents, RosterEnd, write_diff_workbook
from matcher.report.dispatch_workbook import write_dispatch_workbook
from matcher.report.facts import RunFacts, RunTables
from matcher.report.figures import CoverageLine, CoverageTable, compare_rosters
from matcher.report.figures.coverage import ALL
from matcher.report.judgement_workbook import Question, write_judgement_workbook
from matcher.report.letter import read_letter_template, write_letter
from matcher.report.letter_content import LetterContent
from matcher.report.letter_texts import CLUE_PLACEHOLDERS, PLACEHOLDERS
from matcher.report.linkage_page import render_linkage_page
from matcher.report.notice import Notice, NoticeLine, write_notice
from matcher.report.warnings import Alert, WarningFacts
from matcher.report.warnings_workbook import write_outboxes
from matcher.report.waterfall import draw_waterfall
from matcher.report.wording import Wording
from matcher.systems.rosters import ROSTER
from tests.report.made_up import AREA_NAMES, finding, make_facts, make_tables
from tests.report.made_up_linkage import linkage
from tests.report.test_funnel_page import page_of as funnel_page_of
from tests.report.test_quality_page import column, file, source
from tests.report.test_quality_page import page_of as quality_page_of
from tests.report.test_waterfall import STAGES, WATERFALL

FORMULA = "1+cmd|' /C calc'!A0"
HOSTILE = (
    *(start + FORMULA for start in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠")),
    *(blank + "=" + FORMULA for blank in (" ", "  ", "\u3000", "'", '"', " \u3000")),
    f"王\r={FORMULA}", f"王\n={FORMULA}", f"王,={FORMULA}", f'王"\n={FORMULA}', f"王;={FORMULA}",
    '=HYPERLINK("http://example.invalid","x")', "http://example.invalid/x", "mailto:a@example.invalid",
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", '" onmouseover="alert(1)', "{{7*7}}",
    "javascript:alert(1)", "DDE(\"cmd\";\"/C calc\")", "&C&8 x", "]]><x/>",
)  # fmt: skip
"""Texts that a spreadsheet or a browser might obey."""

AS_OF = date(2025, 11, 30)
ZH = Wording("zh")
PLACE = "180121100201"
IDS = [f"18012119400305{number:03d}4" for number in range(len(HOSTILE))]


def _text(number: int = 0) -> Text:
    return Text(zh=HOSTILE[number % len(HOSTILE)], en=HOSTILE[number % len(HOSTILE)])


def _tables() -> RunTables:
    evidence = [
        [{"source": "card_payments", "file": text, "sheet": text, "row": 3},
         {"source": "cremations", "file": text, "sheet": None, "row": 4}]
        for text in HOSTILE
    ]  # fmt: skip
    rows = [
        finding(number, person_name=text, subject_file=text, subject_sheet=text, evidence=evidence[number])
        for number, text in enumerate(HOSTILE, start=0)
    ]
    places = [{"source": "card_payments", "source_file": text, "sheet": text, "row_number": 7} for text in HOSTILE]
    rejects = [
        {**place, "check_name": "x_is_y", "column_name": text} for place, text in zip(places, HOSTILE, strict=True)
    ]
    conflicts = [
        {
            **place, "citizen_id": IDS[number], "record_id": f"r{number}", "reference_record_id": f"q{number}",
            "reference_source": "cremations", "reference_file": HOSTILE[number], "reference_sheet": HOSTILE[number],
            "reference_row": 8, "name_similarity": 0.1, "reason": "name",
        }
        for number, place in enumerate(places)
    ]  # fmt: skip
    return make_tables(rows, rejects=rejects, conflicts=conflicts)


def _facts() -> RunFacts:
    files = make_facts().files
    return make_facts(
        files=tuple(replace(one, source_file=HOSTILE[at], source_title=_text(at)) for at, one in enumerate(files)),
        area_names={code: HOSTILE[at % len(HOSTILE)] for at, code in enumerate(AREA_NAMES)},
        pipeline_title=_text(11),
        warnings=tuple(_text(at) for at in range(len(HOSTILE))),
    )


def _reports(folder: Path) -> Iterator[Path]:
    for per in ("run", "county"):
        choice = ReportChoice(masking="unmasked", workbook_per=per)
        yield from write_reports(_tables(), _facts(), choice, folder / per)


def _dispatch(folder: Path) -> Iterator[Path]:
    findings = _tables().findings
    scope = Scope(AS_OF, ("minimum_living_allowance_paid_after_death",))
    choice = DispatchChoice("agency", (), date(2025, 12, 31), False, ZH)
    with open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}") as ledger:
        from tests.casework.made_up_dispatch import GIVEN_AT  # noqa: PLC0415  # a circle otherwise

        ledger.record_run("0001-2025-11-30", scope, findings, GIVEN_AT)
        planned = plan_dispatches(Material(findings, _facts(), NO_DETAILS), b"key", ledger.clues(), [], choice)
    for one in planned:
        yield write_dispatch_workbook(folder / one.file_name, replace(one.sheet, receiver=HOSTILE[0]), ZH)


def _judgement(folder: Path) -> Iterator[Path]:
    questions = [Question(at, f"P{at}", text, text, text) for at, text in enumerate(HOSTILE, start=1)]
    yield write_judgement_workbook(folder / "judgement.xlsx", questions, AS_OF, ZH)


def _warnings(folder: Path) -> Iterator[Path]:
    alerts = tuple(
        Alert(f"p{at}", text, IDS[at], PLACE, "forward", "red", "c", ("s",), ("B01",), ("civil_affairs",), "2025-11",
              True, AS_OF if at % 2 else None)
        for at, text in enumerate(HOSTILE)
    )  # fmt: skip
    facts = WarningFacts(
        title=_text(), run_id="0001-2025-11-30", as_of=AS_OF, month="2025-11", alerts=alerts, population={"c": 40},
        watched=40, outside=0, conversions=(), category_titles={"c": _text(1)}, signal_titles={"s": _text(2)},
        rule_titles={"B01": _text(3)}, agency_titles={"civil_affairs": _text(4)},
        area_names=dict.fromkeys(AREA_NAMES, HOSTILE[5]),
    )  # fmt: skip
    for paths in write_outboxes(folder, facts, masked=False, wording=ZH).values():
        yield from paths


def _applicants(folder: Path) -> Iterator[Path]:
    households = tuple(
        ApplicantHousehold(
            text, _text(at), AS_OF, PLACE, "hit",
            (Member(text, IDS[at], _text(at), True, "as_written",
                    (Hit("vehicle", ((_text(at), _text(at)),), _text(at), AS_OF, text, text, 3),)),),
            at,
        )
        for at, text in enumerate(HOSTILE)
    )  # fmt: skip
    total = HouseholdsAndPersons(len(HOSTILE), len(HOSTILE))
    facts = ApplicantFacts(
        title=_text(), run_id="0001-2025-11-30", as_of=AS_OF, file=HOSTILE[0], households=households,
        looked_up=(LookedUp("vehicle", _text(), "hit", ((_text(1), AS_OF),)),),
        totals=dict.fromkeys(("applied", "exempt", "checked", "hit", "nothing", "in_part"), total), hit_members=1,
        by_check={"vehicle": total}, rejected_rows=0, area_names=dict.fromkeys(AREA_NAMES, HOSTILE[3]),
    )  # fmt: skip
    yield write_applicants_workbook(folder / "applicants.xlsx", facts, masked=False, wording=ZH)
    yield from write_applicant_pages(folder, facts, masked=False, wording=ZH)


def _coverage(folder: Path) -> Iterator[Path]:
    line = CoverageLine(ALL, ALL, 40, 30, 0, {"elder_allowance": 30})
    lines = (line, replace(line, state="s"), replace(line, area_code=PLACE), replace(line, area_code=PLACE, state="s"))
    target = Target(
        target="elders", title=_text(), table="person", states=(State(state="s", title=_text(1)),),
        programmes=("elder_allowance",),
    )  # fmt: skip
    counts = TargetCounts(target, CoverageTable(lines, (), (), {}), None)
    contents = CoverageContents(
        title=_text(), run_id="0001-2025-11-30", as_of=AS_OF, month="2025-11", since=None, targets=[counts],
        programme_titles={"elder_allowance": _text(2)}, area_names=dict.fromkeys(AREA_NAMES, HOSTILE[3]),
    )  # fmt: skip
    yield write_coverage_workbook(folder / "coverage.xlsx", contents, ZH)
    yield write_public_workbook(folder / "public.xlsx", contents, 5, ZH)


def _notice(folder: Path) -> Iterator[Path]:
    lines = [NoticeLine("minimum_living_allowance", text, 2, Decimal(930), PLACE) for text in HOSTILE]
    titles, places = {"minimum_living_allowance": _text()}, dict.fromkeys(AREA_NAMES, HOSTILE[3])
    yield write_notice(folder / "notice.xlsx", Notice("0001", AS_OF, "2025-11", lines, {}, titles, places), ZH)


def _diff(folder: Path) -> Iterator[Path]:
    rows: list[dict[str, Any]] = [
        {
            "programme": "elder_allowance", "month": 24310, "person_id": f"p{at}", "household_key": f"s {text}",
            "area_code": PLACE, "category": text, "residence": text, "care_level": text,
            "month_amount_cny": Decimal(100), "person_name": text,
        }
        for at, text in enumerate(HOSTILE)
    ]  # fmt: skip
    changed = [{**row, "category": "A", "month_amount_cny": Decimal(90)} for row in rows[::2]]
    compared = compare_rosters(pl.DataFrame(rows, schema=ROSTER), pl.DataFrame(changed, schema=ROSTER), 9)
    people = [{**row, "citizen_id": IDS[0]} for row in compared.persons.to_dicts()]
    end = RosterEnd("0001-2025-11-30", "2025-11")
    titles, places = {"elder_allowance": _text()}, {PLACE: HOSTILE[1]}
    contents = DiffContents(end, end, AS_OF, compared, people, None, {}, titles, {}, places, masked=False)
    yield write_diff_workbook(folder / "diff.xlsx", contents, ZH)


def _letter(folder: Path) -> Iterator[Path]:
    rows = [dict.fromkeys(CLUE_PLACEHOLDERS, text) for text in HOSTILE]
    content = LetterContent(AS_OF, {name: HOSTILE[at % len(HOSTILE)] for at, name in enumerate(PLACEHOLDERS)}, rows)
    yield write_letter(folder / "letter.docx", read_letter_template(None, ZH), content)


def _csv(folder: Path) -> Iterator[Path]:
    yield write_csv(pa.table({HOSTILE[0]: HOSTILE, "name": HOSTILE}), folder / "list.csv")


def _pages(folder: Path) -> Iterator[Path]:
    hostile = [column(name=f"c{at}", header=text) for at, text in enumerate(HOSTILE)]
    told = source(
        columns=hostile, files=[file(source_file=text) for text in HOSTILE], title={"zh": HOSTILE[0], "en": ""}
    )
    pages = {
        "quality": quality_page_of(told),
        "linkage": render_linkage_page(linkage(title={"zh": HOSTILE[-8], "en": ""}), "zh"),
        "funnel": funnel_page_of(title=_text(len(HOSTILE) - 8), rule_titles={"B01": _text(len(HOSTILE) - 7)}),
    }
    for name, page in pages.items():
        path = folder / f"{name}.html"
        path.write_text(page, encoding="utf-8")
        yield path


def _picture(folder: Path) -> Iterator[Path]:
    stages = tuple(replace(one, comparison=HOSTILE[at], level=HOSTILE[-8 + at]) for at, one in enumerate(STAGES))
    picture = draw_waterfall(replace(WATERFALL, title=HOSTILE[-8], verdict=HOSTILE[0], stages=stages))
    path = folder / "picture.svg"
    path.write_text(picture, encoding="utf-8")
    yield path


WRITERS: dict[str, Callable[[Path], Iterator[Path]]] = {
    "reports": _reports, "dispatch": _dispatch, "judgement": _judgement, "warnings": _warnings,
    "applicants": _applicants, "coverage": _coverage, "notice": _notice, "diff": _diff, "letter": _letter, "csv": _csv,
    "pages": _pages, "picture": _picture,
}  # fmt: skip
"""Everything that is written for people, by what writes it; each gives the files that it made of hostile texts."""
