"""Disability certificate numbers: the ID, the category and the level in them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from matcher.identity.certificate import STATUSES, normalise_certificate_numbers

MAN = "180121199003070036"

CASES = [
    # value, number, citizen_id, ID status, category, level, status, why
    (MAN + "43", MAN + "43", MAN, "valid", "4", "3", None, "first issue: 20 characters"),
    (MAN + "61B1", MAN + "61B1", MAN, "valid", "6", "1", None, "first reissue: 22 characters"),
    (MAN + "61b2", MAN + "61B2", MAN, "valid", "6", "1", "cleaned", "lower-case b"),
    ("180121 19900307 0036 4 3", MAN + "43", MAN, "valid", "4", "3", "cleaned", "spaces between groups"),
    ("'" + MAN + "43", MAN + "43", MAN, "valid", "4", "3", "cleaned", "apostrophe before"),
    (MAN, MAN, MAN, "valid", None, None, "identifier_only", "the ID alone"),
    (MAN[:-1] + "543", MAN[:-1] + "543", None, "wrong_check", "4", "3", "wrong_identifier", "a wrong ID in it"),
    (MAN + "83", None, None, "wrong_length", None, None, "unreadable", "no category 8"),
    (MAN + "45", None, None, "wrong_length", None, None, "unreadable", "no level 5"),
    ("18012119900307000000", None, None, "lost_digits", None, None, "lost_digits", "a spreadsheet took five digits"),
    ("1.80121E+19", None, None, "lost_digits", None, None, "lost_digits", "scientific notation"),
    ("残疾", None, None, "wrong_characters", None, None, "unreadable", "words"),
    ("无", None, None, None, None, None, "empty", "none, in a word"),
    ("", None, None, None, None, None, "empty", "empty cell"),
    (None, None, None, None, None, None, "empty", "null cell"),
]


@pytest.mark.parametrize("case", CASES, ids=[case[-1] for case in CASES])
def test_a_certificate_number_is_taken_apart(case):
    """The person's key is its first 18 characters; category and level are kept apart from the person."""
    certificates = normalise_certificate_numbers(pa.array([case[0]], pa.string()))

    assert case[1:7] == (
        certificates.certificate_number[0].as_py(),
        certificates.citizen_id[0].as_py(),
        certificates.citizen_id_status[0].as_py(),
        certificates.category_digit[0].as_py(),
        certificates.level_digit[0].as_py(),
        certificates.status[0].as_py(),
    )


def test_a_wrong_id_in_a_certificate_keeps_its_text_for_repair():
    """Linking enumerates repairs from these characters."""
    certificates = normalise_certificate_numbers(pa.array([MAN[:-1] + "543", MAN + "43"]))

    assert [MAN[:-1] + "5", None] == certificates.citizen_id_compact.to_pylist()


def test_statuses_are_known():
    """Every status that a certificate number can have is explained."""
    assert set(STATUSES) == {case[6] for case in CASES if case[6]}


def test_reading_twice_is_reading_once():
    """A number in its one form is read as itself."""
    once = normalise_certificate_numbers(pa.array([case[0] for case in CASES], pa.string())).certificate_number

    assert once.to_pylist() == normalise_certificate_numbers(once).certificate_number.to_pylist()
