"""Choose open clues of a run and part them by receiver: what each workbook shows, and what the ledger keeps. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.ledger import DispatchLine, Entry
from matcher.report.details import Details, masked_details
from matcher.report.dispatch_texts import UNKNOWN_RECEIVER
from matcher.report.dispatch_workbook import DispatchedClue, DispatchSheet
from matcher.report.facts import RunFacts
from matcher.report.leads import Lead, build_leads
from matcher.report.masking import Receiver, mask_table
from matcher.report.wording import Wording

By = Receiver

_KEPT_DIGITS: Final[dict[str, int]] = {"county": 6, "township": 9, "village": 12}
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class DispatchChoice:
    """What is given out, and to whom."""

    by: By
    rules: tuple[str, ...]
    """Catalogue codes or rule ids; none: all."""
    due_on: date
    masked: bool
    wording: Wording


@dataclass(frozen=True)
class Dispatch:
    """What one receiver gets."""

    receiver: str
    """Area code, or agency; `unknown` where no place is known."""
    sheet: DispatchSheet
    entries: tuple[Entry, ...]
    """What the ledger is told: one for each clue."""

    @property
    def file_name(self) -> str:
        """Name of its workbook: number and place, no name of a person."""
        unmasked = "" if self.sheet.masked else "_unmasked"
        return f"{self.sheet.dispatch}_{self.receiver}{unmasked}.xlsx"


@dataclass(frozen=True)
class Material:
    """What clues are told from."""

    findings: pa.Table
    """FINDINGS that `choose_findings` chose."""
    facts: RunFacts
    """The run that they are of."""
    details: Details
    """What the delivered rows say of them."""


def choose_findings(findings: pa.Table, clues: pa.Table, rules: Sequence[str]) -> pa.Table:
    """Choose the findings of a run that stand and whose clue is among some.

    Args:
        findings: FINDINGS of a published run.
        clues: CLUES that may be given out.
        rules: Catalogue codes or rule ids; none: all.
    """
    wanted = clues_of_rules(clues, rules)["finding_id"].combine_chunks()
    return findings.filter(pc.and_(pc.is_null(findings["exemption_code"]), pc.is_in(findings["finding_id"], wanted)))


def clues_of_rules(clues: pa.Table, rules: Sequence[str]) -> pa.Table:
    """Give the clues of some rules.

    Args:
        clues: CLUES.
        rules: Catalogue codes or rule ids; none: all.
    """
    if not rules:
        return clues
    named = pa.array(rules, pa.string())
    return clues.filter(pc.or_(pc.is_in(clues["catalogue_code"], named), pc.is_in(clues["rule_id"], named)))


def plan_dispatches(
    material: Material, site_key: bytes, clues: pa.Table, register: Sequence[DispatchLine], choice: DispatchChoice
) -> list[Dispatch]:
    """Part clues by receiver, in the order of the receivers' codes.

    Args:
        material: What they are told from.
        site_key: Secret of the site: check codes are made with it.
        clues: CLUES, all of the findings among them.
        register: What was given out before: numbers go on from there.
        choice: How they are given out.
    """
    findings, facts, details = material.findings, material.facts, material.details
    places = dict(zip(findings["finding_id"].to_pylist(), findings["area_code"].to_pylist(), strict=True))
    if choice.masked:
        findings, details = mask_table(findings, choice.by), masked_details(details)
    responsible = {rule.rule: rule.responsible for rule in facts.rules}
    parts: dict[str, list[Lead]] = {}
    for lead in build_leads(findings, facts, choice.wording, details):
        by_agency = responsible[lead.rule_id] if choice.by == "agency" else None
        parts.setdefault(by_agency or place_of(places[lead.finding_id], choice.by), []).append(lead)
    first = max((int(line.dispatch[1:]) for line in register if line.dispatch[1:].isdecimal()), default=0) + 1
    numbers = dict(zip(clues["finding_id"].to_pylist(), clues["clue_number"].to_pylist(), strict=True))
    maker = _Maker(facts, site_key, choice, numbers)
    return [
        maker.dispatch(f"D{number:04d}", receiver, parts[receiver])
        for number, receiver in enumerate(sorted(parts), start=first)
    ]


def place_of(area_code: str | None, by: By) -> str:
    """Give the code of the county, township or village that a place lies in."""
    code, digits = area_code or "", _KEPT_DIGITS[by]
    is_known = bool(code[digits - 3 : digits].strip("0")) or (by == "county" and bool(code))
    return code[:digits].ljust(12, "0") if is_known else _UNKNOWN


def receiver_name(receiver: str, facts: RunFacts, wording: Wording) -> str:
    """Say what a receiver is called: an area code, an agency, or `unknown`."""
    if receiver == _UNKNOWN:
        return wording.say(UNKNOWN_RECEIVER)
    if receiver in facts.agency_titles:
        return wording.say(facts.agency_titles[receiver])
    return facts.area_names.get(receiver, receiver)


class _Maker:
    """Makes dispatches of one run."""

    def __init__(self, facts: RunFacts, site_key: bytes, choice: DispatchChoice, numbers: dict[str, str]) -> None:
        self._facts = facts
        self._site_key = site_key
        self._choice = choice
        self._numbers = numbers

    def dispatch(self, number: str, receiver: str, leads: Sequence[Lead]) -> Dispatch:
        """Make what one receiver gets."""
        choice, facts = self._choice, self._facts
        clues = tuple(
            DispatchedClue(place, self._numbers[lead.finding_id], lead, self._check(number, lead))
            for place, lead in enumerate(leads, start=1)
        )
        sheet = DispatchSheet(
            dispatch=number,
            receiver=receiver_name(receiver, facts, choice.wording),
            run_id=facts.run_id,
            as_of=facts.as_of,
            due_on=choice.due_on,
            masked=choice.masked,
            clues=clues,
            for_village=choice.by == "village",
        )
        shared: dict[str, str | int] = {
            "dispatch": number,
            "receiver": receiver,
            "due_on": choice.due_on.isoformat(),
            "run": facts.run_id,
            "as_of": facts.as_of.isoformat(),
        }
        return Dispatch(receiver, sheet, tuple(_entry(clue, shared) for clue in clues))

    def _check(self, dispatch: str, lead: Lead) -> str:
        content = f"dispatch:{dispatch}:{self._numbers[lead.finding_id]}:{evidence_of(lead)}"
        return hmac.new(self._site_key, content.encode(), sha256).hexdigest()[:10].upper()


def evidence_of(lead: Lead) -> str:
    """Give the locked figures of a clue as one text: months and amount."""
    amount = "" if lead.amount is None else f"{lead.amount:.2f}"
    return f"{lead.first_month}:{lead.last_month}:{lead.month_count}:{amount}"


def _entry(clue: DispatchedClue, shared: dict[str, str | int]) -> Entry:
    lead = clue.lead
    return Entry(
        clue.clue_number,
        "dispatched",
        amount_cny=Decimal(lead.amount) if lead.amount is not None else None,
        details={**shared, "check": clue.check_code},
        months=(lead.first_month, lead.last_month, lead.month_count),
    )
