"""The shipped rules, policy and data model, as the tests of the evaluate room read them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from matcher.config.base import month_number
from matcher.config.model import CodeSystem, ModelTable
from matcher.config.policy import Policy
from matcher.config.rule import RuleFile
from matcher.evaluate import RuleBook, Trial
from matcher.evaluate.check import read_rules
from matcher.evaluate.parameters import read_policies
from matcher.evaluate.plan import RulePlan

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the parser in C, where it is there: a tenth of the time
ROOT = Path(__file__).parents[2]
TRIAL = Trial(region="180121", first_month=month_number("2024-12"), as_of=date(2025, 11, 30))


def read_yaml(path: Path) -> Any:
    """Read YAML as the program does: every scalar is text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)


@cache
def model() -> dict[str, ModelTable]:
    tables = [ModelTable.model_validate(read_yaml(path)) for path in sorted((ROOT / "schemas/model").glob("*.yaml"))]
    return {table.table: table for table in tables}


@cache
def codes() -> dict[str, CodeSystem]:
    systems = [CodeSystem.model_validate(read_yaml(path)) for path in sorted((ROOT / "schemas/codes").glob("*.yaml"))]
    return {system.codes: system for system in systems}


@cache
def book() -> RuleBook:
    files = [RuleFile.model_validate(read_yaml(path)) for path in sorted((ROOT / "pipelines/rules").glob("*.yaml"))]
    return RuleBook(
        rules=tuple(rule for file in files for rule in file.rules),
        exemptions=tuple(exemption for file in files for exemption in file.exemptions),
    )


@cache
def policies() -> tuple[Policy, ...]:
    return tuple(Policy.model_validate(read_yaml(path)) for path in sorted((ROOT / "pipelines/policy").glob("*.yaml")))


@cache
def plan_of(rule: str) -> RulePlan:
    only = RuleBook(tuple(one for one in book().rules if one.rule == rule), book().exemptions)
    plans, _ = read_rules(only, model=model(), codes=codes(), policies=read_policies(policies()))
    return plans[0]
