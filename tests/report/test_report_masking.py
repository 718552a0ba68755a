"""Masking hides what identifies a person and keeps what a verifier needs to find the row."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.report.masking import ID_MASKS, mask_account, mask_citizen_id, mask_name, mask_phone, mask_table
from tests.report.made_up import finding, make_tables


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王明", "王*"),
        ("王小明", "王**"),
        ("欧阳明", "欧阳*"),
        ("欧阳小明", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿依古丽*"),
        ("阿依古丽•买买提", "阿依古丽*"),
        ("王", "*"),
        ("", ""),
        ("John Smith", "J***"),
        ("·", "*"),
        ("王?", "王*"),
    ],
)
def test_a_name_keeps_only_its_surname(name, masked):
    assert masked == mask_name(name)


@pytest.mark.parametrize(
    ("citizen_id", "masked"),
    [
        ("180121194003051234", "180121********1234"),
        ("18012119400305123X", "180121********123X"),
        ("180121400305123", "180121******123"),
        ("18012119400305123", "180121***********"),
        ("1801211940", "**********"),
        ("", ""),
    ],
)
def test_a_citizen_id_keeps_place_and_last_four(citizen_id, masked):
    assert masked == mask_citizen_id(citizen_id)


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        (mask_phone, "13800001234", "138****1234"),
        (mask_phone, "1234567", "*******"),
        (mask_account, "6217000000000001234", "***************1234"),
        (mask_account, "12345678", "********"),
    ],
)
def test_phones_and_accounts_keep_their_ends(mask, text, masked):
    assert masked == mask(text)


@given(st.text(alphabet="0123456789X", min_size=0, max_size=22))
def test_a_masked_id_is_as_long_as_before_and_hides_at_least_five_characters(citizen_id):
    masked = mask_citizen_id(citizen_id)

    assert len(citizen_id) == len(masked)
    assert min(len(citizen_id), 5) <= masked.count("*")


def test_masking_a_table_changes_only_personal_columns_and_keeps_nulls_and_shape():
    table = make_tables([finding(1), finding(2, person_name=None, citizen_id=None)]).findings

    masked = mask_table(table)

    assert masked["person_name"].to_pylist() == ["王**", None]
    assert masked["citizen_id"].to_pylist() == ["180121********1234", None]
    assert table.schema == masked.schema
    others = [name for name in table.column_names if name not in {"person_name", "citizen_id"}]
    assert table.select(others) == masked.select(others)


def test_masking_an_empty_table_gives_an_empty_table():
    table = make_tables([]).findings

    assert table == mask_table(table)


def test_masking_takes_columns_of_several_chunks():
    """Tables gathered from several files come in chunks."""
    chunked = pa.chunked_array([["王小明"], ["李四"]])

    assert mask_table(pa.table({"person_name": chunked}))["person_name"].to_pylist() == ["王**", "李*"]


@pytest.mark.parametrize(
    ("receiver", "masked"),
    [
        ("county", "180121********1234"),
        ("township", "180121********1234"),
        ("village", "180121********1234"),
        ("agency", "180***********1234"),
    ],
)
def test_each_receiver_sees_of_an_id_what_it_needs(receiver, masked):
    """An agency finds the person in its own register by the end of the number."""
    table = make_tables([finding(1, citizen_id="180121194003051234")]).findings

    assert mask_table(table, receiver)["citizen_id"].to_pylist() == [masked]
    assert ID_MASKS[receiver]("1801214003051") == "*" * 13
