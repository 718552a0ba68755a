"""What linking says of itself: every record counted once, whatever came of it, and no value of any person."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from tests.link.made_up import CARDS, CREMATIONS, OTHER_VILLAGE, REGISTER, VILLAGE, made_up_id

from matcher.link import figure_steps


@pytest.fixture
def figures(county):
    """Two residents; the first paid under his ID twice, the second under a damaged one; a name that nobody knows."""
    first, second = made_up_id(), made_up_id("19610708", 88)
    county.resident(first, "王建军")
    county.resident(second, "李秀英", OTHER_VILLAGE)
    county.paid(first, "王建军", area_code=VILLAGE)
    county.paid(first, "王建军", area_code=VILLAGE)
    county.paid(second[:9] + second[10:], "李秀英", area_code=OTHER_VILLAGE)
    county.add("death", CREMATIONS, None, "赵明海")
    return county.link().figures


def source_of(figures, name):
    return next(source for source in figures.sources if source.source == name)


def test_the_records_of_a_source_are_counted_by_how_they_were_linked(figures):
    assert {source.source: source.outcomes for source in figures.sources} == {
        CARDS: {"exact_G1": 2, "repair_G5": 1},
        CREMATIONS: {"alone": 1},
        REGISTER: {"exact_G1": 2},
    }


def test_a_record_counts_for_the_best_that_it_can_be_known_by(figures):
    cards, cremations = source_of(figures, CARDS), source_of(figures, CREMATIONS)

    assert cards.given == {"damaged_id": 1, "valid_id": 2}
    assert (cremations.given, cremations.lone) == ({"bare_name": 1}, {"bare_name": 1})


def test_columns_are_counted_where_a_record_gives_them(figures):
    cards = source_of(figures, CARDS)

    assert {name: count for name, count in cards.filled.items() if count} == {
        "citizen_id": 2,
        "person_name": 3,
        "area": 3,
        "village": 3,
    }


def test_persons_are_counted_by_their_records_and_by_the_sources_that_they_share(figures):
    assert figures.persons == 3
    assert figures.cluster_sizes == {"1": 1, "2": 1, "3": 1}
    assert {(pair.first, pair.second): pair.persons for pair in figures.source_pairs} == {
        (CARDS, CARDS): 2,
        (CARDS, REGISTER): 2,
        (CREMATIONS, CREMATIONS): 1,
        (REGISTER, REGISTER): 2,
    }


def test_every_pair_that_was_weighed_is_in_one_bin(figures):
    assert sum(one.accepted for one in figures.bins) == 1
    slips = [level for level in figures.levels if (level.comparison, level.level) == ("citizen_id", "missing_digit")]
    assert [(level.pairs, level.links) for level in slips] == [(1, 1)]


def test_levels_stand_with_their_m_and_u_also_where_no_pair_reached_them(figures):
    exact = next(level for level in figures.levels if (level.comparison, level.level) == ("person_name", "exact"))
    swapped = next(level for level in figures.levels if level.level == "day_month_swapped")

    assert exact.m is not None
    assert exact.median is not None
    assert exact.u == pytest.approx(exact.m / 2**exact.median, rel=1e-3)
    assert swapped.pairs == 0
    assert None not in (swapped.m, swapped.u)


def test_figures_hold_no_value_of_any_person(figures):
    said = json.dumps(asdict(figures), ensure_ascii=False)

    assert [value for value in ("王建军", "李秀英", "赵明海", made_up_id(), VILLAGE) if value in said] == []


def test_row_order_changes_no_figure(populated):
    populated.paid(None, "王建军", area_code=VILLAGE)

    assert populated.link().figures == populated.link(shuffle=7).figures


def test_no_record_at_all_has_figures(county):
    figures = county.link().figures

    assert (figures.persons, figures.sources, figures.bins, figures.cluster_sizes) == (0, (), (), {})


def test_a_person_in_more_sources_than_one_number_holds_is_in_each(county, monkeypatch):
    monkeypatch.setattr(figure_steps, "_SOURCES_PER_MASK", 2)
    for name in ("one", "two", "three", "four", "five"):
        county.add("payment", name, made_up_id(), "王建军")
    pairs = county.link().figures.source_pairs

    assert len(pairs) == 15
    assert {pair.persons for pair in pairs} == {1}


def test_of_many_persons_only_some_are_counted_each_as_several(county, monkeypatch):
    monkeypatch.setattr(figure_steps, "MOST_PERSONS", 100)
    county.residents(300)
    figures = county.link().figures

    assert figures.counted_of == 3
    assert figures.persons == 300
    assert figures.cluster_sizes["1"] % 3 == 0
    assert 200 < figures.cluster_sizes["1"] < 400
