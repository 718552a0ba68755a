"""Made-up findings of a prefecture, as many as are asked for, and what reports say of their run. Pure.

Drawn by number, without chance: the same size gives the same tables. Nobody in them lives.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from matcher import __version__
from matcher.config.base import Text
from matcher.config.project import Project
from matcher.config.rule import Rule
from matcher.report import Details, RunFacts, RunTables
from matcher.tables import CONFLICTS, FINDINGS, REJECTS, REVIEW

COUNTIES: Final = tuple(f"1801{number:02d}" for number in range(21, 29))
"""Counties of the made-up prefecture; none of these codes was ever assigned."""

_AS_OF: Final = date(2025, 11, 30)
_SURNAMES: Final = "王李张刘陈杨赵黄周吴"
_GIVEN: Final = "建国秀英桂兰志强玉梅海燕文斌春花"
_PAYMENTS: Final = "民政局/一卡通发放明细_2025{:02d}28.xlsx"
_LIFTED: Final = 8
"""Every so many findings one is lifted by an exemption; 0 of them would leave a sheet empty."""


def made_up_run(project: Project, rows: int) -> tuple[RunTables, RunFacts, Details]:
    """Make the tables of a run with so many findings, its facts, and what its rows say.

    Args:
        project: Whose rules, exemptions and names of sources are used.
        rows: Findings.
    """
    rules = [rule for rule in project.rules if rule.kind != "data_quality"]
    findings = pa.Table.from_pylist(list(_findings(rules, rows)), schema=FINDINGS.schema)
    tables = RunTables(FINDINGS.require(findings), REJECTS.empty(), CONFLICTS.empty(), REVIEW.empty())
    names = findings["finding_id"].to_pylist()
    return tables, _facts(project, rules), Details(facts={name: _said(number) for number, name in enumerate(names)})


def _findings(rules: list[Rule], rows: int) -> Iterator[dict[str, Any]]:
    for number in range(rows):
        rule = rules[number * 7 % len(rules)]
        months = number % 12 + 1
        name = _SURNAMES[number % 10] + _GIVEN[number % 15] + _GIVEN[number // 15 % 15]
        born = f"19{30 + number % 60:02d}{number % 12 + 1:02d}{number % 28 + 1:02d}"
        evidence = [
            {"source": "card_payments", "file": _PAYMENTS.format(month), "sheet": "发放明细", "row": number}
            for month in range(1, 1 + min(months, 4))
        ]
        other = {"source": "vehicles", "file": "公安局/机动车登记_20251130.csv", "sheet": None, "row": number + 2}
        yield {
            "finding_id": f"{number:016x}",
            "catalogue_code": rule.code,
            "rule_id": rule.rule,
            "kind": rule.kind,
            "severity": rule.severity,
            "programme": rule.programmes[0] if rule.programmes else "minimum_living_allowance",
            "person_id": f"{number * 2654435761 % 2**64:016x}",
            "citizen_id": f"180121{born}{number % 10000:04d}",
            "person_name": name,
            "area_code": f"{COUNTIES[number % len(COUNTIES)]}{101 + number % 6}{201 + number % 9}",
            "subject_source": "card_payments",
            "subject_file": evidence[0]["file"],
            "subject_sheet": "发放明细",
            "subject_row": number,
            "first_month": "2025-01",
            "last_month": f"2025-{months:02d}",
            "month_count": months,
            "amount_cny": Decimal(months * (300 + number % 400)).quantize(Decimal("0.01")),
            "link_grade": f"G{number % 6 + 1}",
            "match_probability": 1.0,
            "exemption_code": None if number % _LIFTED else "E06",
            "evidence": [*evidence, other],
            "status": "new" if number % 3 else "continuing",
        }


def _said(number: int) -> tuple[Text, ...]:
    """Give the clauses that decide a finding, each of another day and amount."""
    day, amount = f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}", 80_000 + number % 9_000
    return (
        Text(zh=f"机动车登记：{day} 登记，价格 {amount} 元", en=f"vehicle: registered {day}, {amount} yuan"),
        Text(zh=f"最低生活保障发放 {number % 12 + 1} 笔", en=f"minimum living allowance: {number % 12 + 1} payments"),
    )


def _facts(project: Project, rules: list[Rule]) -> RunFacts:
    places = {f"{county}{'0' * 6}": f"样例县{place}" for place, county in enumerate(COUNTIES, start=1)}
    for county in COUNTIES:
        for township in range(101, 107):
            places[f"{county}{township}000"] = f"{places[county + '000000']}第{township - 100}镇"
            for village in range(201, 210):
                whole = f"{places[f'{county}{township}000']}{village}村"
                places[f"{county}{township}{village}"] = whole
    return RunFacts(
        run_id="0001-2025-11-30",
        pipeline_title=project.pipeline.title,
        as_of=_AS_OF,
        first_month="2024-12",
        last_month="2025-11",
        program_version=__version__,
        files=(),
        rules=tuple(rules),
        exemptions=tuple(project.exemptions),
        area_names=places,
        programme_titles={},
        source_titles={name: source.title for name, source in project.sources.items()},
        agency_titles={},
        gone=0,
        link_counts={"G1": len(places)},
    )
