"""Early warning: who is alerted at which level, who is watched until when, and what became of earlier alerts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from matcher.config.base import month_number
from matcher.config.loader import load_declaration
from matcher.config.systems import WarningsFile
from matcher.errors import ConfigurationError
from matcher.report.warnings import Alert, Conversion, WarningFacts
from matcher.report.warnings_workbook import write_outboxes
from matcher.report.wording import Wording
from matcher.systems.run_tables import RunTables
from matcher.systems.warning_register import WarningRegister
from matcher.systems.warnings import WarningPlan, raise_warnings, read_warnings
from tests.evaluate.configuration import book
from tests.systems.made_up_run import EAST, WEST, MadeUpRun, made_up_id

ROOT = Path(__file__).resolve().parents[2]
NOVEMBER = date(2025, 11, 30)
POOR, ILL, CHEATED, HELPED, STRANGER, DISABLED = 201, 202, 203, 204, 205, 206
NAMES = {POOR: "陈秀英", ILL: "钱永福", CHEATED: "孙大力", HELPED: "赵建国", STRANGER: "周小红", DISABLED: "吴春梅"}
MISSING, INELIGIBLE = "severe_disability_without_nursing_subsidy", "minimum_living_allowance_paid_after_death"
RULES = tuple(rule for rule in book().rules if rule.rule in {MISSING, INELIGIBLE})


@pytest.fixture(scope="module")
def plan() -> WarningPlan:
    return read_warnings(load_declaration(ROOT / "pipelines" / "warnings.yaml", WarningsFile))


def finding(number: int, rule: str, severity: str, **values: Any) -> dict[str, Any]:
    kind = "missing" if rule == MISSING else "ineligible"
    shared = {"citizen_id": made_up_id(number), "rule_id": rule, "kind": kind, "severity": severity}
    return {"finding_id": f"{rule}{number}", "catalogue_code": "A02", "person_name": NAMES[number], **shared, **values}


def county(folder: Path, run_id: str, as_of: date = NOVEMBER, *, aided: tuple[int, ...] = ()) -> MadeUpRun:
    """Make a county of six people; those who are aided are on the allowance from the run's month on."""
    findings = [
        finding(DISABLED, MISSING, "strong"),
        finding(CHEATED, INELIGIBLE, "verify"),
        finding(STRANGER, INELIGIBLE, "certain"),
        finding(ILL, MISSING, "certain", exemption_code="E22"),
    ]
    made = MadeUpRun(folder, run_id, as_of, findings=findings, rules=RULES)
    month = as_of.year * 12 + as_of.month - 1
    for number, name in NAMES.items():
        area = EAST if number in {POOR, ILL, DISABLED} else WEST
        made.resident(number, name, f"h{number}", area, registered_on=date(2000, 1, 1))
    at_risk = {"household_type": "monitored", "monitored_kind": "marginal", "risk_cleared": False}
    made.add("monitored_household", made_up_id(POOR), NAMES[POOR], **at_risk)
    made.add("monitored_household", made_up_id(HELPED), NAMES[HELPED], **at_risk)
    bill = {"settled_on": as_of, "self_paid_cny": Decimal(60000)}
    made.add("medical_cost", made_up_id(POOR), NAMES[POOR], **bill | {"self_paid_cny": Decimal(12000)})
    made.add("medical_cost", made_up_id(ILL), NAMES[ILL], **bill)
    certificate = {"certificate_status": "valid", "level": 1, "issued_on": date(2020, 1, 1)}
    made.add("disability_certificate", made_up_id(DISABLED), NAMES[DISABLED], **certificate)
    on_allowance = {"programme": "minimum_living_allowance", "household_key": "c1"}
    for number in (CHEATED, HELPED):
        made.add(
            "benefit_spell", made_up_id(number), NAMES[number], first_month=month_number("2020-01"), **on_allowance
        )
    for number in aided:
        made.add("benefit_spell", made_up_id(number), NAMES[number], first_month=month, **on_allowance)
    return made


@pytest.fixture
def warn(plan: WarningPlan, tmp_path: Path) -> Callable[..., WarningFacts]:
    """Raise the alerts of a made-up month, all months in one workspace."""

    def warning(run_id: str = "0001-2025-11-30", as_of: date = NOVEMBER, **given: Any) -> WarningFacts:
        shutil.rmtree(tmp_path / "workspace" / "runs" / run_id, ignore_errors=True)
        run, place = county(tmp_path / "workspace", run_id, as_of, **given).publish()
        with RunTables(run, place.snapshots) as tables:
            return raise_warnings(plan, tables, WarningRegister(place.root / "warnings"), before_kept=lambda _: None)

    return warning


def told(facts: WarningFacts) -> dict[tuple[str, str], tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    def one(alert: Alert) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        return (alert.level, alert.category, alert.signals, alert.agencies)

    return {(alert.person_name, alert.direction): one(alert) for alert in facts.alerts}


def test_everybody_in_a_group_is_alerted_once_in_each_direction_at_the_highest_level(warn: Callable[..., WarningFacts]):
    """Whom an exemption lifts, whom aid reaches already, and who is in no group raises nothing."""
    assert told(warn()) == {
        (NAMES[ILL], "forward"): ("red", "severely_ill", ("very_high_medical_costs",), ("medical_insurance",)),
        (NAMES[DISABLED], "forward"): ("red", "disabled", ("entitled_and_not_paid",), ("civil_affairs",)),
        (NAMES[POOR], "forward"): (
            "orange", "marginal", ("high_medical_costs", "risk_not_cleared"),
            ("medical_insurance", "poverty_alleviation"),
        ),
        (NAMES[CHEATED], "backward"): (
            "orange", "recipients", ("may_be_paid_against_the_rules",), ("civil_affairs",),
        ),
    }  # fmt: skip


def test_groups_and_those_outside_of_them_are_counted(warn: Callable[..., WarningFacts]):
    facts = warn()

    assert {name: count for name, count in facts.population.items() if count} == {
        "marginal": 2, "severely_ill": 2, "disabled": 1, "recipients": 2,
    }  # fmt: skip
    assert (facts.watched, facts.outside) == (5, 1)  # POOR is in two groups; STRANGER in none


def test_those_to_whom_nothing_is_due_yet_are_visited_again_sooner_where_the_level_is_red(
    warn: Callable[..., WarningFacts],
):
    visits = {alert.person_name: alert.next_visit_on for alert in warn().alerts}

    assert visits == {
        NAMES[ILL]: date(2025, 12, 30),
        NAMES[POOR]: date(2026, 2, 28),
        NAMES[DISABLED]: None,
        NAMES[CHEATED]: None,
    }


def test_an_alert_that_goes_on_is_told_apart_from_a_new_one(warn: Callable[..., WarningFacts]):
    warn()

    december = warn("0002-2025-12-31", date(2025, 12, 31))

    assert {(alert.since, alert.is_new) for alert in december.alerts} == {("2025-11", False)}
    january = warn("0003-2026-02-28", date(2026, 2, 28))  # January was never run
    assert {(alert.since, alert.is_new) for alert in january.alerts} == {("2025-11", True)}


def test_aid_in_a_later_month_answers_an_alert_and_counts_once(warn: Callable[..., WarningFacts]):
    assert warn().conversions == ()

    december = warn("0002-2025-12-31", date(2025, 12, 31), aided=(POOR,))

    assert december.conversions == (Conversion("2025-11", alerted=3, aided=1),)
    assert NAMES[POOR] not in {alert.person_name for alert in december.alerts}  # aid reaches the person now
    again = warn("0003-2026-01-31", date(2026, 1, 31), aided=(POOR, ILL))
    # In December two were alerted; one of them, and one more of November's three, are aided by January.
    assert again.conversions == (Conversion("2025-11", 3, 2), Conversion("2025-12", 2, 1))


def test_a_month_that_is_run_again_says_the_same(warn: Callable[..., WarningFacts]):
    first, december = warn(), {"run_id": "0002-2025-12-31", "as_of": date(2025, 12, 31), "aided": (POOR,)}
    once = warn(**december)

    assert warn(**december) == once
    assert warn() == first


def test_outboxes_hold_what_each_receiver_needs_and_no_name(warn: Callable[..., WarningFacts], tmp_path: Path):
    written = write_outboxes(tmp_path / "out", warn(), masked=True, wording=Wording("zh"))

    names = {receiver: [path.name for path in paths] for receiver, paths in written.items()}
    assert names == {
        "county": ["warnings_2025-11.xlsx"],
        "townships": ["180121100000.xlsx", "180121101000.xlsx"],
        "agencies": ["civil_affairs.xlsx", "medical_insurance.xlsx", "poverty_alleviation.xlsx"],
    }
    east, west = (openpyxl.load_workbook(path) for path in written["townships"])
    assert east.sheetnames == ["汇总", "正向预警", "负向预警", "回访台账"]
    first = [cell.value for cell in east["正向预警"][5]]
    assert first[:3] == ["红色", "吴**", "180121********" + made_up_id(DISABLED)[-4:]]
    assert east["回访台账"].max_row == 6
    assert west["负向预警"]["A5"].value == "橙色"
    assert [cell.value for cell in east["回访台账"][4]][-4:] == ["走访日期", "走访人", "走访情况", "处理结果"]
    county_book = openpyxl.load_workbook(written["county"][0])
    assert [cell.value for cell in county_book["汇总"][15]][:7] == ["合计（每人计一次）", 5, 2, 1, 0, 1, 4]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("agency: poverty_alleviation", "agency: poverty", "unknown agency 'poverty'"),
        ("  - elder_allowance\n", "  - elder_alowance\n", "unknown programme 'elder_alowance'"),
        ("    agency: human_resources\n", "", "need an `agency`"),
        ("    findings: {kinds: [missing], severities: [verify]}\n", "", "either `findings` or `table`"),
    ],
)
def test_what_is_wrong_in_the_declaration_is_told(tmp_path: Path, old: str, new: str, said: str):
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "schemas").symlink_to(ROOT / "schemas")
    text = (ROOT / "pipelines" / "warnings.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "pipelines" / "warnings.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(ConfigurationError, match=said):
        read_warnings(load_declaration(path, WarningsFile))


def test_every_outbox_bears_its_receiver_on_each_printed_page(warn: Callable[..., WarningFacts], tmp_path: Path):
    """The township and the agency each their own name, and the run's number."""
    written = write_outboxes(tmp_path / "out", warn("0001-2025-11-30"), masked=True, wording=Wording("zh"))

    (east, *_), (agency, *_) = written["townships"], written["agencies"]
    for path, receiver in ((east, "城关镇"), (agency, "civil_affairs")):
        marks = [str(sheet.oddFooter) for sheet in openpyxl.load_workbook(path)]
        assert all(f"发往 {receiver}" in mark and "0001-2025-11-30" in mark for mark in marks)
