"""Clean delivered text and headers of what spreadsheets and export buttons leave in them.

Reads a column of text; gives it in NFKC form without invisible characters, null where it says nothing. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.reading import bytes_of, mask_array, offsets_of, put_rows, text_column

PLACEHOLDERS: Final = frozenset(
    {
        *("无", "没有", "暂无", "空", "空白", "未填", "(空)", "(无)", "[空]", "<空>"),
        *("/", "//", "\\", "-", "--", "---", "—", "——", "―", "─", "_", ".", "、", "*", "**"),
        *("NULL", "null", "Null", "None", "none", "NONE", "N/A", "n/a", "NA", "#N/A", "nan", "NaN", "(null)", "<null>"),
    }
)
"""Texts that people and systems write where there is nothing, in NFKC form. Compared with the whole cell only."""

_NOTHING: Final = pa.array(["", *sorted(PLACEHOLDERS)])

LONGEST_VALUE: Final = 64
"""Characters of the longest text that may be one date, amount, number or name; a longer one is a story. Patterns that
look for an ending cost the square of the length, so they are kept from stories."""

# Soft hyphen, NBSP, Arabic letter mark, Mongolian separator, zero-width and direction marks, word joiners, BOM, and the
# control characters (line breaks and tabs among them): none belongs to any value.
_INVISIBLE: Final = (
    r"[\x{00}-\x{1F}\x{7F}-\x{A0}\x{AD}\x{061C}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202F}\x{2060}-\x{206F}\x{FEFF}]"
)
_BROKEN_MARK: Final = "^[\t-\r \u00a0\u2000-\u200f\u2028-\u202f\u205f\u3000\ufeff]*ï»¿"
"""A UTF-8 byte order mark that was read in another encoding, and saved so. Spaces are listed: Arrow's own are ASCII."""
_INVISIBLE_CHARACTER: Final = re.compile(
    f"{_BROKEN_MARK}|[\x00-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]"
)


def _clean_bytes() -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Mark the bytes of text that NFKC and trimming leave alone: visible ASCII, and U+4000 to U+9FFF."""
    clean = np.zeros(256, dtype=np.bool_)
    clean[0x21:0x7F] = True
    clean[0x80:0xC0] = True
    clean[0xE4:0xEA] = True
    return clean


_CLEAN_BYTES: Final = _clean_bytes()


def clean_text(raw: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give text in one form: NFKC, no invisible characters or line breaks, trimmed.

    Args:
        raw: Text as delivered; null = empty.

    Returns:
        One text per row; null where it is blank or one of `PLACEHOLDERS`. Spaces inside stay.
    """
    column = text_column(raw)
    unclean = ~_CLEAN_BYTES[bytes_of(column)]
    if unclean.any():
        offsets = offsets_of(column)
        dirty = np.diff(np.concatenate([[0], np.cumsum(unclean)])[offsets - offsets[0]]) > 0
        column = put_rows(column, dirty, _without_junk(column.filter(mask_array(dirty))))
    nothing = pc.is_in(column, value_set=_NOTHING)
    return pc.if_else(nothing, pa.scalar(None, pa.string()), column)


def _without_junk(column: pa.Array) -> pa.Array:
    bare = pc.replace_substring_regex(column, pattern=f"{_BROKEN_MARK}|{_INVISIBLE}", replacement="")
    return pc.utf8_trim_whitespace(pc.utf8_normalize(bare, form="NFKC"))


def clean_one(text: str) -> str:
    """Clean one text as `clean_text` does; an empty text where that gives null."""
    cleaned = unicodedata.normalize("NFKC", _INVISIBLE_CHARACTER.sub("", text)).strip()
    return "" if cleaned in PLACEHOLDERS else cleaned


_UNITS: Final = (
    "元|万元|元/月|元/年|元/人|元/人月|元/人/月|元/人·月|元/年/人|人民币|单位:元|单位:万元|月|个月|月数|天|年|岁|周岁|人|人次|户|亩|平方米|平米|m2|"
    "%|公里|千米|次|张|套|辆|必填|选填"
)
_BRACKETED_UNIT: Final = re.compile(rf"[(\[{{<【〔](?:{_UNITS})[)\]}}>】〕]")
_AFTER_COLON: Final = re.compile(rf":(?:{_UNITS})$")
_NOT_HEADER: Final = re.compile(r"[\s()\[\]{}<>【】〔〕《》「」:;,、。.·*'\"“”‘’|_/\\—-]+")


@lru_cache(maxsize=8192)
def normalise_header(text: str) -> str:
    """Give a column header in the form that headers are compared in.

    Width, letter case, spaces, line breaks, brackets, punctuation and units do not matter: `补贴金额（元）`,
    `补贴金额:` and `补贴 金额` are one header. Words in brackets stay, unless they are a unit: `姓名（户主）` is
    another header than `姓名`.

    Args:
        text: Header as written.

    Returns:
        The form to compare; empty where nothing is left.
    """
    folded = unicodedata.normalize("NFKC", _INVISIBLE_CHARACTER.sub("", text)).lower()
    folded = re.sub(r"\s+", "", folded)
    folded = _AFTER_COLON.sub("", _BRACKETED_UNIT.sub("", folded))
    return unicodedata.normalize("NFKC", _NOT_HEADER.sub("", folded))
