"""Our verdict on citizen IDs against python-stdnum's, an implementation that shares nothing with ours.

stdnum also looks the county up in a table; that is taken out here: made-up counties are in no table, and a county that
was abolished stays in its people's IDs for ever. Where the two still differ is told in
docs/decisions/0004-what-a-valid-citizen-id-is.md, each difference below it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from stdnum.cn import ric

from matcher.identity.citizen_id import JOINABLE_STATUSES, check_characters, normalise_citizen_ids

COUNT = 1_000_000
DAMAGES = ("none", "digit", "swap", "check", "date", "x inside", "small x", "short", "long", "letter")


@pytest.fixture(autouse=True)
def _no_county_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ric, "get_birth_place", lambda number: {})


def made_up_ids(count: int) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Make IDs of counties that were never assigned, half of them whole and half damaged, each in one way.

    Returns:
        The IDs, and the position of each one's damage in `DAMAGES`.
    """
    generator = np.random.default_rng(18)
    days = generator.integers(np.datetime64("1880-01-01").astype(int), np.datetime64("2101-01-01").astype(int), count)
    dates = np.char.replace(days.astype("datetime64[D]").astype(str), "-", "")
    damage = np.where(generator.random(count) < 0.5, 0, generator.integers(1, len(DAMAGES), count))
    places = generator.integers(0, 10_000, count)
    order = generator.integers(0, 1000, count)
    digits = np.empty((count, 17), dtype=np.int64)
    digits[:, :2] = (1, 8)
    for width, start, numbers in ((4, 2, places), (8, 6, dates.astype(np.int64)), (3, 14, order)):
        for place in range(width):
            digits[:, start + place] = numbers // 10 ** (width - 1 - place) % 10
    wrong_date = damage == DAMAGES.index("date")
    digits[wrong_date, 10:14] = generator.integers(0, 10, (int(wrong_date.sum()), 4))
    whole = np.concatenate([digits + 48, check_characters(digits)[:, None].astype(np.int64)], axis=1)
    at = generator.integers(2, 17, count)
    rows = np.arange(count)
    hit = damage == DAMAGES.index("digit")
    whole[rows[hit], at[hit]] = (whole[rows[hit], at[hit]] - 48 + generator.integers(1, 10, int(hit.sum()))) % 10 + 48
    hit = damage == DAMAGES.index("swap")
    left, right = whole[rows[hit], at[hit] - 1].copy(), whole[rows[hit], at[hit]].copy()
    whole[rows[hit], at[hit] - 1], whole[rows[hit], at[hit]] = right, left
    hit = damage == DAMAGES.index("check")
    whole[hit, 17] = np.frombuffer(b"0123456789X", dtype=np.uint8)[generator.integers(0, 11, int(hit.sum()))]
    whole[rows[damage == DAMAGES.index("x inside")], at[damage == DAMAGES.index("x inside")]] = ord("X")
    texts = whole.astype(np.uint8).tobytes().decode()
    ids = [texts[place : place + 18] for place in range(0, 18 * count, 18)]
    changed = {
        "small x": str.lower,
        "short": lambda text: text[:17],
        "long": lambda text: text + "0",
        "letter": lambda text: text[:9] + "E" + text[10:],
    }
    for name, change in changed.items():
        for place in np.flatnonzero(damage == DAMAGES.index(name)).tolist():
            ids[place] = change(ids[place])
    return ids, damage


@pytest.mark.slow
def test_a_million_ids_are_judged_alike():
    """Valid here is valid there, whatever is wrong with an ID; and each kind of damage is met many times."""
    ids, damage = made_up_ids(COUNT)

    read = normalise_citizen_ids(pa.array(ids, pa.string()))

    joinable = pc.is_in(read.status, value_set=pa.array(JOINABLE_STATUSES)).to_pylist()
    theirs = [ric.is_valid(text) for text in ids]
    assert [text for text, our, their in zip(ids, joinable, theirs, strict=True) if our != their] == []
    assert [
        text
        for text, our in zip(ids, read.citizen_id.to_pylist(), strict=True)
        if our is not None and our != text.upper()
    ] == []
    valid = np.array(theirs)
    assert valid[damage == 0].all()
    assert not valid[np.isin(damage, [DAMAGES.index(name) for name in ("digit", "short", "long", "letter")])].any()
    assert min(np.bincount(damage, minlength=len(DAMAGES))) > 50_000
    assert 0 < valid[damage == DAMAGES.index("date")].sum() < (damage == DAMAGES.index("date")).sum()


@pytest.mark.slow
def test_a_million_check_characters_are_the_same():
    """The arithmetic alone, on any 17 digits."""
    digits = np.random.default_rng(7).integers(0, 10, (COUNT, 17))
    texts = (digits + 48).astype(np.uint8).tobytes().decode()

    ours = check_characters(digits).tobytes().decode()

    theirs = "".join(ric.calc_check_digit(texts[place : place + 17] + "0") for place in range(0, 17 * COUNT, 17))
    assert ours == theirs


DIFFERENCES = [
    # text, canonical ID of ours, status of ours, theirs accepts, why
    ("180121187903070017", None, "wrong_date", True, "born before 1880: nobody who is paid"),
    ("180121210103070011", None, "wrong_date", True, "born after 2100"),
    ("180121 19900307 0036", "180121199003070036", "cleaned", False, "spaces between groups"),
    ("180121-19900307-0036", "180121199003070036", "cleaned", False, "hyphens between groups"),
    ("'180121199003070036", "180121199003070036", "cleaned", False, "apostrophe before"),
    ("180121199003070036\u200b", "180121199003070036", "cleaned", False, "zero-width space after"),
    ("18012119900307001Х", "18012119900307001X", "cleaned", False, "Cyrillic X"),
    ("18O121199003070036", "180121199003070036", "corrected", False, "letter O for 0, and then valid"),
    ("180121900307001", "18012119900307001X", "upgraded", False, "the form of before 1999"),
    ("18012119900307003643", "180121199003070036", "cleaned", False, "disability certificate number"),
    ("000000200001010005", None, "placeholder", True, "zeros for a place that is not known"),
    ("080121199003070008", None, "wrong_characters", True, "no province begins with 0"),
]


@pytest.mark.parametrize(
    ("text", "citizen_id", "status", "accepted", "why"), DIFFERENCES, ids=[case[-1] for case in DIFFERENCES]
)
def test_each_difference_is_a_decision(text, citizen_id, status, accepted, why):
    read = normalise_citizen_ids(pa.array([text]))

    assert (read.citizen_id[0].as_py(), read.status[0].as_py(), ric.is_valid(text)) == (citizen_id, status, accepted)
