"""Checks of the pipeline, its rules and exemptions against everything else. Pure: gives faults.

What the expressions of a rule say is checked by matcher.evaluate; here only names are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from matcher.config.document import Keys
from matcher.config.naming_checks import repeated
from matcher.config.pipeline import Pipeline
from matcher.config.project import UNSEEN, Definition, Definitions, unknown
from matcher.config.rule import ANY_RECORD, Exemption, Rule
from matcher.errors import Fault, nearest

EVERY_RULE = "*"
"""What `include` says for all rules."""


def pipeline_faults(definitions: Definitions) -> Iterator[Fault]:
    """Check a pipeline: its sources are there and named once, and each choice of rules finds one."""
    for pipeline in definitions.pipelines:
        uses = pipeline.item.sources
        for position, use in enumerate(uses):
            where = pipeline.where("sources", position, "source")
            yield from unknown("the pipeline names a source", use.source, definitions.names("source"), where)
        for position, name in repeated((position, use.source) for position, use in enumerate(uses)):
            where = pipeline.where("sources", position, "source")
            yield Fault(f"the pipeline names source '{name}' twice", where, "keep one of the two")
        yield from _choice_faults(definitions, pipeline)


def rule_faults(definitions: Definitions) -> Iterator[Fault]:
    """Check the names in rules and exemptions: tables, programmes, exemptions, agencies."""
    unseen = {UNSEEN} & set(definitions.names("rule"))  # a rule file that is no YAML may hold exemptions too
    known = {
        "table": ("a model table", sorted({*definitions.names("model"), ANY_RECORD})),
        "exempt": ("an exemption", [*definitions.names("exemption"), *unseen]),
        "yields_to": ("a rule or a catalogue code", _choices(definitions)),
    }
    for key, system in (("programme", "programme"), ("responsible", "agency"), ("receives", "agency")):
        codes = definitions.code_values(system)
        if codes is not None:
            known[key] = (f"a code of '{system}'", sorted(codes))
    known |= {"programmes": known["programme"]} if "programme" in known else {}
    owners: list[Definition[Rule] | Definition[Exemption]] = [*definitions.rules, *definitions.exemptions]
    for owner in owners:
        for keys, field, name in _named(owner.item):
            if field in known:
                what, names = known[field]
                yield from unknown(f"{owner.kind} '{owner.name}' names {what}", name, names, owner.where(*keys))
    yield from _missing_systems(definitions)


def chosen_rules(rules: tuple[Rule, ...], pipeline: Pipeline) -> tuple[Rule, ...]:
    """Give the rules that a pipeline applies, in their given order."""
    include, exclude = set(pipeline.rules.include), set(pipeline.rules.exclude)
    return tuple(
        rule for rule in rules if include & {EVERY_RULE, rule.code, rule.rule} and not exclude & {rule.code, rule.rule}
    )


def _choice_faults(definitions: Definitions, pipeline: Definition[Pipeline]) -> Iterator[Fault]:
    """A choice that finds nothing is a slip of the pen: the rule that was meant would be left out in silence."""
    names = _choices(definitions)
    choice = pipeline.item.rules
    for key, chosen in (("include", choice.include), ("exclude", choice.exclude)):
        for position, name in enumerate(chosen):
            found = bool(names) if name == EVERY_RULE and key == "include" else name in names or UNSEEN in names
            if not found:
                what = f"`{key}: {name}` finds no rule{nearest(name, names)}"
                mend = "name a rule or its catalogue code; `include: []` for a pipeline without rules"
                yield Fault(what, pipeline.where("rules", key, position), mend)


def _choices(definitions: Definitions) -> list[str]:
    """Give what rules may be named by: their names and their catalogue codes."""
    return sorted({*definitions.names("rule"), *(rule.item.code for rule in definitions.rules)})


def _missing_systems(definitions: Definitions) -> Iterator[Fault]:
    for system, key in (("programme", "programmes"), ("agency", "responsible")):
        if definitions.rules and not {system, UNSEEN} & set(definitions.names("codes")):
            what = f"rules name codes of '{system}', and there is no such code system"
            yield Fault(what, definitions.rules[0].where(key), f"add schemas/codes/{system}.yaml")


def _named(value: object, keys: Keys = (), field: str = "") -> Iterator[tuple[Keys, str, str]]:
    """Walk through a model and give each text with the way to it and the name of the field that holds it."""
    if isinstance(value, str):
        yield keys, field, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _named(getattr(value, name), (*keys, name), name)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _named(item, (*keys, key), "")
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _named(item, (*keys, position), field)
