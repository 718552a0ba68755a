"""Gallery: what an attacker, or a broken disk, would send."""

from __future__ import annotations

import io
import re
import stat
import zipfile

import openpyxl

from tests.ingest.exports import HEADERS, LI, ROWS
from tests.ingest.gallery.office_files import _locked, _plain
from tests.ingest.gallery.other_files import _XML_HEAD, _xml_row
from tests.ingest.gallery.shelf import DAY, LINES, book, makes, rezipped, text, zipped


@makes("cell_at_the_far_corner.xlsx")
def _cell_at_the_far_corner() -> bytes:
    def stray(workbook: openpyxl.Workbook) -> None:
        workbook["表"]["XFD1048576"] = 1

    return book({"表": LINES}, stray)


@makes("zip_bomb.zip")
def _zip_bomb() -> bytes:
    return zipped({"发放.csv": bytes(48 << 20)})


@makes("zip_in_zip.zip")
def _zip_in_zip() -> bytes:
    return zipped({"内.zip": zipped({"发放.csv": text(*LINES)})})


@makes("path_that_leads_out.zip")
def _path_that_leads_out() -> bytes:
    return zipped({"../../发放.csv": text(*LINES)})


@makes("path_of_a_drive.zip")
def _path_of_a_drive() -> bytes:
    return zipped({"C:\\发放.csv": text(*LINES)})


@makes("link.zip")
def _link() -> bytes:
    link = zipfile.ZipInfo("发放.csv", DAY)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped([(link, b"/etc/passwd")])


@makes("cut_short.zip")
def _cut_short_archive() -> bytes:
    return zipped({"发放.csv": text(*LINES)})[:-30]


@makes("cut_short_behind_a_workbook.zip")
def _cut_short_behind_a_workbook() -> bytes:
    """Its members are stored as they are, so the list of the first one's parts is the last list in the file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, row in zip(("白石镇", "青水乡", "上河村"), ROWS, strict=True):
            archive.writestr(zipfile.ZipInfo(f"{name}.xlsx", DAY), book({"表": [HEADERS, row]}))
    whole = buffer.getvalue()
    return whole[: len(whole) // 2]


@makes("damaged_member.zip")
def _damaged_member() -> bytes:
    whole = bytearray(zipped({"发放.csv": text(*LINES * 20)}))
    whole[80] ^= 0xFF
    return bytes(whole)


@makes("cut_short.xlsx")
def _cut_short() -> bytes:
    whole = _plain()
    return whole[: len(whole) // 2]


@makes("external_entity.xlsx")
def _external_entity() -> bytes:
    def entity(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return part
        inner = part.partition(b"?>")[2] if part.startswith(b"<?xml") else part
        secret = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        return secret + inner.replace(b"</sheetData>", b'<row r="9"><c r="B9" t="str"><v>&b;</v></c></row></sheetData>')

    return rezipped(_plain(), entity)


@makes("entities_of_entities.xlsx")
def _entities_of_entities() -> bytes:
    def bomb(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        levels = [b'<!ENTITY a "aaaaaaaaaa">']
        levels += [b'<!ENTITY %c "%s">' % (level, b"&%c;" % (level - 1) * 10) for level in range(ord("b"), ord("k"))]
        return b'<?xml version="1.0"?><!DOCTYPE z [%s]>' % b"".join(levels) + part.replace("姓名".encode(), b"&j;")

    return rezipped(_plain(), bomb)


@makes("header_of_16000_columns.xlsx")
def _header_of_16000_columns() -> bytes:
    extra = [f"列{place}" for place in range(16_000)]
    return book({"表": [(*HEADERS, *extra), ROWS[0]]})


@makes("cell_of_10_megabytes.xlsx")
def _cell_of_10_megabytes() -> bytes:
    def swell(name: str, part: bytes) -> bytes:
        return part.replace("李一".encode(), "李".encode() * 3_500_000)

    return rezipped(_plain(), swell)


@makes("page_of_endless_spans.xls")
def _page_of_endless_spans() -> bytes:
    cell = "<td colspan=999999999 rowspan=999999999>x</td>"
    return f"<table><tr>{cell * 200}</tr></table>".encode()


@makes("page_never_closed.xls")
def _page_never_closed() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in LINES)
    return f"<table>{rows}<tr><td><![CDATA[ <!-- ".encode()


@makes("quotes_without_end.csv")
def _quotes_without_end() -> bytes:
    return text(HEADERS, ROWS[0]) + f'2,"王二,{LI},'.encode() + b'"' * 3 + b"," * 60_000


@makes("letter.pdf")
def _letter() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@makes("packed.rar")
def _packed() -> bytes:
    return b"Rar!\x1a\x07\x01\x00"


@makes("letter.docx")
def _document() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


@makes("header_of_100000_columns.csv")
def _header_of_100000_columns() -> bytes:
    return text([*HEADERS, *["列"] * 20_000, *"a" * 80_000], ROWS[0])


@makes("line_joined_to_the_header.csv")
def _line_joined_to_the_header() -> bytes:
    masked = [[*row[:1], "1801**********1234", *row[2:]] for row in LINES[1:]]
    return text(HEADERS, *masked).replace(b"\r\n", b" ", 1)


@makes("lines_run_together.csv")
def _lines_run_together() -> bytes:
    return text(*LINES).replace(b"\r\n", b"")


@makes("one_sheet_five_thousand_times.xlsx")
def _one_sheet_five_thousand_times() -> bytes:
    def repeat(name: str, part: bytes) -> bytes:
        return re.sub(rb"<sheet [^>]*/>", lambda sheet: sheet[0] * 5000, part) if name == "xl/workbook.xml" else part

    return rezipped(book({"表": LINES}), repeat)


@makes("spreadsheet_xml_of_endless_rows.xls")
def _spreadsheet_xml_of_endless_rows() -> bytes:
    rows = '<Row><Cell ss:MergeAcross="16383"/></Row>' * 5000
    sheet = f'<Worksheet ss:Name="表"><Table>{_xml_row(HEADERS)}{rows}<Row ss:Index="1048576"/></Table></Worksheet>'
    return f"{_XML_HEAD}{sheet}</Workbook>".encode()


@makes("page_of_comments_without_end.xls")
def _page_of_comments_without_end() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in LINES)
    return f"<table>{rows}</table>{'<!--' * 100_000}".encode()


@makes("page_under_one_tall_cell.xls")
def _page_under_one_tall_cell() -> bytes:
    return f"<table><tr><td colspan=16384 rowspan=65536>x</tr>{'<tr>' * 20_000}</table>".encode()


@makes("locked_with_endless_rounds.xlsx")
def _locked_with_endless_rounds() -> bytes:
    return _locked().replace(b'spinCount="100000"', b'spinCount="9999999"')


@makes("spreadsheet_xml_of_one_sheet_again.xls")
def _spreadsheet_xml_of_one_sheet_again() -> bytes:
    sheet = f'<Worksheet ss:Name="表"><Table>{_xml_row(ROWS[0])}</Table></Worksheet>'
    return f"{_XML_HEAD}{sheet * 60}</Workbook>".encode()
