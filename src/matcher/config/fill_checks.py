"""Checks of one fill: how a row of an export becomes a row of a model table. Pure: gives faults."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.config.constant import AS_OF, DATED, FORMS, constant_of
from matcher.config.identity_columns import FILLED_FROM
from matcher.config.model import ModelColumn, ModelTable
from matcher.config.project import Definition, Definitions, unknown
from matcher.config.source import SourceColumnType, SourceSchema
from matcher.errors import Fault, nearest

_CERTIFICATE_PARTS: dict[str, SourceColumnType] = {"citizen_id": "citizen_id", "category": "code", "level": "integer"}
"""What a disability certificate number says: a column `x` of this type also offers `x_citizen_id` and so on."""

_FITTING: dict[str, tuple[SourceColumnType, ...]] = {
    "code": ("code", "sex"),
    "date": ("date",),
    "month": ("month", "date"),
    "money": ("money",),
    "integer": ("integer",),
    "decimal": ("decimal", "integer", "money"),
    "boolean": ("yes_no",),
    "area_code": ("area_code",),
}
"""Model column type → the types of source column that can fill it. A text is filled from any."""


class FillChecks:
    """One fill of one source, while it is checked."""

    def __init__(self, definitions: Definitions, source: Definition[SourceSchema], position: int, place: int) -> None:
        """Take a fill.

        Args:
            definitions: Everything that fills may name.
            source: The source.
            position: Position among its fills, those that repeat counted as often as they do.
            place: Position in the file, for messages.
        """
        self._definitions = definitions
        self._source = source
        self._place = place
        self._fill = source.item.fills[position]
        self._said = f"a fill of source '{source.name}'"
        self._offered = offered_columns(source.item)
        self._table = next((one.item for one in definitions.tables if one.name == self._fill.table), None)

    def faults(self) -> Iterator[Fault]:
        """Give what is wrong with the fill."""
        for key in ("when_present", "when_any_present", "when_equal", "skip_where_equal"):
            for name in getattr(self._fill, key):
                if name not in self._fill.columns.values():  # those are checked below, where they are written
                    yield from self._unknown_column(name, self._where(key, name))
        yield from self._compared_columns()
        yield from self._compared_codes()
        for model_column, name in self._fill.columns.items():
            yield from self._unknown_column(name, self._where("columns", model_column))
        if self._table is None:
            known = self._definitions.names("model")
            yield from unknown(f"{self._said} names a model table", self._fill.table, known, self._where("table"))
        else:
            yield from self._against(self._table)

    def _where(self, *keys: str | int) -> str:
        return self._source.where("fills", self._place, *keys)

    def _unknown_column(self, name: str, where: str) -> Iterator[Fault]:
        yield from unknown(f"{self._said} uses a column of the source", name, sorted(self._offered), where)

    def _compared_codes(self) -> Iterator[Fault]:
        for name, values in self._fill.when_equal.items():
            column = self._offered.get(name)
            codes = self._definitions.code_values(column[1]) if column and column[1] else None
            for value in values if codes is not None else ():
                what = f"{self._said} compares '{name}' with a code"
                yield from unknown(what, value, codes or [], self._where("when_equal", name))

    def _compared_columns(self) -> Iterator[Fault]:
        for name, other in self._fill.skip_where_equal.items():
            where = self._where("skip_where_equal", name)
            yield from self._unknown_column(other, where)
            kinds = [self._offered[each][0] for each in (name, other) if each in self._offered]
            if len(set(kinds)) == 2:
                what = f"{self._said} compares '{name}', of type {kinds[0]}, with '{other}', of type {kinds[1]}"
                yield Fault(what, where, "compare columns of one type")

    def _against(self, table: ModelTable) -> Iterator[Fault]:
        own = {column.column: column for column in table.columns}
        known = sorted([*own, *FILLED_FROM])
        for key in ("columns", "constants"):
            for name in getattr(self._fill, key):
                if name not in known:
                    what = f"{self._said} fills a column that model table '{table.table}' does not have: '{name}'"
                    mend = f"use one of: {', '.join(known)}"
                    yield Fault(what + nearest(name, known), self._where(key, name), mend)
        for name in sorted(set(self._fill.columns) & set(self._fill.constants)):
            what = f"{self._said} fills '{name}' from a column and with a constant"
            yield Fault(what, self._where("constants", name), "keep one of the two")
        filled = {*self._fill.columns, *self._fill.constants}
        for column in table.columns:
            if column.required and column.column not in filled:
                what = f"{self._said} does not fill '{column.column}', which model table '{table.table}' requires"
                yield Fault(what, self._where("columns"), f"add `{column.column}: …` to its columns or constants")
        yield from self._types(own)
        yield from self._constant_values(own)

    def _types(self, own: dict[str, ModelColumn]) -> Iterator[Fault]:
        for name, source_column in self._fill.columns.items():
            column, offered = own.get(name), self._offered.get(source_column)
            fitting = _FITTING.get(column.type, ()) if column else FILLED_FROM.get(name, ())
            if offered is None or not fitting:
                continue
            where = self._where("columns", name)
            if offered[0] not in fitting:
                what = f"{self._said} fills '{name}' from '{source_column}', which is of type {offered[0]}"
                yield Fault(what, where, f"read the source column as {' or '.join(fitting)}")
            elif column and column.codes and offered[1] != column.codes:
                what = f"{self._said} fills '{name}' (codes '{column.codes}') from codes '{offered[1]}'"
                yield Fault(what, where, f"read the source column with `codes: {column.codes}`")

    def _constant_values(self, own: dict[str, ModelColumn]) -> Iterator[Fault]:
        for name, value in self._fill.constants.items():
            column = own.get(name)
            if column is None or (value == AS_OF and column.type in DATED):
                continue
            codes = self._definitions.code_values(column.codes) if column.codes else None
            if codes is not None:
                what = f"{self._said} sets '{name}' to a code of '{column.codes}'"
                yield from unknown(what, value, codes, self._where("constants", name))
                continue
            try:
                constant_of(value, column.type)
            except ValueError:
                what = f"{self._said} sets '{name}', which is of type {column.type}, to '{value}'"
                yield Fault(what, self._where("constants", name), FORMS[column.type])


def offered_columns(source: SourceSchema) -> dict[str, tuple[SourceColumnType, str | None]]:
    """Give the columns that fills may use: name → type, and code system of a code."""
    offered: dict[str, tuple[SourceColumnType, str | None]] = {}
    for column in source.columns:
        codes = "sex" if column.type == "sex" else column.codes
        offered[column.column] = (column.type, codes)
        if column.type == "certificate_number":
            for part, kind in _CERTIFICATE_PARTS.items():
                offered[f"{column.column}_{part}"] = (kind, "disability_category" if part == "category" else None)
    return offered
