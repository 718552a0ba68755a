"""Work out once per file what to read and what to fill: which columns, with which code systems, into which tables.

Reads configuration only; gives plans that the batches of a file run through. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pyarrow as pa

from matcher.config.constant import AS_OF, DATED, constant_of
from matcher.config.model import CodeSystem, ModelTable
from matcher.config.source import Fill, SourceColumn, SourceSchema
from matcher.errors import ConfigurationError, Fault, nearest
from matcher.ingest.conversion import Conversion, code_of_digit, conversion_of
from matcher.ingest.normalise import CERTIFICATE_PARTS, code_reader
from matcher.repeating import with_dictionaries
from matcher.tables import IDENTITY, model_schema

_IDENTITY_KEYS: Final = tuple(name for name in IDENTITY.columns if name not in {"citizen_id_status", "citizen_id_raw"})
_FEW_VALUES: Final = frozenset({"source", "file_id", "sheet", "citizen_id_status", "person_name", "sex", "area_code"})
SOMEBODY: Final = frozenset({"citizen_id", "person_name", "household_key", "phone", "account"})
"""Identity columns that say who a row is about; sex, birth date and place alone do not."""


@dataclass(frozen=True)
class ReadStep:
    """One reading of one source column."""

    key: str
    """Name that fills ask for: the column's own, or `column:system` where text is read as a code as well."""
    column: SourceColumn
    """The column."""
    system: str | None
    """Code system to read with."""


@dataclass(frozen=True)
class Target:
    """One column of a model table, filled from a reading."""

    column: str
    """Model column, or identity column."""
    key: str
    """Reading that it comes from."""
    source_column: str
    """Source column that the reading comes from."""
    convert: Conversion
    """Turns the reading into the column."""
    is_required: bool
    """Whether a row without a value is rejected."""


@dataclass(frozen=True)
class FillPlan:
    """How batches become rows of one model table."""

    index: int
    """Position among the source's fills; part of the record ID."""
    table: str
    """Model table."""
    schema: pa.Schema
    """Its full shape."""
    targets: tuple[Target, ...]
    """Columns that come from readings."""
    constants: dict[str, Any]
    """Columns that have one value in every row."""
    when_present: tuple[str, ...]
    """Readings that must hold something."""
    when_equal: dict[str, tuple[str, ...]]
    """Readings that must hold one of these values."""
    when_any_present: tuple[str, ...] = ()
    """Readings of which at least one must hold something; none: nothing is asked."""
    skip_where_equal: tuple[tuple[str, str], ...] = ()
    """Pairs of readings: a row in which each pair holds the same is passed over; none: no row is."""
    dated: Mapping[str, str] = field(default_factory=dict[str, str])
    """Columns that have the file's day or its month in every row, with their types (matcher.config.constant.DATED)."""
    coded: frozenset[str] = frozenset()
    """Columns of the table that hold codes."""

    @cached_property
    def stored(self) -> pa.Schema:
        """The shape in which rows are written: texts of few different values as dictionaries."""
        return with_dictionaries(self.schema, _FEW_VALUES | self.coded)


@dataclass(frozen=True)
class Plan:
    """What to read of a source, and what to fill from it."""

    steps: tuple[ReadStep, ...]
    """Readings, each once, in the order of the schema's columns."""
    fills: tuple[FillPlan, ...]
    """Fills, in the order of the schema."""

    @property
    def tables(self) -> dict[str, pa.Schema]:
        """Model tables that are filled, with their shapes."""
        return {fill.table: fill.stored for fill in self.fills}


def plan_source(schema: SourceSchema, model: Mapping[str, ModelTable], codes: Mapping[str, CodeSystem]) -> Plan:
    """Work out what to read and fill for one source.

    Raises:
        ConfigurationError: A fill names what does not exist, or joins types that do not go together.
    """
    builder = _Builder(schema, model, codes)
    fills = tuple(builder.fill(index, fill) for index, fill in enumerate(schema.fills))
    if builder.faults:
        raise ConfigurationError(builder.faults)
    promised = _promised(schema)
    for column in schema.columns:
        if column.column in promised or "reject" in {column.bad_value, column.missing_value}:
            builder.step(column, builder.own_system(column))
    order = {column.column: place for place, column in enumerate(schema.columns)}
    steps = sorted(builder.steps.values(), key=lambda step: (order[step.column.column], step.key))
    return Plan(tuple(steps), fills)


def _promised(schema: SourceSchema) -> set[str]:
    """Give the columns that must be read because promises speak of them, whether a fill uses them or not."""
    promise = schema.promise
    named = {name for key in promise.keys for name in key} | set(promise.totals)
    parts = {name.removesuffix(f"_{part}") for name in named for part in CERTIFICATE_PARTS}
    required = {c.column for c in schema.columns if c.required} if promise.max_empty_share is not None else set()
    return named | parts | required


class _Builder:
    """Collects readings and faults while the fills of one source are worked out."""

    def __init__(self, schema: SourceSchema, model: Mapping[str, ModelTable], codes: Mapping[str, CodeSystem]) -> None:
        self.schema = schema
        self.model = model
        self.codes = codes
        self.steps: dict[str, ReadStep] = {}
        self.faults: list[Fault] = []

    def fill(self, index: int, fill: Fill) -> FillPlan:
        """Work out one fill."""
        table = self.model.get(fill.table)
        if table is None:
            self._fault(f"the model has no table '{fill.table}'{nearest(fill.table, list(self.model))}", fill)
            return FillPlan(index, fill.table, pa.schema([]), (), {}, (), {})
        targets = (self._target(fill, table, name, source) for name, source in fill.columns.items())
        dated = {name: kind for name in fill.constants if (kind := self._dated(fill, table, name))}
        constants = {name: text for name, text in fill.constants.items() if name not in dated}
        return FillPlan(
            index=index,
            table=fill.table,
            schema=model_schema(table).schema,
            coded=frozenset(column.column for column in table.columns if column.type == "code"),
            targets=tuple(target for target in targets if target),
            constants={name: self._constant(fill, table, name, text) for name, text in constants.items()},
            dated=dated,
            when_present=tuple(self._reading(name, None) for name in fill.when_present),
            when_equal={
                self._reading(name, None): self._wanted(name, texts) for name, texts in fill.when_equal.items()
            },
            when_any_present=tuple(self._reading(name, None) for name in fill.when_any_present),
            skip_where_equal=tuple(
                (self._reading(name, None), self._reading(other, None)) for name, other in fill.skip_where_equal.items()
            ),
        )

    def own_system(self, column: SourceColumn) -> str | None:
        """Give the code system that a code column is read with: its own, else the first that a fill maps it to."""
        if column.codes or column.type != "code":
            return column.codes
        mapped = (
            self._model_column(fill, name)[1]
            for fill in self.schema.fills
            for name, source in fill.columns.items()
            if source == column.column
        )
        return next((system for system in mapped if system), None)

    def step(self, column: SourceColumn, system: str | None) -> str:
        """Ask for a reading; gives its key."""
        name = column.column
        own = self.own_system(column)
        key = name if system is None or system == own else f"{name}:{system}"
        self.steps.setdefault(key, ReadStep(key, column, own if key == name else system))
        return key

    def _target(self, fill: Fill, table: ModelTable, name: str, source: str) -> Target | None:
        column, part = self._source_of(source)
        model_type, system, is_required = self._model_type(table, name)
        if column is None or model_type is None:
            what = f"unknown column '{source}'" if column is None else f"'{fill.table}' has no column '{name}'"
            known = [c.column for c in (self.schema.columns if column is None else table.columns)]
            self._fault(what + nearest(source if column is None else name, known), fill)
            return None
        if name == "citizen_id" and column.type == "certificate_number":
            part = "citizen_id"
        kind, key = self._kind_and_key(column, part, system)
        convert: Conversion | None
        if kind == "digit" and system:
            convert = code_of_digit(code_reader(system, column, self.codes))
        else:
            convert = conversion_of(kind, name if name in _IDENTITY_KEYS else model_type)
        if convert is None:
            self._fault(f"column '{source}' of type {column.type} cannot fill '{fill.table}.{name}'", fill)
            return None
        return Target(name, key, column.column, convert, is_required)

    def _kind_and_key(self, column: SourceColumn, part: str | None, system: str | None) -> tuple[str, str]:
        """Give the kind of reading that a target gets, and its key; text mapped to a code is read as a code."""
        name = column.column
        if part:
            self.step(column, None)
            return ("citizen_id" if part == "citizen_id" else "digit"), f"{name}_{part}"
        if system and column.type in {"text", "code"}:
            return "code", self.step(column, system)
        own = self.own_system(column)
        return ("code" if own else column.type), self.step(column, None)

    def _source_of(self, name: str) -> tuple[SourceColumn | None, str | None]:
        """Find a source column, or the certificate number column that a part belongs to."""
        column = self.schema.column(name)
        if column:
            return column, None
        for part in CERTIFICATE_PARTS:
            whole = self.schema.column(name.removesuffix(f"_{part}"))
            if whole and name.endswith(f"_{part}") and whole.type == "certificate_number":
                return whole, part
        return None, None

    def _model_type(self, table: ModelTable, name: str) -> tuple[str | None, str | None, bool]:
        column = table.column(name)
        if column:
            return column.type, column.codes, column.required
        if name not in _IDENTITY_KEYS:
            return None, None, False
        return name, "sex" if name == "sex" and "sex" in self.codes else None, False

    def _model_column(self, fill: Fill, name: str) -> tuple[str | None, str | None, bool]:
        table = self.model.get(fill.table)
        return self._model_type(table, name) if table else (None, None, False)

    def _dated(self, fill: Fill, table: ModelTable, name: str) -> str | None:
        """Give the type of a column that has the file's day; None: it has not."""
        model_type, _, _ = self._model_type(table, name)
        return model_type if fill.constants[name] == AS_OF and model_type in DATED else None

    def _constant(self, fill: Fill, table: ModelTable, name: str, text: str) -> Any:
        model_type, _, _ = self._model_type(table, name)
        try:
            return constant_of(text, model_type or "text")
        except ValueError:
            self._fault(f"the constant of '{fill.table}.{name}' is not of type {model_type}", fill)
            return None

    def _reading(self, name: str, system: str | None) -> str:
        column, part = self._source_of(name)
        if column is None:
            self.faults.append(Fault(f"unknown column '{name}'", f"source '{self.schema.source}'", "correct the fill"))
            return name
        key = self.step(column, system)
        return f"{column.column}_{part}" if part else key

    def _wanted(self, name: str, texts: Sequence[str]) -> tuple[str, ...]:
        """Give the values that a condition names, as codes too where the column is read as a code."""
        column = self.schema.column(name)
        if column is None or column.type != "code":
            return tuple(texts)
        read = code_reader(self.own_system(column), column, self.codes).read(pa.array(texts, pa.string()))
        return tuple(sorted({*texts, *(text for text in read.values.to_pylist() if text)}))

    def _fault(self, what: str, fill: Fill) -> None:
        where = f"source '{self.schema.source}', fill of '{fill.table}' ({fill.part})"
        self.faults.append(Fault(what, where, "correct the fill in schemas/sources/"))
