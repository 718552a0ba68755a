"""What becomes of each row of a returned workbook."""

from __future__ import annotations

import pytest

from matcher.judging import take_answers
from matcher.link.judgement import Asked, Book, Given, Side
from matcher.returned import ReturnedRow

SIDE = Side("a", "cards", "", None)
ASKED = {code: Asked(code, SIDE, SIDE, "near_tie", "near_tie", 3.0, 1, True, "0001", "2025-12-01") for code in "PQR"}


def take(*rows, given=(), by="王科长"):
    """Take rows of (code, verdict, grounds)."""
    returned = [
        ReturnedRow("back.xlsx", "是否同一人", number, dict(zip(("pair", "verdict", "reason"), row, strict=False)))
        for number, row in enumerate(rows, start=5)
    ]
    return take_answers(returned, Book(ASKED, tuple(given)), by=by, at="2025-12-02")


def test_an_answer_has_verdict_author_time_and_grounds():
    """In either language, whatever the case."""
    taken = take(("P", "不是同一人", "身份证照片不同"), ("Q", "SAME"), ("R", " 无法判断 "))

    assert taken.given == (
        Given("P", "different", "王科长", "2025-12-02", "身份证照片不同"),
        Given("Q", "same", "王科长", "2025-12-02"),
        Given("R", "unsure", "王科长", "2025-12-02"),
    )


REFUSED = [
    ("a code of another workspace", [("X", "same")], ["unknown_pair"]),
    ("a word that is no judgement", [("P", "大概")], ["not_a_verdict"]),
    ("a judgement whose code was lost", [("", "same")], ["without_code"]),
    ("one code judged in two ways", [("P", "same"), ("P", "different")], ["judged_twice", "judged_twice"]),
]


@pytest.mark.parametrize(("rows", "reasons"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_row_is_refused_with_its_place_and_reason(rows, reasons):
    """The others are taken."""
    taken = take(*rows, ("Q", "same"))

    assert [(one.row_number, one.reason) for one in taken.refused] == list(enumerate(reasons, start=5))
    assert [one.pair for one in taken.given] == ["Q"]


def test_every_row_is_counted_once():
    """Rows = given + unchanged + blank + refused."""
    taken = take(("P", "same"), ("P", "same"), ("Q", ""), ("X", "same"))

    assert (len(taken.given), taken.unchanged, taken.blank, len(taken.refused)) == (1, 1, 1, 1)


def test_the_same_answer_again_changes_nothing():
    """Of the same person; another person's is another answer."""
    before = Given("P", "same", "王科长", "2025-12-01")

    assert take(("P", "same"), given=[before]).given == ()
    assert len(take(("P", "same"), given=[before], by="李科长").given) == 1


def test_a_new_answer_of_the_same_person_takes_the_place_of_the_old():
    """What stands is the last; both are kept."""
    before = Given("P", "same", "王科长", "2025-12-01")

    taken = take(("P", "different"), given=[before])

    assert taken.contradicting == ()
    assert Book(ASKED, (before, *taken.given)).verdicts() == {"P": {"different"}}


def test_answers_of_two_people_that_contradict_are_told():
    """Neither is believed."""
    taken = take(("P", "different"), given=[Given("P", "same", "李科长", "2025-12-01")])

    assert taken.contradicting == ("P",)
    assert Book(ASKED, (Given("P", "same", "李科长", "2025-12-01"), *taken.given)).outcomes() == []


def test_a_formula_is_no_judgement():
    """What it was last calculated to is not what somebody saw."""
    row = ReturnedRow("back.xlsx", "是否同一人", 5, {"pair": "P", "verdict": "same"}, frozenset({"verdict"}))

    taken = take_answers([row], Book(ASKED, ()), by="王科长", at="2025-12-02")

    assert [one.reason for one in taken.refused] == ["formula"]
