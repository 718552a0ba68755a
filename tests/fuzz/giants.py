"""Small makers of large trouble: headers of a million columns, cells of ten megabytes, sheets that span the world."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from tests.fuzz.markup import _MARKUP
from tests.fuzz.packages import members_of, packed
from tests.ingest.exports import HEADERS, LI, ROWS
from tests.ingest.gallery.make_gallery import FOLDER
from tests.ingest.gallery.other_files import _XML_HEAD
from tests.ingest.gallery.shelf import LINES, text

_TEN_MEGABYTES: Final = 10 << 20
Maker = Callable[[Random], bytes]


def _wide_header(dice: Random) -> bytes:
    columns = dice.choice((20_000, 200_000, 1_000_000))
    word = dice.choice(("列", "a", "姓名", "", '"a"', "列\n"))
    return text([*HEADERS, *[word] * columns], ROWS[0])


def _wide_row(dice: Random) -> bytes:
    filler = dice.choice(("", "x", '"', '""'))
    return text(HEADERS, ROWS[0], [*ROWS[1], *[filler] * dice.choice((20_000, 1_000_000))], ROWS[2])


def _large_cell(dice: Random) -> bytes:
    letter = dice.choice(("李", "a", " ", "1", "\n", '"', "\x00", "\r", "，"))
    cell = letter * (_TEN_MEGABYTES // len(letter.encode()))
    row = list(ROWS[0])
    row[dice.randrange(len(row))] = f'"{cell}"' if dice.random() < 0.5 else cell
    return text(HEADERS, row, *ROWS[1:])


def _large_header_cell(dice: Random) -> bytes:
    return text([*HEADERS, dice.choice("列a 1") * _TEN_MEGABYTES], *ROWS)


def _many_lines(dice: Random) -> bytes:
    line = dice.choice((b"\n", b"\r", b",\n", b'"\n', b"\r\n", b"1,2\n", b"\x00\n", b" \n"))
    return text(*LINES) + line * dice.choice((100_000, 600_000))


def _quotes(dice: Random) -> bytes:
    piece = dice.choice((b'"', b'""', b'","', b'"\n', b'a"b', b'"a'))
    return text(*LINES) + piece * (dice.choice((100_000, 4_000_000)) // len(piece))


def _no_line_end(dice: Random) -> bytes:
    return dice.choice((b"a", b",", b"\xe6\x9d\x8e", b"\x00", b" ", b"<", b"\xff")) * dice.choice((3, 1 << 20, 8 << 20))


def _sheet(change: Callable[[bytes], bytes]) -> bytes:
    members = members_of((FOLDER / "plain.xlsx").read_bytes())
    return packed(
        [(info, change(part) if info.filename.startswith("xl/worksheets/") else part) for info, part in members]
    )


def _xlsx_rows(dice: Random) -> bytes:
    count = dice.choice((100_000, 600_000))
    row = dice.choice((b"<row/>", b'<row r="9"/>', b'<row r="9"><c/></row>', b"<row><c><v>1</v></c></row>"))
    return _sheet(lambda part: part.replace(b"</sheetData>", row * count + b"</sheetData>"))


def _xlsx_corners(dice: Random) -> bytes:
    far = dice.choice((b"A1048576", b"XFD5", b"XFD60000", b"ALL9000", b"ZZ1048576"))
    row = re.sub(rb"[A-Z]+", b"", far)
    cell = b'<row r="%s"><c r="%s"><v>1</v></c></row>' % (row, far)
    dimension = dice.choice((b"A1:F4", b"A1:" + far))
    return _sheet(
        lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % dimension, part).replace(
            b"</sheetData>", cell + b"</sheetData>"
        )
    )


def _xlsx_cell(dice: Random) -> bytes:
    letter = dice.choice(("李", "a", " ", "1", "&amp;", "&#10;", "<r><t>a</t></r>")).encode()
    return _sheet(lambda part: part.replace("李一".encode(), letter * (_TEN_MEGABYTES // len(letter))))


def _xlsx_merges(dice: Random) -> bytes:
    one = dice.choice(
        (b'<mergeCell ref="A1:XFD1048576"/>', b'<mergeCell ref="F2:F1048576"/>', b'<mergeCell ref="A1:F1"/>')
    )
    count = dice.choice((1, 1000, 200_000))
    merges = b"<mergeCells>" + one * count + b"</mergeCells>"
    return _sheet(lambda part: part.replace(b"</sheetData>", b"</sheetData>" + merges))


def _xml_jumps(dice: Random) -> bytes:
    row = dice.choice(
        (
            '<Row ss:Index="1048576"/>',
            '<Row><Cell ss:Index="16384"/></Row>',
            "<Row/>",
            '<Row><Cell ss:MergeAcross="16383"/></Row>',
        )
    )
    wide = '<Row><Cell ss:MergeAcross="16000" ss:MergeDown="1048575"/></Row>'
    rows = dice.choice(("", wide)) + row * dice.choice((1, 400, 5000))
    sheet = f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet>'
    return f"{_XML_HEAD}{sheet * dice.choice((1, 1, 60))}</Workbook>".encode()


def _page_spans(dice: Random) -> bytes:
    cell = dice.choice(("<td colspan=16384 rowspan=65536>x", "<td rowspan=65536>x", "<td colspan=16384>", "<td>"))
    rows = (
        "<tr>" * dice.choice((1, 500, 65_000)) if dice.random() < 0.5 else f"<tr>{cell}" * dice.choice((1, 100, 3000))
    )
    return f"<table><tr>{cell * dice.choice((1, 5))}</tr>{rows}</table>".encode()


def _page_depth(dice: Random) -> bytes:
    tag = dice.choice(
        ("<table><tr><td>", "<div>", "<td>", "<script>", "<!--", "<a b=", "<![", "<!DOCTYPE", "&", "</", "<br>", "&#1;")
    )
    size = dice.choice((20_000, 1_000_000, 8_000_000))
    return f"<html><table><tr><td>{LI}{tag * (size // len(tag))}".encode()


def _xml_depth(dice: Random) -> bytes:
    tag = dice.choice(("<a>", "<Row><Cell><Data>", "<a b='c' ", "<!-- ", "<Cell>", "<?a ?>", "&lt;"))
    return f"{_XML_HEAD}<Worksheet ss:Name='表'><Table>{tag * dice.choice((3000, 400_000))}".encode()


MAKERS: Final[tuple[Maker, ...]] = (
    _wide_header, _wide_row, _large_cell, _large_header_cell, _many_lines, _quotes, _no_line_end, _xlsx_rows,
    _xlsx_corners,
    _xlsx_cell, _xlsx_merges, _xml_jumps, _xml_jumps, _page_spans, _page_spans, _page_depth, _xml_depth,
)  # fmt: skip


def giants(dice: Random, _: bytes) -> bytes:
    """Make one of them."""
    made = dice.choice(MAKERS)(dice)
    return (
        dice.choice(_MARKUP)(dice, made)
        if made.startswith(b"<") and len(made) < 400_000 and dice.random() < 0.3
        else made
    )
