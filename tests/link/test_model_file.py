"""The file of a model: readable, the same model when read back, refused when it is another program's."""

from __future__ import annotations

from dataclasses import replace
from math import log2

import pytest
import yaml
from tests.link.made_up import VILLAGE, County, made_up_id

from matcher.config.linkage import Linkage
from matcher.errors import ConfigurationError
from matcher.link.comparison import COMPARED, LEVELS
from matcher.link.model_file import VERSION, default_model, read_model, write_model
from matcher.link.slips import REPAIRED
from matcher.link.weights import Model

LEARNT = replace(
    default_model(),
    origin="learnt",
    learning_pairs=4200,
    counts={"sex": {"same": 4150, "different": 50}},
    m_by_source={"card_payments": {"sex": {"same": 0.9, "different": 0.1}}},
    pairs_by_source={"card_payments": 2100},
)


def test_the_shipped_model_knows_every_level():
    """A level without m would weigh nothing, and nobody would see it."""
    model = default_model()

    assert {name: set(model.m[name]) for name in COMPARED} == {name: {*LEVELS[name][:-1]} for name in COMPARED}
    for name in COMPARED:
        assert {*LEVELS[name][:-1]} - {*model.u[name]} == (set(REPAIRED) if name == "citizen_id" else set())


def test_the_bits_of_the_shipped_file_are_those_of_its_m_and_u():
    """They are there to be read, so they must be right."""
    text = write_model(default_model())

    for name, levels in yaml.safe_load(text)["comparisons"].items():
        for level, values in levels.items():
            if "u" in values:
                assert values["bits"] == pytest.approx(log2(values["m"] / values["u"]), abs=0.006), (name, level)


@pytest.mark.parametrize("comparison", ["person_name", "birth_date", "sex", "household"])
def test_shares_of_one_comparison_add_up(comparison):
    """Each pair of one person is at one level."""
    assert sum(default_model().m[comparison].values()) == pytest.approx(1.0, abs=1e-9)


def test_a_model_read_back_weighs_the_same():
    """All but the persons of the data, which the data give, and that it now is a file."""
    read = read_model(write_model(LEARNT), "link_model.yaml")

    assert read == replace(LEARNT, origin="file")
    assert write_model(replace(read, origin="learnt")) == write_model(LEARNT)


def _changed(**changes: object) -> str:
    return yaml.safe_dump(yaml.safe_load(write_model(LEARNT)) | changes)


def _changed_level(comparison: str, level: str, values: object) -> str:
    content = yaml.safe_load(write_model(LEARNT))
    content["comparisons"][comparison][level] = values
    return yaml.safe_dump(content)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_changed(version=VERSION + 1), f"is of version {VERSION + 1}"),
        (_changed(version=None), "is of version None"),
        (_changed(comparisons={}), "lacks the comparison 'citizen_id'"),
        (_changed(comparisons=[]), "no list of comparisons"),
        (_changed_level("sex", "unknown", {"m": 0.1, "u": 0.1}), "has a level 'unknown' of 'sex'"),
        (_changed_level("sex", "same", {"m": 0, "u": 0.5}), "sex, same: m and u must be above 0"),
        (_changed_level("sex", "same", {"m": 1.5, "u": 0.5}), "sex, same: m and u must be above 0"),
        (_changed_level("sex", "same", {"m": 0.5}), "sex, same: m and u must be above 0"),
        (_changed_level("sex", "same", None), "sex, same: m and u must be above 0"),
        (_changed(sources={"a": {"comparisons": {"hair": {}}}}), "'hair' is no comparison"),
        ("a: [", "no YAML"),
        ("- 1", "no model of linkage"),
        ("", "no model of linkage"),
    ],
)
def test_a_file_that_is_no_model_of_this_program_is_refused(text, said):
    """Told what is wrong and how to mend it, before anything is linked."""
    with pytest.raises(ConfigurationError) as raised:
        read_model(text, "link_model.yaml")

    assert said in str(raised.value)
    assert "link_model.yaml" in str(raised.value)


def test_a_model_that_lacks_a_level_is_refused():
    """A file of an older program with the same version cannot be: levels make a version."""
    content = yaml.safe_load(write_model(LEARNT))
    del content["comparisons"]["birth_date"]["lunar"]

    with pytest.raises(ConfigurationError, match="lacks a level 'lunar'"):
        read_model(yaml.safe_dump(content), "link_model.yaml")


@pytest.fixture
def small_county(tmp_path):
    county = County(tmp_path)
    county.residents(300)
    county.resident(made_up_id(), "王建军")
    county.paid(None, "王建军", birth_date=None, area_code=VILLAGE)
    return county


def test_what_was_learnt_is_given_with_the_links(small_county):
    """Few records: the shipped model, with the persons of this data."""
    linked = small_county.link()

    assert linked.model == replace(default_model(), persons=301)
    assert isinstance(read_model(write_model(linked.model), "link_model.yaml"), Model)


def test_a_chosen_model_is_what_links_are_weighed_by(small_county, tmp_path):
    """Nothing is learnt beside it."""
    path = tmp_path / "link_model.yaml"
    path.write_text(write_model(LEARNT), encoding="utf-8")

    linked = small_county.link(Linkage(model=str(path)))

    assert linked.model == replace(LEARNT, origin="file", persons=301)
