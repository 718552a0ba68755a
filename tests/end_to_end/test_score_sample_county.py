"""What identity costs and what rules cost: the sample county's rules on other links than its own."""

from __future__ import annotations

import polars as pl
import pytest

from matcher.config.loader import load_project
from matcher.measure import LINKS, FindingsScore, ReadRun, read_case_truth, score_on_links
from matcher.pipeline import Published, RunOptions, ingest_stage, open_kernel
from matcher.storage.workspace import open_workspace
from tests.end_to_end.conftest import NIGHTLY, TRUTH, silent
from tests.end_to_end.test_sample_county import PLANTED

TIME_OR_LAW = {"E03", "E04", "E15", "E23"}
"""Exemptions that lie in the rows themselves: no link can be wrong about them."""


@pytest.fixture(scope="module")
def scores(published: Published) -> dict[str, FindingsScore]:
    workspace, project = open_workspace(published.folder.parents[1]), load_project(NIGHTLY)
    truth, persons = read_case_truth(TRUTH), pl.read_parquet(published.folder / "persons.parquet")
    as_of, ingested = ingest_stage(project, workspace, None, silent)
    found: dict[str, FindingsScore] = {}
    for links in LINKS:
        with open_kernel(workspace, RunOptions(threads=1)) as kernel:
            found[links] = score_on_links(ReadRun(project, ingested, as_of), persons, truth, links, kernel)
    return found


def test_on_perfect_links_every_planted_case_is_found_and_no_look_alike_stands(scores: dict[str, FindingsScore]):
    rules = [rule for rule in scores["perfect"].rules if rule.group in PLANTED]

    assert {rule.group: (rule.precision, rule.recall) for rule in rules} == dict.fromkeys(PLANTED, (1.0, 1.0))
    assert sum(decoy.standing for decoy in scores["perfect"].decoys) == 0


def test_bare_ids_lose_cases_and_accuse_people_whose_ids_are_miswritten(scores: dict[str, FindingsScore]):
    """What the rules know of time and law still holds."""
    whole = scores["bare_id"].groups[0]

    assert whole.recall is not None
    assert whole.recall < 0.8
    assert whole.look_alikes_standing > 0
    assert {decoy.standing for decoy in scores["bare_id"].decoys if decoy.exemption_code in TIME_OR_LAW} == {0}


def test_without_exemptions_the_lawful_are_accused_too(scores: dict[str, FindingsScore]):
    found = {decoy.exemption_code: decoy for decoy in scores["bare_join"].decoys}

    assert {code for code in TIME_OR_LAW if found[code].standing == 0} == set()
    assert sum(decoy.lifted for decoy in found.values()) == 0
