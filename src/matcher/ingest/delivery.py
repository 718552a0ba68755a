"""Find the delivered files of each source in the input folder, and the day that each describes.

Reads file names only. A delivery is chosen by its name, never by when it was written or copied.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from matcher.config.pipeline import SourceUse
from matcher.config.source import SourceSchema
from matcher.errors import ContractError, Fault, InputMissingError
from matcher.ingest.acceptance import Acceptance, AcceptedBreach, Breach, sort_out


@dataclass(frozen=True)
class Delivery:
    """One file that will be read."""

    source: SourceSchema
    """Schema to read it with."""
    path: Path
    """Where it lies."""
    source_file: str
    """Its path relative to the input folder, with forward slashes."""
    as_of_date: date
    """Day that its data describe."""
    notes: tuple[str, ...] = ()
    """What a reader should know of it before it is read: that it is older than promised."""
    accepted: tuple[AcceptedBreach, ...] = ()
    """What a person lets through of it before it is read: its age."""


@dataclass(frozen=True)
class Search:
    """What searching the input folder found."""

    deliveries: tuple[Delivery, ...]
    """Files to read."""
    broken: tuple[Fault, ...]
    """Files whose name does not say their day, or that stand for one day."""
    missing: tuple[Fault, ...]
    """Required sources without a file, or with one that is too old."""
    left: tuple[Delivery, ...]
    """Files of the sources that are not read: a newer one replaces them, or they describe a day after the run's."""

    def require(self) -> tuple[Delivery, ...]:
        """Give the files to read, where nothing is wrong.

        Raises:
            ContractError: A file name does not say its day, or two files stand for one day.
            InputMissingError: A required source has no file, or only one that is too old.
        """
        if self.broken:
            raise ContractError([*self.broken, *self.missing])
        if self.missing:
            raise InputMissingError(self.missing)
        return self.deliveries


def find_deliveries(
    schemas: Sequence[SourceSchema],
    uses: Sequence[SourceUse],
    inputs: Path,
    as_of: date | None,
    acceptances: Sequence[Acceptance] = (),
) -> tuple[Delivery, ...]:
    """Find the files of every source that a pipeline uses.

    Args:
        schemas: Source schemas; those that are not used are passed over.
        uses: The pipeline's sources, in the order in which they are read.
        inputs: Folder of the exports.
        as_of: Day that the run describes; files of later days are not looked at. None: the newest day of any file.
        acceptances: What a person lets through: a source older than it promises.

    Returns:
        Files in the order of `uses`, then by as-of date, then by name. Of a source whose snapshot is `latest`, only the
        files of its newest day.

    Raises:
        ContractError: A file name does not say its day, or two files stand for one day.
        InputMissingError: A required source has no file, or only one that is too old.
    """
    return search_deliveries(schemas, uses, inputs, as_of, acceptances).require()


def search_deliveries(
    schemas: Sequence[SourceSchema],
    uses: Sequence[SourceUse],
    inputs: Path,
    as_of: date | None,
    acceptances: Sequence[Acceptance] = (),
) -> Search:
    """Find the files of every source as `find_deliveries` does, and give what is wrong beside them."""
    by_name = {schema.source: schema for schema in schemas}
    broken: list[Fault] = []
    missing: list[Fault] = []
    found: list[Delivery] = []
    left: list[Delivery] = []
    for use in uses:
        schema = by_name[use.source]
        everything = _deliveries_of(schema, inputs, broken)
        known = [delivery for delivery in everything if as_of is None or delivery.as_of_date <= as_of]
        if not known and use.required:
            missing.append(_missing(schema, inputs, everything, as_of))
        kept = _newest(known) if schema.snapshot == "latest" else known
        broken.extend(_twice(schema, kept))
        found.extend(kept)
        left.extend(one for one in everything if one not in kept)
    day = as_of or max((delivery.as_of_date for delivery in found), default=None)
    newest = {delivery.source.source: delivery.as_of_date for delivery in sorted(found, key=_day_of)}
    aged = (
        _aged(one, day, acceptances, missing) if one.as_of_date == newest[one.source.source] else one for one in found
    )
    return Search(tuple(aged), tuple(broken), tuple(missing), tuple(left))


def _day_of(delivery: Delivery) -> date:
    return delivery.as_of_date


def _deliveries_of(schema: SourceSchema, inputs: Path, broken: list[Fault]) -> list[Delivery]:
    deliveries = []
    for path in _matching_files(schema.files, inputs):
        source_file = path.relative_to(inputs).as_posix()
        day = _day_in(path.name, schema)
        if day is None:
            broken.append(
                Fault(
                    f"the name of a file of source '{schema.source}' does not say which day its data describe",
                    source_file,
                    "put year and month into the name as the schema's `as_of.file_name` expects them"
                    if schema.as_of.file_name
                    else "give the schema an `as_of.file_name` pattern with groups `year` and `month`",
                )
            )
        else:
            deliveries.append(Delivery(schema, path, source_file, day))
    return sorted(deliveries, key=lambda delivery: (delivery.as_of_date, delivery.source_file))


def _matching_files(patterns: Iterable[str], inputs: Path) -> list[Path]:
    """Give the files that a pattern names, each once; never one that a link or `..` leads outside the folder."""
    root = inputs.resolve()
    return sorted(
        {
            path
            for pattern in patterns
            for path in inputs.glob(pattern)
            if is_list(path) and path.resolve().is_relative_to(root)
        }
    )


def is_list(path: Path) -> bool:
    """Whether a file can be a list at all; `~$…` are lock files of an office program that has the workbook open."""
    return path.is_file() and not path.name.startswith(("~$", "."))


def _day_in(name: str, schema: SourceSchema) -> date | None:
    pattern = schema.as_of.file_name
    found = re.search(pattern, name) if pattern else None
    if not found:
        return None
    groups = {key: int(text) for key, text in found.groupdict().items() if text and text.isdecimal()}
    try:
        year, month = groups["year"], groups["month"]
        return date(year, month, groups.get("day") or calendar.monthrange(year, month)[1])
    except (KeyError, ValueError):  # the pattern has no such group, or the numbers are no date
        return None


def _newest(deliveries: list[Delivery]) -> list[Delivery]:
    newest = max((delivery.as_of_date for delivery in deliveries), default=None)
    return [delivery for delivery in deliveries if delivery.as_of_date == newest]


def _twice(schema: SourceSchema, deliveries: list[Delivery]) -> list[Fault]:
    if schema.several_files:
        return []
    by_day: dict[date, list[str]] = {}
    for delivery in deliveries:
        by_day.setdefault(delivery.as_of_date, []).append(delivery.source_file)
    return [
        Fault(
            f"source '{schema.source}' has {len(names)} files for {day}",
            ", ".join(names),
            "take away the one that does not count, or set `several_files: true` if they are parts of one delivery",
        )
        for day, names in by_day.items()
        if len(names) > 1
    ]


def _missing(schema: SourceSchema, inputs: Path, everything: list[Delivery], as_of: date | None) -> Fault:
    later = f"; {len(everything)} describe days after {as_of}" if everything else ""
    return Fault(
        f"no file for the required source '{schema.source}'{later}",
        f"{inputs}, looked for {', '.join(schema.files)}",
        "deliver the file, correct the patterns under `files`, or set `required: false` for this source",
    )


def _aged(delivery: Delivery, day: date | None, acceptances: Sequence[Acceptance], missing: list[Fault]) -> Delivery:
    """Hold the newest delivery of a source to the age that the source promises."""
    schema, limit = delivery.source, delivery.source.promise.max_age_days
    if day is None or limit is None:
        return delivery
    age = (day - delivery.as_of_date).days
    if age <= limit:
        return delivery
    breach = Breach(
        source=schema.source,
        check="age",
        mode=schema.promise.mode_of("age"),
        source_files=(delivery.source_file,),
        what=f"source '{schema.source}' is {age} days old; at most {limit} are promised",
        mend="deliver a newer file, or raise `promise.max_age_days`",
        measured=f"{age} days",
        limit=f"at most {limit} days",
    )
    stopping, accepted = sort_out([breach], acceptances)
    missing.extend(one.fault for one in stopping)
    return replace(delivery, notes=(breach.what,), accepted=tuple(accepted))
