"""The reference of the common data model: its tables, their columns, and the code systems. Pure."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Language, Text
from matcher.config.model import CodeSystem, ModelColumn, ModelTable
from matcher.config.project import Project
from matcher.tables import IDENTITY, PROVENANCE, Table
from site_pages import markdown

_TABLES: Final = Text(
    zh="""# 数据模型的表

规则只使用这些表和列，不直接使用导出表。每张表除自己的列以外，还有“各表共有的列”。本页由 `schemas/model/` 生成；表和列的
用途见表下说明，“必填”指没有值的行会被退回。""",
    en="""# Model tables

Rules speak of these tables and columns, and of no export. Every table has the shared columns beside its own. This page
is made from `schemas/model/`; a row without a value in a column marked *required* is rejected.""",
)
_SHARED: Final = Text(zh="## 各表共有的列", en="## Shared columns")
_SHARED_COLUMNS: Final = Text(zh="列|说明（英文）", en="column|meaning")
_COLUMNS: Final = Text(zh="列|类型|必填|含义", en="column|type|required|meaning")
_REQUIRED: Final = Text(zh="必填", en="required")
_CODES: Final = Text(
    zh="""# 代码表

代码列的取值。导出表里的写法（“也写作”）在比对前换成代码。本页由 `schemas/codes/` 生成。""",
    en="""# Code systems

What columns of codes may hold. Spellings of exports are turned into codes when they are read. This page is made from
`schemas/codes/`.""",
)
_ENTRIES: Final = Text(zh="代码|名称|也写作", en="code|title|also written")


def model_pages(project: Project, language: Language) -> dict[str, str]:
    """Give the pages of model tables and code systems, by place within the language."""
    shared = [row for part in (PROVENANCE, IDENTITY) for row in _shared_rows(part)]
    tables = [
        _TABLES.say(language),
        _SHARED.say(language),
        markdown.table(_SHARED_COLUMNS.say(language).split("|"), shared),
        *(part for name in sorted(project.model) for part in _table(project.model[name], language)),
    ]
    codes = [part for name in sorted(project.codes) for part in _codes(project.codes[name], language)]
    return {
        "reference/model.md": markdown.page(*tables),
        "reference/codes.md": markdown.page(_CODES.say(language), *codes),
    }


def _shared_rows(part: Table) -> list[tuple[str, str]]:
    return [(f"`{name}`", part.meaning[name]) for name in part.columns]


def _table(model: ModelTable, language: Language) -> list[str]:
    rows = [_column(column, language) for column in model.columns]
    meaning = markdown.plain(model.meaning) if language == "en" else ""
    return [
        f"## {model.table} · {model.title.say(language)} {{ #{model.table} }}",
        meaning,
        markdown.table(_COLUMNS.say(language).split("|"), rows),
    ]


def _column(column: ModelColumn, language: Language) -> tuple[str, str, str, str]:
    kind = f"[{column.codes}](codes.md#{column.codes})" if column.codes else column.type
    required = _REQUIRED.say(language) if column.required else ""
    return f"`{column.column}`", kind, required, column.meaning.say(language)


def _codes(system: CodeSystem, language: Language) -> list[str]:
    rows = [
        (f"`{entry.code}`", entry.title.say(language), ("、" if language == "zh" else ", ").join(entry.spellings))
        for entry in system.entries
    ]
    return [
        f"## {system.codes} {{ #{system.codes} }}",
        markdown.plain(system.reference),
        markdown.table(_ENTRIES.say(language).split("|"), rows),
    ]
