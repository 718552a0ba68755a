"""What the delivered rows say beside the published tables: deciding facts, slips of IDs, decisions, names.

matcher.deciding_facts fills it from the snapshots; where these are gone it is empty, and reports say less. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from matcher.config.base import Text
from matcher.report.masking import mask_citizen_id, mask_name

_DIGITS: Final = re.compile(r"[0-9]{6,}[0-9Xx]?(?![0-9-])")
"""A stretch of digits that may be an ID, a phone or an account, never a date or a year."""


@dataclass(frozen=True)
class KnownPerson:
    """How a person is called where a reader must tell people apart."""

    name: str | None
    """Name in the person's surest record."""
    citizen_id: str | None
    """Citizen ID, where one is known."""


@dataclass(frozen=True)
class Details:
    """What the delivered rows say."""

    facts: Mapping[str, tuple[Text, ...]] = field(default_factory=dict[str, tuple[Text, ...]])
    """By finding: the facts that decide it, one short clause each, the most important first."""
    calculations: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """By finding: how its amount came about, or why that is not told."""
    underpaid: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    """By finding of a wrong amount: yuan of its amount that were paid too little; what is not here was too much."""
    slips: Mapping[str, tuple[Text, ...]] = field(default_factory=dict[str, tuple[Text, ...]])
    """By finding: where a damaged ID differs from its repair, without a digit of it."""
    decisions: Mapping[str, Text] = field(default_factory=dict[str, Text])
    """By finding: what the register of human decisions says, where it lifts the finding."""
    evidence: Mapping[str, str] = field(default_factory=dict[str, str])
    """By finding: SHA-256 of the facts that decide it."""
    lifted_by: Mapping[str, str] = field(default_factory=dict[str, str])
    """By finding: the exemption that lifts it; `exemption` for the register of human decisions."""
    record_names: Mapping[str, str] = field(default_factory=dict[str, str])
    """By record in doubt: the name that stands in it."""
    people: Mapping[str, KnownPerson] = field(default_factory=dict[str, KnownPerson])
    """By person who could be meant: how the person is called."""


NO_DETAILS: Final = Details()


def masked_details(details: Details) -> Details:
    """Mask the names and IDs, and every long number in a written reason."""
    people = {
        person_id: KnownPerson(
            person.name and mask_name(person.name), person.citizen_id and mask_citizen_id(person.citizen_id)
        )
        for person_id, person in details.people.items()
    }
    return replace(
        details,
        decisions={finding: _without_numbers(text) for finding, text in details.decisions.items()},
        record_names={record: mask_name(name) for record, name in details.record_names.items()},
        people=people,
    )


def _without_numbers(text: Text) -> Text:
    return Text(zh=_DIGITS.sub("***", text.zh), en=_DIGITS.sub("***", text.en))
