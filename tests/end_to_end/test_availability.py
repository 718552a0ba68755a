"""What was never delivered accuses nobody: columns, sources and months that are not there are told by name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from matcher.config.loader import load_project
from matcher.evaluate import Evaluated
from matcher.ingest import Ingested
from matcher.pipeline import Published, RunOptions, evaluate_stage, ingest_stage, link_stage, open_kernel
from matcher.storage.workspace import open_workspace
from tests.end_to_end.command import matcher
from tests.end_to_end.conftest import ROOT, apply_only, read_before, silent, small

CARD = "schemas/sources/civil_affairs/card_payments.yaml"
DEATHS = "schemas/sources/health/death_certificates.yaml"
NIGHTLY = "pipelines/nightly.yaml"


@dataclass(frozen=True)
class Night:
    """What one night's ingest and rules gave, unpublished."""

    ingested: Ingested
    evaluated: Evaluated
    code_of: dict[str, str]

    @property
    def standing(self) -> dict[str, int]:
        """Findings that stand, by catalogue code."""
        findings = pl.DataFrame(self.evaluated.findings)
        return dict(sorted(findings.filter(pl.col("exemption_code").is_null())["catalogue_code"].value_counts().rows()))

    @property
    def not_judged(self) -> dict[str, str]:
        """Rules that were not judged, and why, by catalogue code."""
        return {self.code_of[one.rule]: one.lack for one in self.evaluated.not_judged}

    def persons(self, code: str) -> set[str]:
        """Persons whose finding of a rule stands."""
        findings = pl.DataFrame(self.evaluated.findings)
        stands = pl.col("exemption_code").is_null() & (pl.col("catalogue_code") == code)
        return set(findings.filter(stands)["person_id"])

    def severities(self, code: str) -> set[str]:
        """Severities of the findings of a rule that stand."""
        findings = pl.DataFrame(self.evaluated.findings)
        stands = pl.col("exemption_code").is_null() & (pl.col("catalogue_code") == code)
        return set(findings.filter(stands)["severity"])


@pytest.fixture
def workspace(site: Path, published: Published) -> Path:
    """A workspace that has read what the site had before a test damaged it."""
    return read_before(published, site / "workspace")


@pytest.fixture
def judge(site: Path, workspace: Path) -> Callable[[], Night]:
    """Judge the site as it lies there."""
    opened = open_workspace(workspace)

    def run() -> Night:
        project = load_project(site / NIGHTLY)
        day, ingested = ingest_stage(project, opened, None, silent)
        with open_kernel(opened, RunOptions(threads=1)) as kernel:
            linked = link_stage(project, opened, ingested, kernel)
            evaluated = evaluate_stage(project, ingested, linked, day, kernel)
        return Night(ingested, evaluated, {rule.rule: rule.code for rule in project.rules})

    return run


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


TWELVE = ("A01", "A02", "A12", "B01", "B02", "B04", "B05", "B09", "B14", "B31", "B40", "B41")
"""Codes of the rules whose numbers are written out here; what else could be judged of the same lists is not."""


def codes_of_programmes(*programmes: str) -> list[str]:
    """Codes of the rules about some benefits."""
    return sorted({rule.code for rule in load_project(ROOT / NIGHTLY).rules if {*programmes} & {*rule.programmes}})


def take_away(site: Path, name: str) -> None:
    paths = list((site / "sample_data" / "inbox").rglob(name))
    assert paths
    for path in paths:
        path.unlink()


def make_optional(site: Path, *sources: str) -> None:
    for source in sources:
        change(site / NIGHTLY, f"  - source: {source}\n", f"  - {{source: {source}, required: false}}\n")


def test_rules_that_need_a_column_that_is_not_there_are_not_judged(site: Path, judge: Callable[[], Night]):
    """A failed payment must not count as paid because its status column has another header this month."""
    change(site / CARD, "[支付状态, 发放状态]", "[支付情况]")
    apply_only(site, *TWELVE)

    night = judge()

    of_card_payments = ["A02", "B01", "B02", "B09", "B14", "B31"]
    assert night.not_judged == dict.fromkeys(of_card_payments, "column_absent")
    assert night.standing == {"A01": 7, "A12": 7, "B04": 10, "B05": 7, "B40": 10, "B41": 7}
    reason = next(one.reason for one in night.evaluated.not_judged)
    assert "“支付情况”" in reason.zh
    assert "Card payments, 4 files" in reason.en


def test_an_exemption_whose_column_is_not_there_lowers_the_findings_it_could_lift(
    site: Path, judge: Callable[[], Night]
):
    """A death certificate may have been withdrawn: without the column nobody is accused for certain."""
    change(site / DEATHS, "[撤销日期, 作废日期]", "[撤回日期]")
    apply_only(site, *TWELVE)

    night = judge()

    assert night.not_judged == dict.fromkeys(["A01", "A02", "A12"], "column_absent")
    assert [night.severities(code) for code in ("B01", "B02", "B04", "B05")] == [{"verify"}] * 4
    assert night.severities("B31") == {"strong", "verify"}
    untried = {(night.code_of[one.rule], one.exemption) for one in night.evaluated.not_looked_up if one.programmes}
    assert untried >= {("B01", "e05_death_withdrawn"), ("B05", "e05_death_dates_conflict")}


def test_rules_whose_sources_were_not_delivered_are_not_judged(site: Path, judge: Callable[[], Night]):
    """An optional list that does not come is not an empty list: its rules are not clean."""
    make_optional(site, "public_payroll", "disability_certificates", "elder_allowance_payments", "child_welfare_roster")
    for name in ("财政供养人员*", "残疾人证*", "高龄津贴*", "孤儿*", "核查认定*"):
        take_away(site, name)
    # One stray row of elder allowance in the card file is no list of elder allowances.
    card = site / "sample_data/inbox/民政局/一卡通发放明细_20250228.csv"
    lines = card.read_text(encoding="gb18030").splitlines()
    stray = next(line for line in lines if "城市低保" in line).replace("城市低保", "高龄津贴")
    card.write_text("\n".join([lines[0], stray, *lines[1:]]) + "\n", encoding="gb18030")
    apply_only(site, *TWELVE)

    night = judge()

    without = ["A01", "A02", "A12", "B09", "B40", "B41"]
    assert night.not_judged == dict.fromkeys(without, "source_absent")
    assert night.standing.keys() == {"B01", "B02", "B04", "B05", "B14", "B31"}
    reasons = {night.code_of[one.rule]: one.reason.en for one in night.evaluated.not_judged}
    assert reasons["B09"] == "not delivered: Public payroll"
    register = {one.exemption: one.programmes for one in night.evaluated.not_looked_up if one.rule.endswith("_death")}
    assert register["exemption"]
    assert night.severities("B01") == {"verify"}


def test_months_of_a_file_that_never_came_accuse_nobody(site: Path, judge: Callable[[], Night]):
    """Half a year of subsidies is gone: the other half is judged, and nobody is new on the list of those left out."""
    all_rules = (site / NIGHTLY).read_text(encoding="utf-8")
    apply_only(site, "A01", "A02")
    whole = judge()
    (site / NIGHTLY).write_text(all_rules, encoding="utf-8")
    apply_only(site, *codes_of_programmes("disability_living_subsidy", "disability_nursing_subsidy"))
    take_away(site, "残疾人两项补贴发放_20250531*")

    night = judge()

    assert night.not_judged == {}
    assert night.persons("A01") <= whole.persons("A01")
    assert night.persons("A02") <= whole.persons("A02")
    assert len(night.persons("A01")) == len(night.persons("A02")) == 6


def test_a_run_tells_what_it_could_not_look_up(site: Path, workspace: Path):
    """On the screen, in the manifest, and in what reports are made from; a list of two months ago is told as well."""
    change(site / DEATHS, "[撤销日期, 作废日期]", "[撤回日期]")
    take_away(site, "核查认定*")
    apply_only(site, *TWELVE)
    shutil.copy(
        site / "sample_data/inbox/民政局/低保名册_20251130.xlsx", site / "sample_data/inbox/民政局/低保花名_1.xlsx"
    )
    shutil.copy(
        site / "sample_data/inbox/民政局/火化登记_20251130.xlsx",
        site / "sample_data/inbox/民政局/火化登记_20251031.xlsx",
    )

    result = matcher("run", site / NIGHTLY, "--workspace", workspace, "--as-of", "2026-01-31", "--quiet")

    assert result.returncode == 0, result.stderr
    for told in (
        "rule A12 is not judged: no column '撤回日期' (Death certificates, 1 file)",
        "e05_death_withdrawn is not looked up",
        "2 files not read",
        "民政局/低保花名_1.xlsx: no source's pattern matches it; nearest: '民政局/*低保*名册*",
        "or read it with: matcher schema draft FILE",
        "民政局/火化登记_20251031.xlsx: a newer file of source 'cremations' replaces it (2025-10-31)",
        "unknown column '撤销日期'",
        "Cremations: the newest data describe 2025-11-30, 62 days before the day of this run",
    ):
        assert told in result.stderr
    folder = workspace / "runs" / (workspace / "CURRENT").read_text().strip()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {one["lack"] for one in manifest["evaluate"]["not_judged"]} == {"column_absent"}
    assert [one["why"] for one in manifest["ingest"]["files_not_read"]] == ["unmatched", "superseded"]
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    assert "elder_allowance_missing" in {one["rule_id"] for one in facts["unjudged"]}
    assert "elder_allowance_missing" not in facts["rules_that_ran"]
    delivered = {file["source"] for file in manifest["ingest"]["files"]}
    assert len(facts["warnings"]) == len(delivered) == 46


def test_a_check_tells_missing_files_and_wrong_headers_together(site: Path):
    """One look shows all there is to mend; what is only missing exits 5, what is wrong exits 3."""
    small(site)
    take_away(site, "火化登记*")
    missing = matcher("check", site / NIGHTLY, "--files")
    change(site / CARD, "headers: [享受人, 享受人姓名, 受益人姓名]", "headers: [领受人甲]")
    change(site / DEATHS, "headers: [出生日期]", "headers: [出生年月日]")

    both = matcher("check", site / NIGHTLY, "--files")

    assert (missing.returncode, both.returncode) == (5, 3)
    assert "cremations" in both.stderr
    assert "the promised column '领受人甲'" in both.stderr
    assert "unknown column '出生日期' (did you mean '出生年月日'?)" in both.stderr


def test_the_sample_day_is_not_out_of_date(site: Path):
    """Two months are the limit, not one delivery."""
    result = matcher("check", site / NIGHTLY, "--files", "--as-of", date(2025, 12, 31).isoformat())

    assert (result.returncode, result.stderr) == (0, "")
