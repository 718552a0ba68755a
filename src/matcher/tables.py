"""The tables that pass between rooms: names, columns, types and meaning.

Published tables (`PERSONS`, `FINDINGS`, …) are public contracts: docs/architecture.md. Model tables get the
columns of `PROVENANCE` and `IDENTITY`, then their own (schemas/model/). Pure: schemas only, no data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from matcher.config.model import ModelTable

MONEY: Final = pa.decimal128(14, 2)
WEIGHT: Final = pa.float64()

EVIDENCE: Final = pa.list_(
    pa.struct([("source", pa.string()), ("file", pa.string()), ("sheet", pa.string()), ("row", pa.int32())])
)
"""Where the rows that show a finding lie; sorted, each once, the subject's rows first."""

VALUE_NOTES: Final = pa.list_(
    pa.struct([pa.field("column", pa.string()), pa.field("status", pa.string()), pa.field("raw", pa.string())])
)
"""Values that could not be read, or that changed meaning on reading, with their raw text; null in most rows."""

_TYPES: Final[dict[str, pa.DataType]] = {
    "text": pa.string(),
    "code": pa.string(),
    "area_code": pa.string(),
    "date": pa.date32(),
    "month": pa.int32(),
    "money": MONEY,
    "integer": pa.int32(),
    "decimal": pa.decimal128(18, 4),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True)
class Table:
    """A table's name, its columns, and the meaning of each column."""

    name: str
    schema: pa.Schema
    meaning: dict[str, str]

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self.schema.names)

    def empty(self) -> pa.Table:
        """Give the table without rows."""
        return self.schema.empty_table()

    def require(self, table: pa.Table) -> pa.Table:
        """Give the table in this shape.

        Raises:
            ValueError: A column is missing or of another type: a fault of the program, never of the data.
        """
        missing = [name for name in self.columns if name not in table.column_names]
        if missing:
            raise ValueError(f"table '{self.name}' lacks the columns {missing}")
        return table.select(self.columns).cast(self.schema)


def _table(name: str, columns: Iterable[tuple[str, pa.DataType, str]]) -> Table:
    rows = list(columns)
    schema = pa.schema([pa.field(column, kind) for column, kind, _ in rows])
    return Table(name, schema, {column: meaning for column, _, meaning in rows})


PROVENANCE: Final = _table(
    "provenance",
    [
        ("record_id", pa.string(), "one row of one model table: file_id, sheet number, row, fill"),
        ("source", pa.string(), "source schema"),
        ("file_id", pa.string(), "the delivered file, as in the files table"),
        ("sheet", pa.string(), "sheet name; null for delimited text"),
        ("row_number", pa.int32(), "physical line or sheet row as a person sees it; the first is 1"),
        ("as_of_date", pa.date32(), "day that the data describe"),
    ],
)

IDENTITY: Final = _table(
    "identity",
    [
        ("citizen_id", pa.string(), "canonical 18 characters where the ID is valid, else null"),
        (
            "citizen_id_status",
            pa.string(),
            "matcher.identity.citizen_id.STATUSES; null where no ID was given",
        ),
        (
            "citizen_id_raw",
            pa.string(),
            "compact text as given (half-width, no spaces) where not valid as written",
        ),
        ("person_name", pa.string(), "normalised name; null where none or unreadable"),
        (
            "birth_date",
            pa.date32(),
            "birth date as the row gives it in a column of its own, never from the ID",
        ),
        ("sex", pa.string(), "male or female, as the row gives it in a column of its own, never from the ID"),
        ("area_code", pa.string(), "12 digits, zeros where unknown: place of registration or of the case"),
        ("household_key", pa.string(), "source's own household number; null where it has none"),
        ("phone", pa.string(), "11 digits"),
        ("account", pa.string(), "bank account digits"),
    ],
)


def model_schema(table: ModelTable) -> Table:
    """Give the full shape of a model table: provenance, identity, its own columns, value notes."""
    own = [(column.column, _TYPES[column.type], column.meaning.en) for column in table.columns]
    shared = [
        (field.name, field.type, part.meaning[field.name]) for part in (PROVENANCE, IDENTITY) for field in part.schema
    ]
    notes = [("value_notes", VALUE_NOTES, "values not read as written, with their raw text")]
    return _table(table.table, [*shared, *own, *notes])


FILES: Final = _table(
    "files",
    [
        ("file_id", pa.string(), "first 16 hex digits of SHA-256 over source and content"),
        ("source", pa.string(), "source schema"),
        ("agency", pa.string(), "agency that delivered it"),
        ("source_file", pa.string(), "path relative to the pipeline's input folder"),
        ("sha256", pa.string(), "SHA-256 of the content"),
        ("as_of_date", pa.date32(), "day that the data describe"),
        ("horizon_month", pa.int32(), "last month that the file shows in full"),
        ("once_only", pa.bool_(), "whether the source lists a person at most once"),
    ],
)

PERSONS: Final = _table(
    "persons",
    [
        ("person_id", pa.string(), "keyed hash of the person; stable from run to run under one site key"),
        ("record_id", pa.string(), "the record; unique in this table"),
        ("source", pa.string(), "source schema"),
        ("source_file", pa.string(), "path relative to the pipeline's input folder"),
        ("sheet", pa.string(), "sheet name; null for delimited text"),
        ("row_number", pa.int32(), "physical line or sheet row"),
        ("citizen_id", pa.string(), "the person's citizen ID, where one is known from any record"),
        ("link_method", pa.string(), "exact, alias, repair, scored, judged, conflict, alone"),
        ("link_grade", pa.string(), "G1–G8; null for a record that is linked to nothing and has no valid ID"),
        ("match_weight", WEIGHT, "bits; null where no pair was scored"),
        ("match_probability", pa.float64(), "0..1"),
    ],
)

LINK_WEIGHTS: Final = _table(
    "link_weights",
    [
        ("record_id", pa.string(), "a record that was linked by repair or score, or sent to review"),
        ("person_id", pa.string(), "the person that it was compared with"),
        (
            "comparison",
            pa.string(),
            "prior, citizen_id, person_name, birth_date, sex, area, household, phone, account",
        ),
        ("level", pa.string(), "level of agreement that the comparison reached"),
        ("weight", WEIGHT, "bits that it adds"),
    ],
)

CONFLICTS: Final = _table(
    "conflicts",
    [
        ("citizen_id", pa.string(), "the ID that two people seem to use"),
        ("record_id", pa.string(), "the record that does not fit"),
        ("source", pa.string(), "its source"),
        ("source_file", pa.string(), "its file"),
        ("sheet", pa.string(), "its sheet"),
        ("row_number", pa.int32(), "its row"),
        ("reference_record_id", pa.string(), "the record that it is compared with"),
        ("reference_source", pa.string(), "that record's source"),
        ("reference_file", pa.string(), "that record's file"),
        ("reference_sheet", pa.string(), "that record's sheet"),
        ("reference_row", pa.int32(), "that record's row"),
        ("name_similarity", pa.float64(), "0..1"),
        ("reason", pa.string(), "name, name_and_sex, name_and_birth_date, borrowed, listed_twice"),
    ],
)

REVIEW: Final = _table(
    "review",
    [
        ("kind", pa.string(), "link: could be this person; cannot_tell: a rule could not decide"),
        ("rule_id", pa.string(), "rule, for cannot_tell"),
        ("catalogue_code", pa.string(), "its code"),
        ("record_id", pa.string(), "the record in doubt"),
        ("source", pa.string(), "its source"),
        ("source_file", pa.string(), "its file"),
        ("sheet", pa.string(), "its sheet"),
        ("row_number", pa.int32(), "its row"),
        ("person_id", pa.string(), "the person that it could be, or that the rule is about"),
        ("match_weight", WEIGHT, "bits"),
        (
            "reason",
            pa.string(),
            "below_threshold, near_tie, listed_twice, judgements_contradict, unresolved_record, fact_not_seen, …",
        ),
    ],
)

REJECTS: Final = _table(
    "rejects",
    [
        ("source", pa.string(), "source schema"),
        ("source_file", pa.string(), "path relative to the pipeline's input folder"),
        ("sheet", pa.string(), "sheet name; null for delimited text"),
        ("row_number", pa.int32(), "physical line or sheet row"),
        (
            "check_name",
            pa.string(),
            "what is true of a good row: benefit_month_is_a_month; sorted, joined by ', '",
        ),
        ("column_name", pa.string(), "header of the first column at fault; null where the row as a whole is"),
    ],
)

FINDINGS: Final = _table(
    "findings",
    [
        ("finding_id", pa.string(), "stable from run to run: rule, person, programme"),
        ("catalogue_code", pa.string(), "A01, B01, …"),
        ("rule_id", pa.string(), "rule"),
        ("kind", pa.string(), "missing, ineligible, duplicate, amount, data_quality"),
        ("severity", pa.string(), "certain, strong, verify, watch"),
        ("programme", pa.string(), "benefit programme"),
        ("person_id", pa.string(), "the person"),
        ("citizen_id", pa.string(), "the person's citizen ID"),
        ("person_name", pa.string(), "the person's name as the subject's source writes it"),
        ("area_code", pa.string(), "12 digits"),
        ("subject_source", pa.string(), "source of the row on trial (its first)"),
        ("subject_file", pa.string(), "its file, relative to the pipeline's input folder"),
        ("subject_sheet", pa.string(), "its sheet"),
        ("subject_row", pa.int32(), "its row"),
        ("first_month", pa.string(), "YYYY-MM"),
        ("last_month", pa.string(), "YYYY-MM"),
        ("month_count", pa.int32(), "months that count, not always all between first and last"),
        ("amount_cny", MONEY, "amount at stake, in yuan"),
        ("link_grade", pa.string(), "weakest link that it rests on"),
        ("match_probability", pa.float64(), "lowest probability among these links"),
        ("exemption_code", pa.string(), "null: the finding stands; else the exemption that lifts it"),
        ("evidence", EVIDENCE, "rows of both sides"),
        ("status", pa.string(), "new, continuing, returned"),
    ],
)

EXEMPTED: Final = _table(
    "exempted",
    [
        ("finding_id", pa.string(), "finding that an exemption lifts"),
        ("exemption_code", pa.string(), "the exemption's code, which several exemptions may share"),
        ("exemption_id", pa.string(), "the exemption; `exemption` for the register of human decisions"),
    ],
)

CALCULATION_PARTS: Final = pa.list_(pa.struct([
    ("kind", pa.string()), ("name", pa.string()), ("value", pa.decimal128(18, 4)), ("reference", pa.string()),
]))  # fmt: skip
"""How one month's amount is reckoned, in reading order. Values: `parameter` (of policy, with the document that sets
it), `column` (`table.column`), `count`, `count_distinct`, `sum`, `max`, `min` (gathered of `table.column`), `number`,
`value`, `paid`, `taken_back`. Signs: `plus`, `minus`, `times`, `open`, and, each up to its `close`, `least` and
`greatest` of values that follow an `or` each, `ceil`, `floor`, `round`, `above`, `below`."""

CALCULATIONS: Final = _table(
    "calculations",
    [
        ("finding_id", pa.string(), "finding whose amount is told; its rows here add up to the amount"),
        ("kind", pa.string(), "months, back_pay_months, year_cap; or why: nothing_at_stake, amount_not_known"),
        ("first_month", pa.string(), "YYYY-MM; null where it is of no months"),
        ("last_month", pa.string(), "YYYY-MM"),
        ("month_count", pa.int32(), "months that it is of"),
        ("each_cny", MONEY, "amount of each of the months, in yuan; null where there is none"),
        ("amount_cny", MONEY, "what it adds to the finding's amount, in yuan; below nought for what is over a cap"),
        ("parts", CALCULATION_PARTS, "how the amount of each month is reckoned; of limits, the parameter"),
    ],
)
"""Sorted by finding, kind, first month, amount; `back_pay_months` are left out by a limit, `year_cap` is over one."""

CANDIDATES: Final = _table(
    "candidates",
    [
        ("record_id", pa.string(), "a record that is not surely linked"),
        ("person_id", pa.string(), "a person that it could be"),
        ("match_weight", WEIGHT, "bits"),
        ("reason", pa.string(), "could_be, below_threshold, near_tie, listed_twice, conflict, judgements_contradict"),
    ],
)
