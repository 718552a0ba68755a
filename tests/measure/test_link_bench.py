"""The link benchmark runs every tool on the same tables, and scores what each of them linked."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from matcher.config.linkage import Linkage
from matcher.errors import UsageError
from matcher.measure import LinkBenchOptions, bench_link
from matcher.measure.ablation import ABLATIONS, settings_without
from matcher.measure.link_tables import LinkTables, write_link_tables


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> LinkTables:
    return write_link_tables(tmp_path_factory.mktemp("made"), 500, 3_000, dirt_percent=10, seed=3)


def test_matcher_is_beside_a_bare_join_of_ids_which_finds_only_what_is_clean(made, tmp_path):
    report = bench_link(made, LinkBenchOptions(tools=("matcher", "bare_join")), tmp_path, silent)

    found = json.loads(json.dumps(report.to_json()))
    assert (found["bench"], found["baseline"]) == ("link", "bare_join")
    assert [case["case"] for case in found["cases"]] == ["matcher", "matcher to publication", "bare_join"]
    matcher, published, bare = found["cases"]
    assert all(case["rows"] == 3_500 and case["seconds"] > 0 and case["peak_mb"] > 10 for case in found["cases"])
    assert matcher["seconds"] <= published["seconds"]
    assert bare["ratio"] == 1
    assert matcher["pairs"] > 0
    assert matcher["f1"] > bare["f1"] > 0.8
    assert matcher["f1_dirty"] > 0.8 > bare["f1_dirty"]


def test_a_bare_join_links_a_borrowed_id_to_its_owner(made, tmp_path):
    report = bench_link(made, LinkBenchOptions(tools=("bare_join",)), tmp_path, silent)

    groups = {score.group: score for score in report.cases[0].scores}
    assert groups["clean"].precision == groups["clean"].recall == 1
    assert groups["dirt missing_id"].linked_pairs == 0


def test_links_have_a_digest_that_does_not_depend_on_threads(made, tmp_path):
    digests = {
        bench_link(made, LinkBenchOptions(tools=("bare_join",), threads=threads), tmp_path, silent)
        .cases[0]
        .links_sha256
        for threads in (1, 2)
    }

    assert len(digests) == 1


def test_a_part_that_is_not_there_cannot_be_left_out(made, tmp_path):
    with pytest.raises(UsageError, match="did you mean 'repair'"):
        bench_link(made, LinkBenchOptions(tools=("matcher",), ablate=("repairs",)), tmp_path, silent)


@pytest.mark.parametrize("part", ABLATIONS)
def test_every_part_that_is_listed_can_be_left_out(part):
    assert Linkage(**settings_without(part)) != Linkage()


@pytest.mark.parametrize(
    "python",
    [
        Path("no/such/python"),
        pytest.param(None, marks=pytest.mark.skipif(find_spec("splink") is not None, reason="Splink is installed")),
    ],
)
def test_without_splink_it_is_said_where_it_is_looked_for(made, tmp_path, python):
    options = LinkBenchOptions(tools=("splink",), **({"splink_python": python} if python else {}))

    with pytest.raises(UsageError, match="--splink-python"):
        bench_link(made, options, tmp_path, silent)


@pytest.mark.skipif(find_spec("splink") is None, reason="Splink is not among the packages that tests need")
def test_splink_runs_on_the_same_tables(made, tmp_path):
    report = bench_link(made, LinkBenchOptions(tools=("splink",)), tmp_path, silent)

    assert report.baseline == "splink"
    assert (report.cases[0].f1() or 0) > 0.9
