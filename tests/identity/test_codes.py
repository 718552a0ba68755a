"""Codes by their spellings."""

from __future__ import annotations

import pyarrow as pa
import pytest

from matcher.identity.codes import STATUSES, CodeReader

READER = CodeReader(
    {
        "农村低保": "rural",
        "01": "rural",
        "城市低保": "urban",
        "02": "urban",
        "低保(全额)": "full",
        "低保": "any",
        "无": "none",
        "C级": "level_c",
        "三类": "third",
        "未定": "0",
    }
)

CASES = [
    # value, code, status, why
    ("农村低保", "rural", None, "spelling"),
    ("01", "rural", None, "code number"),
    ("rural", "rural", None, "our own code"),
    ("无", "none", None, "a spelling that is a placeholder elsewhere"),
    ("01-农村低保", "rural", "cleaned", "number and words"),
    ("01 农村低保", "rural", "cleaned", "number, space, words"),
    ("01农村低保", "rural", "cleaned", "number and words without a mark"),
    ("（01）农村低保", "rural", "cleaned", "number in brackets"),
    ("农村低保-01", "rural", "cleaned", "words and number"),
    ("02-农村低保", "rural", "cleaned", "another system's number: the words decide"),
    ("01-未知的词", "rural", "cleaned", "unknown words: the number decides"),
    ("1", "rural", "cleaned", "zero left out"),
    ("1.0", "rural", "cleaned", "number that went through a float"),
    ("00", "0", "cleaned", "noughts for nought"),
    ("０１", "rural", "cleaned", "full-width"),
    ("农村低保（元）", "rural", "cleaned", "unit in brackets"),
    ("农村 低保", "rural", "cleaned", "space inside"),
    ("农村低保\n", "rural", "cleaned", "line break after"),
    ("低保（全额）", "full", "cleaned", "words in full-width brackets that are part of the spelling"),
    ("c级", "level_c", "cleaned", "letter case"),
    ("Ｃ级", "level_c", "cleaned", "full-width letter"),
    ("C级（危房）", "level_c", "cleaned", "a note in brackets"),
    ("特困", None, "unreadable", "another system's word"),
    ("03", None, "unreadable", "another system's number"),
    ("/", None, "empty", "slash"),
    ("", None, "empty", "empty cell"),
    (None, None, "empty", "null cell"),
]


@pytest.mark.parametrize(("value", "code", "status", "why"), CASES, ids=[case[-1] for case in CASES])
def test_a_code_is_read_from_its_spellings(value, code, status, why):
    """Exports write number, words, both, or either with something around it."""
    reading = READER.read(pa.array([value], pa.string()))

    assert (code, status) == (reading.values[0].as_py(), reading.status[0].as_py())


def test_statuses_are_known():
    """Every status that a code can have is explained."""
    assert set(STATUSES) == {case[2] for case in CASES if case[2]}


def test_spellings_that_differ_only_in_marks_need_to_be_written_exactly():
    """`1-1` and `11` fold to one form: neither may be taken for the other."""
    reader = CodeReader({"1-1": "first", "11": "eleventh"})

    reading = reader.read(pa.array(["1-1", "11", "1 1"]))

    assert reading.values.to_pylist() == ["first", "eleventh", None]


def test_reading_twice_is_reading_once():
    """A code is read as itself, also where an export uses the same word for another code."""
    once = READER.read(pa.array([case[0] for case in CASES], pa.string())).values

    assert once.to_pylist() == READER.read(once).values.to_pylist()
