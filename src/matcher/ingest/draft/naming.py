"""Propose names for a drafted source: what it is called, whose it is, its files, the day in their names. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.ingest.draft.knowledge import Knowledge
from matcher.ingest.draft.subject import Subject

_YEAR: Final = r"(?P<year>(?:19|20)\d{2})"
_MONTH: Final = r"(?P<month>0[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0[1-9]|[12]\d|3[01])"
_DATES: Final = (
    rf"{_YEAR}{_MONTH}{_DAY}(?!\d)",
    rf"{_YEAR}[-_.]{_MONTH}[-_.]{_DAY}(?!\d)",
    r"(?P<year>(?:19|20)\d{2})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
    r"(?P<year>(?:19|20)\d{2})年(?P<month>\d{1,2})月",
    rf"{_YEAR}[-_.]{_MONTH}(?!\d)",
    rf"{_YEAR}{_MONTH}(?!\d)",
)
"""Forms of a day or month in a file name, the most exact first."""

_NOT_A_NAME: Final = re.compile(r"[\d\s_.()（）\[\]【】-]+|年|月|日|份|最新|副本|导出|汇总")
_MOST_NAME: Final = 12
_AGENCIES: Final = {
    "vehicle": "public_security",
    "person": "public_security",
    "custody": "public_security",
    "house": "housing",
    "employment": "human_resources",
    "contribution": "human_resources",
    "pension": "human_resources",
    "medical_insurance": "medical_insurance",
    "medical_cost": "medical_insurance",
    "disability_certificate": "disability",
    "monitored_household": "poverty_alleviation",
    "relocation": "poverty_alleviation",
}
"""Model table → the agency that mostly has it."""
_ANY_AGENCY: Final = "civil_affairs"


@dataclass(frozen=True)
class SourceNames:
    """Names of a drafted source."""

    source: str
    """Source name: that of its file, too."""
    agency: str
    """Agency code."""
    agency_told: bool
    """Whether a person, a folder or a word told the agency; else it is the one that mostly has such lists."""
    title: str
    """What people call it, from the file name."""
    files: str
    """Pattern of its files."""
    file_name_date: str
    """Regular expression for the day in the file name."""
    date_told: bool
    """Whether the file name has a day or a month."""


def names_of(
    path: Path, table: str, subject: Subject, knowledge: Knowledge, chosen: tuple[str | None, str | None]
) -> SourceNames:
    """Propose names.

    Args:
        path: The export.
        table: Main table that it fills.
        subject: Words that tell what it is about.
        knowledge: Agencies, and names that are taken.
        chosen: Source name and agency that a person gave, if any.
    """
    source, agency = chosen
    stem = path.name.split(".")[0] if path.suffix == "" else path.stem
    words = [word for word in _NOT_A_NAME.split(stem) if len(word) > 1]
    title = max(words, key=len, default=stem)[:_MOST_NAME]
    folder = path.parent.name
    told = agency or _agency_of(folder, knowledge) or _agency_of_words(subject, knowledge)
    pattern, date_told = _date_pattern(path.name)
    ending = path.suffix.lower() or ".*"
    place = f"{folder}/" if _agency_of(folder, knowledge) else "**/"
    return SourceNames(
        source=source or _free_name(f"{table}_list", knowledge),
        agency=told or _AGENCIES.get(table, _ANY_AGENCY),
        agency_told=told is not None,
        title=title,
        files=f"{place}*{title}*{ending}",
        file_name_date=pattern,
        date_told=date_told,
    )


def _agency_of(folder: str, knowledge: Knowledge) -> str | None:
    """Give the agency that a folder is called after."""
    system = knowledge.codes.get("agency")
    for entry in system.entries if system else ():
        if folder and folder in {entry.code, entry.title.zh, *entry.spellings}:
            return entry.code
    told = [
        code
        for code in _agencies(knowledge)
        if any(word in folder for word in knowledge.words.get(f"agency {code}", ()))
    ]
    return told[0] if len(told) == 1 else None


def _agency_of_words(subject: Subject, knowledge: Knowledge) -> str | None:
    told = [code for code in _agencies(knowledge) if subject.told_by_name(f"agency {code}")]
    return told[0] if len(told) == 1 else None


def _agencies(knowledge: Knowledge) -> list[str]:
    system = knowledge.codes.get("agency")
    return [entry.code for entry in system.entries] if system else []


def _date_pattern(name: str) -> tuple[str, bool]:
    found = next((pattern for pattern in _DATES if re.search(pattern, name)), None)
    return (found or _DATES[0]), found is not None


def _free_name(name: str, knowledge: Knowledge) -> str:
    taken = {source.source for source in knowledge.sources}
    candidates = [name, *(f"{name}_{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)
