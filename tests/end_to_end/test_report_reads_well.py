"""The sample county's reports say what decides each finding, hide who people are, and read the same again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matcher.config.pipeline import ReportChoice
from matcher.deciding_facts import gather_details
from matcher.pipeline import Published, rewrite_reports
from matcher.published import open_run
from matcher.report.codes import GRADES
from matcher.report.contents import Contents, gather_contents


def snapshots_of(run: Published) -> Path:
    return run.folder.parents[1] / "snapshots"


@pytest.fixture(scope="module")
def contents(published: Published) -> Contents:
    run = open_run(published.folder)
    details = gather_details(run, snapshots_of(published))
    return gather_contents(run.report_tables(), run.record.report_facts(), ReportChoice(), details)


def test_every_finding_says_what_decides_it(contents: Contents) -> None:
    """An auditor must not have to open two files to learn the date of death."""
    assert [lead.rule.code for lead in contents.leads if not lead.facts] == []
    assert {"死亡日期"} == {lead.facts[:4] for lead in contents.leads if lead.rule_id.endswith("paid_after_death")}


def test_no_birth_date_and_no_id_stands_in_the_facts(contents: Contents) -> None:
    said = " ".join(f"{lead.facts} {lead.link} {lead.exemption}" for lead in contents.leads)
    for grade in GRADES.values():
        # What links of a grade rest on is said of the grade, the same for everybody; births are named there alone.
        said = said.replace(grade.zh, "")

    assert re.findall(r"[0-9]{15,18}", said) == []
    assert re.findall(r"出生", said) == []


def test_every_repaired_id_says_where_it_was_damaged(contents: Contents) -> None:
    repaired = [lead.link for lead in contents.leads if lead.link_grade == "G5"]

    assert len(repaired) > 10
    assert [link for link in repaired if "所载证号" not in link] == []


def test_every_exempted_hit_names_one_exemption(contents: Contents) -> None:
    """Several exemptions share a code; `or` would leave the reader to guess."""
    exempted = [lead for lead in contents.leads if lead.exemption_code is not None]

    assert [lead.exemption for lead in exempted if "，或" in lead.exemption or not lead.exemption] == []
    assert [lead.tried for lead in exempted if lead.tried.count("【适用】") != 1] == []


def test_doubts_are_told_once_with_names(contents: Contents) -> None:
    rows = contents.tables.review.num_rows + contents.tables.conflicts.num_rows

    assert len(contents.doubts) < rows / 4
    assert [
        doubt.number for doubt in contents.doubts if not doubt.other or re.search("[0-9a-f]{20}", doubt.other)
    ] == []


def test_sources_whose_id_column_has_another_name_show_their_share(contents: Contents) -> None:
    blank = {file.source for file in contents.facts.files if not file.id_statuses}

    assert blank == set()


def test_reports_written_again_are_the_same(published: Published, tmp_path: Path) -> None:
    run = open_run(published.folder)
    written = [
        {path.name: path.read_bytes() for path in rewrite_reports(run, snapshots_of(published), ReportChoice(), folder)}
        for folder in (tmp_path / "first", tmp_path / "second")
    ]

    assert written[0] == written[1]


def test_reports_in_full_have_another_name_and_are_for_their_owner_alone(published: Published, tmp_path: Path) -> None:
    run = open_run(published.folder)
    choices = [ReportChoice(), ReportChoice(masking="unmasked"), ReportChoice(masking="unmasked", language="en")]
    masked, chinese, english = (
        rewrite_reports(run, snapshots_of(published), choice, tmp_path / str(number))
        for number, choice in enumerate(choices)
    )

    assert masked[0].name == "matcher_2025-11-30.xlsx"
    assert chinese[0].name == "matcher_2025-11-30_未脱敏.xlsx"
    assert english[0].name == "matcher_2025-11-30_unmasked.xlsx"
    assert {oct(path.stat().st_mode & 0o777) for path in (*chinese, *english)} == {"0o600"}
