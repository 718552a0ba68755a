"""One finding in the words of a reader: what the workbook and the page both show of it.

Reads `findings` (masked or not) and RunFacts; gives Leads, most severe first, then by rule, amount and finding ID.
Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

import pyarrow as pa

from matcher.config.base import Text, month_number
from matcher.config.rule import REGISTER
from matcher.report import catalogue, codes
from matcher.report.details import NO_DETAILS, Details
from matcher.report.facts import RunFacts, title_of
from matcher.report.places import township_code, township_name, village_name
from matcher.report.rule_words import RuleWords, law_of, rule_words
from matcher.report.summary import SEVERITIES
from matcher.report.wording import Wording


@dataclass(frozen=True)
class EvidenceRows:
    """Rows of one sheet of one file that show a finding."""

    is_subject: bool
    """Whether they are on trial, or what they are compared with."""
    source_title: str
    """What people call the source."""
    file: str
    """Path relative to the input folder."""
    sheet: str | None
    """Sheet; None for delimited text."""
    rows: tuple[int, ...]
    """Row numbers, ascending."""


@dataclass(frozen=True)
class Lead:
    """One finding, ready to be shown."""

    finding_id: str
    rule: RuleWords
    rule_id: str
    severity: str
    programme: str
    person_id: str
    person_name: str
    citizen_id: str
    township_code: str
    township: str
    village: str
    first_month: str
    last_month: str
    month_count: int
    amount: Decimal | None
    unpaid: Decimal
    """Yuan of the amount that were not paid; the others were paid too much."""
    link_grade: str | None
    exemption_code: str | None
    status: str
    law: str
    """Title, number and article."""
    facts: str
    """The facts that decide it."""
    gap: str
    """In which months what the rule misses was not seen; empty where payments are on trial."""
    link: str
    """Why the rows are one person's."""
    tried: str
    """Exemptions tried, the one that lifts it marked, and those that could not be looked up."""
    exemption: str
    """What lifts it: code, name, and what the register says; empty where it stands."""
    basis: str
    """How the amount is counted."""
    evidence: tuple[EvidenceRows, ...]


def build_leads(findings: pa.Table, facts: RunFacts, wording: Wording, details: Details = NO_DETAILS) -> list[Lead]:
    """Say every finding in words, exempted ones included."""
    speaker = _Speaker(facts, wording, details)
    return sorted((speaker.lead(row) for row in findings.to_pylist()), key=_order)


_SEVERITY_RANK: Final = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def _order(lead: Lead) -> tuple[int, str, Decimal, str]:
    return (_SEVERITY_RANK[lead.severity], lead.rule.code, -(lead.amount or Decimal(0)), lead.finding_id)


class _Speaker:
    """Says one finding after the other."""

    def __init__(self, facts: RunFacts, wording: Wording, details: Details) -> None:
        self._facts = facts
        self._wording = wording
        self._details = details
        self._rules = {rule.rule: rule for rule in facts.rules}
        # What is the same for many findings is said once: a province has ten thousands of them.
        self._law = cache(lambda rule, programme: law_of(self._rules[rule], programme, facts, wording))
        self._programme = cache(lambda programme: wording.say(title_of(facts.programme_titles, programme)))
        self._place = cache(lambda code: _place(code, facts, wording))
        self._grade = cache(lambda grade: grade_words(grade, wording))
        self._tried_in_vain = cache(lambda rule: tried_words(self._words[rule], wording))
        self._source = cache(lambda source: wording.say(title_of(facts.source_titles, source)))
        self._words = {rule.rule: rule_words(rule, facts, wording) for rule in facts.rules}

    def lead(self, row: dict[str, Any]) -> Lead:
        """Say one row of `findings`."""
        facts, wording, finding_id = self._facts, self._wording, row["finding_id"]
        rule = self._words[row["rule_id"]]
        township_number, township, village = self._place(row["area_code"])
        return Lead(
            finding_id=finding_id,
            rule=rule,
            rule_id=row["rule_id"],
            severity=row["severity"],
            programme=self._programme(row["programme"]),
            person_id=row["person_id"],
            person_name=row["person_name"] or "",
            citizen_id=row["citizen_id"] or "",
            township_code=township_number,
            township=township,
            village=village,
            first_month=row["first_month"] or "",
            last_month=row["last_month"] or "",
            month_count=row["month_count"] or 0,
            amount=row["amount_cny"],
            unpaid=self._unpaid(row, rule),
            link_grade=row["link_grade"],
            exemption_code=row["exemption_code"],
            status=row["status"],
            law=self._law(row["rule_id"], row["programme"]),
            facts=self._facts_of(finding_id, rule),
            gap=gap_words(row, rule.lacks, facts, wording) if rule.kind == "missing" else "",
            link=self._link(row),
            tried=self._tried(row, rule),
            exemption=self._exemption(row, rule),
            basis=self._basis(row, rule),
            evidence=_evidence(row["evidence"] or [], row["subject_source"], self._source),
        )

    def _facts_of(self, finding_id: str, rule: RuleWords) -> str:
        said = self._said(self._details.facts.get(finding_id, ()))
        return self._wording.join_sentences(part for part in (said, rule.standards) if part)

    def _unpaid(self, row: dict[str, Any], rule: RuleWords) -> Decimal:
        unpaid = row["amount_cny"] if rule.kind == "missing" else self._details.underpaid.get(row["finding_id"])
        return unpaid or Decimal(0)

    def _basis(self, row: dict[str, Any], rule: RuleWords) -> str:
        """Say how the amount came about; where its rows do not tell, how the amounts of the rule are counted."""
        calculation = self._details.calculations.get(row["finding_id"])
        if calculation is not None:
            return self._wording.say(calculation)
        return self._wording.say(catalogue.BASIS_REFUNDED) if row["amount_cny"] == 0 else rule.basis

    def _tried(self, row: dict[str, Any], rule: RuleWords) -> str:
        """Name what was tried, the register last, and mark what lifts the finding."""
        if row["exemption_code"] is None:
            return self._tried_in_vain(row["rule_id"])
        details, finding_id = self._details, row["finding_id"]
        if finding_id in details.decisions or details.lifted_by.get(finding_id) == REGISTER:
            return tried_words(rule, self._wording, register=True)
        return tried_words(rule, self._wording, self._lifting(row, rule))

    def _lifting(self, row: dict[str, Any], rule: RuleWords) -> tuple[str, ...]:
        """Name the exemption that lifts a finding; of runs that do not tell, every one of its code."""
        named = self._details.lifted_by.get(row["finding_id"])
        same_code = tuple(one.exemption for one in rule.tried if one.code == row["exemption_code"])
        return same_code if named is None else (named,)

    def _said(self, texts: Sequence[Text]) -> str:
        return self._wording.join_sentences(self._wording.say(text) for text in texts)

    def _link(self, row: dict[str, Any]) -> str:
        slips = self._said(self._details.slips.get(row["finding_id"], ()))
        return self._wording.with_note(self._grade(row["link_grade"]), slips)

    def _exemption(self, row: dict[str, Any], rule: RuleWords) -> str:
        """Name what lifts a finding: a decision of the register, or the rule's exemptions of this code."""
        code = row["exemption_code"]
        if code is None:
            return ""
        decision = self._details.decisions.get(row["finding_id"])
        if decision is not None:
            return self._wording.with_note(exemption_words(code, self._wording), self._wording.say(decision))
        lifting = self._lifting(row, rule)
        names = [one.words for one in rule.tried if one.exemption in lifting]
        return self._wording.join_or(names) or exemption_words(code, self._wording)


def _place(code: str | None, facts: RunFacts, wording: Wording) -> tuple[str, str, str]:
    """Give the code of the township that an area code lies in, its name, and the village's."""
    township = township_name(code, facts.area_names) or wording.say(catalogue.UNKNOWN_TOWNSHIP)
    return township_code(code), township, village_name(code, facts.area_names)


def gap_words(row: dict[str, Any], lacks: str, facts: RunFacts, wording: Wording) -> str:
    """Say in which months what was not seen, and nothing of the months that are not in question."""
    first, last, count = row["first_month"], row["last_month"], row["month_count"]
    if not first or not last:
        return wording.say(catalogue.NO_OTHER_EVIDENCE, lacks=lacks)
    span = month_number(last) - month_number(first) + 1
    if count < span:
        form = catalogue.GAP_WITHIN
    elif (first, last) == (facts.first_month, facts.last_month):
        form = catalogue.GAP_ALL
    elif last == facts.last_month:
        form = catalogue.GAP_SINCE
    elif first == last:
        form = catalogue.GAP_MONTH
    else:
        form = catalogue.GAP_BETWEEN
    return wording.say(form, first=first, last=last, count=count, lacks=lacks)


def tried_words(
    rule: RuleWords, wording: Wording, lifting: tuple[str, ...] | None = None, *, register: bool = False
) -> str:
    """Name the exemptions that were tried, mark what lifts the finding, and name those that could not be looked up.

    Args:
        rule: The rule, in words.
        wording: The language.
        lifting: Exemptions that lift it; none: it stands, and none of them applies.
        register: Whether the register of human decisions lifts it.
    """
    mark = wording.say(catalogue.TRIED_APPLIES)
    names = [
        f"{one.words}{mark}" if one.exemption in (lifting or ()) else one.words
        for one in rule.tried
        if one.is_looked_up or one.exemption in (lifting or ())
    ]
    if register:
        names.append(wording.say(catalogue.REGISTER) + mark)
    parts = [wording.join(names)] if names else []
    if names and lifting is None and not register:
        parts.append(wording.say(catalogue.TRIED_NONE))
    if rule.not_looked_up:
        parts.append(wording.say(catalogue.NOT_LOOKED_UP, names=wording.join(rule.not_looked_up)))
    return wording.join_sentences(parts)


def _evidence(
    entries: Sequence[dict[str, Any]], subject_source: str | None, title: Callable[[str], str]
) -> tuple[EvidenceRows, ...]:
    """Gather rows by source, file and sheet, in the order in which they first stand: the subject's first."""
    gathered: dict[tuple[str, str, str | None], list[int]] = {}
    for entry in entries:
        gathered.setdefault((entry["source"], entry["file"], entry["sheet"]), []).append(entry["row"])
    return tuple(
        EvidenceRows(
            is_subject=source == subject_source,
            source_title=title(source),
            file=file,
            sheet=sheet,
            rows=tuple(sorted(rows)),
        )
        for (source, file, sheet), rows in gathered.items()
    )


def grade_words(grade: str | None, wording: Wording) -> str:
    """Explain a link grade: G1 身份证号一致，姓名相符."""
    if grade is None:
        return wording.say(codes.NO_GRADE)
    return f"{grade} {wording.say(codes.GRADES[grade])}"


def exemption_words(code: str, wording: Wording) -> str:
    """Name an exemption code as the catalogue of codes does: several exemptions of a run may share it."""
    return f"{code} {wording.say_code(codes.DISPROOF_CODES, code)}"


def amounts_apart(leads: Sequence[Lead]) -> list[tuple[Text, Decimal]]:
    """Give what was not paid and what was paid too much, in yuan, each with its name: they do not make a sum."""
    unpaid = sum((lead.unpaid for lead in leads), Decimal(0))
    paid = sum((lead.amount or Decimal(0) for lead in leads), Decimal(0)) - unpaid
    is_missing = {lead.rule.kind == "missing" for lead in leads}
    shown = {
        catalogue.AMOUNT_MISSING: (unpaid, True in is_missing),
        catalogue.AMOUNT_INELIGIBLE: (paid, False in is_missing),
    }
    return [(label, amount) for label, (amount, always) in shown.items() if amount or always]
