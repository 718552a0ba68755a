"""Citizen IDs: what each form is read as, and the laws of the check character."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from matcher.identity.check_digit import check_character
from matcher.identity.citizen_id import (
    JOINABLE_STATUSES,
    STATUSES,
    area6,
    born_on,
    check_characters,
    complete_citizen_ids,
    is_valid_citizen_id,
    normalise_citizen_ids,
    sex_of,
)
from matcher.identity.citizen_id_forms import read_citizen_id

MAN = "180121199003070036"
WITH_X = "18012119900307001X"
OLD = "180121900307001"  # the 15-digit form of WITH_X

CASES = [
    # value, citizen_id, status, compact, why
    (MAN, MAN, "valid", None, "written as it should be"),
    (WITH_X, WITH_X, "valid", None, "with X as written"),
    ("11010519491231002X", "11010519491231002X", "valid", None, "the standard's own example"),
    ("440524188001010014", "440524188001010014", "valid", None, "born in 1880"),
    (None, None, None, None, "null cell"),
    ("", None, None, None, "empty cell"),
    (" \u3000\u00a0\t\u200b", None, None, None, "only invisible characters"),
    ("'", None, None, None, "an apostrophe that Excel left alone"),
    ("18012119900307001x", WITH_X, "cleaned", WITH_X, "lower-case x"),
    ("'" + MAN, MAN, "cleaned", MAN, "apostrophe before"),
    ("‘" + MAN, MAN, "cleaned", MAN, "curly apostrophe before"),
    ("\ufeff" + MAN, MAN, "cleaned", MAN, "byte order mark before"),
    (MAN + " ", MAN, "cleaned", MAN, "space after"),
    (MAN + "\t", MAN, "cleaned", MAN, "tab after"),
    (MAN + "\u00a0", MAN, "cleaned", MAN, "no-break space after"),
    ("\u3000" + MAN, MAN, "cleaned", MAN, "ideographic space before"),
    ("180121\u200b199003070036", MAN, "cleaned", MAN, "zero-width space inside"),
    ("180121\n199003070036", MAN, "cleaned", MAN, "line break inside"),
    ("180121 19900307 0036", MAN, "cleaned", MAN, "spaces between groups"),
    ("180121-19900307-0036", MAN, "cleaned", MAN, "hyphens between groups"),
    ("180121—19900307—0036", MAN, "cleaned", MAN, "dashes between groups"),
    ("180121.19900307.0036", MAN, "cleaned", MAN, "points between groups"),
    ("１８０１２１１９９００３０７００３６", MAN, "cleaned", MAN, "full-width digits"),
    ("18012119900307001Ｘ", WITH_X, "cleaned", WITH_X, "full-width X"),
    ("18012119900307001*", WITH_X, "cleaned", "18012119900307001*", "star for X"),
    ("18012119900307001Х", WITH_X, "cleaned", WITH_X, "Cyrillic X"),
    ("18012119900307001Χ", WITH_X, "cleaned", WITH_X, "Greek X"),
    ("18012119900307001×", WITH_X, "cleaned", WITH_X, "times sign for X"),
    ("身份证号：" + MAN, MAN, "cleaned", MAN, "label before"),
    (MAN + "43", MAN, "cleaned", MAN + "43", "certificate number, first issue"),
    (MAN + "43B1", MAN, "cleaned", MAN + "43B1", "certificate number, reissued"),
    (OLD, WITH_X, "upgraded", OLD, "15 digits"),
    (OLD + ".0", WITH_X, "upgraded", OLD, "15 digits that went through a float keep them all"),
    (" 180121 900307 001 ", WITH_X, "upgraded", OLD, "15 digits with spaces"),
    ("180121890307998", "180121188903079980", "upgraded", "180121890307998", "996–999 were born in the century before"),
    ("180121300307998", "180121193003079981", "upgraded", "180121300307998", "998, but nobody is born in 1830"),
    ("180121900230005", None, "wrong_date", "180121900230005", "15 digits with 30 February"),
    ("18O121199003070036", MAN, "corrected", "18O121199003070036", "letter O for 0"),
    ("l80121199003070036", MAN, "corrected", "L80121199003070036", "letter l for 1"),
    ("I8012II99003070036", MAN, "corrected", "I8012II99003070036", "letter I for 1, three times"),
    ("180l2119900307OO36", MAN, "corrected", "180L2119900307OO36", "both kinds of letter"),
    ("18O121199003070039", None, "wrong_characters", "18O121199003070039", "letter O, and still not valid"),
    ("18012119900307X036", None, "wrong_characters", "18012119900307X036", "X inside"),
    ("某某人", None, "wrong_characters", "某某人", "words that name no document"),
    ("080121199003070014", None, "wrong_characters", "080121199003070014", "no province begins with 0"),
    ("180121199003070017", None, "wrong_check", "180121199003070017", "wrong check character"),
    ("180121199003700036", None, "wrong_check", "180121199003700036", "two digits swapped"),
    ("180121199002300012", None, "wrong_date", "180121199002300012", "30 February with a right check character"),
    ("180121187903070017", None, "wrong_date", "180121187903070017", "born before 1880"),
    ("180121210103070011", None, "wrong_date", "180121210103070011", "born after 2100"),
    ("18012119900307001", None, "wrong_length", "18012119900307001", "X dropped: linking repairs it"),
    ("1801211990030700369", None, "wrong_length", "1801211990030700369", "one digit too many"),
    ("12345", None, "wrong_length", "12345", "a few digits"),
    (f"{MAN}、{WITH_X}", None, "several_ids", f"{MAN}、{WITH_X}", "two IDs: which is the row's is not said"),
    (f"{MAN}\n{OLD}", None, "several_ids", f"{MAN}\n{OLD}", "two IDs on two lines, one of 15 digits"),
    (f"{MAN} / {MAN}", None, "several_ids", f"{MAN} / {MAN}", "one ID twice"),
    (f"{MAN}、12345", None, "wrong_length", f"{MAN}12345", "an ID and a number that is none"),
    (MAN + "（本人）", MAN, "cleaned", MAN, "a note that says it is the row's own"),
    (MAN + "（妻）", None, "wrong_characters", MAN + "(妻)", "a note that says it is another's"),
    ("ï»¿" + MAN, MAN, "cleaned", MAN, "a byte order mark read in another encoding"),
    ("18012119900307000000", None, "lost_digits", "18012119900307000000", "a certificate number that lost five digits"),
    ("待核实", None, "placeholder", "待核实", "still to be looked up"),
    ("4.21102E+17", None, "lost_digits", "4.21102E+17", "scientific notation, short"),
    ("1.80121E17", None, "lost_digits", "1.80121E17", "scientific notation without a plus"),
    ("1.80121199003070E+17", None, "lost_digits", "180121199003070000", "scientific notation with 15 digits"),
    ("180121199003070000", None, "lost_digits", "180121199003070000", "Excel's 000 with a wrong check character"),
    ("180121199003070016.0", None, "lost_digits", "180121199003070016", "a float's digits, invented at the end"),
    ("1801**********0018", None, "masked", "1801**********0018", "masked with stars"),
    ("1801XXXXXXXXXX0018", None, "masked", "1801XXXXXXXXXX0018", "masked with X"),
    ("180121199003070*18", None, "masked", "180121199003070*18", "one digit hidden"),
    ("1801××××××××××0018", None, "masked", "1801XXXXXXXXXX0018", "masked with times signs"),
    ("无", None, "placeholder", "无", "none, in a word"),
    ("/", None, "placeholder", "/", "slash"),
    ("-", None, "placeholder", "-", "hyphen"),
    ("0", None, "placeholder", "0", "zero"),
    ("000000000000000000", None, "placeholder", "000000000000000000", "zeros"),
    ("111111111111111", None, "placeholder", "111111111111111", "one digit repeated would pass as 1911-11-11"),
    ("999999199003070011", None, "placeholder", "999999199003070011", "the poverty register's number for no ID"),
    ("123456789012345678", None, "placeholder", "123456789012345678", "counting up"),
    ("不详", None, "placeholder", "不详", "not known"),
    ("810000199003070015", "810000199003070015", "permit", "810000199003070015", "Hong Kong resident's permit"),
    ("830000199003070019", "830000199003070019", "permit", "830000199003070019", "Taiwan resident's permit"),
    ("810000199003070011", None, "wrong_check", "810000199003070011", "permit with a wrong check character"),
    (
        "911124198108030024",
        "911124198108030024",
        "permanent_resident",
        "911124198108030024",
        "permanent residence card since December 2023",
    ),
    (
        "ABC123456789012",
        None,
        "permanent_resident",
        "ABC123456789012",
        "permanent residence card of 2017: no 18 digits",
    ),
    ("E12345678", None, "other_document", "E12345678", "passport"),
    ("H1234567890", None, "other_document", "H1234567890", "home return permit"),
    ("军字第1234567号", None, "other_document", "军字第1234567号", "officer's card"),
    ("户口簿", None, "other_document", "户口簿", "household book"),
]


@pytest.mark.parametrize(("value", "citizen_id", "status", "compact", "why"), CASES, ids=[case[-1] for case in CASES])
def test_each_form_is_read_as_what_it_says(value, citizen_id, status, compact, why):
    """What is certain becomes the ID; what needs evidence from elsewhere keeps its text and says what is wrong."""
    ids = normalise_citizen_ids(pa.array([value], pa.string()))

    assert (citizen_id, status, compact) == (ids.citizen_id[0].as_py(), ids.status[0].as_py(), ids.compact[0].as_py())


def test_reading_columns_and_reading_texts_agree():
    """The column-wise ways are shortcuts: each row must be read as the text alone would be."""
    values = [case[0] for case in CASES if case[0] is not None]
    ids = normalise_citizen_ids(pa.array(values))

    alone = [read_citizen_id(value) for value in values]

    assert alone == list(zip(*(part.to_pylist() for part in (ids.citizen_id, ids.status, ids.compact)), strict=True))


def test_every_status_is_known_and_met():
    """The table of statuses is what a report explains them with."""
    assert set(STATUSES) == {case[2] for case in CASES if case[2]}
    assert {case[2] for case in CASES if case[1]} == set(JOINABLE_STATUSES)


def valid_ids() -> st.SearchStrategy[str]:
    """Give valid IDs of the county that nobody is born in."""
    days = st.dates(datetime.date(1900, 1, 1), datetime.date(2025, 11, 30))
    parts = st.tuples(st.sampled_from(["180121", "180122", "430525"]), days, st.integers(0, 995))
    first17 = parts.map(lambda part: f"{part[0]}{part[1]:%Y%m%d}{part[2]:03d}")
    return first17.map(lambda digits: digits + check_character(digits))


@given(st.lists(st.one_of(valid_ids(), st.text(max_size=22), st.from_regex(r"\A[0-9OlX* -]{14,20}\Z")), max_size=30))
def test_normalising_twice_is_normalising_once(values: list[str]):
    """A canonical ID is read as itself."""
    once = normalise_citizen_ids(pa.array(values, pa.string())).citizen_id

    twice = normalise_citizen_ids(once)

    assert once.to_pylist() == twice.citizen_id.to_pylist()
    assert {"valid", "permit", "permanent_resident", None} >= set(twice.status.to_pylist())


@given(st.lists(st.one_of(valid_ids(), st.from_regex(r"\A['0-9OlX*. -]{14,20}\Z")), min_size=1, max_size=30))
def test_a_row_is_read_alike_alone_and_among_others(values: list[str]):
    """Which fast path a batch takes must not change what a row is read as."""
    together = normalise_citizen_ids(pa.array(values))

    alone = [read_citizen_id(value) for value in values]

    assert [reading[0] for reading in alone] == together.citizen_id.to_pylist()
    assert [reading[1] for reading in alone] == together.status.to_pylist()
    assert [reading[2] for reading in alone] == together.compact.to_pylist()


@settings(max_examples=25)
@given(valid_ids())
def test_every_single_wrong_digit_is_detected(identifier: str):
    """The check character catches each of the 171 ways to mistype one character, so no such ID joins a stranger."""
    wrong = [
        identifier[:place] + other + identifier[place + 1 :]
        for place in range(18)
        for other in ("0123456789" if place < 17 else "0123456789X")
        if other != identifier[place]
    ]

    assert not any(is_valid_citizen_id(pa.array(wrong)).to_pylist())


@settings(max_examples=50)
@given(valid_ids())
def test_every_swap_of_neighbours_is_detected(identifier: str):
    """The other common slip of a typing hand."""
    swapped = [
        identifier[:place] + identifier[place + 1] + identifier[place] + identifier[place + 2 :]
        for place in range(17)
        if identifier[place] != identifier[place + 1]
    ]

    assert not any(is_valid_citizen_id(pa.array(swapped)).to_pylist())


@given(valid_ids().filter(lambda identifier: identifier[6:8] == "19"))
def test_the_form_of_before_1999_comes_back_whole(identifier: str):
    """Dropping century and check character loses nothing for those born in the twentieth century."""
    old = identifier[:6] + identifier[8:17]

    ids = normalise_citizen_ids(pa.array([old]))

    assert (identifier, "upgraded") == (ids.citizen_id[0].as_py(), ids.status[0].as_py())


def test_check_characters_agree_with_an_independent_implementation():
    """python-stdnum as oracle, for the check character only: it refuses made-up and many old county codes."""
    generator = np.random.default_rng(7)
    digits = generator.integers(0, 10, (4000, 17))

    ours = check_characters(digits).tobytes().decode()
    theirs = "".join(str(ric.calc_check_digit("".join(map(str, row)) + "0")) for row in digits.tolist())

    assert theirs == ours
    assert list(theirs) == [identifier[17] for identifier in complete_citizen_ids(digits).to_pylist()]


def test_what_an_id_says_of_its_holder():
    """Birth date, sex and area are facts of the ID; a permit has them too, anything else has none."""
    ids = pa.array([MAN, "180121199003070021", "810000199003070015", None, "180121199003070017", "x"])
    even = complete_citizen_ids(np.array([[int(digit) for digit in "18012120000229002"]]))

    assert [datetime.date(1990, 3, 7), None, datetime.date(1990, 3, 7), None, None, None] == born_on(ids).to_pylist()
    assert sex_of(ids).to_pylist() == ["male", None, "male", None, None, None]
    assert area6(ids).to_pylist() == ["180121", None, "810000", None, None, None]
    assert [datetime.date(2000, 2, 29)] == born_on(even).to_pylist()
    assert sex_of(even).to_pylist() == ["female"]


def test_only_citizens_ids_count_as_valid_citizen_ids():
    """Permits and residence cards join, but they are no citizen's ID; null is not valid."""
    ids = pa.array([MAN, "810000199003070015", "911124198108030024", None, "18012119900307001x"])

    assert is_valid_citizen_id(ids).to_pylist() == [True, False, False, False, False]
