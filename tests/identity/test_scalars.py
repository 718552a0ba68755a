"""Phones, accounts, numbers, yes or no, sex."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from matcher.identity.reading import DISTINCT_TEXTS
from matcher.identity.scalars import (
    STATUSES,
    normalise_accounts,
    normalise_decimals,
    normalise_integers,
    normalise_phones,
    normalise_sexes,
    normalise_yes_no,
)

PHONE = "13900000001"
ACCOUNT = "6217000000000000001"

CASES = [
    # kernel, value, expected, status, why
    (normalise_phones, PHONE, PHONE, None, "eleven digits"),
    (normalise_phones, "139 0000 0001", PHONE, "cleaned", "spaces"),
    (normalise_phones, "139-0000-0001", PHONE, "cleaned", "hyphens"),
    (normalise_phones, "+8613900000001", PHONE, "cleaned", "country code"),
    (normalise_phones, "013900000001", PHONE, "cleaned", "zero before"),
    (normalise_phones, "13900000001.0", PHONE, "cleaned", "through a float"),
    (normalise_phones, "１３９００００００01", PHONE, "cleaned", "full-width"),
    (normalise_phones, "电话：13900000001", PHONE, "cleaned", "label"),
    (normalise_phones, "13900000001/13900000002", PHONE, "several_numbers", "two numbers: the first"),
    (normalise_phones, "13900000001、13900000001", PHONE, "cleaned", "one number twice"),
    (normalise_phones, "0700-8000000、13900000001", PHONE, "cleaned", "a landline before it"),
    (normalise_phones, "0700-8000000", None, "landline", "landline"),
    (normalise_phones, "139****0001", None, "masked", "masked"),
    (normalise_phones, "1.39E+10", None, "lost_digits", "scientific notation"),
    (normalise_phones, "1390000000", None, "unreadable", "ten digits"),
    (normalise_phones, "无", None, "empty", "none"),
    (normalise_phones, "0", None, "empty", "zero"),
    (normalise_phones, None, None, "empty", "null cell"),
    (normalise_accounts, ACCOUNT, ACCOUNT, None, "card number"),
    (normalise_accounts, "6217 0000 0000 0000 001", ACCOUNT, "cleaned", "groups of four"),
    (normalise_accounts, "'" + ACCOUNT, ACCOUNT, "cleaned", "apostrophe before"),
    (normalise_accounts, "0012345678", "0012345678", None, "passbook with zeros before"),
    (normalise_accounts, "6.217E+18", None, "lost_digits", "scientific notation"),
    (normalise_accounts, ACCOUNT + ".0", None, "lost_digits", "nineteen digits through a float"),
    (normalise_accounts, "621700000000001000", None, "lost_digits", "eighteen digits, the last three lost"),
    (normalise_accounts, "621700000000000", "621700000000000", None, "fifteen digits are all kept"),
    (normalise_accounts, "6217****0001", None, "masked", "masked"),
    (normalise_accounts, "农商行", None, "unreadable", "bank's name"),
    (normalise_accounts, "/", None, "empty", "slash"),
    (normalise_accounts, None, None, "empty", "null cell"),
    (normalise_integers, "3", 3, None, "figures"),
    (normalise_integers, "-3", -3, None, "minus"),
    (normalise_integers, "3人", 3, "cleaned", "with a unit"),
    (normalise_integers, "12个月", 12, "cleaned", "months"),
    (normalise_integers, "3.0", 3, "cleaned", "through a float"),
    (normalise_integers, "1,200", 1200, "cleaned", "thousands mark"),
    (normalise_integers, "三", 3, "cleaned", "Chinese numeral"),
    (normalise_integers, "３", 3, "cleaned", "full-width"),
    (normalise_integers, "3.5", None, "unreadable", "not whole"),
    (normalise_integers, "2147483647", 2147483647, None, "the largest that fits"),
    (normalise_integers, "2147483648", None, "unreadable", "one more than fits"),
    (normalise_integers, "-2147483648", -2147483648, None, "the least that fits"),
    (normalise_integers, "99999999999", None, "unreadable", "too large"),
    (normalise_integers, "几个", None, "unreadable", "words"),
    (normalise_integers, "-", None, "empty", "hyphen"),
    (normalise_decimals, "1.25", Decimal("1.2500"), None, "figures"),
    (normalise_decimals, "3.5亩", Decimal("3.5000"), "cleaned", "with a unit"),
    (normalise_decimals, "85%", Decimal("85.0000"), "percent", "per cent stay per cent"),
    (normalise_decimals, "８５．５％", Decimal("85.5000"), "percent", "full-width per cent"),
    (normalise_decimals, "百分之八十五", Decimal("85.0000"), "percent", "per cent in words"),
    (normalise_decimals, "3‰", None, "unreadable", "per mille"),
    (normalise_integers, "100%", 100, "percent", "whole per cent"),
    (normalise_decimals, "1,000.5", Decimal("1000.5000"), "cleaned", "thousands mark"),
    (normalise_decimals, "1.23456", Decimal("1.2346"), "rounded", "five decimals"),
    (normalise_decimals, "1.2.3", None, "unreadable", "two points"),
    (normalise_decimals, "", None, "empty", "empty cell"),
    (normalise_yes_no, "是", True, None, "是"),
    (normalise_yes_no, "否", False, None, "否"),
    (normalise_yes_no, "有", True, None, "有"),
    (normalise_yes_no, "无", False, None, "无 is no, not nothing"),
    (normalise_yes_no, "1", True, None, "1"),
    (normalise_yes_no, "0", False, None, "0"),
    (normalise_yes_no, "√", True, None, "tick"),
    (normalise_yes_no, "×", False, None, "cross"),
    (normalise_yes_no, "Y", True, "cleaned", "Y"),
    (normalise_yes_no, "N", False, "cleaned", "N"),
    (normalise_yes_no, "1-是", True, "cleaned", "number and word"),
    (normalise_yes_no, "1.0", True, "cleaned", "through a float"),
    (normalise_yes_no, " 是 ", True, "cleaned", "spaces"),
    (normalise_yes_no, "是（已确认）", True, "cleaned", "a note after it"),
    (normalise_yes_no, "已参保", True, None, "enrolled"),
    (normalise_yes_no, "未参保", False, None, "not enrolled"),
    (normalise_yes_no, "（是）", None, "unreadable", "only in brackets"),
    (normalise_yes_no, "可能", None, "unreadable", "perhaps"),
    (normalise_yes_no, "/", None, "empty", "slash"),
    (normalise_yes_no, "空", None, "empty", "空"),
    (normalise_yes_no, "", None, "empty", "empty cell"),
    (normalise_yes_no, None, None, "empty", "null cell"),
    (normalise_sexes, "男", "male", None, "男"),
    (normalise_sexes, "女", "female", None, "女"),
    (normalise_sexes, "1", "male", None, "code 1"),
    (normalise_sexes, "2", "female", None, "code 2"),
    (normalise_sexes, "02", "female", None, "code 02"),
    (normalise_sexes, "1-男", "male", "cleaned", "code and word"),
    (normalise_sexes, "女性", "female", None, "女性"),
    (normalise_sexes, "M", "male", "cleaned", "letter"),
    (normalise_sexes, "男 ", "male", "cleaned", "space after"),
    (normalise_sexes, "9", None, "unknown", "code 9: not stated"),
    (normalise_sexes, "未知", None, "unknown", "not known"),
    (normalise_sexes, "男女", None, "unreadable", "both"),
    (normalise_sexes, None, None, "empty", "null cell"),
]


@pytest.mark.parametrize(
    ("kernel", "value", "expected", "status", "why"),
    CASES,
    ids=[f"{case[0].__name__.removeprefix('normalise_')}: {case[-1]}" for case in CASES],
)
def test_a_value_is_read_from_what_surrounds_it(kernel, value, expected, status, why):
    """A typed value, or null with the reason."""
    reading = kernel(pa.array([value], pa.string()))

    assert (expected, status) == (reading.values[0].as_py(), reading.status[0].as_py())


def test_statuses_are_known():
    """Every status that these values can have is explained."""
    assert set(STATUSES) == {case[3] for case in CASES if case[3]}


@pytest.mark.parametrize(
    ("kernel", "kind"),
    [
        (normalise_phones, DISTINCT_TEXTS),
        (normalise_accounts, DISTINCT_TEXTS),
        (normalise_integers, pa.int32()),
        (normalise_decimals, pa.decimal128(18, 4)),
        (normalise_yes_no, pa.bool_()),
        (normalise_sexes, DISTINCT_TEXTS),
    ],
)
def test_reading_twice_is_reading_once(kernel, kind):
    """A value written out is read as itself, and its type never depends on the rows."""
    once = kernel(pa.array([case[1] for case in CASES if case[0] is kernel], pa.string())).values

    assert kind == once.type == kernel(pa.array([], pa.string())).values.type
    assert once.to_pylist() == kernel(once.cast(pa.string())).values.to_pylist()
