"""One-slip repairs of damaged IDs: the kernel, and the links that they make."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.link.made_up import CARDS, ROSTER, VILLAGE, are_one_person, link_of, made_up_id, persons_by_record

from matcher.identity.citizen_id import is_valid_citizen_id
from matcher.link.repair import REPAIRS, repair_ids

AREAS = pa.array(["180121"])
WHOLE = made_up_id("19520314", 123)  # 180121195203141232
WITH_X = next(
    identifier for identifier in (made_up_id("19520314", number) for number in range(100, 200)) if identifier[17] == "X"
)


def _repairs(text: str) -> dict[str, str]:
    table = repair_ids(pa.array([text]), AREAS)
    return dict(zip(table["citizen_id"].to_pylist(), table["slip"].to_pylist(), strict=True))


def _with_digit(position: int, digit: str) -> str:
    return WHOLE[:position] + digit + WHOLE[position + 1 :]


@pytest.mark.parametrize("position", range(18))
def test_a_wrong_digit_anywhere_is_repaired(position):
    """The whole ID is among the repairs wherever the slip fell."""
    digit = "0" if WHOLE[position] != "0" else "5"

    assert _repairs(_with_digit(position, digit))[WHOLE] == "wrong_digit"


@pytest.mark.parametrize("position", [place for place in range(17) if WHOLE[place] != WHOLE[place + 1]])
def test_two_neighbours_swapped_anywhere_are_repaired(position):
    """Adjacent swaps always break the check character, so they can be found."""
    damaged = WHOLE[:position] + WHOLE[position + 1] + WHOLE[position] + WHOLE[position + 2 :]

    assert _repairs(damaged)[WHOLE] == "swapped_digits"


@pytest.mark.parametrize("position", range(18))
def test_a_missing_digit_anywhere_is_repaired(position):
    """Seventeen characters: one is put back."""
    assert _repairs(WHOLE[:position] + WHOLE[position + 1 :])[WHOLE] == "missing_digit"


def test_a_missing_x_is_put_back():
    """Spreadsheets that want numbers lose it."""
    assert _repairs(WITH_X[:17])[WITH_X] == "missing_digit"


@pytest.mark.parametrize("position", range(19))
def test_an_extra_digit_anywhere_is_taken_out(position):
    """Nineteen characters: one is too many."""
    assert _repairs(WHOLE[:position] + "7" + WHOLE[position:])[WHOLE] == "extra_digit"


@pytest.mark.parametrize("damaged", ["1801211952031A1232", "180121195203?41232", "180121195203一41232"])
def test_one_unreadable_character_is_a_wrong_digit(damaged):
    """Its place is known, so only that digit is solved for."""
    assert _repairs(damaged) == {WHOLE: "wrong_digit"}


@pytest.mark.parametrize("text", ["", "1801211952031412", "18012119520314????", "无", "180121195203141232", "四二一一"])
def test_what_is_no_single_slip_has_no_repair(text):
    """Too short, too much unreadable, no number, or nothing wrong."""
    assert WHOLE not in _repairs(text)


def test_repairs_are_plausible():
    """Other areas and impossible dates are left out: month 13, and a county nobody comes from."""
    repairs = repair_ids(pa.array([_with_digit(16, "9")]), pa.array(["420281"]))

    assert REPAIRS.empty_table() == repairs


@given(
    birth=st.dates().map(lambda day: day.replace(year=1900 + day.year % 120, day=min(day.day, 28))),
    sequence=st.integers(0, 999),
    position=st.integers(0, 17),
    shift=st.integers(1, 9),
)
@settings(max_examples=150, deadline=None)
def test_repairs_are_valid_few_and_hold_the_truth(birth, sequence, position, shift):
    """At most 18 single digits and 17 swaps can be right, whatever was damaged."""
    whole = made_up_id(birth.strftime("%Y%m%d"), sequence)
    kept = 10 if whole[position] == "X" else int(whole[position])
    damaged = whole[:position] + str((kept + shift) % (11 if position == 17 else 10) % 10) + whole[position + 1 :]

    table = repair_ids(pa.array([damaged]), AREAS)

    assert is_valid_citizen_id(table["citizen_id"]).to_pylist() == [True] * table.num_rows
    assert table.num_rows <= 35
    assert damaged == whole or whole in table["citizen_id"].to_pylist()


DIRT = {
    "wrong digit of the birth date": _with_digit(10, "7"),
    "wrong digit of the sequence": _with_digit(15, "8"),
    "wrong check character": _with_digit(17, "9"),
    "swapped neighbours": WHOLE[:12] + WHOLE[13] + WHOLE[12] + WHOLE[14:],
    "missing digit": WHOLE[:7] + WHOLE[8:],
    "extra digit": WHOLE[:7] + "4" + WHOLE[7:],
    "tail lost to a spreadsheet": WHOLE[:15] + "000",
    "scientific notation with every digit": f"{WHOLE[0]}.{WHOLE[1:15]}E+17",
    "masked": WHOLE[:6] + "*" * 8 + WHOLE[14:],
}


@pytest.mark.parametrize("raw_id", DIRT.values(), ids=DIRT.keys())
def test_a_damaged_id_is_recovered_where_the_name_agrees(populated, raw_id):
    """The dirt that exports are known to hold, one kind each."""
    resident = populated.resident(WHOLE, "王建军")
    payment = populated.paid(raw_id, "王建军", area_code=VILLAGE)

    linked = populated.link()

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("repair", "G5")


@pytest.mark.parametrize(
    ("birth_date", "is_one"),
    [
        (None, True),
        (date(1952, 3, 14), True),
        (date(1953, 3, 14), True),
        (date(1952, 2, 19), True),
        (date(1992, 3, 14), True),
        (date(1971, 8, 2), False),
    ],
    ids=["none", "same", "year beside", "lunar calendar", "one digit", "another time"],
)
def test_a_masked_id_is_held_against_the_birth_date_beside_it(populated, birth_date, is_one):
    """What the mask hides, the date tells: slips of a date are forgiven, another life is not."""
    resident = populated.resident(WHOLE, "王建军")
    payment = populated.paid(DIRT["masked"], "王建军", area_code=VILLAGE, birth_date=birth_date)

    assert are_one_person(populated.link(), resident, payment) == is_one


@pytest.mark.parametrize(
    "raw_id", [WITH_X[:17], WITH_X[:17] + "*", WITH_X[:17] + "x"], ids=["left out", "star", "small"]
)
def test_a_check_character_x_that_was_lost_or_written_otherwise_is_recovered(populated, raw_id):
    """Whether cleaning or repair recovers it, the person is found."""
    resident = populated.resident(WITH_X, "王建军")
    payment = populated.paid(raw_id, "王建军")

    assert are_one_person(populated.link(), resident, payment)


BY_CHANCE = next(
    identifier
    for identifier in (made_up_id(f"195203{day:02d}", 100) for day in range(1, 29))
    if identifier.endswith("000")
)
"""A lost tail of zeros that passes the check, as one in eleven does."""
HOLDER = made_up_id(BY_CHANCE[6:14], 123)


def test_a_lost_tail_that_passes_the_check_by_chance_is_not_believed(populated):
    """One source writes it, and the register knows one of that name whose ID begins alike."""
    resident = populated.resident(HOLDER, "王建军")
    payment = populated.paid(BY_CHANCE, "王建军", area_code=VILLAGE)

    linked = populated.link()

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("repair", "G5")


def test_an_id_that_truly_ends_in_zeros_is_believed(populated):
    """Another name, or the register itself: then it is somebody's own."""
    populated.resident(HOLDER, "王建军")
    other = populated.paid(BY_CHANCE, "赵秀兰")

    assert link_of(populated.link(), other) == ("exact", "G1")


def test_a_like_sounding_name_is_accepted_where_a_damaged_id_explains_it(populated):
    """Typed by sound, and one digit wrong: two slips that point at one person."""
    resident = populated.resident(WHOLE, "王建军")
    payment = populated.paid(_with_digit(16, "4"), "王健君", area_code=VILLAGE)

    linked = populated.link()

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("repair", "G5")


def test_a_damaged_id_with_another_name_is_not_repaired(populated):
    """The ID points at him, the name does not: for people to look at, and a candidate for the rules."""
    resident = populated.resident(WHOLE, "王建军")
    payment = populated.paid(_with_digit(16, "4"), "赵秀兰")

    linked = populated.link()

    assert not are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("alone", None)


def test_a_damaged_id_of_a_brother_is_not_his(populated):
    """One character of the name is another, and only the damaged ID speaks for him: for people to look at."""
    resident = populated.resident(WHOLE, "王建国")
    payment = populated.paid(_with_digit(16, "4"), "王建军", area_code=VILLAGE)

    linked = populated.link()

    assert link_of(linked, payment) == ("alone", None)
    assert [(payment, persons_by_record(linked)[resident]["person_id"])] == [
        (row["record_id"], row["person_id"]) for row in linked.review.to_pylist()
    ]


@pytest.mark.parametrize("more", [{"birth_date": date(1952, 3, 14)}, {"household_key": "18012100123"}])
def test_a_slip_in_the_name_is_forgiven_where_date_or_household_agree(populated, more):
    """Two slips, and a third thing that says who it is."""
    resident = populated.resident(WHOLE, "王建国", household_key="18012100123")
    payment = populated.paid(_with_digit(16, "4"), "王建军", area_code=VILLAGE, **more)

    linked = populated.link()

    assert are_one_person(linked, resident, payment)
    assert link_of(linked, payment) == ("repair", "G5")


def test_a_damaged_id_without_a_name_goes_to_review(populated):
    """Numbers alone make no link that a family may be accused on."""
    resident = populated.resident(WHOLE, "王建军")
    payment = populated.paid(_with_digit(16, "4"), None)

    linked = populated.link()

    assert link_of(linked, payment) == ("alone", None)
    assert [(payment, persons_by_record(linked)[resident]["person_id"])] == [
        (row["record_id"], row["person_id"]) for row in linked.review.to_pylist()
    ]


def test_twins_are_told_apart_by_the_name_when_the_tail_is_lost(populated):
    """Fifteen digits fit both; the given name fits one."""
    first = populated.resident(made_up_id("19900101", 123), "王大双")
    second = populated.resident(made_up_id("19900101", 125), "王小双")
    payment = populated.paid(made_up_id("19900101", 123)[:15] + "000", "王小双", area_code=VILLAGE)

    linked = populated.link()

    assert are_one_person(linked, second, payment)
    assert not are_one_person(linked, first, payment)


def test_a_tail_that_fits_two_of_one_name_is_a_near_tie(populated):
    """Nobody can tell which; both are shown, neither is linked."""
    both = [populated.resident(made_up_id("19900101", number), "王建军") for number in (123, 125)]
    payment = populated.paid(made_up_id("19900101", 123)[:15] + "000", "王建军", area_code=VILLAGE)

    linked = populated.link()

    persons = {persons_by_record(linked)[record_id]["person_id"] for record_id in both}
    assert link_of(linked, payment) == ("alone", None)
    assert {(person, "near_tie") for person in persons} == {
        (row["person_id"], row["reason"]) for row in linked.candidates.to_pylist()
    }


def test_monthly_payments_with_one_damaged_id_are_one_identity(populated):
    """Twelve months are compared once, and each gets its row."""
    resident = populated.resident(WHOLE, "王建军")
    payments = [populated.paid(_with_digit(16, "4"), "王建军", area_code=VILLAGE) for _ in range(12)]

    linked = populated.link()

    assert are_one_person(linked, resident, *payments)
    assert linked.counts["identities_without_id"] == 1
    assert linked.counts["links_repair_G5"] == 12


def test_a_once_only_list_never_gives_one_person_two_rows_by_repair(populated):
    """He is on the roster already; the damaged row must be someone else, or for people to judge."""
    listed = populated.add("benefit_spell", ROSTER, WHOLE, "王建军", area_code=VILLAGE)
    damaged = populated.add("benefit_spell", ROSTER, _with_digit(16, "4"), "王建军", area_code=VILLAGE)

    linked = populated.link()

    assert not are_one_person(linked, listed, damaged)
    assert [(damaged, "listed_twice")] == [(row["record_id"], row["reason"]) for row in linked.review.to_pylist()]


def test_the_weights_of_a_link_add_up_to_its_weight(populated):
    """What explain shows is all there is."""
    populated.resident(WHOLE, "王建军")
    payment = populated.paid(_with_digit(16, "4"), "王建军", area_code=VILLAGE, sex="male")

    linked = populated.link()

    shown = {row["comparison"]: row for row in linked.weights.to_pylist() if row["record_id"] == payment}
    assert {"prior", "citizen_id", "person_name", "sex", "area"} == set(shown)
    assert shown["citizen_id"]["level"] == "wrong_digit"
    assert persons_by_record(linked)[payment]["match_weight"] == pytest.approx(
        sum(row["weight"] for row in shown.values()), abs=1e-9
    )
    assert persons_by_record(linked)[payment]["source"] == CARDS
