"""Checks of model tables, code systems and source schemas against each other. Pure: gives faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from matcher.config.fill_checks import FillChecks
from matcher.config.model import ModelColumn, ModelTable
from matcher.config.naming_checks import repeated
from matcher.config.project import Definition, Definitions, unknown
from matcher.config.promise_checks import promise_faults
from matcher.config.repeat import written_places
from matcher.config.source import SourceColumn, SourceSchema
from matcher.errors import Fault


def table_faults(definitions: Definitions) -> Iterator[Fault]:
    """Check model tables: each column once, codes for code columns only."""
    for table in definitions.tables:
        columns = table.item.columns
        for position, name in repeated((position, column.column) for position, column in enumerate(columns)):
            what = f"column '{name}' stands twice in model table '{table.name}'"
            yield Fault(what, table.where("columns", position, "column"), "keep one of the two")
        for position, column in enumerate(columns):
            yield from _code_system(definitions, table, position, column)


def code_faults(definitions: Definitions) -> Iterator[Fault]:
    """Check code systems: each code once, and no spelling that means two codes."""
    for system in definitions.codes:
        entries = system.item.entries
        for position, code in repeated((position, entry.code) for position, entry in enumerate(entries)):
            what = f"code '{code}' stands twice in '{system.name}'"
            yield Fault(what, system.where("entries", position, "code"), "keep one of the two")
        spelt: dict[str, str] = {}
        for position, entry in enumerate(entries):
            for spelling in (entry.code, entry.title.zh, *entry.spellings):
                other = spelt.setdefault(spelling, entry.code)
                if other != entry.code:
                    what = f"'{spelling}' means two codes of '{system.name}': '{other}' and '{entry.code}'"
                    yield Fault(what, system.where("entries", position), "take it out of one of them")


def source_faults(definitions: Definitions) -> Iterator[Fault]:
    """Check each source schema: its columns, its folder, and every fill against the model."""
    for source in definitions.sources:
        yield from _agency(definitions, source)
        yield from _columns(definitions, source)
        yield from _file_date(source)
        yield from _fills(definitions, source)
        yield from promise_faults(source)


def _fills(definitions: Definitions, source: Definition[SourceSchema]) -> Iterator[Fault]:
    """Check each fill; one that repeats is checked for each of its numbers, and what is wrong told once."""
    places = written_places(source.document.data["fills"])
    parts = []
    told: set[str] = set()
    for position, (place, fill) in enumerate(zip(places, source.item.fills, strict=True)):
        faults = list(FillChecks(definitions, source, position, place).faults())
        yield from (fault for fault in faults if places.count(place) == 1 or fault.where not in told)
        told.update(fault.where for fault in faults)
        parts.append((place, f"{fill.table}.{fill.part}"))
    for place, part in repeated(parts):
        what = f"source '{source.name}' has two fills '{part}'"
        yield Fault(what, source.where("fills", place), "give each fill of a table its own `part`")


def _code_system(
    definitions: Definitions,
    owner: Definition[ModelTable] | Definition[SourceSchema],
    position: int,
    column: ModelColumn | SourceColumn,
) -> Iterator[Fault]:
    where, said = owner.where("columns", position), f"column '{column.column}' of '{owner.name}'"
    if column.type == "code" and column.codes is None:
        yield Fault(f"{said} is of type code and names no code system", where, "add `codes: …` (schemas/codes/)")
    elif column.type != "code" and column.codes is not None:
        where = owner.where("columns", position, "codes")
        yield Fault(f"{said} names a code system and is of type {column.type}", where, "write `type: code`")
    elif column.codes is not None:
        where = owner.where("columns", position, "codes")
        yield from unknown(f"{said} names a code system", column.codes, definitions.names("codes"), where)


def _agency(definitions: Definitions, source: Definition[SourceSchema]) -> Iterator[Fault]:
    agency, where = source.item.agency, source.where("agency")
    codes = definitions.code_values("agency")
    if codes is not None:
        yield from unknown(f"source '{source.name}' names a code of 'agency'", agency, codes, where)
    folder = PurePosixPath(source.document.place).parent.name
    if folder != agency:
        what = f"source '{source.name}' of agency '{agency}' is in the folder of another agency: {folder}"
        yield Fault(what, where, f"move the file to schemas/sources/{agency}/, or correct the agency")


def _columns(definitions: Definitions, source: Definition[SourceSchema]) -> Iterator[Fault]:
    written = source.document.data["columns"]
    columns = list(zip(written_places(written), source.item.columns, strict=True))
    for position, name in repeated((place, column.column) for place, column in columns):
        what = f"column '{name}' stands twice in source '{source.name}'"
        yield Fault(what, source.where("columns", position, "column"), "rename one of the two")
    headers = [(place, header) for place, column in columns for header in dict.fromkeys(column.headers)]
    ignored = [(len(written), header) for header in source.item.ignore_columns]
    for position, header in repeated([*headers, *ignored]):
        keys = ("columns", position, "headers") if position != len(written) else ("ignore_columns",)
        what = f"header '{header}' stands for two columns of source '{source.name}'"
        yield Fault(what, source.where(*keys), "keep it where it belongs")
    for position, column in dict(reversed(columns)).items():
        yield from _code_system(definitions, source, position, column)
        yield from _spellings(definitions, source, position, column)


def _spellings(
    definitions: Definitions, source: Definition[SourceSchema], position: int, column: SourceColumn
) -> Iterator[Fault]:
    values = definitions.code_values(column.codes or "")
    for spelling, code in column.spellings.items():
        where = source.where("columns", position, "spellings", spelling)
        if column.type != "code":
            what = f"column '{column.column}' of '{source.name}' has spellings and is of type {column.type}"
            yield Fault(what, where, "write `type: code`, or take the spellings out")
            return
        if values is not None:
            yield from unknown(f"spelling '{spelling}' leads to a code of '{column.codes}'", code, values, where)


def _file_date(source: Definition[SourceSchema]) -> Iterator[Fault]:
    pattern = source.item.as_of.file_name
    lacking = [group for group in ("year", "month") if pattern and group not in re.compile(pattern).groupindex]
    if lacking:
        what = f"the file name pattern of source '{source.name}' has no group {' and no group '.join(lacking)}"
        yield Fault(what, source.where("as_of", "file_name"), r"write it with (?P<year>\d{4}) and (?P<month>\d{2})")
