"""What a rule may say: subject, facts, exemptions, amount, law. YAML files under pipelines/rules/.

Conditions are SQL expressions over model columns (`payment.benefit_month`), parameters (by bare name) and
`trial_month`; matcher.evaluate.expression says what they may hold. Pure: plain data, no frames, no files.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from matcher.config.base import ConfigModel, Identifier, Month, Text

FindingKind = Literal["missing", "ineligible", "duplicate", "amount", "data_quality"]
"""应享未享, 违规享受, duplicates, wrong amounts, and faults of the data."""

Severity = Literal["certain", "strong", "verify", "watch"]
"""What a reader may do with a finding: P0 to P3 (a `verify` is decided by a visit)."""

CatalogueCode = Annotated[str, StringConstraints(pattern=r"^[ABCQ]\d{2}$")]
ExemptionCode = Annotated[str, StringConstraints(pattern=r"^E\d{2}$")]

Expression = str
"""A condition or value as SQL text; empty means: no condition."""


class LegalReference(ConfigModel):
    """The document that a rule rests on."""

    title: str
    """Title as published."""
    number: str = ""
    """Document number: 民发〔2021〕57号."""
    article: str = ""
    """Article, in the document's own words for it: 第二十七条."""


class Months(ConfigModel):
    """The months in which a subject row is on trial: one trial a month."""

    first: Expression
    """First month, as an expression giving a month number: `month(certificate.issued_on) + 1`."""
    last: Expression = ""
    """Last month; empty: the same as `first`. Both ends are cut to the run's months and to what the subject's source
    has seen."""


class Subject(ConfigModel):
    """Whose rows are on trial."""

    table: Identifier
    """Model table. Its columns are written with this name."""
    where: Expression = ""
    """Which rows."""
    months: Months
    """In which months each row is on trial."""


class Fact(ConfigModel):
    """Rows of a model table that must, or must not, exist for the same person or household."""

    table: Identifier
    """Model table."""
    of: Literal["person", "household"] = "person"
    """Whose rows: the same person's, or those of any member of the same household."""
    expect: Literal["present", "absent"]
    """Whether the rows must exist. An absent fact is judged only in months that its sources have seen."""
    where: Expression = ""
    """Which rows of the fact table, on its own columns and parameters."""
    on: Expression = ""
    """What ties them to the trial: subject and fact columns, `trial_month`, parameters."""


class Exemption(ConfigModel):
    """A lawful reason why a raw hit is no finding, named so that rules share it."""

    exemption: Identifier
    """Name, beginning with the code: `e06_refunded`."""
    code: ExemptionCode
    """Catalogue code E01–E30."""
    title: Text
    """What it is called."""
    tables: tuple[Identifier, ...] = ()
    """Subject tables that it can be tried on; none: all."""
    where: Expression = ""
    """A condition on the trial: subject columns, present facts by name, `trial_month`, parameters."""
    facts: dict[Identifier, Fact] = {}
    """Facts that must hold as well. In their `on`, `subject` stands for the rule's subject table."""
    refunded: bool = False
    """Whether it holds in months whose payments, reversals counted, come to nothing or less."""
    parameters: tuple[Identifier, ...] = ()
    """Policy parameters that it uses."""


class Rule(ConfigModel):
    """One rule of the catalogue."""

    rule: Identifier
    """Name: `<benefit>_<condition>`."""
    code: CatalogueCode
    """Catalogue code."""
    title: Text
    """What a reader calls it."""
    kind: FindingKind
    """Which family of findings it gives."""
    severity: Severity
    """The highest severity that its findings may have."""
    reason: Text
    """One sentence that says why it is suspected, without accusing: 疑似……"""
    to_verify: Text
    """What a person must look at to decide it."""
    legal_reference: LegalReference
    """What it rests on."""
    valid_from: Month
    """First month that it judges."""
    valid_until: Month | None = None
    """Last month that it judges."""
    programmes: tuple[Identifier, ...] = Field(min_length=1)
    """Benefit programmes (code system `programme`) that its findings are counted under. Where the subject's table has
    a column `programme`, it decides, and rows of other programmes are not on trial; else there is just one."""
    subject: Subject
    """Whose rows are on trial."""
    facts: dict[Identifier, Fact] = {}
    """What must exist, or be absent, for a trial to hit. The key is the name that expressions use."""
    when: Expression = ""
    """A last condition over subject and present facts together."""
    parameters: tuple[Identifier, ...] = ()
    """Policy parameters that the expressions use, by bare name."""
    exempt: tuple[Identifier, ...] = ()
    """Exemptions tried, in this order; the first that holds gives the code."""
    min_months: int = Field(default=1, ge=1)
    """Fewest months for a finding."""
    amount: Expression
    """Amount at stake in one trial month, in yuan: `payment.amount_cny`."""
    responsible: Identifier
    """Agency that must act."""
    receives: tuple[Identifier, ...] = Field(min_length=1)
    """Who is sent the findings."""


class RuleFile(ConfigModel):
    """One file of rules, by benefit programme."""

    rules: tuple[Rule, ...] = ()
    """Rules."""
    exemptions: tuple[Exemption, ...] = ()
    """Exemptions that any rule may name."""
