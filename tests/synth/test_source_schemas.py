"""The source schemas that ship: each loads, and what it fills exists in the model with fitting types."""

from pathlib import Path

import pytest
import yaml

from matcher.config.identity_columns import FILLED_FROM
from matcher.config.model import CodeSystem, ModelTable
from matcher.config.source import SourceSchema
from matcher.identity.text import normalise_header

_SCHEMAS = Path(__file__).parents[2] / "schemas"
_SOURCES = sorted(_SCHEMAS.glob("sources/*/*.yaml"))
_FITS = {
    "text": {"text", "citizen_id", "person_name", "certificate_number", "integer", "phone", "account"},
    "code": {"code", "sex"},
    "date": {"date"},
    "month": {"month"},
    "money": {"money"},
    "integer": {"integer"},
    "decimal": {"decimal", "integer"},
    "boolean": {"yes_no"},
    "area_code": {"area_code"},
}


def _read(path: Path) -> object:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _models() -> dict[str, ModelTable]:
    tables = [ModelTable.model_validate(_read(path)) for path in sorted(_SCHEMAS.glob("model/*.yaml"))]
    return {table.table: table for table in tables}


def _codes() -> dict[str, set[str]]:
    systems = [CodeSystem.model_validate(_read(path)) for path in sorted(_SCHEMAS.glob("codes/*.yaml"))]
    return {system.codes: {entry.code for entry in system.entries} for system in systems}


def _schema(path: Path) -> SourceSchema:
    return SourceSchema.model_validate(_read(path))


_EXPORTS = {
    "agriculture": ["farmland_subsidies", "land_contracts"],
    "civil_affairs": [
        "aid_applicants",
        "card_payments",
        "child_welfare_roster",
        "cremations",
        "destitute_support_roster",
        "disability_subsidy_payments",
        "economic_checks",
        "elder_allowance_payments",
        "filing_register",
        "low_income_roster",
        "marriage_register",
        "minimum_living_allowance_roster",
        "temporary_assistance_payments",
        "verification_register",
        "village_deaths",
    ],
    "disability": ["disability_certificates"],
    "education": ["student_aid_payments", "students"],
    "health": ["death_certificates", "major_illness_costs", "resident_medical_insurance"],
    "housing": ["house_renovations", "public_rental_housing"],
    "human_resources": [
        "funeral_grants",
        "pensions_paid",
        "public_payroll",
        "public_welfare_posts",
        "resident_pension_contributions",
        "unemployment_benefits",
        "worker_contributions",
    ],
    "justice": ["custody_register"],
    "market_supervision": ["business_registration"],
    "medical_insurance": ["subsidised_premiums", "uninsured_explanations", "worker_medical_insurance"],
    "natural_resources": ["real_estate"],
    "poverty_alleviation": ["monitored_persons", "relocated_persons"],
    "provident_fund": ["provident_fund_accounts"],
    "public_security": [
        "household_register",
        "id_changes",
        "kinship_register",
        "police_deregistrations",
        "vehicles",
    ],
    "tax": ["individual_income_tax"],
    "townships": ["elders_of_eighty", "village_officers"],
}
"""Sources by the agency that delivers them."""


def test_exports_of_sixteen_agencies_are_described():
    """A source that vanishes would leave its rules without facts, and few counties would notice."""
    found = {path.parent.name: sorted(p.stem for p in _SOURCES if p.parent == path.parent) for path in _SOURCES}

    assert found == _EXPORTS


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.stem)
def test_a_source_lies_in_its_agency_s_folder_under_its_own_name(path: Path):
    schema = _schema(path)

    assert (path.parent.name, path.stem) == (schema.agency, schema.source)


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.stem)
def test_no_header_means_two_columns(path: Path):
    """Headers are compared after normalising; two columns with one header would be a guess."""
    schema = _schema(path)
    owners: dict[str, set[str]] = {}
    for column in schema.columns:
        for header in column.headers:
            owners.setdefault(normalise_header(header), set()).add(column.column)
    for header in schema.ignore_columns:
        owners.setdefault(normalise_header(header), set()).add("(ignored)")

    assert {header: names for header, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.stem)
def test_every_fill_speaks_of_columns_that_are_there_and_fit(path: Path):
    """A fill with a wrong name or type would stop every run of every county."""
    schema, models, codes = _schema(path), _models(), _codes()
    types = {column.column: column.type for column in schema.columns}
    systems = {column.column: column.codes for column in schema.columns}
    for column in schema.columns:
        if column.type == "certificate_number":
            types |= {f"{column.column}_citizen_id": "citizen_id", f"{column.column}_level": "integer"}
            types |= {f"{column.column}_category": "code"}
            systems |= {f"{column.column}_category": "disability_category"}
    wrong = []
    for fill in schema.fills:
        model = models[fill.table]
        for target, value in fill.columns.items():
            own = model.column(target)
            allowed = _FITS[own.type] if own else set(FILLED_FROM.get(target, ()))
            if types.get(value) not in allowed or (own and own.codes and own.codes != systems[value]):
                wrong.append((fill.part, target, value))
        for target, constant in fill.constants.items():
            own = model.column(target)
            if own is None or (own.codes and constant not in codes[own.codes]):
                wrong.append((fill.part, target, constant))
        filled = {*fill.columns, *fill.constants}
        wrong += [
            (fill.part, own.column, "required") for own in model.columns if own.required and own.column not in filled
        ]

    assert wrong == []


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.stem)
def test_every_column_that_is_read_is_used_or_shown(path: Path):
    """A column that nothing uses would be read, kept and explained for nothing."""
    schema = _schema(path)
    used = {value for fill in schema.fills for value in fill.columns.values()}
    idle = {
        column.column
        for column in schema.columns
        if not any(value == column.column or value.startswith(f"{column.column}_") for value in used)
    }

    assert idle <= {"head_name", "head_citizen_id", "certificate_number"}
