"""Reads tests/cases/<rule>.yaml, lays each case out as the tables of a run, and evaluates it.

A case is written by people who know the benefit: persons by short names, rows by table, columns as in the model,
`months: 2025-01..2025-06` for one row a month. What a row does not say comes from the file's `defaults`; `~` is an
empty value. Every row is linked to its person with grade G1 unless it says otherwise (`grade`); `could_be` names a
person that an unresolved record could be; `relative`, `spouse`, `payee` and `counterpart` name the person whose citizen
ID stands in the row; `file: card/2025-05` puts it into a file of source `card` seen to that month (else: one file a
table, seen to the last month or what `horizons` says). `background` rows stand in every case; `policy` sets parameters
and, of the matrix `coexistence`, single pairs; `region` is the county of the case, where it is not the sample county.
What `defaults` says under `findings` holds for all findings of the file.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from matcher.config.policy import Policy
from matcher.engine.kernel import Kernel
from matcher.evaluate import Evaluated, Records, RuleBook, evaluate_rules
from tests.evaluate.case_records import OTHERS, Case, months_of, records_of
from tests.evaluate.configuration import ROOT, TRIAL, book, model, policies, read_yaml

CASES = ROOT / "tests/cases"
_NAMES = ("person", "could_be", "household_key", "moved_from_household", *OTHERS)


@cache
def read_cases() -> tuple[Case, ...]:
    """Read all cases, sorted by file."""
    cases: list[Case] = []
    for path in sorted(CASES.glob("*.yaml")):
        content = read_yaml(path)
        defaults = content.get("defaults", {})
        for case in content["cases"]:
            rows = {
                table: [
                    {**defaults.get(table, {}), **row} for source in (case, content) for row in _rows(source, table)
                ]
                for table in sorted({*case["rows"], *content.get("background", {})})
            }
            cases.append(
                Case(
                    rule=content["rule"],
                    name=case["case"],
                    trial=replace(TRIAL, region=case.get("region", TRIAL.region)),
                    rows=rows,
                    people={**content.get("people", {}), **case.get("people", {})},
                    horizons=case.get("horizons", {}),
                    policy=case.get("policy", {}),
                    findings=[{**defaults.get("findings", {}), **row} for row in case.get("findings") or []],
                    cannot_tell=case.get("cannot_tell") or [],
                )
            )
    return tuple(cases)


def _rows(source: dict[str, Any], table: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = source.get("rows", source.get("background", {})).get(table, [])
    return rows


def evaluate_case(case: Case, folder: Path, rules: RuleBook | None = None) -> Evaluated:
    """Evaluate the case's rule alone, with the shipped policy."""
    return _evaluate(case, records_of(case, folder), folder, rules or book())


def apart(cases: list[tuple[int, Case]]) -> Case:
    """Put cases into one, their people and households told apart by the cases' numbers."""
    rows: dict[str, list[dict[str, str]]] = {}
    people: dict[str, dict[str, str]] = {}
    for number, case in cases:
        people |= {f"{name}@{number}": about for name, about in case.people.items()}
        for table, given in case.rows.items():
            for row in given:
                named = {key: f"{text}@{number}" for key, text in row.items() if key in _NAMES and text != "~"}
                rows.setdefault(table, []).append({**row, **named})
    return replace(cases[0][1], rows=rows, people=people)


def _evaluate(case: Case, records: Records, folder: Path, rules: RuleBook) -> Evaluated:
    """Evaluate the case's rule with those that it yields to; what these others say is left out."""
    only = RuleBook(tuple(one for one in rules.rules if one.rule in with_others(case.rule, rules)), rules.exemptions)
    return told_by(case.rule, evaluate_book(case, records, folder, only))


def evaluate_book(case: Case, records: Records, folder: Path, rules: RuleBook) -> Evaluated:
    """Evaluate rules on the rows of a case, with its policy."""
    with Kernel(folders=[folder], threads=1) as kernel:
        return evaluate_rules(
            records, book=rules, policies=policies_of(case), model=model(), trial=case.trial, kernel=kernel
        )


def told_by(rule: str, evaluated: Evaluated) -> Evaluated:
    """Give what one rule says, without what others say."""
    own = pc.field("rule_id") == rule
    return replace(evaluated, findings=evaluated.findings.filter(own), review=evaluated.review.filter(own))


def with_others(name: str, rules: RuleBook) -> set[str]:
    """Give a rule and all that it yields to, in turn."""
    named = {other for rule in rules.rules if rule.rule == name for other in rule.yields_to}
    others = {rule.rule for rule in rules.rules if {rule.rule, rule.code} & named} if named else set[str]()
    return {name}.union(*(with_others(other, rules) for other in others))


def policies_of(case: Case) -> tuple[Policy, ...]:
    """Give the shipped policy, with the values that the case sets for its own county."""
    if not case.policy:
        return policies()
    given = {name: value for name, value in case.policy.items() if name != "coexistence"}
    values = {name: ({"since": "2021-07", "value": value},) for name, value in given.items()}
    changed = []
    for policy in policies():
        content = policy.model_dump()
        for region in content["regions"]:
            if region["region"] == case.trial.region:
                region["parameters"] = {**region["parameters"], **values}
                if "coexistence" in case.policy:
                    region["coexistence"] = ({"since": "2021-07", **case.policy["coexistence"]},)
        changed.append(Policy.model_validate(content))
    return tuple(changed)


def expected_findings(case: Case) -> list[tuple[str, ...]]:
    """Give the findings that the case expects, in the form of `found_findings`."""
    rule = next(rule for rule in book().rules if rule.rule == case.rule)
    wanted = []
    for finding in case.findings:
        months = list(months_of(finding["months"]))
        wanted.append(
            (
                finding["person"],
                finding.get("programme", rule.programmes[0]),
                months[0],
                months[-1],
                finding.get("count", str(len(months))),
                f"{Decimal(finding['amount']):.2f}",
                finding.get("exemption", ""),
                finding.get("severity", rule.severity),
            )
        )
    return sorted(wanted)


def expected_doubts(case: Case) -> list[tuple[str, str]]:
    """Give the persons for whom the case says that nothing can be told, and why."""
    return sorted((doubt["person"], doubt["reason"]) for doubt in case.cannot_tell)


def found_findings(evaluated: Evaluated) -> list[tuple[str, ...]]:
    """Give what was found: person, programme, first and last month, count, amount, exemption, severity."""
    columns = ["person_id", "programme", "first_month", "last_month", "month_count", "amount_cny", "exemption_code"]
    rows = evaluated.findings.select([*columns, "severity"]).to_pylist()
    return sorted(tuple("" if value is None else str(value) for value in row.values()) for row in rows)


def found_doubts(evaluated: Evaluated) -> list[tuple[str, str]]:
    """Give the persons for whom the rule cannot tell, and why."""
    return sorted({(row["person_id"], row["reason"]) for row in evaluated.review.to_pylist()})
