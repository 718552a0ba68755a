"""What a file is, is told by its content; its name means nothing."""

from __future__ import annotations

import io
import zipfile

import pytest

from matcher.errors import ContractError
from matcher.ingest.sniff import UnreadableKindError, sniff_kind

_SPREADSHEET = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'


def archive_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1"), "workbook"),
        (archive_of("[Content_Types].xml", "xl/workbook.xml"), "workbook"),
        (archive_of("mimetype", "content.xml"), "workbook"),
        (archive_of("白石镇/发放.csv"), "archive"),
        (b"PK\x03\x04 cut short", "workbook"),
        (b"\xef\xbb\xbf\r\n<HTML><body>", "page"),
        (b"<!-- made by an export button --><table>", "page"),
        ("<html><table>".encode("utf-16"), "page"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "page"),
        (_SPREADSHEET, "spreadsheet_xml"),
        (_SPREADSHEET.decode().encode("utf-16"), "spreadsheet_xml"),
        (b"\x03\x7d\x0b\x01\x00\x00\x00\x00\x41\x00\x20\x00" + bytes(52), "dbase"),
        ("姓名,身份证号\n".encode("gb18030"), "text"),
        (b"<1,2>3\n", "text"),
    ],
)
def test_a_kind_is_told_by_content(tmp_path, content, kind):
    path = tmp_path / "发放.dat"
    path.write_bytes(content)

    assert sniff_kind(path, path.name) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.4", "a PDF document"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b'<?xml version="1.0"?><records/>', "an XML document"),
        (b"MIME-Version: 1.0\r\n", "a web archive (MHTML)"),
        (archive_of("[Content_Types].xml", "word/document.xml"), "a text document"),
    ],
)
def test_a_kind_that_is_not_read_is_named(tmp_path, content, words):
    path = tmp_path / "发放.xlsx"
    path.write_bytes(content)

    with pytest.raises(UnreadableKindError, match="neither a workbook nor delimited text") as caught:
        sniff_kind(path, path.name)

    assert caught.value.kind == words


def test_a_list_of_members_too_long_to_look_at_is_refused(tmp_path):
    """What the end of the archive says is enough: the list itself is never read."""
    path = tmp_path / "发放.zip"
    path.write_bytes(b"PK\x03\x04" + b"PK\x05\x06" + bytes(8) + (1 << 30).to_bytes(4, "little") + bytes(6))

    with pytest.raises(ContractError, match="more files than are looked at"):
        sniff_kind(path, path.name)


_WHOLE = archive_of("xl/workbook.xml")


@pytest.mark.parametrize("padding", [b"", b"\r\n", bytes(100)])
def test_a_zip_file_may_be_padded(tmp_path, padding):
    path = tmp_path / "发放.xlsx"
    path.write_bytes(_WHOLE + padding)

    assert sniff_kind(path, path.name) == "workbook"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"PK\x03\x04 head of a lost archive" + _WHOLE, id="its list names only what stands further down"),
        pytest.param(_WHOLE + b"PK\x03\x04 next member", id="data follow its list"),
    ],
)
def test_a_zip_file_whose_own_list_is_lost_is_refused(tmp_path, content):
    path = tmp_path / "发放.zip"
    path.write_bytes(content)

    with pytest.raises(ContractError, match="damaged or cut short"):
        sniff_kind(path, path.name)
