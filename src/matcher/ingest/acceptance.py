"""Broken promises, and what a person lets through of them: who, why, what was measured. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.config.pipeline import RunCheck
from matcher.config.promise import BreachMode, PromiseCheck
from matcher.errors import Fault


@dataclass(frozen=True)
class Breach:
    """One promise that one delivery breaks, or one thing in which a run is too far from the published one."""

    source: str
    """Source schema, or RUN_ITSELF."""
    check: PromiseCheck | RunCheck
    """Name of the promise."""
    mode: BreachMode
    """Whether it stops the run."""
    source_files: tuple[str, ...]
    """Files at fault, relative to the input folder; of a run, what is at fault in it."""
    what: str
    """What is wrong, in one sentence, without a personal value."""
    mend: str
    """What to do about it."""
    measured: str
    """What was found: a number, or a share."""
    limit: str
    """What was promised."""

    @property
    def where(self) -> str:
        """Files at fault, the first of them where there are many."""
        return ", ".join(self.source_files[:3]) + (", …" if len(self.source_files) > 3 else "")

    @property
    def fault(self) -> Fault:
        """The breach in the words of an error."""
        accept = f'; or let it through with --accept {self.source}:{self.check} --reason "…"'
        return Fault(self.what, self.where, self.mend + accept)


@dataclass(frozen=True)
class Acceptance:
    """A person's word that breaches of a source's promises are let through in one run."""

    source: str
    """Source schema, or RUN_ITSELF."""
    check: PromiseCheck | RunCheck | None
    """The one promise that may be broken; None: any of the source."""
    reason: str
    """Why, in the person's words."""
    accepted_by: str
    """User of the operating system."""

    def covers(self, breach: Breach) -> bool:
        """Say whether a breach is let through."""
        return breach.source == self.source and self.check in {None, breach.check}


@dataclass(frozen=True)
class AcceptedBreach:
    """A breach that would have stopped the run, and was let through; kept in the record of the run."""

    source: str
    """Source schema."""
    check: str
    """Name of the promise."""
    source_files: tuple[str, ...]
    """Files at fault."""
    what: str
    """What is wrong."""
    measured: str
    """What was found."""
    limit: str
    """What was promised."""
    reason: str
    """Why it was let through."""
    accepted_by: str
    """Who let it through."""


def sort_out(
    breaches: Sequence[Breach], acceptances: Sequence[Acceptance]
) -> tuple[list[Breach], list[AcceptedBreach]]:
    """Part the breaches that stop a run from those that a person lets through.

    Returns:
        Breaches left to stop the run; accepted ones. Breaches that only warn are in neither.
    """
    stopping: list[Breach] = []
    accepted: list[AcceptedBreach] = []
    for breach in breaches:
        if breach.mode == "warn":
            continue
        word = next((one for one in acceptances if one.covers(breach)), None)
        if word is None:
            stopping.append(breach)
        else:
            accepted.append(accepted_breach(breach, word))
    return stopping, accepted


def accepted_breach(breach: Breach, word: Acceptance) -> AcceptedBreach:
    """Give the record of a breach that was let through."""
    return AcceptedBreach(
        source=breach.source,
        check=breach.check,
        source_files=breach.source_files,
        what=breach.what,
        measured=breach.measured,
        limit=breach.limit,
        reason=word.reason,
        accepted_by=word.accepted_by,
    )


def unneeded_words(accepted: Sequence[AcceptedBreach], acceptances: Sequence[Acceptance]) -> tuple[Acceptance, ...]:
    """Give the acceptances that nothing needed."""
    used = {(one.source, one.check) for one in accepted}
    sources = {one.source for one in accepted}
    return tuple(
        word
        for word in acceptances
        if (word.source not in sources if word.check is None else (word.source, word.check) not in used)
    )
