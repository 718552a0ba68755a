"""The two verbs of an engine, and the step that a kernel runs. Pure: no engine is imported here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class SqlStep:
    """One named SELECT of a kernel: its result is a table that later steps read by this name."""

    name: str
    """Name of the result."""
    sql: str
    """One SELECT; values as `$name`."""
    values: dict[str, object] = field(default_factory=dict)
    """Bound values."""


class Engine(Protocol):
    """Says where kernels run and who moves rows; never what they compute."""

    def map(self, task: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Run a pure, picklable task on each item; results in the order of the items."""
        ...


def quote_identifier(name: str) -> str:
    """Quote a name of a table or column for SQL."""
    return '"' + name.replace('"', '""') + '"'
