"""Apply dated rules to linked records: who is paid against the rules, who is entitled and not paid, who cannot be told.

`check_rules` reads rules and policy before a row is read; `evaluate_rules` gives findings, exempted ones with their
code, and what needs a person's eye.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.config.model import ModelTable
from matcher.config.policy import Policy
from matcher.engine.kernel import Kernel
from matcher.errors import ConfigurationError, Fault
from matcher.evaluate.book import Evaluated, NotJudged, NotLookedUp, Records, RuleBook, RuleFault, Sources, Trial
from matcher.evaluate.check import check_rules, read_rules
from matcher.evaluate.constancy import unvarying_conditions
from matcher.evaluate.judging import judge_rules
from matcher.evaluate.parameters import read_policies
from matcher.evaluate.reform import Difference, compare_findings, with_reform

__all__ = [
    "Difference",
    "Evaluated",
    "NotJudged",
    "NotLookedUp",
    "Records",
    "RuleBook",
    "RuleFault",
    "Sources",
    "Trial",
    "check_rules",
    "compare_findings",
    "evaluate_rules",
    "find_unvarying",
    "with_reform",
]


def find_unvarying(
    book: RuleBook,
    *,
    policies: Sequence[Policy],
    model: Mapping[str, ModelTable],
    trial: Trial,
    kernel: Kernel,
) -> list[RuleFault]:
    """Find conditions that hold for every row, or for none, of those that a kernel still has from `evaluate_rules`."""
    plans, _ = read_rules(book, model=model, codes={}, policies=read_policies(policies))
    return unvarying_conditions(plans, trial, kernel)


def evaluate_rules(
    records: Records,
    *,
    book: RuleBook,
    policies: Sequence[Policy],
    model: Mapping[str, ModelTable],
    trial: Trial,
    kernel: Kernel,
) -> Evaluated:
    """Apply all rules of a book.

    Args:
        records: Model tables, files, persons and candidates of the run.
        book: Rules and exemptions.
        policies: Local policy.
        model: Model tables by name; `exemption`, the register of human decisions, among them.
        trial: Region, months and day of the run.
        kernel: Where the SQL runs; the Parquet files lie in folders that it may read.

    Returns:
        Findings, review rows and counts, each in a total order: the same input gives the same tables.

    Raises:
        ConfigurationError: A rule or the policy is wrong; `check_rules` finds the same, and more, beforehand.
    """
    values = read_policies(policies)
    plans, faults = read_rules(book, model=model, codes={}, policies=values)
    if faults:
        raise ConfigurationError([Fault(fault.what, f"{fault.rule}: {fault.key}", fault.mend) for fault in faults])
    return judge_rules(records, plans, policies=values, model=model, trial=trial, kernel=kernel)
