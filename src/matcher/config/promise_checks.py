"""Checks of what a source promises against its columns. Pure: gives faults."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.config.fill_checks import offered_columns
from matcher.config.project import Definition, unknown
from matcher.config.source import SourceSchema
from matcher.errors import Fault

_SUMMED = ("money", "integer", "decimal")


def promise_faults(source: Definition[SourceSchema]) -> Iterator[Fault]:
    """Check that promises speak of columns that are there, and of sums of numbers only."""
    promise, offered = source.item.promise, offered_columns(source.item)
    for position, key in enumerate(promise.keys):
        for place, name in enumerate(key):
            where = source.where("promise", "keys", position, place)
            yield from unknown(f"a key of source '{source.name}' names a column", name, sorted(offered), where)
        if not key:
            where = source.where("promise", "keys", position)
            yield Fault(f"a key of source '{source.name}' names no column", where, "name its columns, or take it out")
    for position, name in enumerate(promise.totals):
        where = source.where("promise", "totals", position)
        yield from unknown(f"the totals of source '{source.name}' name a column", name, sorted(offered), where)
        if name in offered and offered[name][0] not in _SUMMED:
            what = f"the totals of source '{source.name}' name '{name}', which is of type {offered[name][0]}"
            yield Fault(what, where, f"name columns of type {', '.join(_SUMMED)}")
