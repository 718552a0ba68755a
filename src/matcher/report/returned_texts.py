"""Why a returned workbook is not taken, and how to mend it. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.report.linkage_words import texts

FILE_REFUSALS: Final = texts(
    ("macro", "文件含宏，不读取", "the file holds a macro"),
    ("too_many_rows", "行数超过上限", "the file has more rows than anybody was given"),
    ("no_header", "没有找到表头（{columns}）", "no sheet has the columns {columns}"),
    ("unreadable", "文件无法读取", "the file cannot be read"),
)

MENDS: Final = {
    "macro": "save it as .xlsx without macros, or paste the answers into the workbook that was given out",
    "too_many_rows": "give back the workbook that was given out, without other lists in it",
    "no_header": "give back the workbook that was given out, with its row of headers",
    "unreadable": "save it again as .xlsx in an office program",
}
