"""What a run could not look up, did not read, or read out of date: warnings on standard error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.cli.talking import warn
from matcher.config.rule import REGISTER
from matcher.ingest import UnreadFile
from matcher.ledger import open_ledger
from matcher.report import catalogue
from matcher.run_record import RunRecord
from matcher.storage.workspace import Workspace

_MOST_NOTES = 5
"""Notes on one file that are told; the manifest has all."""
_MOST_FILES = 20
"""Unread files that are told by name; the manifest has all."""


def tell_unread(files: Sequence[UnreadFile]) -> None:
    """Name the files of the inbox that are not read, and why not."""
    if not files:
        return
    told = [f"{file.source_file}: {_why(file)}" for file in files]
    warn(f"{_counted(len(files), 'file')} not read:", _first(told, _MOST_FILES))


def tell_headers(notes: Mapping[str, Sequence[str]]) -> None:
    """Name the headers that nobody reads, by file."""
    for source_file, found in notes.items():
        if found:
            warn(source_file, _first(found, _MOST_NOTES))


def tell_lacks(record: RunRecord) -> None:
    """Name sources out of date, rules that were not judged, and exemptions that could not be looked up."""
    codes = {rule.rule: rule.code for rule in record.rules}
    for text in record.warnings:
        warn(text.en)
    for one in record.unjudged:
        warn(f"rule {codes[one.rule_id]} is not judged: {one.reason.en}")
    by_exemption: dict[tuple[str, str, bool], list[str]] = {}
    for tried in record.untried:
        key = (tried.exemption_id, tried.reason.en, bool(tried.programmes))
        by_exemption.setdefault(key, []).append(codes[tried.rule_id])
    for (exemption, reason, is_lowered), rules in by_exemption.items():
        # What no source of the pipeline was ever to show is in manifest and reports: it is no news of this run.
        if is_lowered:
            named = catalogue.REGISTER.en if exemption == REGISTER else exemption
            warn(f"{named} is not looked up, findings of {', '.join(dict.fromkeys(rules))} may need a visit: {reason}")


def _why(file: UnreadFile) -> str:
    match file.why:
        case "superseded":
            return f"a newer file of source '{file.source}' replaces it ({file.as_of_date})"
        case "later":
            return f"source '{file.source}', but of a day after the run's ({file.as_of_date})"
        case _:
            return (
                f"no source's pattern matches it; nearest: '{file.pattern}' of source '{file.source}'; "
                "or read it with: matcher schema draft FILE"
            )


def _first(lines: Sequence[str], most: int) -> list[str]:
    more = [f"and {len(lines) - most} more"] if len(lines) > most else []
    return [*lines[:most], *more]


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def tell_lost_ledger(place: Workspace) -> None:
    """Warn on standard error of a ledger that knows none of the runs that were published before: it was lost."""
    if place.current() is None:
        return
    with open_ledger(place.ledger_url) as ledger:
        if ledger.run_ids():
            return
    warn(
        "the ledger knows no run, though runs were published: it is made anew from them, and no dispatch, "
        "verdict or exemption is in it. If it was lost, restore it from the latest backup "
        "(台账中没有任何已发布的批次，将据此重建；原有交办、核查结果和豁免均不在其中。如台账丢失，请用最近的备份恢复)"
    )
