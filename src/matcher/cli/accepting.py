"""What a person lets through on the command line: `--accept SOURCE[:CHECK] --reason "…"`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from matcher.cli.access import login_name
from matcher.cli.talking import warn
from matcher.config.loader import Project
from matcher.config.pipeline import RUN_CHECKS, RUN_ITSELF, RunCheck
from matcher.config.promise import PROMISE_CHECKS, PromiseCheck
from matcher.errors import Fault, UsageError, nearest
from matcher.ingest import Acceptance, AcceptedBreach

Accept = Annotated[
    list[str] | None,
    typer.Option(
        "--accept",
        help="Let a broken promise of a source, or a run that is far from the last (run:findings, run:link_rate), "
        "through this once, with --reason. Repeatable.",
        metavar="SOURCE[:CHECK]",
        show_default=False,
    ),
]
Reason = Annotated[
    list[str] | None,
    typer.Option(
        "--reason",
        help="Why it is let through: one for all, or one for each --accept in their order; the last for --unmasked. "
        "Goes on record.",
        metavar="TEXT",
        show_default=False,
    ),
]


def acceptances_of(accept: Sequence[str] | None, reason: Sequence[str] | None, project: Project) -> list[Acceptance]:
    """Read the options.

    Raises:
        UsageError: A reason is missing, or a source or check is not known.
    """
    words, reasons = list(accept or ()), [text.strip() for text in reason or ()]
    fits = len(reasons) in {1, len(words)} if words else not reasons
    if not fits or not all(reasons):
        what = f"{len(words)} promises are let through for {len([text for text in reasons if text])} reasons"
        mend = 'give one --reason "…" for all, or one after each --accept SOURCE[:CHECK]'
        raise UsageError(Fault(what, "--accept, --reason", mend))
    whys = reasons if len(reasons) == len(words) else reasons * len(words)
    user = login_name()
    return [_acceptance(word, why, user, project) for word, why in zip(words, whys, strict=True)]


def accepted_reason(accepted: Sequence[Acceptance]) -> str:
    """Say in one text what is let through and why, for the access log; empty where nothing is."""
    return "; ".join(f"--accept {one.source}{f':{one.check}' if one.check else ''}: {one.reason}" for one in accepted)


def reasons_of(
    accept: Sequence[str] | None, reason: Sequence[str] | None, *, unmasked: bool
) -> tuple[list[str], str | None]:
    """Part the reasons of a run: those of what is let through, and why it is unmasked: the last one.

    One reason alone stands for all.
    """
    reasons = list(reason or ())
    if not unmasked or not reasons:
        return reasons, None
    let_through = len(accept or ())
    if len(reasons) == 1:
        return (reasons if let_through else []), reasons[0]
    return reasons[:-1], reasons[-1]


def tell_accepted(accepted: Sequence[AcceptedBreach], unneeded: Sequence[Acceptance]) -> None:
    """Warn on standard error of what was let through, and of what needed no letting through."""
    for one in accepted:
        details = [f"where  {', '.join(one.source_files[:3])}", f"reason {one.reason}"]
        warn(f"let through by {one.accepted_by}: {one.what}", details)
    for word in unneeded:
        said = word.source if word.check is None else f"{word.source}:{word.check}"
        warn(f"--accept {said} was not needed: no such promise is broken")


def _acceptance(word: str, reason: str, user: str, project: Project) -> Acceptance:
    source, colon, check = word.partition(":")
    checks: Sequence[PromiseCheck | RunCheck] = RUN_CHECKS if source == RUN_ITSELF else PROMISE_CHECKS
    if source not in {*project.sources, RUN_ITSELF}:
        what = f"--accept names a source that the pipeline does not use: '{source}'"
        known = sorted(project.sources)
        raise UsageError(Fault(what + nearest(source, known), "--accept", f"use one of: {', '.join(known)}"))
    found = next((name for name in checks if name == check), None)
    if colon and found is None:
        what = f"--accept names a promise that does not exist: '{check}'{nearest(check, checks)}"
        raise UsageError(Fault(what, "--accept", f"use one of: {', '.join(checks)}"))
    return Acceptance(source, found, reason, user)
