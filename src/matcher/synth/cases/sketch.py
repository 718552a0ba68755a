"""Cases as rows of a table: who they are about, what befalls them, and what a rule must say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from matcher.synth.cases.planter import Planter, miswrite
from matcher.synth.person import Person

Touch = Callable[[Planter, Person], None]
"""One thing that befalls a person of a case; matcher.synth.cases.touches makes them."""
Amount = Decimal | int | str | Callable[[Person], Decimal] | None
"""Yuan of a finding, or how it follows from the person; None: what was paid, or should have been, in its months."""

_NOT_BY_CHANCE = frozenset({"poverty", "stays"})
"""What ordinary life gives at random and a sketched person has only where the sketch says so."""
NO_AMOUNT = 0
"""Of a finding that only asks to look: no money is at stake."""


@dataclass(frozen=True)
class Someone:
    """Who a case is about."""

    ages: tuple[int, int]
    """Youngest and oldest of the one whose household it is."""
    life: tuple[Touch, ...]
    about: str
    """Relation of the member whom the case is about; empty: the one whose household it is."""
    sex: str
    urban: bool


@dataclass(frozen=True)
class Sketch:
    """One case, true or only looking so. Months are those of the window, 0 to 11."""

    code: str
    programme: str
    who: Someone
    note: str
    months: tuple[int, ...]
    """Months of the finding, or of the raw hit that an exemption lifts."""
    amount: Amount = None
    is_true: bool = True
    """Whether a rule must find it; else no finding may stand."""
    lifted: str = ""
    """E-code that lifts the raw hit of a look-alike."""
    reason: str = ""
    """E-code that says why a look-alike is lawful, where it is another one than `lifted`."""


def someone(ages: tuple[int, int], *life: Touch, about: str = "", sex: str = "", urban: bool = False) -> Someone:
    """Tell of a person of some age, alone in a household where no touch adds members, and what befalls them."""
    return Someone(ages, life, about, sex, urban)


def violation(
    code: str, programme: str, who: Someone, *, note: str, months: Iterable[int], amount: Amount = None
) -> Sketch:
    """Sketch what a rule must find."""
    return Sketch(code, programme, who, note, tuple(months), amount)


def look_alike(
    code: str,
    programme: str,
    who: Someone,
    *,
    note: str,
    lifted: tuple[str, Iterable[int]] = ("", ()),
    reason: str = "",
) -> Sketch:
    """Sketch what no rule may say; `lifted`: E-code and months of a raw hit, where one arises."""
    exemption, months = lifted
    return Sketch(code, programme, who, note, tuple(months), is_true=False, lifted=exemption, reason=reason)


def span(first: int, last: int) -> range:
    """Give the months of the window from one to another, both included."""
    return range(first, last + 1)


def drawer(sketches: tuple[Sketch, ...]) -> Callable[[Planter], None]:
    """Give what plants each of these sketches once."""

    def plant(planter: Planter) -> None:
        for sketch in sketches:
            _draw(planter, sketch)

    return plant


def touch(planter: Planter, person: Person, life: Iterable[Touch]) -> None:
    """Let things befall a person, one after the other; chance adds neither illness nor poverty."""
    person.left_out = person.left_out | _NOT_BY_CHANCE
    for happen in life:
        happen(planter, person)


def miswritten(kind: str, source: str = "card_payments") -> Touch:
    """Let one source write the person's ID wrongly, by a slip of matcher.synth.slips that can be mended."""
    return lambda _planter, person: miswrite(person, source, kind)


def _draw(planter: Planter, sketch: Sketch) -> None:
    who = sketch.who
    head = planter.person(*who.ages, sex=who.sex, village=planter.village(urban=who.urban))
    touch(planter, head, who.life)
    person = next(one for one in head.household.members if who.about in ("", one.relation))
    months = tuple(planter.month(index) for index in sketch.months)
    if sketch.is_true:
        amount = sketch.amount(person) if callable(sketch.amount) else sketch.amount
        planter.violation(sketch.code, person, sketch.programme, months, amount=amount, note=sketch.note)
        return
    planter.look_alike(
        sketch.code, person, sketch.programme, lifted=(sketch.lifted, months), reason=sketch.reason, note=sketch.note
    )
