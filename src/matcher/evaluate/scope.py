"""The names that an expression may use at one place of a rule, and what kind of value each has.

Reads the data model and the policies' declared parameters; gives a `Scope`. Pure: plain values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from matcher.config.model import CodeSystem, ColumnType, ModelTable
from matcher.config.policy import ParameterType

Kind = Literal["text", "date", "month", "integer", "number", "boolean", "texts", "integers", "key", "null"]
"""Kind of a value: a `number` has decimals, `texts` and `integers` are lists, a `key` says which record or person, and
is only compared; `null` is the empty value."""

SUBJECT: Final = "subject"
"""Name that stands for the rule's subject table, so that rules of several tables share an exemption."""

RESERVED: Final = frozenset(
    {SUBJECT, "trial", "trial_month", "as_of", "coexistence", "person_id", "record_id", "programme"}
)
"""Names that a fact or a parameter cannot have."""


DOCUMENT: Final = " reference"
"""What stands after the name of a parameter for the document that sets its value."""


@dataclass(frozen=True)
class Known:
    """What is known of a name: its kind, and the code system that its values come from."""

    kind: Kind
    codes: str | None = None
    nullable: bool = True
    """Whether it may be null."""


_KIND_OF_COLUMN: Final[dict[ColumnType, Kind]] = {
    "text": "text",
    "code": "text",
    "area_code": "text",
    "date": "date",
    "month": "month",
    "money": "number",
    "decimal": "number",
    "integer": "integer",
    "boolean": "boolean",
}

_KIND_OF_PARAMETER: Final[dict[ParameterType, Kind]] = {
    "integer": "integer",
    "money": "number",
    "decimal": "number",
    "text": "text",
    "boolean": "boolean",
    "integers": "integers",
    "texts": "texts",
}

_EVERY_TABLE: Final[dict[str, Known]] = {
    "record_id": Known("key", nullable=False),
    "person_id": Known("key", nullable=False),
    "source": Known("text", nullable=False),
    "as_of_date": Known("date", nullable=False),
    "citizen_id": Known("text"),
    "citizen_id_status": Known("text"),
    "citizen_id_raw": Known("text"),
    "person_name": Known("text"),
    "birth_date": Known("date"),
    "sex": Known("text", "sex"),
    "area_code": Known("text"),
    "household_key": Known("text"),
    "phone": Known("text"),
    "account": Known("text"),
    "born_on": Known("date"),
}
"""Columns of every model table, as the row gives them. `born_on` is the birth date in the person's citizen ID, else
that of the row."""

DERIVED: Final[dict[str, dict[str, Known]]] = {
    "payment": {"month_net_cny": Known("number", nullable=False)},
    "pension": {"month_net_cny": Known("number", nullable=False)},
    "benefit_spell": {"renewed": Known("boolean", nullable=False)},
}
"""Columns that a table's view has beside those of the model: `month_net_cny` is what one person was paid for one
benefit month (matcher.evaluate.net); `renewed`: the spell goes on from an earlier one of the person and programme."""

MONTH_BY: Final[dict[str, str]] = {"payment": "benefit_month", "pension": "benefit_month"}
"""Tables whose every row is of one month, and the column that says which: such a list shows no month after the newest
one in it, whatever its day; and a row that is there was seen, whatever the file's horizon."""


@dataclass(frozen=True)
class Scope:
    """Names that one expression may use."""

    columns: Mapping[str, Mapping[str, Known]]
    """Columns by the name that stands before the dot."""
    parameters: Mapping[str, Known] = field(default_factory=dict[str, Known])
    """Policy parameters, by bare name."""
    has_month: bool = False
    """Whether `trial_month` has a meaning here."""
    subject: str = ""
    """Subject table, for which `subject` may be written; empty: nowhere."""
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Codes by code system."""

    matrices: tuple[Mapping[str, str], ...] = ()
    """Matrices of benefits that may be drawn together; none: they cannot be asked here."""

    def with_columns(self, name: str, columns: Mapping[str, Known]) -> Scope:
        """Give the scope with the columns of one more name."""
        return replace(self, columns={**self.columns, name: columns})

    def table_of(self, name: str) -> str:
        """Give the name that columns are known under: `subject` is a second name of the subject's table."""
        return self.subject if name == SUBJECT and self.subject else name


ANY_RECORD_COLUMNS: Final[dict[str, Known]] = {
    **_EVERY_TABLE,
    "model_table": Known("text", "model_table", nullable=False),
    "file_shares_status": Known("boolean", nullable=False),
}
"""Columns of `any_record`. `file_shares_status`: most rows of the row's file have the same status of their citizen ID,
so that it is a fault of the file, told once, not one of each row."""


def columns_of(table: ModelTable) -> dict[str, Known]:
    """Give the columns of a model table that expressions may use."""
    own = {
        column.column: Known(_KIND_OF_COLUMN[column.type], column.codes, nullable=not column.required)
        for column in table.columns
    }
    return {**_EVERY_TABLE, **own, **DERIVED.get(table.table, {})}


def known_parameters(types: Mapping[str, ParameterType]) -> dict[str, Known]:
    """Give what is known of declared parameters."""
    return {name: Known(_KIND_OF_PARAMETER[kind], nullable=False) for name, kind in types.items()}


def known_codes(systems: Mapping[str, CodeSystem]) -> dict[str, frozenset[str]]:
    """Give the codes of each code system."""
    return {name: frozenset(entry.code for entry in system.entries) for name, system in systems.items()}
