"""Checks of names: each thing is named once, files are called after what they hold. Pure: gives faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from matcher.config.base import ConfigModel, month_number
from matcher.config.project import Definition, Definitions, Kind
from matcher.config.rule import Rule
from matcher.errors import Fault

_CALLED: dict[Kind, str] = {
    "model": "model table",
    "codes": "code system",
    "source": "source",
    "exemption": "exemption",
    "policy": "policy",
}


def name_faults(definitions: Definitions) -> Iterator[Fault]:
    """Find things of one kind that share a name, rules whose months overlap, and files under another name."""
    for kind, called in _CALLED.items():
        yield from _twice(definitions.of_kind(kind), called)
    yield from _overlapping_rules(definitions.rules)
    for one in (*definitions.tables, *definitions.codes, *definitions.sources):
        yield from _file_name(one, _CALLED[one.kind])


def repeated(values: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Give those of (position, name) whose name came before."""
    seen: set[str] = set()
    for position, name in values:
        if name in seen:
            yield position, name
        seen.add(name)


def _twice(definitions: Sequence[Definition[ConfigModel]], called: str) -> Iterator[Fault]:
    first: dict[str, Definition[ConfigModel]] = {}
    for one in definitions:
        earlier = first.setdefault(one.name, one)
        if earlier is not one:
            what = f"two things are called {called} '{one.name}'; the other is in {earlier.where()}"
            yield Fault(what, one.where(), "rename one of them, or take it out")


def _overlapping_rules(rules: Sequence[Definition[Rule]]) -> Iterator[Fault]:
    """A rule may be given several times for different months: the law changed. In no month may two of them hold."""
    ordered = sorted(rules, key=lambda one: (one.name, month_number(one.item.valid_from)))
    for earlier, later in pairwise(ordered):
        until = earlier.item.valid_until
        overlaps = until is None or month_number(until) >= month_number(later.item.valid_from)
        if earlier.name == later.name and overlaps:
            what = f"rule '{later.name}' is given twice for {later.item.valid_from}; the other is in {earlier.where()}"
            yield Fault(what, later.where("valid_from"), "end the earlier with `valid_until`, or rename one of them")


def _file_name(one: Definition[ConfigModel], called: str) -> Iterator[Fault]:
    path = PurePosixPath(one.document.place)
    if path.stem != one.name:
        mend = f"rename the file to {one.name}.yaml, or the {called} to '{path.stem}'"
        yield Fault(f"{called} '{one.name}' is in a file of another name: {path.name}", one.where(), mend)
