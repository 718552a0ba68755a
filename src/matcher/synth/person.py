"""What is true of the made-up people, before any agency writes it down: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from matcher.synth.belongings import Belongings
from matcher.synth.places import Village
from matcher.synth.relatives import Relative


@dataclass(frozen=True)
class Slip:
    """How one source miswrites one person's ID."""

    kind: str
    """A kind of matcher.synth.slips."""
    value: str = ""
    """For `borrowed`: the other person's ID; for `former`: the person's own of before."""


@dataclass(eq=False)
class AidCase:
    """One application for aid: a household as civil affairs sees it."""

    number: str
    """Number on the roster."""
    head: Person
    """Applicant."""
    covered_count: int
    """Members covered."""
    category: str
    """A, B or C."""


@dataclass(eq=False)
class Spell:
    """One person on the roster of one programme for a stretch of months."""

    programme: str
    """Code of the programme."""
    case: AidCase
    """Its case."""
    first: int
    """First month of benefit."""
    amount: Decimal
    """Yuan a month for this person."""
    stop: int | None = None
    """First month without benefit."""
    stop_reason: str = ""
    """As written."""
    grace_until: int | None = None
    """Last month of an approved gradual exit."""
    income: Decimal | None = None
    """Income of the household in yuan a month, as written; None: what its amount was reckoned from."""


@dataclass(frozen=True)
class DeathReport:
    """One agency's report of a death."""

    kind: str
    """certificate, cremation, deregistration or village_report."""
    died_on: date
    """Day of death as reported."""
    reported_on: date
    """Day of registration or cremation."""
    withdrawn_on: date | None = None
    """Day on which the report was withdrawn."""


@dataclass(frozen=True)
class FormerId:
    """The ID that a person had before another was issued."""

    citizen_id: str
    """The former one."""
    changed_on: date
    """Day on which it was replaced."""
    reason: str
    """As the police write it."""


@dataclass(frozen=True)
class Certificate:
    """One disability certificate in its present state."""

    number: str
    """20 or 22 characters."""
    category: int
    """1 to 7."""
    level: int
    """1 (most severe) to 4."""
    issued_on: date
    """First day."""
    valid_until: date
    """Last day."""
    status: str = "正常"
    """正常, 冻结, 注销, 迁出."""
    status_on: date | None = None
    """Day on which a status other than 正常 began."""
    previous_level: int | None = None
    """Level before the latest assessment."""
    assessed_on: date | None = None
    """Day of the latest assessment."""


@dataclass(frozen=True)
class PensionRight:
    """A right to a monthly pension."""

    kind: str
    """Code of the kind: worker, public_service, resident, survivor, injury, injury_nursing, reduced_staff."""
    amount: Decimal
    """Yuan a month."""
    retired_on: date
    """Day of retirement or first entitlement."""
    first: int
    """First month paid."""


@dataclass(frozen=True)
class Post:
    """One post on the public payroll, or a public-welfare post."""

    status: str
    """As the payroll writes it: 在编, 退休, 遗属补助, 临聘, 精减退职."""
    employer: str
    """Employer."""
    title: str
    """Post."""
    first: int
    """First month."""
    last: int | None
    """Last month; None while it runs."""
    wage: Decimal
    """Yuan a month."""


@dataclass(frozen=True)
class Decision:
    """One line of the verification register."""

    exemption_code: str
    """E-code."""
    catalogue_code: str
    """Rule that it is for; empty: all."""
    programme: str
    """Programme that it is for, as the register writes it; empty: all."""
    decided_on: date
    """Day of the decision."""
    valid_until: date | None
    """Last day."""
    reason: str
    """As written."""


@dataclass
class Changes:
    """How payments of one programme depart from what is lawful, or from the plain way of paying it. Month numbers."""

    extra: set[int] = field(default_factory=set)
    """Paid without a right."""
    skipped: set[int] = field(default_factory=set)
    """Not paid in spite of a right."""
    reversed: set[int] = field(default_factory=set)
    """Paid, then taken back by a negative row of the same benefit month."""
    failed: set[int] = field(default_factory=set)
    """Tried, and not paid."""
    late: set[int] = field(default_factory=set)
    """Paid some months later, for this month."""
    resent: set[int] = field(default_factory=set)
    """Tried and failed, then paid some months later."""
    doubled: set[int] = field(default_factory=set)
    """Paid twice."""
    amounts: dict[int, Decimal] = field(default_factory=dict)
    """Paid at another amount than is due."""
    top_ups: dict[int, Decimal] = field(default_factory=dict)
    """Paid on top of what is due, as 补差."""
    paid_in: dict[int, int] = field(default_factory=dict)
    """Month of payment of what is paid, sent again or topped up later; where none is given, two months later."""


@dataclass(eq=False)
class Person(Belongings):
    """One made-up person."""

    number: int
    citizen_id: str
    name: str
    sex: str
    born: date
    household: Household
    relation: str
    phone: str
    account: str
    planted: bool = False
    """Whether a planted case rests on this person: no chance slip then touches the ID."""
    is_outsider: bool = False
    """Whether the person is registered elsewhere and stands in no list of residents here."""
    moved_out_on: date | None = None
    died_on: date | None = None
    death_known_on: date | None = None
    """Day on which the first agency comes to know of a death that is reported late."""
    former_id: FormerId | None = None
    deaths: list[DeathReport] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    pensions: list[PensionRight] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    welfare_post: Post | None = None
    work: Post | None = None
    """Insured work for an employer, or insured on one's own."""
    decisions: list[Decision] = field(default_factory=list)
    payee: Person | None = None
    """Whose account is credited, where it is not the case's head."""
    changes: dict[str, Changes] = field(default_factory=dict)
    """By programme."""
    slips: dict[str, Slip] = field(default_factory=dict)
    """By source."""

    @property
    def truth_person(self) -> str:
        """Name of this person in the truth tables."""
        return f"P{self.number:06d}"

    @property
    def as_relative(self) -> Relative:
        """How registers name this person beside another."""
        return Relative(self.name, self.citizen_id)

    def change(self, programme: str) -> Changes:
        """Give the changes of one programme, made on first use."""
        return self.changes.setdefault(programme, Changes())


@dataclass(frozen=True)
class PovertyFile:
    """A household in the register of the poor and monitored."""

    number: str
    household_type: str
    monitored_kind: str
    identified: int
    cleared: int | None
    income: Decimal
    """Net income per head in yuan a year."""
    risk: str = ""
    """First risk of a monitored household: 因病, 因残, 因学, 务工就业不稳, 缺劳动力, 因安全住房."""
    measures: frozenset[str] = frozenset()
    """健康帮扶, 就业帮扶, 教育帮扶, 住房安全保障, 综合保障."""
    house_grade: str = ""
    """C级 or D级 where the house is unsafe."""


@dataclass(eq=False)
class Household:
    """One household of the police register."""

    number: str
    village: Village
    group: int
    members: list[Person] = field(default_factory=list)
    poverty: PovertyFile | None = None
    pattern: str = ""
    """What kind of household it was made as; empty for planted ones."""


@dataclass(frozen=True)
class PlantedCase:
    """One case that a rule should find, or should not."""

    code: str
    role: str
    """violation, look_alike, or undecidable: lawful, and no export can tell."""
    person: Person
    programme: str
    months: tuple[int, ...] = ()
    """Months of the finding, or of the raw hit that an exemption lifts; none where no hit arises."""
    exemption_code: str = ""
    """What lifts the raw hit of a look-alike."""
    note: str = ""
    amount: Decimal | None = None
    """Amount at stake of a violation; None: what was paid, or should have been, in its months."""
    reason_code: str = ""
    """Why a look-alike is lawful, as an E-code, whether or not the rule needs an exemption for it."""
