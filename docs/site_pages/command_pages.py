"""The reference of the commands: what typer knows of each, its usage, its help, its options.

Help is in English alone, as `--help` gives it; the Chinese page says above it what a command does
(command_titles.yaml). Pure but for reading that file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer
import yaml

from matcher.cli.app import app
from matcher.config.base import Language, Text
from site_pages import markdown

_TITLES: Final = Path(__file__).with_name("command_titles.yaml")

_INTRODUCTION: Final = Text(
    zh="""# 命令

每条命令的用法。各项说明是程序自己的（`matcher COMMAND --help`），只有英文。数据写到标准输出，进度和提示写到标准错误。
退出码见[错误与退出码](../errors.md)。""",
    en="""# Commands

What each command takes, as `matcher COMMAND --help` says it. Data go to standard output, talk and progress to standard
error. Exit codes are [listed with the errors](../errors.md).""",
)
_COLUMNS: Final = Text(zh="写法|说明", en="takes|what it is")


def command_pages(language: Language) -> dict[str, str]:
    """Give the page of all commands, by place within the language."""
    root = typer.main.get_command(app)
    titles = command_titles() if language == "zh" else {}
    sections = [
        part
        for path, command in _commands(root, ("matcher",))
        for part in _section(" ".join(path), command, titles.get(" ".join(path), ""), language)
    ]
    return {"reference/commands.md": markdown.page(_INTRODUCTION.say(language), *sections)}


def command_titles() -> dict[str, str]:
    """Give what each command does, in Chinese, by the command as it is typed."""
    titles: dict[str, str] = yaml.safe_load(_TITLES.read_text(encoding="utf-8"))
    return titles


def command_names() -> list[str]:
    """Name every command that can be given, as it is typed: `matcher ledger import`."""
    return [" ".join(path) for path, _ in _commands(typer.main.get_command(app), ("matcher",))]


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Walk through the commands that do something, groups left out; typer's own classes have no public types."""
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name in command.commands:
        yield from _commands(command.commands[name], (*path, name))


def _section(name: str, command: Any, title: str, language: Language) -> list[str]:
    context = typer.Context(command, info_name=name)
    usage = " ".join([name, *(piece.strip("{}") for piece in command.collect_usage_pieces(context))])
    records = [parameter.get_help_record(context) for parameter in command.params]
    rows = [(f"`{taken}`", meaning) for taken, meaning in (record for record in records if record)]
    return [
        f"## {name}",
        f"**{title}**" if title else "",
        markdown.plain(command.help or ""),
        f"```text\n{usage}\n```",
        markdown.table(_COLUMNS.say(language).split("|"), rows) if rows else "",
    ]
