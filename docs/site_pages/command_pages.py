"""The reference of the commands: what typer knows of each, its usage, its help, its options.

English alone: that is what `--help` says. Pure: asks the program, opens no file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from matcher.cli.app import app
from site_pages import markdown

PLACE = "reference/commands.md"
"""Where the page stands."""

_INTRODUCTION = """# Commands

What each command takes, as `matcher COMMAND --help` says it. Data go to standard output, talk and progress to standard
error. Exit codes are [listed with the errors](../errors.md)."""


def command_pages() -> dict[str, str]:
    """Give the page of all commands."""
    root = typer.main.get_command(app)
    parts = [part for path, command in _commands(root, ("matcher",)) for part in _section(path, command)]
    return {PLACE: markdown.page(_INTRODUCTION, *parts)}


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


def _section(path: tuple[str, ...], command: Any) -> list[str]:
    name = " ".join(path)
    context = typer.Context(command, info_name=name)
    usage = " ".join([name, *(piece.strip("{}") for piece in command.collect_usage_pieces(context))])
    records = [parameter.get_help_record(context) for parameter in command.params]
    rows = [(f"`{taken}`", meaning) for taken, meaning in (record for record in records if record)]
    return [
        f"## {name}",
        markdown.plain(command.help or ""),
        f"```text\n{usage}\n```",
        markdown.table(("takes", "what it is"), rows) if rows else "",
    ]
