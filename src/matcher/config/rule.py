"""What a rule may say: subject, facts, exemptions, amount, law. YAML files under pipelines/rules/.

Conditions are SQL expressions over columns (`payment.benefit_month`: the subject's table, or the name of a fact),
parameters (by bare name), `trial_month` and `as_of`; matcher.evaluate.expression says what they may hold, and
matcher.evaluate.scope which columns there are beside those of the model (`born_on`, `month_net_cny`, …).
Pure: plain data, no frames, no files.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from pydantic import Field, StringConstraints

from matcher.config.base import ConfigModel, Identifier, Month, Text

FindingKind = Literal["missing", "ineligible", "duplicate", "amount", "data_quality"]
"""应享未享, 违规享受, duplicates, wrong amounts, and faults of the data."""

Severity = Literal["certain", "strong", "verify", "watch"]
"""What a reader may do with a finding: P0 to P3 (a `verify` is decided by a visit)."""

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""Severities, the highest first."""

CatalogueCode = Annotated[str, StringConstraints(pattern=r"^[ABCQ]\d{2}$")]
ExemptionCode = Annotated[str, StringConstraints(pattern=r"^E(0[1-9]|[12]\d|30)$")]

EXEMPTION_CODES: Final = tuple(f"E{number:02d}" for number in range(1, 31))
"""Codes of lawful reasons in the catalogue (豁免), E01–E30: no other is ever published."""
REGISTER: Final = "exemption"
"""Model table of human decisions; as an exemption, the built-in one that every rule tries last."""

Expression = str
"""A condition or value as SQL text; empty means: no condition."""


Whose = Literal[
    "person",
    "household",
    "register_household",
    "poverty_household",
    "spouse",
    "father",
    "mother",
    "parent",
    "child",
    "relative",
    "account",
]
"""Whose rows a fact looks at: the person's own; those of any member of the aid household, the household register's or
the poverty register's household, the person among them; those of kin, by citizen ID; those of all persons in whose rows
the bank account of the row on trial stands."""

ANY_RECORD: Final = "any_record"
"""Table that is not in the model: every row of every model table, with its table's name and the columns of identity."""


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
    """First month, as an expression giving a month number: `month(certificate.issued_on) + 1`. It is written on the
    subject's columns alone; what depends on a parameter of the month goes into the rule's `when`."""
    last: Expression = ""
    """Last month; empty: the same as `first`. Where it is null in a row, the stretch is open. A stretch is cut to the
    run's months and to the months that the subject's file has seen."""


class Subject(ConfigModel):
    """Whose rows are on trial."""

    table: Identifier
    """Model table, or `any_record`. Its columns are written with this name."""
    programmes: tuple[Identifier, ...] = ()
    """Programmes of the rows on trial, where they are not those that the findings are counted under."""
    where: Expression = ""
    """Which rows: a condition on the subject's columns alone."""
    newest_by: tuple[str, ...] = ()
    """Columns by which rows of one person and source are the same matter, given again by later deliveries: only those
    of the newest delivery are on trial. None: each row of each delivery is."""
    months: Months
    """In which months each row is on trial."""


class Fact(ConfigModel):
    """Rows of a model table that must, or must not, exist for the same person or somebody near."""

    table: Identifier
    """Model table, or `any_record`."""
    of: Whose = "person"
    """Whose rows. What must be absent of kin is not judged where one of them was not found."""
    expect: Literal["present", "absent", "any"]
    """Whether the rows must exist; `any`: they are gathered, however many there are. An absent fact is judged only in
    months that every source with such rows has seen (the newest file of each; of payments and pensions no month after
    the newest one in them), and never where an unresolved record of its table could be this person's in these months. A
    present fact holds in months that its own file has seen: a stretch without an end is not taken further."""
    where: Expression = ""
    """Which rows of the fact table, on its own columns (written with the fact's name) alone."""
    on: Expression = ""
    """What ties them to the trial: columns of the subject, of earlier facts and of this fact, `trial_month`,
    parameters. Rows of those that `of` says are always meant."""
    lasting: bool = False
    """Whether a present fact, once true, stays true (a death): it then holds after its file's last month as well."""
    without: Literal["no_hit", "cannot_tell"] = "no_hit"
    """What it means that a present fact is not there: no hit, or that the rule cannot tell."""
    latest_by: str = ""
    """Column of a present fact: of several rows that hold in a month, those with its greatest value count; where these
    disagree on the rule's `when`, the rule cannot tell. Empty: any row may hit."""
    newest_by: tuple[str, ...] = ()
    """Columns by which rows of one person and source are the same matter, given again by later deliveries: only those
    of the newest delivery count. None: each row of each delivery counts."""
    gather: dict[Identifier, Expression] = Field(default_factory=dict[Identifier, Expression])
    """What is made of the rows of an `any` fact, by name: `count()`, `count_distinct(value)`, `sum(value)`,
    `max(value)`, `min(value)`, `some(condition)`, `every(condition)`. The names are its columns in later expressions.
    Where no row matches, counts and sums are 0, the greatest and least are empty, `some` is false and `every` true."""
    complete: bool = False
    """Whether the rule relies on rows of an `any` fact not being there: then months that were not seen are not judged,
    and records in doubt are told of, as for an absent fact."""
    window_months: int = Field(default=1, ge=1)
    """How many months, the one on trial the last, must have been delivered of a list of months (payments) for an absent
    or `complete` fact to be judged."""
    optional: bool = False
    """Whether the rule may be applied where no source fills the table; an exemption's fact then never holds."""
    one_off: bool = False
    """Whether an absent fact's payments follow no monthly right (a grant, the aid of a term): then a month counts as
    seen up to the last month of the newest file of each source with such payments, whether or not it shows any."""


class Exemption(ConfigModel):
    """A lawful reason why a raw hit is no finding, named so that rules share it."""

    exemption: Identifier
    """Name, beginning with the code: `e06_refunded`."""
    code: ExemptionCode
    """Catalogue code E01–E30."""
    title: Text
    """What it is called."""
    where: Expression = ""
    """A condition on the hit: columns of the subject and of the rule's present facts, `trial_month`, parameters."""
    facts: dict[Identifier, Fact] = Field(default_factory=dict[Identifier, Fact])
    """Facts, all present, that must hold as well; `subject` stands for the rule's subject table."""
    parameters: tuple[Identifier, ...] = ()
    """Policy parameters that it uses."""


class Limits(ConfigModel):
    """How much of the months found is at stake; the months of a finding stay what they are."""

    back_pay_months: Identifier | None = None
    """Parameter: of how many months, the newest ones found, the amount counts."""
    year_cap_cny: Identifier | None = None
    """Parameter: most that counts for one calendar year, in yuan."""

    def parameters(self) -> tuple[Identifier, ...]:
        """Give the parameters that there are."""
        return tuple(name for name in (self.back_pay_months, self.year_cap_cny) if name)


class Lowered(ConfigModel):
    """A lower severity for findings that lack something which the highest one asks for."""

    to: Severity
    """The severity of these findings."""
    unless: Expression
    """What each month of a finding must meet for it to keep the rule's severity: a condition over subject, present and
    gathered facts, parameters and `trial_month`, that holds in one of the month's hits. Empty values do not meet it."""


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
    lowered: Lowered | None = None
    """Which of its findings have a lower one."""
    reason: Text
    """One sentence that says why it is suspected, without accusing: 疑似……"""
    lacks: Text = Text(zh="未见发放", en="no payment")
    """What its findings lack in their months, where it is of something missing: a payment, or in words of its own the
    full amount, an enrolment, a certificate."""
    to_verify: Text
    """What a person must look at to decide it."""
    legal_reference: LegalReference
    """What it rests on."""
    legal_references: dict[Identifier, LegalReference] = Field(default_factory=dict[Identifier, LegalReference])
    """What it rests on for programmes that have a document of their own, by programme."""
    valid_from: Month
    """First month that it judges."""
    valid_until: Month | None = None
    """Last month that it judges."""
    programmes: tuple[Identifier, ...] = Field(min_length=1)
    """Benefit programmes (code system `programme`) that its findings are counted under. Where the subject's table has
    a column `programme`, it decides, and rows of other programmes are not on trial (but see `subject.programmes`);
    else there is just one."""
    subject: Subject
    """Whose rows are on trial."""
    facts: dict[Identifier, Fact] = Field(default_factory=dict[Identifier, Fact])
    """What must exist, or be absent, for a trial to hit. The key is the name that expressions use."""
    when: Expression = ""
    """A last condition over subject and present facts together, with parameters and `trial_month`."""
    parameters: tuple[Identifier, ...] = ()
    """Policy parameters that the expressions use, by bare name."""
    exempt: tuple[Identifier, ...] = ()
    """Exemptions tried, in this order; the first that holds gives the code. The register of human decisions (model
    table `exemption`) is always tried, last."""
    yields_to: tuple[Identifier | CatalogueCode, ...] = ()
    """Rules, by name or catalogue code, that tell first: a month that one of their findings of the same person (or
    household) and programme tells, and that stands there, is left out here. One cause makes one finding."""
    per: Literal["person", "household"] = "person"
    """What one finding is of. `household`: one per aid household and programme, told of its head (else of its first
    member); what several members hit in one month is counted once, and the members' rows are evidence."""
    min_months: int = Field(default=1, ge=1)
    """Fewest months for a finding."""
    amount: Expression
    """Amount at stake in one trial, in yuan: `payment.month_net_cny`."""
    amount_per: Literal["month", "member", "row"] = "month"
    """`month`: counted once a month, however many rows show it; `member`: once a month for each member of the
    household, and added up; `row`: the rows of a month are added up."""
    limits: Limits = Limits()
    """What the amount is limited to; a limit's value is that of the newest month found (of the year, for a cap)."""
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
