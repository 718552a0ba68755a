"""The examples of docs/rules.md are rules that can be read: what the page teaches is what the program takes."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from matcher.config.policy import RegionPolicy
from matcher.config.rule import Fact, Limits, Lowered, Rule, RuleFile
from matcher.evaluate import RuleBook, check_rules
from matcher.evaluate.functions import FUNCTIONS
from matcher.evaluate.gathering import OF_NO_ROWS
from matcher.evaluate.relations import RELATIONS
from tests.evaluate.configuration import ROOT, TRIAL, book, codes, model, policies

PAGE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
BLOCKS: list[dict[str, Any]] = [
    yaml.load(text, Loader=yaml.BaseLoader) for text in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    if not text.startswith("months:")
]  # fmt: skip


def with_key(key: str) -> list[dict[str, Any]]:
    return [block for block in BLOCKS if key in block]


def test_the_rules_and_exemptions_of_the_page_have_no_faults():
    """A reader who copies one gets a rule that runs."""
    files = [RuleFile.model_validate(block) for key in ("rules", "exemptions") for block in with_key(key)]
    taught = {one.exemption: one for file in files for one in file.exemptions}
    others = {one.exemption: one for one in book().exemptions}
    rules = tuple(rule for file in files for rule in file.rules)
    assert [rule.rule for rule in rules] == ["minimum_living_allowance_paid_after_death"]
    trying = rules[0].model_copy(
        update={"exempt": (*rules[0].exempt, *(name for name in taught if name != "e06_payment_refunded"))}
    )

    faults = check_rules(
        RuleBook((trying,), tuple({**others, **taught}.values())),
        model=model(),
        codes=codes(),
        policies=policies(),
        filled_tables=frozenset(model()),
        trial=TRIAL,
    )

    assert not faults


def test_facts_limits_and_regions_of_the_page_can_be_read():
    """Parts of rules and of policy, each in its own shape."""
    facts = [fact for block in with_key("facts") for fact in block["facts"].values()]
    regions = [region for block in with_key("regions") for region in block["regions"]]

    assert [Fact.model_validate(fact).expect for fact in facts] == ["any", "any"]
    assert [Lowered.model_validate(block["lowered"]).to for block in with_key("lowered")] == ["strong"]
    assert [Limits.model_validate(block["limits"]).back_pay_months for block in with_key("limits")] == [
        "back_pay_months"
    ]
    assert [len(RegionPolicy.model_validate(region).coexistence) for region in regions] == [1]


@pytest.mark.parametrize(
    "word", [*FUNCTIONS, "coexistence", *OF_NO_ROWS, *RELATIONS, *Fact.model_fields, *Rule.model_fields]
)
def test_every_word_of_the_language_is_on_the_page(word: str):
    """What is not taught is not used."""
    assert re.search(rf"\b{word}\b", PAGE)
