"""`matcher evaluate --policy`: what a reform would change, in the sample county."""

from __future__ import annotations

import json
from pathlib import Path

from matcher.pipeline import Published
from tests.end_to_end.command import matcher
from tests.end_to_end.conftest import NIGHTLY, apply_only, read_before, small

REFORM = """
policy: reform
regions:
  - region: '1801'
    name: {zh: 澄州市, en: Yunchuan}
    parameters:
      elder_allowance_amount: [{since: 2025-01, value: 80}]
"""


def test_a_higher_allowance_makes_missing_ones_dearer_and_overpaid_ones_cheaper(published: Published, site: Path):
    """The same persons, the same links, the same rules: only the amounts of two rules differ."""
    reform, workspace = site / "reform.yaml", read_before(published, site / "workspace")
    reform.write_text(REFORM, encoding="utf-8")
    several = ("A01", "A02", "B01", "B04", "B05", "B14", "B31", "B40", "C01")
    pipeline = apply_only(site, "A12", "elder_allowance_above_band", *several)

    done = matcher("evaluate", pipeline, "--workspace", workspace, "--policy", reform, "--json", "--quiet")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["reform"]
    assert {one["catalogue_code"] for one in told} >= {"A12", *several}
    changed = [one for one in told if float(one["amount_change_cny"]) != 0]
    assert {one["rule_id"] for one in changed} == {"elder_allowance_missing", "elder_allowance_above_band"}
    assert all((float(one["amount_change_cny"]) > 0) == (one["catalogue_code"] == "A12") for one in changed)
    assert all(one["appeared"] == one["gone"] == 0 for one in told)


def test_a_broken_reform_is_told_by_line_and_nothing_is_read(tmp_path: Path):
    """A slip in the file is mended before the night's data are touched."""
    reform = tmp_path / "reform.yaml"
    reform.write_text(REFORM.replace("since", "sinse"), encoding="utf-8")

    done = matcher("evaluate", NIGHTLY, "--workspace", tmp_path / "workspace", "--policy", reform)

    assert done.returncode == 2
    assert "reform.yaml:7" in done.stderr
    assert not (tmp_path / "workspace" / "snapshots").exists()


def test_a_parameter_that_no_policy_declares_is_refused(site: Path):
    """A misspelt parameter would change nothing, and look like a reform without effect."""
    reform = site / "reform.yaml"
    reform.write_text(REFORM.replace("elder_allowance_amount", "elder_alowance_amount"), encoding="utf-8")

    done = matcher("evaluate", small(site), "--workspace", site / "workspace", "--policy", reform, "--quiet")

    assert done.returncode == 2
    assert "elder_allowance_amount" in done.stderr
