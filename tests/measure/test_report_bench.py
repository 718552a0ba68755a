"""The report benchmark: findings that look like a run's, and the reports of them."""

from __future__ import annotations

from pathlib import Path

from matcher.config.loader import load_project
from matcher.measure.report_tables import COUNTIES, made_up_run
from matcher.measure.report_tasks import matcher_report
from matcher.tables import FINDINGS

NIGHTLY = Path(__file__).resolve().parents[2] / "pipelines" / "nightly.yaml"


def test_made_up_findings_are_of_all_counties_and_rules():
    """What is timed is as varied as a prefecture's findings."""
    project = load_project(NIGHTLY)
    tables, facts, details = made_up_run(project, 1000)

    findings = FINDINGS.require(tables.findings)
    assert {code[:6] for code in findings["area_code"].to_pylist()} == set(COUNTIES)
    assert len(set(findings["rule_id"].to_pylist())) == len({rule.rule for rule in facts.rules})
    assert set(details.facts) == set(findings["finding_id"].to_pylist())


def test_a_workbook_is_written_for_each_county_and_one_page(tmp_path: Path):
    """The task that is timed does what it is named for."""
    matcher_report({"pipeline": str(NIGHTLY), "rows": "40", "target": str(tmp_path)})()

    written = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert [name for name in written if name.endswith(".xlsx")] == [
        f"matcher_2025-11-30_{code}.xlsx" for code in COUNTIES
    ]
    assert [name for name in written if name.endswith(".html")] == ["matcher_2025-11-30.html"]
