"""Why records are one person: the steps add up to what was published, and the masked form hides what it must."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import polars as pl
import pytest

from matcher.errors import UsageError
from matcher.explain import Teller, explain_link, explain_person, find_subject
from matcher.pipeline import Published
from matcher.published import PublishedRun, open_run
from matcher.report.waterfall import draw_waterfall
from matcher.report.wording import Wording
from tests.end_to_end.command import matcher


@pytest.fixture(scope="module")
def run(published: Published) -> PublishedRun:
    return open_run(published.folder)


@pytest.fixture(scope="module")
def workspace(published: Published) -> Path:
    return published.folder.parents[1]


@pytest.fixture(scope="module")
def snapshots(workspace: Path) -> Path:
    return workspace / "snapshots"


@pytest.fixture(scope="module")
def persons(run: PublishedRun) -> pl.DataFrame:
    return pl.DataFrame(run.tables["persons"]).sort("record_id")


def first(persons: pl.DataFrame, method: str) -> tuple[str, str]:
    """Give the first record of a way of being linked, and its person."""
    row = persons.filter(pl.col("link_method") == method).row(0, named=True)
    return row["record_id"], row["person_id"]


def test_the_steps_of_every_weighed_link_add_up_to_its_weight(
    run: PublishedRun, snapshots: Path, persons: pl.DataFrame
):
    """What is shown is what was decided on, not something counted again."""
    weighed = persons.filter(pl.col("match_weight").is_not_null()).unique("person_id", keep="first").head(40)
    assert weighed.height > 20
    for record_id, person_id, weight in weighed.select("record_id", "person_id", "match_weight").iter_rows():
        link = explain_link(run, snapshots, record_id, person_id)

        assert link.verdict == "one_person"
        assert link.steps[0].comparison == "prior"
        assert link.weight == pytest.approx(weight, abs=1e-3)
        assert link.weight == pytest.approx(sum(step.bits for step in link.steps), abs=1e-3)


def test_an_exact_link_is_explained_by_a_sentence(run: PublishedRun, snapshots: Path, persons: pl.DataFrame):
    link = explain_link(run, snapshots, *first(persons, "exact"))
    told = Teller(run.record, Wording("zh")).link(link)

    assert (link.steps, told.stages) == ((), ())
    assert told.verdict.startswith("认定为同一人（身份证号一致 G")
    assert told.sentence.startswith("身份证号有效且完全一致")


def test_a_borrowed_id_is_told_beside_what_tells_who_it_is(run: PublishedRun, snapshots: Path, persons: pl.DataFrame):
    """Else an auditor sees a link by other facts, and not that a valid ID stands in the row."""
    conflicts = pl.DataFrame(run.tables["conflicts"]).filter(pl.col("reason") == "borrowed")
    row = persons.join(conflicts, on="record_id", how="semi").filter(pl.col("match_weight") > 0).row(0, named=True)
    teller = Teller(run.record, Wording("zh"))
    told = teller.link(explain_link(run, snapshots, row["record_id"], row["person_id"]))

    assert told.explanation.verdict == "one_person"
    assert "登记在另一姓名名下，未予采信" in told.sentence
    assert told.stages
    assert told.sentence in draw_waterfall(teller.picture(told, "somebody"))


def test_a_conflict_is_told_with_how_alike_the_names_are(run: PublishedRun, snapshots: Path):
    conflict = run.tables["conflicts"].to_pylist()[0]
    owner = pl.DataFrame(run.tables["persons"]).filter(pl.col("record_id") == conflict["reference_record_id"])
    link = explain_link(run, snapshots, conflict["record_id"], owner["person_id"][0])
    told = Teller(run.record, Wording("zh")).link(link)

    assert (link.verdict, link.reason) == ("conflict", conflict["reason"])
    assert f"只有 {conflict['name_similarity']:.2f}" in told.sentence


def test_a_record_in_review_is_shown_with_the_person_that_it_could_be(run: PublishedRun, snapshots: Path):
    doubt = next(row for row in run.tables["review"].to_pylist() if row["kind"] == "link")
    link = explain_link(run, snapshots, doubt["record_id"], doubt["person_id"])

    assert (link.verdict, link.reason) == ("review", doubt["reason"])
    assert link.weight == pytest.approx(doubt["match_weight"], abs=1e-3)
    assert doubt["record_id"] in {
        one.record.record_id for one in explain_person(run, snapshots, doubt["person_id"]).in_review
    }


def test_two_records_of_two_valid_ids_are_two_people(run: PublishedRun, snapshots: Path, persons: pl.DataFrame):
    exact = persons.filter(pl.col("link_method") == "exact").unique("person_id", keep="first", maintain_order=True)
    link = explain_link(run, snapshots, exact["record_id"][0], exact["person_id"][1])

    assert (link.verdict, link.steps, link.weight) == ("two_ids", (), None)


def test_a_person_has_every_record_and_the_weighed_ones_once_for_what_says_the_same(
    run: PublishedRun, snapshots: Path, persons: pl.DataFrame
):
    _, person_id = first(persons, "repair")
    own = persons.filter(pl.col("person_id") == person_id)
    person = explain_person(run, snapshots, person_id)

    assert {record.record_id for record in person.records} == set(own["record_id"])
    repaired = own.filter(pl.col("link_method") == "repair")
    assert 0 < len(person.links) <= repaired.height
    assert {link.record.source for link in person.links} == set(repaired["source"])


def test_masked_links_show_no_name_and_no_id(run: PublishedRun, snapshots: Path, persons: pl.DataFrame):
    """Both sides are set side by side, so both must be masked."""
    for method in ("repair", "scored"):
        record_id, person_id = first(persons, method)
        plain = explain_link(run, snapshots, record_id, person_id, masked=False)
        masked = explain_link(run, snapshots, record_id, person_id)
        hidden = {
            value
            for facet in plain.facets
            if facet.column in ("citizen_id", "person_name", "birth_date", "phone", "account")
            for value in (facet.record, *facet.person)
            if value
        }
        shown = {value for facet in masked.facets for value in (facet.record, *facet.person) if value}

        assert len(hidden) > 1
        assert hidden & shown == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_picture_is_well_formed_and_says_what_the_steps_say(
    run: PublishedRun, snapshots: Path, persons: pl.DataFrame, language: str
):
    record_id, person_id = first(persons, "scored")
    teller = Teller(run.record, Wording("en" if language == "en" else "zh"))
    told = teller.link(explain_link(run, snapshots, record_id, person_id))
    drawn = draw_waterfall(teller.picture(told, person_id[:12]))
    words = [text.text for text in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]

    assert [stage.comparison for stage in told.stages if stage.comparison not in words] == []
    assert told.verdict in words
    assert drawn == draw_waterfall(teller.picture(told, person_id[:12]))


def test_a_row_can_be_named_as_reports_name_it(run: PublishedRun, persons: pl.DataFrame):
    row = persons.filter(pl.col("link_method") == "repair", pl.col("sheet").is_not_null()).row(0, named=True)
    name = f"{row['source_file'].split('/')[-1]}:{row['sheet']}:{row['row_number']}"

    assert find_subject(run, name).kind == "record"
    assert find_subject(run, f"{row['source_file']}:{row['sheet']}:{row['row_number']}").kind == "record"
    assert find_subject(run, row["record_id"]).identifier == row["record_id"]
    assert find_subject(run, row["person_id"][:10]).identifier == row["person_id"]


@pytest.mark.parametrize("text", ["", "zzzzzzzz", "没有.xlsx:3", "12345"])
def test_what_fits_nothing_is_a_usage_fault(run: PublishedRun, text: str):
    with pytest.raises(UsageError, match="no finding has this id, nor has a person or a record"):
        find_subject(run, text)


def test_the_command_explains_a_pair_in_words_and_draws_it(workspace: Path, persons: pl.DataFrame, tmp_path: Path):
    record_id, person_id = first(persons, "scored")
    picture = tmp_path / "link.svg"

    done = matcher("explain", record_id, person_id, "--workspace", workspace, "--picture", picture)

    assert (done.returncode, done.stderr) == (0, "")
    for words in ("认定为同一人", "起点", "姓名", "合计 +", "可认定 10"):
        assert words in done.stdout
    assert ET.fromstring(picture.read_text(encoding="utf-8")).tag.endswith("svg")


def test_the_command_gives_a_person_as_json(workspace: Path, persons: pl.DataFrame):
    _, person_id = first(persons, "repair")

    done = matcher("explain", person_id, "--workspace", workspace, "--json")
    person = json.loads(done.stdout)["person"]

    assert person["person_id"] == person_id
    assert {"link_method", "link_grade", "source_file", "row_number"} <= person["records"][0].keys()
    assert person["links"][0]["steps"][0]["comparison"] == "prior"


def test_two_persons_cannot_be_held_against_one_another(workspace: Path, persons: pl.DataFrame):
    two = persons["person_id"].unique().sort()[:2]

    done = matcher("explain", *two, "--workspace", workspace)

    assert done.returncode == 2
    assert "name a record and a person, or two records" in done.stderr


def test_an_exact_link_has_no_picture(workspace: Path, persons: pl.DataFrame, tmp_path: Path):
    record_id, _ = first(persons, "exact")

    done = matcher("explain", record_id, "--workspace", workspace, "--picture", tmp_path / "none.svg")

    assert done.returncode == 2
    assert "no weights were published for this" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_run_has_a_linkage_page_that_names_nobody(published: Published, persons: pl.DataFrame):
    page = next(path for path in published.reports if path.name.startswith("linkage_")).read_text(encoding="utf-8")
    names = pl.read_parquet(published.folder / "findings.parquet")["person_name"].drop_nulls().unique()

    assert page.startswith("<!DOCTYPE html>")
    assert [value for value in persons["citizen_id"].drop_nulls().unique() if value in page] == []
    assert [name for name in names if len(name) > 1 and f">{name}<" in page] == []
