"""Gallery: pages, XML and dBASE tables that are called workbooks, and archives."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tests.ingest.exports import HEADERS, LI, ROWS, WANG, ZHAO
from tests.ingest.gallery.office_files import _plain, _plain_old
from tests.ingest.gallery.shelf import LINES, book, makes, text, zipped


def _html_row(cells: Sequence[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>\r\n"


@makes("page.xls")
def _page() -> bytes:
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    head = f"<html><head>{meta}<style>td{{}}</style></head><body>"
    table = f"<table border=1>{''.join(map(_html_row, LINES))}</table>"
    return f"{head}{table}</body></html>".encode("gb18030")


@makes("page_of_another_charset.xls")
def _page_of_another_charset() -> bytes:
    head = "<html><head><meta charset='gb2312'></head>"
    return f"{head}<table>{''.join(map(_html_row, LINES))}</table></html>".encode()


@makes("page_with_spans.xls")
def _page_with_spans() -> bytes:
    return (
        "<!DOCTYPE html><html><body><div>导出</div><table>"
        "<tr><td colspan=7>青溪县&nbsp;补贴发放表</td></tr>"
        "<tr><th rowspan=2>序号<th colspan=2>补贴对象<th rowspan=2>所属期"
        "<th rowspan=2>补贴<br>金额<th rowspan=2>村(居)委会</tr>"
        "<tr><th>姓&#21517;<th>身份证号</tr>"
        f"<tr><td>1<td> 李一\n<td>{LI}<td>202510<td>80<td rowspan='2'>上河村</tr>"
        f"<tr><td>2<td>王二<td>{WANG}<td>202510<td>&yen;80.00</tr>"
        f"<tr><td>3<td>赵三<td>{ZHAO}<td>202510<td><table><tr><td>100</td></tr></table><td>白石镇</tr>"
        "</table><script>document.write('<table>')</script></body></html>"
    ).encode()


@makes("page_without_table.xls")
def _page_without_table() -> bytes:
    return "<html><body>登录已超时，请重新登录</body></html>".encode()


_XML_HEAD = (
    '<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)


def _xml_row(cells: Sequence[str], attributes: str = "") -> str:
    inner = "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in cells)
    return f"<Row{attributes}>{inner}</Row>"


@makes("spreadsheet_xml.xls")
def _spreadsheet_xml() -> bytes:
    number = '<Cell><Data ss:Type="Number">{}</Data></Cell>'.format
    month = '<Cell ss:Index="4"><Data ss:Type="DateTime">2025-10-01T00:00:00.000</Data></Cell>'
    name = '<Cell><Data ss:Type="String">王&#20108;</Data></Cell>'
    typed = f'<Row ss:Index="4">{number(2)}{name}{number(WANG)}{month}{number(80.5)}</Row>'
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    return (
        f'{_XML_HEAD}<Worksheet ss:Name="表"><Table>{_xml_row(HEADERS)}{_xml_row(ROWS[0])}{typed}</Table></Worksheet>'
        f'<Worksheet ss:Name="旧"><Table>{_xml_row(HEADERS)}</Table>{hidden}</Worksheet></Workbook>'
    ).encode()


@makes("spreadsheet_xml_with_entities.xls")
def _spreadsheet_xml_with_entities() -> bytes:
    secret = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    head = _XML_HEAD.replace("<Workbook", f"{secret}<Workbook")
    return f'{head}<Worksheet ss:Name="表"><Table>{_xml_row(["&b;"])}</Table></Worksheet></Workbook>'.encode()


def dbase(version: int, driver: int, fields: Sequence[tuple[str, str, int]], records: Sequence[bytes]) -> bytes:
    """Give a dBASE table; each record begins with its deletion mark."""
    table = b"".join(
        struct.pack("<11sc4xBB14x", name.encode("gb18030"), kind.encode(), size, 0) for name, kind, size in fields
    )
    backlink = b"\0" * 263 if version == 0x30 else b""
    size = 1 + sum(size for _, _, size in fields)
    head = struct.pack(
        "<B3BIHH16xBB2x", version, 125, 11, 1, len(records), 33 + len(table) + len(backlink), size, 0, driver
    )
    return head + table + b"\r" + backlink + b"".join(records) + b"\x1a"


def _characters(*cells: tuple[str, int], encoding: str = "gb18030") -> bytes:
    return b"".join(cell.encode(encoding)[:size].ljust(size) for cell, size in cells)


@makes("old_system.dbf")
def _old_system() -> bytes:
    fields = [("姓名", "C", 5), ("身份证号", "C", 18), ("所属期", "D", 8), ("补贴金额", "N", 10), ("在册", "L", 1)]
    records = [
        b" " + _characters(("李一", 5), (LI, 18), ("20251001", 8)) + b"     80.00T",
        b"*" + _characters(("王二", 5), (WANG, 18), ("20251001", 8)) + b"     80.00F",
        # The third character of the name does not fit its field: half of it stands there.
        b" " + _characters(("赵三三", 5), (ZHAO, 18), ("20251001", 8)) + b"    100.00?",
    ]
    return dbase(0x03, 0x00, fields, records)


@makes("foxpro.dbf")
def _foxpro() -> bytes:
    fields = [
        ("姓名", "C", 10),
        ("身份证号", "C", 18),
        ("所属期", "T", 8),
        ("补贴金额", "Y", 8),
        ("序号", "I", 4),
        ("备注", "M", 4),
    ]
    julian = 2460950  # 2025-10-01
    records = [
        b" " + _characters(("李一", 10), (LI, 18)) + struct.pack("<IIqiI", julian, 0, 805000, 1, 0),
        b" " + _characters(("王二", 10), (WANG, 18)) + struct.pack("<IIqiI", julian, 3_600_000, 800000, 2, 0),
    ]
    return dbase(0x30, 0x7A, fields, records)


@makes("lying_record_count.dbf")
def _lying_record_count() -> bytes:
    whole = _old_system()
    return whole[:4] + struct.pack("<I", 4_000_000_000) + whole[8:]


@makes("townships.zip")
def _townships() -> bytes:
    return zipped(
        {
            "民政/白石镇/10月.csv": text(HEADERS, ROWS[0], encoding="gb18030"),
            "民政/青水乡/10月.xlsx": book({"表": [HEADERS, ROWS[1]]}),
            "民政/青水乡/照片.png": b"\x89PNG\r\n\x1a\n",
            "民政/说明.txt": "请各乡镇于月底前报送".encode("gb18030"),
            "民政/Thumbs.db": b"\xd0\xcf",
            "__MACOSX/民政/._10月.csv": b"\0\5\x16\7",
        }
    )


@makes("gbk_names.zip")
def _gbk_names() -> bytes:
    """Names in GBK without the mark of UTF-8, as Chinese Windows writes them."""
    stand_in = "AAAAAA.csv"
    archive = zipped({stand_in: text(*LINES)})
    return archive.replace(stand_in.encode(), "白石镇".encode("gb18030") + b".csv")


@makes("parts_without_header.zip")
def _parts_without_header() -> bytes:
    return zipped({"1.csv": text(*LINES[:2]), "2.csv": text(*LINES[2:])})


@makes("really_a_workbook.zip")
def _really_a_workbook() -> bytes:
    return _plain()


@makes("old_workbook_inside.zip")
def _old_workbook_inside() -> bytes:
    return zipped({"白石镇.xls": _plain_old()})
