"""Which rule tells first where several would tell one cause: the order of judging, and the months that are left out.

A rule yields to others by name or catalogue code. Those are judged before it, and what they tell of a person (or
household), programme and month is left out of it. Where they say nothing – exempted, in doubt, not judged, not chosen
by the pipeline – it tells by itself. Pure: orders rules, finds faults, writes SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from matcher.config.rule import Rule
from matcher.engine.base import SqlStep
from matcher.evaluate.amounts import MONTH
from matcher.evaluate.book import RuleFault
from matcher.evaluate.findings import FINDING
from matcher.evaluate.plan import RulePlan

_TOLD: Final = "told_by"


def yields_to(rule: Rule, other: Rule) -> bool:
    """Tell whether a rule leaves out what another tells."""
    return bool({other.rule, other.code} & set(rule.yields_to))


def in_waves(plans: Sequence[RulePlan]) -> list[list[tuple[int, RulePlan]]]:
    """Give rules, with their places, in waves: each comes after those that it yields to, else in their own order."""
    wave_of: dict[int, int] = {}

    def enter(place: int) -> int:
        if place not in wave_of:
            wave_of[place] = 0
            rule = plans[place].rule
            before = [number for number, other in enumerate(plans) if rule.yields_to and yields_to(rule, other.rule)]
            wave_of[place] = max((enter(number) + 1 for number in before), default=0)
        return wave_of[place]

    waves: list[list[tuple[int, RulePlan]]] = [[] for _ in range(1 + max(map(enter, range(len(plans))), default=0))]
    for place, plan in enumerate(plans):
        waves[wave_of[place]].append((place, plan))
    return waves


def precedence_faults(rules: Sequence[Rule]) -> Iterator[RuleFault]:
    """Find rules that yield to themselves, by way of others too, or to rules that never tell of the same."""
    for rule in (one for one in rules if one.yields_to):
        others = [other for other in rules if yields_to(rule, other)]
        if rule.rule in _reached(others, rules):
            what = "the rule yields to itself, or to one that yields to it: neither can be judged first"
            yield RuleFault(rule.rule, "yields_to", what, "take the name out of one of them")
        for other in others:
            if other.per != rule.per:
                what = (
                    f"'{other.rule}' tells of a {other.per}, this rule of a {rule.per}: their months cannot be compared"
                )
                yield RuleFault(rule.rule, "yields_to", what, f"name rules with `per: {rule.per}`")
            elif not set(other.programmes) & set(rule.programmes):
                what = f"'{other.rule}' is never counted under a programme of this rule"
                yield RuleFault(rule.rule, "yields_to", what, "take it out, or name rules of the same programmes")


def told_steps(plan: RulePlan, others: Collection[RulePlan], place: int) -> list[SqlStep]:
    """Give the step that keeps what a rule tells: one row per person, programme and month of its standing findings.

    Args:
        plan: A rule whose findings are there.
        others: All rules of the run; none of them yields to it: nothing is kept.
        place: Number of the rule, for the table's name.
    """
    if not any(yields_to(other.rule, plan.rule) for other in others):
        return []
    sql = f"""SELECT month.person_id, month.programme, month.trial_month
FROM {MONTH} AS month
JOIN {FINDING} AS finding
    ON finding.person_id = month.person_id AND finding.programme = month.programme
WHERE month.stands AND finding.exemption_code IS NULL"""
    return [SqlStep(f"{_TOLD}_{place}", sql)]


def told_tables(plan: RulePlan, kept: Mapping[str, RulePlan]) -> list[str]:
    """Give the tables, by name with their rules, of what a rule leaves out."""
    return [name for name, other in kept.items() if yields_to(plan.rule, other.rule)]


def _reached(rules: Iterable[Rule], known: Sequence[Rule]) -> set[str]:
    """Give the names of rules and of all that they yield to in turn."""
    reached: set[str] = set()
    left = list(rules)
    while left:
        rule = left.pop()
        if rule.rule not in reached:
            reached.add(rule.rule)
            left += [other for other in known if yields_to(rule, other)]
    return reached
