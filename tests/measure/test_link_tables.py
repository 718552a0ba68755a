"""Made-up tables to link: the people are plausible, the dirt is what it is called, the truth is true."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest

from matcher.identity.check_digit import check_character
from matcher.identity.citizen_id import normalise_citizen_ids
from matcher.identity.name_characters import sound_of
from matcher.measure.link_dirt import ID_SHARES, damage_birth_date, damage_id, damage_name
from matcher.measure.link_tables import LinkTables, write_ids, write_link_tables
from matcher.measure.people import make_people
from matcher.measure.people_names import write_names

PERSON, ENDS_IN_X, OTHER = (
    digits + check_character(digits) for digits in ("18012119520314123", "18012119520314111", "18012219700101123")
)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> LinkTables:
    return write_link_tables(tmp_path_factory.mktemp("made"), 4_000, 20_000, dirt_percent=10, seed=3)


def rows_with_truth(tables: LinkTables, path: Path) -> pl.DataFrame:
    assert tables.truth is not None
    return pl.read_parquet(path).join(pl.read_parquet(tables.truth), on="record_id")


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write_link_tables(tmp_path / name, 300, 2_000, dirt_percent=10, seed=5)

    for name in ("left", "right", "truth", "files"):
        assert (tmp_path / "one" / f"{name}.parquet").read_bytes() == (
            tmp_path / "other" / f"{name}.parquet"
        ).read_bytes()


def test_the_register_lists_each_person_once_with_a_valid_id_of_a_county_that_never_was(made):
    register = rows_with_truth(made, made.right)

    statuses = normalise_citizen_ids(register["citizen_id"].to_arrow()).status.to_pylist()
    assert set(statuses) == {"valid"}
    assert register.height == register["citizen_id"].n_unique() == register["entity"].n_unique() == 20_000
    assert register["citizen_id"].str.starts_with("18").all()
    assert register["area_code"].str.contains("^18[0-9]{10}$").all()


def test_the_roster_lists_each_person_once_and_one_in_twenty_is_a_stranger_to_the_register(made):
    roster, register = rows_with_truth(made, made.left), rows_with_truth(made, made.right)

    assert roster.height == roster["entity"].n_unique() == 4_000
    assert roster.join(register, on="entity", how="anti").height == 200


def test_a_row_without_dirt_has_the_id_of_its_person(made):
    both = rows_with_truth(made, made.left).join(rows_with_truth(made, made.right), on="entity", suffix="_right")

    clean = both.filter(pl.col("dirt").is_null())
    assert (clean["citizen_id"] == clean["citizen_id_right"]).all()
    faultless = clean.filter(pl.col("other_dirt").is_null())
    assert (faultless["person_name"] == faultless["person_name_right"]).all()


def test_as_many_ids_are_dirty_as_asked_for_and_one_dirty_row_in_four_has_a_second_fault(made):
    roster = rows_with_truth(made, made.left)

    dirty = roster.filter(pl.col("dirt").is_not_null())
    assert 340 <= dirty.height <= 460
    assert set(dirty["dirt"]) == {*ID_SHARES, "missing_x"}
    assert 0.18 <= dirty["other_dirt"].is_not_null().mean() <= 0.32  # type: ignore[operator]


def test_twins_have_one_birth_date_two_names_and_ids_of_adjacent_sequence():
    people = make_people(30_000, 3)

    later = np.flatnonzero((np.diff(people.household) == 0) & (np.diff(people.born) == 0)) + 1
    names = np.array(write_names(people.name).to_pylist())
    gaps = people.sequence[later] - people.sequence[later - 1]
    assert len(later) > 20
    assert (names[later] != names[later - 1]).all()
    assert np.isin(gaps, [1, 2, 3]).mean() > 0.7


def test_common_names_are_as_common_as_in_life():
    people = make_people(100_000, 3)

    surnames = Counter(name[0] for name in write_names(people.name).to_pylist())
    top = [surname for surname, _ in surnames.most_common(3)]
    assert top == ["王", "李", "张"] or set(top) == {"王", "李", "张"}
    assert 0.06 <= surnames["王"] / 100_000 <= 0.09


def test_numbers_are_shared_only_within_a_household_and_mostly_by_children():
    """A telephone alone must not tell two of a family apart, as it does not in life."""
    people = make_people(50_000, 3)

    owners = pl.DataFrame({"phone": people.phone, "household": people.household, "born": people.born})
    shared = owners.filter(pl.len().over("phone") > 1)
    households = shared.group_by("phone").agg(pl.col("household").n_unique())["household"]
    is_child = owners["born"] > np.datetime64("2010-01-01").astype(int)
    share_of = shared["phone"].n_unique() / owners["phone"].n_unique()

    assert households.max() == 1
    assert 0.1 < share_of < 0.4
    assert owners.filter(is_child).select(pl.col("phone").is_in(shared["phone"].implode()).mean()).item() > 0.7
    assert owners.filter(~is_child).select(pl.col("phone").is_in(shared["phone"].implode()).mean()).item() < 0.5


def test_no_two_people_share_an_id():
    people = make_people(50_000, 3)

    assert len(set(write_ids(people).to_pylist())) == 50_000


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("wrong_digit", {"wrong_check", "wrong_date", "wrong_characters"}),
        ("adjacent_swap", {"wrong_check", "wrong_date", "wrong_characters"}),
        ("missing_digit", {"wrong_length"}),
        ("extra_digit", {"wrong_length"}),
        ("lost_digits", {"lost_digits", "wrong_check"}),
        ("fifteen_digits", {"upgraded"}),
        ("masked", {"masked"}),
        ("missing_id", {None}),
        ("borrowed_id", {"valid"}),
        ("missing_x", {"wrong_length"}),
    ],
)
def test_each_kind_of_dirt_is_read_as_what_it_is(kind, status):
    random, found = Random(1), set()
    for _ in range(600):
        written, made = damage_id(random, ENDS_IN_X if kind == "missing_x" else PERSON, OTHER)
        if made == kind:
            found |= set(normalise_citizen_ids(pl.Series([written], dtype=pl.String).to_arrow()).status.to_pylist())

    assert found
    assert found <= status


def test_a_miswritten_name_is_another_name_and_a_homophone_sounds_alike():
    random = Random(1)

    written = [damage_name(random, "王建军") for _ in range(300)]
    assert "王建军" not in {name for name, _ in written}
    for name, kind in written:
        if kind == "homophone":
            assert [sound_of(character) for character in name] == ["wang", "jian", "jun"]
        if kind == "unreadable_character":
            assert name.count("?") == 1


def test_a_miswritten_birth_date_is_another_real_date():
    random, born = Random(1), date(1962, 5, 4)

    written = {damage_birth_date(random, born) for _ in range(300)}
    assert born not in {day for day, _ in written}
    assert {kind for _, kind in written} == {"day_and_month", "date_digit", "year_off", "lunar"}
    assert (date(1962, 4, 5), "day_and_month") in written
    assert {day for day, kind in written if kind == "year_off"} == {date(1961, 5, 4), date(1963, 5, 4)}
    assert {day for day, kind in written if kind == "lunar"} == {date(1962, 4, 1)}
