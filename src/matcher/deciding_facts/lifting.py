"""Which of a rule's exemptions lifted a finding: several share one code, and the evidence tells them apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from matcher.config.rule import Exemption, Rule
from matcher.deciding_facts.rows import TablesOfFinding

_IS_NOT_NULL: Final = re.compile(r"(\w+)\.(\w+) is not null")
_IS_EQUAL: Final = re.compile(r"(\w+)\.(\w+) = '(\w+)'")


def lifted_by(rule: Rule, code: str, tables: TablesOfFinding, exemptions: Mapping[str, Exemption]) -> tuple[str, ...]:
    """Name the exemptions of a rule that can have lifted a finding: one, where the evidence tells.

    Args:
        rule: The finding's rule.
        code: Its exemption code.
        tables: Its evidence by model table.
        exemptions: All exemptions of the run by name.
    """
    named = [exemptions[name] for name in rule.exempt if name in exemptions and exemptions[name].code == code]
    seen = [one for one in named if _is_seen(one, rule, tables)]
    open_ones = [one for one in named if not one.facts and _says(one, rule, tables) is None]
    return tuple(one.exemption for one in seen[:1] or open_ones or named)


def _is_seen(exemption: Exemption, rule: Rule, tables: TablesOfFinding) -> bool:
    """Tell whether the evidence holds what an exemption asks for: its facts, or the value that it names."""
    if not exemption.facts:
        return _says(exemption, rule, tables) is True
    own = {rule.subject.table, *(fact.table for fact in rule.facts.values() if fact.expect == "present")}
    # A row of a table that the rule itself reads is one of the exemption's only where there are two.
    return all(len(tables.get(fact.table, ())) > (fact.table in own) for fact in exemption.facts.values())


def _says(exemption: Exemption, rule: Rule, tables: TablesOfFinding) -> bool | None:
    """Tell whether a plain condition holds for a row of the evidence; None where it is not that plain."""
    missing, equal = _IS_NOT_NULL.fullmatch(exemption.where), _IS_EQUAL.fullmatch(exemption.where)
    if missing:
        return any(value is not None for value in _values(missing.groups(), rule, tables))
    if equal:
        return equal[3] in _values(equal.groups(), rule, tables)
    return None


def _values(asked: Sequence[str], rule: Rule, tables: TablesOfFinding) -> Iterable[object]:
    fact = rule.facts.get(asked[0])
    return [row.get(asked[1]) for row in tables.get(fact.table if fact else asked[0], ())]
