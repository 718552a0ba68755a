"""An encoding is what the whole file is valid in; nothing is guessed."""

from __future__ import annotations

import codecs
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import ContractError
from matcher.ingest import check_headers, encoding
from matcher.ingest.encoding import TextFacts, look_ahead, sniff_text
from matcher.ingest.readers import delimited
from tests.ingest.exports import HEADERS, ROWS, csv_text, delivery, ingest, source_schema

GB = "姓名,李一\n".encode("gb18030")


def facts_of(path, declared=None) -> TextFacts:
    return sniff_text(path, path.name, declared)


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (b"name,1\n", TextFacts("utf-8", is_ascii=True, has_quotes=False, has_nul=False)),
        ("姓名\n".encode(), TextFacts("utf-8", is_ascii=False, has_quotes=False, has_nul=False)),
        ("\ufeff姓名\n".encode(), TextFacts("utf-8-sig", is_ascii=False, has_quotes=False, has_nul=False)),
        (codecs.BOM_UTF8 + b'"1"', TextFacts("utf-8-sig", is_ascii=True, has_quotes=True, has_nul=False)),
        (GB, TextFacts("gb18030", is_ascii=False, has_quotes=False, has_nul=False)),
        (GB + b'\x80"\x00', TextFacts("gb18030", is_ascii=False, has_quotes=True, has_nul=True)),
        ('"姓名'.encode("utf-16"), TextFacts("utf-16", is_ascii=False, has_quotes=True, has_nul=False)),
    ],
)
@pytest.mark.parametrize("looked_ahead", [False, True])
def test_one_pass_finds_what_matters(tmp_path, content, facts, looked_ahead):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    if looked_ahead:
        look_ahead(path)

    assert facts_of(path) == facts


@given(text=st.text(max_size=12), cut=st.integers(0, 3), chunk=st.integers(5, 9))
def test_characters_that_two_chunks_share_are_whole(text, cut, chunk):
    """And a last character that is cut in two is none."""
    content = text.encode(errors="ignore")
    content = content[: len(content) - cut]

    with TemporaryDirectory() as folder, patch.object(encoding, "CHUNK_BYTES", chunk):
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        try:
            facts = facts_of(path)
        except ContractError:
            facts = None

    assert (facts is not None and facts.encoding.startswith("utf-8")) == is_utf8(content)


def is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


@pytest.mark.parametrize("declared", [None, "gb18030", "utf-8"])
@pytest.mark.parametrize("delimiter", [",", "|"])
def test_damage_below_the_top_is_found_when_the_rows_are_read(tmp_path, monkeypatch, delimiter, declared):
    """Whoever finds it, the file is refused with the same words."""
    path = tmp_path / "发放_202510.csv"
    content = csv_text(HEADERS, *ROWS, delimiter=delimiter).encode("gb18030")
    path.write_bytes(content + b"\xff\xff")
    monkeypatch.setattr(delimited, "CHUNK_BYTES", len(content))

    with pytest.raises(ContractError) as caught:
        ingest(delivery(path, source_schema(format={"encoding": declared})), snapshots=tmp_path / "snapshots")

    (fault,) = caught.value.faults
    assert fault.what == "the text is valid in none of UTF-8, GB18030 and UTF-16 with byte order mark"
    assert fault.where == path.name


def test_damage_below_the_top_is_found_when_only_headers_are_read(tmp_path, monkeypatch):
    path = tmp_path / "发放_202510.csv"
    content = csv_text(HEADERS, *ROWS).encode("gb18030")
    path.write_bytes(content + b"\xff\xff")
    monkeypatch.setattr(delimited, "CHUNK_BYTES", len(content))

    (fault,) = check_headers([delivery(path)])

    assert fault.what == "the text is valid in none of UTF-8, GB18030 and UTF-16 with byte order mark"


def test_utf_8_that_is_damaged_below_its_top_is_refused_before_its_rows_are_read(tmp_path, monkeypatch):
    """Read as GB18030 its header would have other words, and be blamed instead."""
    path = tmp_path / "a.csv"
    path.write_bytes("姓,名\n".encode() + b"1" * 100 + GB)
    monkeypatch.setattr(encoding, "CHUNK_BYTES", 8)
    look_ahead(path)

    with pytest.raises(ContractError):
        facts_of(path)
