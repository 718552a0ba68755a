"""The default engine: tasks run in this process, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from matcher.engine.base import Item, Result


class LocalEngine:
    """Runs tasks in process."""

    def map(self, task: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Run a task on each item, in order."""
        return map(task, items)
