"""A page for each error code: what it means, an example of the message, how to mend it.

English is the section of docs/errors.md; Chinese and the examples, which tests/end_to_end executes, are in
error_pages.yaml. Pure but for reading these two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from matcher import errors
from matcher.config.base import Language, Text
from site_pages import markdown

CATALOGUE: Final = "errors.md"
"""The document that explains all errors; in the site it lists the codes, whose sections are pages."""
_TEXTS: Final = Path(__file__).with_name("error_pages.yaml")
_FAULTS: Final = Path(__file__).with_name("configuration_faults.yaml")

_EXIT_CODE: Final = Text(zh="退出码 **{code}**（{meaning}）", en="Exit code **{code}** ({meaning}).")
_EXAMPLE: Final = Text(zh="## 提示示例", en="## Example")
_PARTS: Final = {
    "what": "## 含义",
    "why": "## 常见原因",
    "mend": "## 怎样处理",
}
_CODES: Final = Text(zh="## 错误代码", en="## Codes")
_CODE_COLUMNS: Final = Text(zh="代码|含义|退出码", en="code|error|exit code")
_FAULT_COLUMNS_ZH: Final = ("问题", "哪里不对", "怎样改")
_FAULT_ROW: Final = re.compile(r"^\| `([a-z_0-9]+)` \|", flags=re.MULTILINE)
_OVERVIEW_ZH: Final = """# 错误与退出码

能由人处理的错误都分三部分说明：出了什么问题（what）、在哪里（where：文件和行号，或文件、工作表、行、列）、怎样处理（mend）。
每类错误有固定的代码，可以在本站检索；退出码供定时任务判断。提示中不出现姓名、身份证号等个人信息，请按提示的文件和行号查看。"""
_EXIT_COLUMNS_ZH: Final = ("退出码", "含义")


@dataclass(frozen=True)
class ErrorTexts:
    """What is said of one error code beside its section in docs/errors.md."""

    title: Text
    """What it is called; in English the name of its class."""
    what: str
    """What it means, in Chinese."""
    why: str
    """Why it happens, in Chinese."""
    mend: str
    """What to do, in Chinese."""
    example: str
    """What a command prints, from the line that gives it; empty where no command line brings it about."""


def read_texts() -> dict[str, ErrorTexts]:
    """Give what is said of each code."""
    content: dict[str, Any] = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return {code: ErrorTexts(**(one | {"title": Text(**one["title"])})) for code, one in content["errors"].items()}


def exit_codes() -> dict[int, Text]:
    """Give what each exit code means."""
    content: dict[str, Any] = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return {code: Text(**one) for code, one in content["exit_codes"].items()}


def error_classes() -> list[type[errors.MatcherError]]:
    """Give every class of error, by code."""
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.MatcherError)]
    return sorted(found, key=lambda one: one.code)


def error_pages(catalogue: str, language: Language) -> dict[str, str]:
    """Give the pages of all codes by place within the language, and in Chinese the page that lists them.

    Args:
        catalogue: docs/errors.md.
        language: Language of the pages.
    """
    texts, meanings = read_texts(), exit_codes()
    pages = {}
    for error in error_classes():
        said = texts[error.code]
        section = _section(catalogue, error.code)
        parts = [*_chinese(said), *_chinese_faults(section)] if language == "zh" else [section]
        exits = _EXIT_CODE.say(language).format(code=error.exit_code, meaning=meanings[error.exit_code].say(language))
        example = [_EXAMPLE.say(language), f"```console\n{said.example}```"] if said.example else []
        head = [f"# {error.code} · {said.title.say(language)}", exits]
        pages[_place(error.code)] = markdown.page(*head, *parts, *example)
    if language == "zh":
        rows = [(f"{code}", meaning.zh) for code, meaning in meanings.items()]
        table = markdown.table(_EXIT_COLUMNS_ZH, rows)
        pages[CATALOGUE] = markdown.page(_OVERVIEW_ZH, table, *_codes("zh"))
    return pages


def overview(catalogue: str) -> str:
    """Give docs/errors.md as the site shows it: what all errors have in common, and where each code is told."""
    return markdown.page(catalogue.partition("\n## ")[0], *_codes("en"))


def _codes(language: Language) -> list[str]:
    texts = read_texts()
    rows = [
        (f"[{error.code}]({_place(error.code)})", texts[error.code].title.say(language), str(error.exit_code))
        for error in error_classes()
    ]
    return [_CODES.say(language), markdown.table(_CODE_COLUMNS.say(language).split("|"), rows)]


def _place(code: str) -> str:
    return f"reference/errors/{code}.md"


def _chinese(texts: ErrorTexts) -> list[str]:
    return [part for name, heading in _PARTS.items() for part in (heading, getattr(texts, name))]


def _chinese_faults(section: str) -> list[str]:
    """Give the tables of faults of a section in Chinese, in its order; none where it has none."""
    content: dict[str, Any] = yaml.safe_load(_FAULTS.read_text(encoding="utf-8"))
    parts = []
    for part in re.split(r"^## ", section, flags=re.MULTILINE)[1:]:
        rows = [(f"`{name}`", *content["faults"][name]) for name in _FAULT_ROW.findall(part)]
        heading = content["sections"].get(part.partition("\n")[0])
        parts += [f"## {heading}", markdown.table(_FAULT_COLUMNS_ZH, rows)] if rows else []
    return parts


def _section(catalogue: str, code: str) -> str:
    """Cut the section of a code out of docs/errors.md: parts apart, headings one step up, links from where it is."""
    section = catalogue.partition(f"\n## {code} · ")[2].partition("\n")[2].partition("\n## ")[0]
    risen = re.sub(r"^(?=\*\*(?:Why|How to mend)\.)", "\n", re.sub(r"^###", "##", section, flags=re.M), flags=re.M)
    return re.sub(r"\]\((?!http)([^)]+)\)", r"](../../\1)", risen)
