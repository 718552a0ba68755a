"""Clues that are transferred by letter, parted by receiver: what each letter says. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from matcher.casework.dispatching import Material, place_of, receiver_name
from matcher.ledger.states import ClueState
from matcher.report.details import masked_details
from matcher.report.leads import Lead, build_leads
from matcher.report.letter_content import LetterContent
from matcher.report.letter_texts import DAY, REQUESTS, WHAT
from matcher.report.masking import Receiver, mask_table
from matcher.report.wording import Wording, figure, money

Parting = Literal["dispatch", "county", "township", "village", "agency"]
"""Whom letters go to: `dispatch`: as the clues were given out, a letter for each dispatch."""


@dataclass(frozen=True)
class LetterChoice:
    """Which letters are written, and what they all say."""

    by: Parting
    to: str | None
    """Agency that all goes to in one letter, where the rule names it as receiver; None: parted by `by`."""
    state: ClueState
    number: str
    """Number of a letter; `{n}` stands for the running number."""
    first: int
    """Running number of the first."""
    dated: date
    office: str
    """Who sends it."""
    due_on: date | None
    """Day by which an answer is due; None: that of the dispatch, for letters that go with one dispatch each."""
    masked: bool
    wording: Wording


@dataclass(frozen=True)
class Letter:
    """One letter."""

    number: str
    receiver: str
    """Area code or agency; `unknown` where no place is known."""
    receiver_name: str
    dispatch: str
    """Dispatch that it goes with; empty for none."""
    file_name: str
    """Running number and receiver, no name of a person."""
    content: LetterContent


def plan_letters(material: Material, clues: Sequence[Mapping[str, Any]], choice: LetterChoice) -> list[Letter]:
    """Part clues by receiver, in the order of dispatches or of the receivers' codes.

    Args:
        material: What they are told from.
        clues: Rows of CLUES, all of the findings among them.
        choice: How the letters are written.
    """
    findings, details = material.findings, material.details
    if choice.masked:
        reader: Receiver = "agency" if choice.to is not None or choice.by == "dispatch" else choice.by
        findings, details = mask_table(findings, reader), masked_details(details)
    known = {row["finding_id"]: row for row in clues}
    receives = {rule.rule: rule.receives for rule in material.facts.rules}
    responsible = {rule.rule: rule.responsible for rule in material.facts.rules}
    parts: dict[tuple[str, str], list[Lead]] = {}
    for lead in build_leads(findings, material.facts, choice.wording, details):
        clue = known[lead.finding_id]
        if choice.to is not None:
            if choice.to in receives[lead.rule_id]:
                parts.setdefault(("", choice.to), []).append(lead)
        elif choice.by == "dispatch":
            parts.setdefault((clue["dispatch"] or "", clue["receiver"] or "unknown"), []).append(lead)
        elif choice.by == "agency":
            parts.setdefault(("", responsible[lead.rule_id]), []).append(lead)
        else:
            parts.setdefault(("", place_of(clue["area_code"], choice.by)), []).append(lead)
    maker = _Maker(material, known, choice)
    return [maker.letter(place, *key, parts[key]) for place, key in enumerate(sorted(parts), start=choice.first)]


class _Maker:
    """Makes letters of one run."""

    def __init__(self, material: Material, clues: Mapping[str, Mapping[str, Any]], choice: LetterChoice) -> None:
        self._facts = material.facts
        self._clues = clues
        self._choice = choice

    def letter(self, place: int, dispatch: str, receiver: str, leads: Sequence[Lead]) -> Letter:
        """Make the letter to one receiver."""
        choice, facts, wording = self._choice, self._facts, self._choice.wording
        name = receiver_name(receiver, facts, wording)
        number = choice.number.replace("{n}", str(place))
        due = choice.due_on or date.fromisoformat(self._clues[leads[0].finding_id]["due_on"])
        values = {
            "receiver": name,
            "number": number,
            "date": wording.say(DAY).format(choice.dated),
            "office": choice.office,
            "due": wording.say(DAY).format(due),
            "dispatch": dispatch,
            "what": wording.say(WHAT[choice.state]),
            "request": wording.say(REQUESTS[choice.state]),
            "title": wording.say(facts.pipeline_title),
            "run": facts.run_id,
            "as_of": wording.say(DAY).format(facts.as_of),
            "count": figure(len(leads)),
            "persons": figure(len({lead.person_id for lead in leads})),
            "amount": money(sum((self._amount(lead) or Decimal(0) for lead in leads), Decimal(0))),
        }
        rows = [self._row(row, lead) for row, lead in enumerate(leads, start=1)]
        unmasked = "" if choice.masked else "_unmasked"
        file_name = f"{place:04d}_{dispatch + '_' if dispatch else ''}{receiver}{unmasked}.docx"
        return Letter(number, receiver, name, dispatch, file_name, LetterContent(choice.dated, values, rows))

    def _row(self, position: int, lead: Lead) -> dict[str, str]:
        amount = self._amount(lead)
        months = lead.first_month if lead.month_count <= 1 else f"{lead.first_month}–{lead.last_month}"
        return {
            "clue.position": str(position),
            "clue.number": self._clues[lead.finding_id]["clue_number"],
            "clue.rule": f"{lead.rule.code} {lead.rule.title}",
            "clue.name": lead.person_name,
            "clue.citizen_id": lead.citizen_id,
            "clue.place": f"{lead.township}{lead.village}",
            "clue.programme": lead.programme,
            "clue.months": months,
            "clue.amount": "" if amount is None else money(amount),
            "clue.facts": lead.facts,
            "clue.law": lead.law,
        }

    def _amount(self, lead: Lead) -> Decimal | None:
        """Give what the verdict confirmed, else what is suspected."""
        confirmed: Decimal | None = self._clues[lead.finding_id]["confirmed_cny"]
        return lead.amount if confirmed is None or self._choice.state != "confirmed" else confirmed
