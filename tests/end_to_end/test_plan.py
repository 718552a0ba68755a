"""`matcher plan` says beforehand what a run then does, and writes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.command import matcher
from tests.end_to_end.conftest import FEW, small

REGISTER = "公安局/户籍人口_20251130.csv"


def plan(site: Path, *arguments: str) -> dict[str, Any]:
    done = matcher("plan", site / "pipelines" / "nightly.yaml", "--workspace", site / "workspace", "--json", *arguments)
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == found["exit_code"]
    return found


def stages(planned: dict[str, Any]) -> dict[str, str]:
    return {one["stage"]: one["doing"] for one in planned["stages"]}


def kept(planned: dict[str, Any]) -> list[str]:
    return [one["source"] for one in planned["files"] if one["kept"]]


def night(site: Path, *arguments: str) -> int:
    pipeline, workspace = site / "pipelines" / "nightly.yaml", site / "workspace"
    return matcher("run", pipeline, "--workspace", workspace, "--quiet", *arguments).returncode


def listed(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_plan_is_what_the_next_run_does(site: Path):
    """First night; two on which nothing changed; then the same register under a later day."""
    small(site)
    inbox = site / "sample_data" / "inbox"

    first = plan(site)
    assert not (site / "workspace").exists()
    assert night(site) == 0
    second = plan(site)
    assert night(site) == 0
    before = listed(site / "workspace")
    third = plan(site)

    assert {one["source"] for one in first["files"]} == set(FEW)
    assert (kept(first), stages(first)) == (
        [], {"ingest": "read", "link": "anew", "evaluate": "anew", "report": "anew"},
    )  # fmt: skip
    assert first["files"][0]["bytes"] == (inbox / first["files"][0]["source_file"]).stat().st_size
    # The second night knows the person ids of the first, which the first did not have: it links once more.
    assert (len(kept(second)), stages(second)["link"]) == (len(second["files"]), "anew")
    assert stages(third) == {"ingest": "kept", "link": "taken up", "evaluate": "taken up", "report": "anew"}
    assert third["stages"][0]["seconds_before"] is not None
    assert listed(site / "workspace") == before

    (inbox / REGISTER).rename(inbox / REGISTER.replace("20251130", "20251231"))
    december = ("--as-of", "2025-12-31")
    renamed = plan(site, *december)
    assert [fault["where"] for fault in renamed["broken"]] == [REGISTER.replace("20251130", "20251231")]
    assert "is byte for byte that of 2025-11-30" in renamed["broken"][0]["what"]
    assert renamed["exit_code"] == 3
    assert night(site, *december) == 3


@pytest.mark.parametrize("json", [True, False])
def test_what_is_missing_is_told_with_the_code_of_the_run(site: Path, json: bool):
    small(site)
    (site / "sample_data" / "inbox" / REGISTER).unlink()

    done = matcher(
        "plan", site / "pipelines" / "nightly.yaml", "--workspace", site / "w", *(["--json"] if json else [])
    )

    assert done.returncode == 5
    assert "no file for the required source 'household_register'" in done.stdout


def test_what_is_missing_goes_before_what_is_broken_as_in_a_run(site: Path):
    """A run that lacks a file reads none of the others."""
    small(site)
    inbox = site / "sample_data" / "inbox"
    (inbox / REGISTER).unlink()
    other = next(one["source_file"] for one in plan(site)["files"] if one["source_file"].endswith(".csv"))
    (inbox / other).write_text("a,b\n1,2\n", encoding="utf-8")

    planned = plan(site)

    assert [len(planned["broken"]) > 0, len(planned["missing"])] == [True, 1]
    assert planned["exit_code"] == night(site) == 5
