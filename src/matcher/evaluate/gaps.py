"""What a run's deliveries lack: sources without a file, and columns whose header is not in a file, as gaps of tables.

A column that a source's schema never maps is no gap: its author said that the source does not have it. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from matcher.config.source import Fill, SourceSchema
from matcher.evaluate.book import Sources


@dataclass(frozen=True)
class Provider:
    """One fill of one source: rows that a model table is given."""

    source: SourceSchema
    """The source."""
    index: int
    """Position of the fill among the source's; part of its records' IDs."""
    fill: Fill
    """The fill."""
    files: tuple[str, ...]
    """Its delivered files, by file_id; none: the source was not delivered."""


@dataclass(frozen=True)
class Gap:
    """Columns that the rows of one fill do not have in some files."""

    provider: Provider
    """Whose rows."""
    files: tuple[str, ...]
    """Files that lack the columns, by file_id."""
    headers: Mapping[str, str]
    """Model column → the header that the schema names first for it."""
    is_whole: bool
    """Whether the fill gives no row at all: it is only done where one of the columns has a value."""


def providers_of(sources: Sources, files: pa.Table) -> list[Provider]:
    """Give all fills of all sources of the pipeline, with the files that were delivered for them.

    Args:
        sources: Sources of the pipeline.
        files: Delivered files (matcher.tables.FILES).
    """
    by_source: dict[str, list[str]] = {}
    for row in files.select(["source", "file_id"]).to_pylist():
        by_source.setdefault(row["source"], []).append(row["file_id"])
    return [
        Provider(schema, index, fill, tuple(by_source.get(schema.source, ())))
        for schema in sources.declared
        for index, fill in enumerate(schema.fills)
    ]


def gaps_of(providers: list[Provider], sources: Sources) -> list[Gap]:
    """Give the gaps of delivered files, fill by fill.

    A fill whose columns are not there is no gap where another one fills the same in that file: a household of three
    needs no columns for a fourth member.
    """
    gaps: list[Gap] = []
    for provider in providers:
        files = [file for file in provider.files if sources.absent_columns.get(file)]
        for file in files:
            absent = frozenset(sources.absent_columns[file])
            gap = _gap(provider, file, absent)
            siblings = [other for other in providers if _fills_the_same(other, provider)]
            if gap and not (gap.is_whole and any(not _is_blocked(other, absent) for other in siblings)):
                gaps.append(gap)
    return gaps


def _fills_the_same(one: Provider, other: Provider) -> bool:
    return (
        one.source.source == other.source.source
        and one.fill.table == other.fill.table
        and one.fill.constants == other.fill.constants
    )


def _gap(provider: Provider, file: str, absent: frozenset[str]) -> Gap | None:
    headers = {
        model: _header(provider.source, name)
        for model, name in provider.fill.columns.items()
        if _own(provider.source, name) in absent
    }
    if _is_blocked(provider, absent):
        asked = (name for name in _asked(provider.fill) if _own(provider.source, name) in absent)
        return Gap(provider, (file,), {name: _header(provider.source, name) for name in asked}, is_whole=True)
    return Gap(provider, (file,), headers, is_whole=False) if headers else None


def _asked(fill: Fill) -> Iterator[str]:
    yield from (*fill.when_present, *fill.when_any_present, *fill.when_equal)


def _is_blocked(provider: Provider, absent: frozenset[str]) -> bool:
    """Tell whether a fill is never done where these source columns are not there."""
    fill = provider.fill
    must = (*fill.when_present, *fill.when_equal)
    return any(_own(provider.source, name) in absent for name in must) or (
        bool(fill.when_any_present) and all(_own(provider.source, name) in absent for name in fill.when_any_present)
    )


def _own(source: SourceSchema, name: str) -> str:
    """Give the source column that a fill's column is read from: a certificate's number gives level and category too."""
    if source.column(name):
        return name
    return next((c.column for c in source.columns if name.startswith(f"{c.column}_")), name)


def _header(source: SourceSchema, name: str) -> str:
    column = source.column(_own(source, name))
    return column.headers[0] if column else name
