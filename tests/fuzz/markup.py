"""Damage to markup: the XML of workbooks, SpreadsheetML, and pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from tests.fuzz import nasty
from tests.fuzz.damage import DAMAGE, Mutation, chain
from tests.fuzz.packages import members_of, packed

_TAG: Final = re.compile(rb"<[^<>]{1,2000}>")
_ATTRIBUTE: Final = re.compile(rb"([\w:.-]+)=(\"[^\"]*\"|'[^']*'|\d+)")
_TEXT: Final = re.compile(rb">([^<>]+)<")
_CHARSET: Final = re.compile(rb"(charset=|encoding=[\"'])([\w-]+)")
_CHARSETS: Final = (b"utf-8", b"gb2312", b"utf-16", b"UTF-32", b"ascii", b"hz-gb-2312", b"utf-7", b"bogus", b"idna",
    b"rot13",
    b"zlib", b"unicode_escape", b"big5", b"iso-2022-jp", b"cp037", b"", b"x" * 3000)  # fmt: skip
_COUNTS: Final = (
    b"Index",
    b"span",
    b"Span",
    b"Merge",
    b"count",
    b"Count",
    b"repeated",
    b"spid",
    b"sheetId",
    b"Id",
    b"min",
    b"max",
)
_WORDS: Final = (b"n", b"s", b"str", b"inlineStr", b"b", b"e", b"d", b"z", b"Number", b"DateTime", b"String",
    b"Boolean",
    b"Error", b"hidden", b"veryHidden", b"visible", b"1", b"0", b"true", b"float", b"percentage", b"date",
    b"time")  # fmt: skip


def _doctypes() -> tuple[bytes, ...]:
    levels = b"".join(b'<!ENTITY %c "%s">' % (at, b"&%c;" % (at - 1) * 10) for at in range(ord("b"), ord("m")))
    target = b'<!DOCTYPE z [<!ENTITY a SYSTEM "%s">]>'
    return (
        b'<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">' + levels + b"]>",
        b'<!DOCTYPE z [<!ENTITY a "' + b"a" * 50_000 + b'">]>',
        b'<!DOCTYPE z [<!ENTITY % p SYSTEM "canary.txt"> %p;]>',
        b'<!DOCTYPE z SYSTEM "canary.txt">',
        b'<!DOCTYPE z PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/a.dtd">',
        b'<!DOCTYPE z [<!ENTITY a "&a;">]>',
        b'<!DOCTYPE z [<!ATTLIST c t CDATA "s">]>',
        *(target % place.encode() for place in nasty.TARGETS),
    )


_DOCTYPES: Final = _doctypes()
_ENTITIES: Final = (b"&a;", b"&l;", b"&b;", b"&#0;", b"&#1;", b"&#xD800;", b"&#x110000;", b"&#99999999999;",
    b"&nbsp;", b"&amp;amp;",
    b"&", b"&#10;", b"&#x4e00;", b"&lt;td&gt;")  # fmt: skip
_PIECES: Final = (
    b"<!-- -->", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<![CDATA[a]]>", b"<?a b?>", b"<?xml version='1.0'?>",
    b"<a>" * 3000,
    b"<a b='" + b"c" * 70_000 + b"'/>", b"</a>", b"\x00", b"<", b">", b"\xff", b"\xed\xa0\x80", b"<a:b/>",
    b"<a xmlns='b'/>",
    b"<t>a</t>", b"<r><t>a</t></r>", b"<rPh><t>a</t></rPh>", b"<f>1+1</f>", b"<f t='shared' si='0'>A1</f>",
    b"<v></v>", b"<v/>",
    b"<is/>", b"<is><t/></is>", b"<c/>", b"<row/>", b"<row r='1'/>", b"<sheetData/>", b"<table>", b"</table>",
    b"<tr>", b"<td>",
    b"<td colspan=16384 rowspan=65536>", b"<td rowspan=70000>a", b"<table><tr><td>" * 400, b"<script>", b"<style>",
    b"<title>",
    b"<br>" * 500, b"<!DOCTYPE html>", b"<plaintext>", b"<textarea>", b"<Row ss:Index='1048576'/>",
    b"<Cell ss:Index='16384'/>",
    b"<Cell ss:MergeAcross='16383' ss:MergeDown='1048575'/>", b"<Worksheet ss:Name='a'>", b"<x:Date1904/>",
    b"<Visible>a</Visible>",
    b"<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>", b'<mergeCell ref="F2:F9"/>', b"<sheetPr/>",
    b"<cols><col min='1' max='16384' hidden='1'/></cols>",
)  # fmt: skip


def other_attribute(dice: Random, content: bytes) -> bytes:
    """Give attributes other values, of their own kind or of none."""
    found = list(_ATTRIBUTE.finditer(content))
    if not found:
        return content
    match = dice.choice(found)
    name, mark = match[1], match[2][:1] if match[2][:1] in b"\"'" else b""
    values = (
        nasty.REFERENCES
        if name in {b"r", b"ref"}
        else nasty.SIZES
        if any(part in name for part in _COUNTS)
        else nasty.CELLS
    )
    value: bytes = dice.choice(values).encode("utf-8", "replace")
    if dice.random() < 0.3:
        value = dice.choice((*_WORDS, *(text.encode() for text in (*nasty.SIZES, *nasty.TARGETS, *nasty.ESCAPES))))
    clean = (
        value.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b'"', b"&quot;") if dice.random() < 0.9 else value
    )
    whole = name + b"=" + mark + clean + mark
    if dice.random() < 0.1:
        return content.replace(match[0], whole)
    return content[: match.start()] + whole + content[match.end() :]


def other_text(dice: Random, content: bytes) -> bytes:
    """Give texts between tags other values."""
    found = list(_TEXT.finditer(content))
    if not found:
        return content
    match = dice.choice(found)
    value: bytes = dice.choice((*nasty.CELLS, *nasty.SIZES)).encode("utf-8", "replace")
    clean = value.replace(b"&", b"&amp;").replace(b"<", b"&lt;") if dice.random() < 0.8 else value
    return content[: match.start(1)] + clean + content[match.end(1) :]


def other_tags(dice: Random, content: bytes) -> bytes:
    """Leave a tag out, repeat it, move it, close or rename it."""
    found = list(_TAG.finditer(content))
    if not found:
        return content
    match, other = dice.choice(found), dice.choice(found)
    tag = match[0]
    changed = dice.choice(
        (b"", tag * 2, other[0], tag[:-1] + b"/>", tag.upper(), tag.replace(b"<", b"<x:"), tag * 300, b"</" + tag[1:])
    )
    return content[: match.start()] + changed + content[match.end() :]


def piece_between(dice: Random, content: bytes) -> bytes:
    """Put a piece of markup between two tags."""
    places = [match.end() for match in _TAG.finditer(content)] or [0]
    at = dice.choice(places)
    return content[:at] + dice.choice((*_PIECES, *_ENTITIES)) + content[at:]


def repeated_piece(dice: Random, content: bytes) -> bytes:
    """Repeat what stands between two tags, often very often."""
    places = [match.start() for match in _TAG.finditer(content)] or [0]
    start, end = sorted((dice.choice(places), dice.choice(places)))
    size = max(end - start, 1)
    return content[:end] + content[start:end] * min(dice.choice((1, 5, 100, 5000)), 1 + 600_000 // size) + content[end:]


def document_type(dice: Random, content: bytes) -> bytes:
    """Declare a document type with entities, and use one of them."""
    start = content.find(b"?>") + 2 if content.startswith(b"<?xml") else 0
    declared = content[:start] + dice.choice(_DOCTYPES) + content[start:]
    places = [match.start(1) for match in _TEXT.finditer(declared)] or [len(declared)]
    at = dice.choice(places)
    return declared[:at] + dice.choice(_ENTITIES[:3]) + declared[at:]


def other_charset(dice: Random, content: bytes) -> bytes:
    """Say another encoding, or write it in another than it says."""
    if dice.random() < 0.5 and _CHARSET.search(content):
        return _CHARSET.sub(rb"\g<1>" + dice.choice(_CHARSETS), content, count=1)
    text = content.decode("utf-8", "replace")
    return text.encode(dice.choice(("utf-16", "utf-16-le", "utf-8-sig", "gb18030", "big5", "utf-32")), "replace")


_MARKUP: Final[tuple[Mutation, ...]] = (
    other_attribute,
    other_attribute,
    other_attribute,
    other_text,
    other_text,
    other_tags,
    piece_between,
    piece_between,
    repeated_piece,
    document_type,
    other_charset,
)


def pages(dice: Random, content: bytes) -> bytes:
    """Damage a page, or SpreadsheetML."""
    content = chain(dice, content, _MARKUP, most=4)
    return chain(dice, content, DAMAGE, most=1) if dice.random() < 0.15 else content


def workbook_xml(dice: Random, content: bytes) -> bytes:
    """Damage the XML in a workbook and pack it rightly."""
    members = members_of(content)
    names = [place for place, (info, _) in enumerate(members) if info.filename.endswith((".xml", ".rels"))]
    sheets = [
        place
        for place in names
        if "sheet" in members[place][0].filename.lower() or members[place][0].filename == "content.xml"
    ]
    for _ in range(dice.choice((1, 1, 2)) if names else 0):
        place = dice.choice(sheets) if sheets and dice.random() < 0.6 else dice.choice(names)
        info, part = members[place]
        if dice.random() < 0.7:  # few rows are enough, and leave few places to damage
            part = re.sub(rb"(<sheetData>(?:.*?</row>){4}).*</row>", rb"\1", part, count=1, flags=re.DOTALL)
        members[place] = (info, chain(dice, part, _MARKUP, most=3))
    return packed(members)


FAMILY: Final[dict[str, Callable[[Random, bytes], bytes]]] = {"pages": pages, "workbook_xml": workbook_xml}
