"""Amounts of money and Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.identity.money import STATUSES, normalise_money
from matcher.identity.numerals import read_amount_numeral, read_numeral

AMOUNTS = [
    # value, amount, status, why
    ("100", "100.00", None, "figures"),
    ("100.5", "100.50", None, "one decimal"),
    ("0", "0.00", None, "nothing paid is not no value"),
    ("-100.00", "-100.00", None, "minus"),
    ("1,200.00元", "1200.00", "cleaned", "thousands mark and unit"),
    ("1,200", "1200.00", "cleaned", "thousands mark"),
    ("￥100", "100.00", "cleaned", "full-width yuan sign"),
    ("¥1,200.50", "1200.50", "cleaned", "yuan sign"),
    ("100元/月", "100.00", "rate", "unit a month"),
    ("100元/人·月", "100.00", "rate", "unit a person and month"),
    ("每月100元", "100.00", "rate", "a month, before"),
    ("300元/季度", "300.00", "rate", "unit a quarter"),
    ("0.36万元/年", "3600.00", "rate", "ten thousands a year"),
    ("100.005元/月", "100.01", "rounded", "a month, and half a fen"),
    ("ï»¿100", "100.00", "cleaned", "a byte order mark read in another encoding"),
    ("100*12", None, "unreadable", "a sum to be done"),
    ("100元(补发)", None, "unreadable", "words that change what it is"),
    ("人民币100元整", "100.00", "cleaned", "words before and after"),
    ("１００．５０", "100.50", "cleaned", "full-width"),
    (" 100 ", "100.00", "cleaned", "spaces"),
    ("(1,200.00)", "-1200.00", "cleaned", "accountants' brackets"),
    ("（100元）", "-100.00", "cleaned", "full-width brackets with a unit"),
    ("△100", "-100.00", "cleaned", "accountants' triangle"),
    ("-¥100", "-100.00", "cleaned", "minus before the sign"),
    ("¥-100", "-100.00", "cleaned", "minus after the sign"),
    ("−100", "-100.00", "cleaned", "mathematical minus"),
    ("1.2万元", "12000.00", "cleaned", "ten thousands"),
    ("1.2万", "12000.00", "cleaned", "ten thousands without 元"),
    ("壹佰元整", "100.00", "cleaned", "Chinese capitals"),
    ("壹佰", "100.00", "cleaned", "Chinese capitals without a unit"),
    ("叁仟零伍拾元伍角", "3050.50", "cleaned", "Chinese capitals with jiao"),
    ("一百二十元", "120.00", "cleaned", "Chinese numerals"),
    ("1.2E+03", "1200.00", "cleaned", "scientific notation, all digits kept"),
    ("99.99999999999999", "100.00", "rounded", "a float's noise"),
    ("100.005", "100.01", "rounded", "half a fen goes up"),
    ("999999999999.99", "999999999999.99", None, "the largest that fits"),
    ("1000000000000", None, "unreadable", "too large"),
    ("-", None, "empty", "hyphen for nothing"),
    ("无", None, "empty", "none, in a word"),
    ("元", None, "empty", "unit alone"),
    ("", None, "empty", "empty cell"),
    (None, None, "empty", "null cell"),
    ("100-200", None, "unreadable", "a range"),
    ("12,34", None, "unreadable", "a comma that marks no thousands"),
    ("壹佰贰", None, "unreadable", "102 to some, 120 to others"),
    ("一二百", None, "unreadable", "one or two hundred"),
    ("待定", None, "unreadable", "words"),
    ("1.2.3", None, "unreadable", "two points"),
]


@pytest.mark.parametrize(("value", "amount", "status", "why"), AMOUNTS, ids=[case[-1] for case in AMOUNTS])
def test_an_amount_is_read_in_yuan(value, amount, status, why):
    """Money is exact: DECIMAL(14,2), never a float."""
    reading = normalise_money(pa.array([value], pa.string()))

    assert pa.decimal128(14, 2) == reading.values.type
    assert (amount and Decimal(amount), status) == (reading.values[0].as_py(), reading.status[0].as_py())


@pytest.mark.parametrize(
    ("value", "amount", "why"),
    [
        ("1.5", "15000.00", "the column's unit"),
        ("1.5元", "1.50", "a unit of its own"),
        ("1.5万元", "15000.00", "the same unit said again"),
        ("150", "1500000.00", "whole"),
    ],
    ids=["column's unit", "own unit", "same unit again", "whole"],
)
def test_a_columns_unit_holds_where_a_cell_names_none(value, amount, why):
    """Registers of property are kept in ten thousands; a cell that says otherwise is believed."""
    assert [Decimal(amount)] == normalise_money(pa.array([value]), "ten_thousand_yuan").values.to_pylist()


def test_statuses_are_known():
    """Every status that an amount can have is explained."""
    assert set(STATUSES) == {case[2] for case in AMOUNTS if case[2]}


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_an_amount_written_out_is_read_back(amount: Decimal):
    """In figures, with thousands marks and with a unit; twice is once."""
    ways = [str(amount), f"{amount:,}", f"{amount}元", f"￥{amount:,}"]

    reading = normalise_money(pa.array(ways))

    assert {amount} == set(reading.values.to_pylist())
    assert {amount} == set(normalise_money(reading.values.cast(pa.string())).values.to_pylist())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二十", 120),
        ("两千", 2000),
        ("叁仟零伍拾", 3050),
        ("一万二千", 12000),
        ("十二万三千四百五十六", 123456),
        ("一亿零三万", 100030000),
        ("二〇二四", 2024),
        ("廿五", 25),
        ("〇", 0),
        ("三百", 300),
        ("", None),
        ("三x", None),
        ("百", None),
        ("十百", None),
        ("一百二", None),
        ("一万二", None),
        ("一千五十", 1050),
        ("一亿零三万零五", 100030005),
    ],
)
def test_chinese_numerals_are_read_as_numbers(text, number):
    """Vouchers and old registers write numbers in characters."""
    assert number == read_numeral(text)


def test_an_amount_in_characters_has_jiao_and_fen():
    """Ten jiao are a yuan, ten fen a jiao."""
    assert Decimal("1234.56") == read_amount_numeral("壹仟贰佰叁拾肆元伍角陆分")
    assert read_amount_numeral("元") is None
