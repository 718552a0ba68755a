"""What commands there are; each is loaded when it is asked for, so that a short one need not wait for all others."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

_PLACES: Final = {
    "init": "init:init",
    "check": "check:check",
    "plan": "plan:plan",
    "run": "run:run",
    "ingest": "stages:ingest",
    "link": "stages:link",
    "evaluate": "stages:evaluate",
    "report": "report:report",
    "explain": "explain:explain",
    "diff": "diff:diff",
    "doctor": "doctor:doctor",
    "verify": "verify:verify",
    "warn": "warn:warn",
    "verify-applicants": "applicants:verify_applicants",
    "coverage": "coverage:coverage",
    "notice": "notice:notice",
    "synth": "synth:synth",
    "score": "score:score",
    "runs": "runs:app",
    "keys": "keys:app",
    "purge": "runs:purge",
    "bench": "bench:app",
    "figures": "figures:app",
    "judgement": "judgement:app",
    "ledger": "ledger:app",
    "schema": "schema:app",
}
"""Command → module of this folder, and in it the function or the group of commands, in the order of the help."""


class Commands(TyperGroup):
    """The commands after `matcher`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = _Loaded()


class _Loaded(MutableMapping[str, Any]):
    """Commands by name; one is loaded when it is looked up, its name is known without."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _load(name, _PLACES[name])
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)


def _load(name: str, place: str) -> Any:
    """Load one command; gives it as typer knows it."""
    module, _, member = place.partition(":")
    found = getattr(import_module(f"matcher.cli.{module}"), member)
    if isinstance(found, typer.Typer):
        group = typer.main.get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)
