"""Two hundred damaged files end well, and a file that did not would be noticed; `python -m tests.fuzz` reads more."""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from matcher.errors import ContractError, Fault
from tests.fuzz.arena import Arena
from tests.fuzz.families import FAMILIES, Damaged, make, schedule
from tests.fuzz.forks import Nursery
from tests.fuzz.judge import NAME, judge
from tests.fuzz.looks import LOOKS
from tests.fuzz.seeds import Seed, all_seeds
from tests.ingest.exports import ROWS

SEED = 20251135
FILES = 200


@pytest.fixture
def arena(tmp_path, monkeypatch):
    """Folders that this process takes for its own."""
    arena = Arena(tmp_path / "arena")
    monkeypatch.setenv("HOME", str(arena.home))
    monkeypatch.setenv("TMPDIR", str(arena.scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(arena.here)
    return arena


@pytest.fixture(scope="module")
def nursery():
    """What forks child processes, so that none has to be started anew."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.mark.parametrize("family", FAMILIES)
def test_damaged_files_end_in_records_rejects_or_one_clear_error(arena, nursery, family):
    numbers = [number for name, number in schedule(FILES) if name == family]
    outcomes = {number: judge(make(SEED, family, number), arena, nursery=nursery) for number in numbers}

    assert [(number, outcome) for number, outcome in outcomes.items() if outcome.is_fault] == []


@pytest.mark.parametrize(("family", "files"), [("cells", 3), ("workbook_xml", 1)])
def test_a_damaged_file_ends_the_same_twice_and_in_both_tiers(arena, family, files):
    outcomes = [judge(make(SEED, family, number), arena, LOOKS, twice=True) for number in range(1, files + 1)]

    assert [outcome for outcome in outcomes if outcome.is_fault] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_number_gives_the_same_file(family):
    assert make(SEED, family, 3).content == make(SEED, family, 3).content


def test_a_run_has_each_family_in_its_share():
    assert Counter(name for name, _ in schedule(100)) == {name: family.share for name, family in FAMILIES.items()}
    assert list(islice(schedule(9, "rows"), 7, 9)) == [("rows", 7), ("rows", 8)]


def _refuses(what):
    def read(seed, delivered, snapshots):
        raise ContractError(Fault(what, NAME, "send another"))

    return read


def _crashes(seed, delivered, snapshots):
    raise KeyError


def _writes_beside(seed, delivered, snapshots):
    Path("stray.csv").write_text("", encoding="utf-8")
    return _refuses("it is damaged")(seed, delivered, snapshots)


def _leaves_a_part(seed, delivered, snapshots):
    snapshots.mkdir()
    (snapshots / "text.part").write_text("", encoding="utf-8")
    return _refuses("it is damaged")(seed, delivered, snapshots)


def _reads_the_canary(seed, delivered, snapshots):
    snapshots.mkdir()
    (snapshots / "a.parquet").write_bytes(Path("canary.txt").read_bytes())
    return _refuses("it is damaged")(seed, delivered, snapshots)


@pytest.mark.parametrize(
    ("read", "ending"),
    [
        (_refuses("it is damaged"), "error"),
        (_refuses(" "), "unclear"),
        (_refuses(f"row 2 of {ROWS[0][1]} is damaged"), "leak"),
        (_refuses(f"no person has the number {ROWS[2][2]}"), "leak"),
        (_crashes, "crash"),
        (_writes_beside, "touched"),
        (_leaves_a_part, "touched"),
        (_reads_the_canary, "touched"),
    ],
)
def test_what_a_reader_must_not_do_is_noticed(arena, monkeypatch, read, ending):
    monkeypatch.setattr(Seed, "read", read)
    seed = next(seed for seed in all_seeds() if seed.name == "gallery/byte_order_mark.csv")

    assert judge(Damaged("cells", 0, seed, seed.content), arena).ending == ending


def test_every_whole_file_is_of_a_shape_that_a_family_damages():
    shapes = {shape for family in FAMILIES.values() for shape in family.shapes}

    assert {seed.shape for seed in all_seeds()} - shapes == set()
