"""One finding in the words of a reader: what the workbook and the page both show of it.

Reads `findings` (masked or not) and RunFacts; gives Leads, most severe first, then by rule, amount and finding ID.
Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from matcher.config.rule import LegalReference, Rule
from matcher.report import catalogue, codes
from matcher.report.facts import RunFacts, title_of
from matcher.report.places import township_code, township_name, village_name
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
class RuleWords:
    """What is said of every finding of one rule."""

    code: str
    """Catalogue code."""
    title: str
    """What it is called."""
    kind: str
    """Kind of finding."""
    reason: str
    """Why it is suspected."""
    to_verify: str
    """What to look at."""
    law: str
    """Title, number and article."""
    responsible: str
    """Agency that must act."""
    tried: tuple[str, ...]
    """Exemptions that were tried: code and name."""


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
    link_grade: str | None
    exemption_code: str | None
    status: str
    evidence: tuple[EvidenceRows, ...]


def rule_words(rule: Rule, facts: RunFacts, wording: Wording) -> RuleWords:
    """Say what every finding of a rule has in common."""
    named = {exemption.exemption: exemption for exemption in facts.exemptions}
    tried = tuple(f"{named[name].code} {wording.say(named[name].title)}" for name in rule.exempt if name in named)
    return RuleWords(
        code=rule.code,
        title=wording.say(rule.title),
        kind=rule.kind,
        reason=wording.say(rule.reason),
        to_verify=wording.say(rule.to_verify),
        law=law_text(rule.legal_reference),
        responsible=wording.say(title_of(facts.agency_titles, rule.responsible)),
        tried=tried,
    )


def law_text(law: LegalReference) -> str:
    """Cite a document: 《title》（number）article. Chinese in both languages: that is how it is found."""
    number = f"（{law.number}）" if law.number else ""
    return f"《{law.title}》{number}{law.article}"


def build_leads(findings: pa.Table, facts: RunFacts, wording: Wording) -> list[Lead]:
    """Say every finding in words, exempted ones included."""
    rules = {rule.rule: rule_words(rule, facts, wording) for rule in facts.rules}
    leads = [_lead(row, rules[row["rule_id"]], facts, wording) for row in findings.to_pylist()]
    return sorted(leads, key=_order)


_SEVERITY_RANK: Final = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def _order(lead: Lead) -> tuple[int, str, Decimal, str]:
    return (_SEVERITY_RANK[lead.severity], lead.rule.code, -(lead.amount or Decimal(0)), lead.finding_id)


def _lead(row: dict[str, Any], rule: RuleWords, facts: RunFacts, wording: Wording) -> Lead:
    township = township_name(row["area_code"], facts.area_names)
    return Lead(
        finding_id=row["finding_id"],
        rule=rule,
        rule_id=row["rule_id"],
        severity=row["severity"],
        programme=wording.say(title_of(facts.programme_titles, row["programme"])),
        person_id=row["person_id"],
        person_name=row["person_name"] or "",
        citizen_id=row["citizen_id"] or "",
        township_code=township_code(row["area_code"]),
        township=township or wording.say(catalogue.UNKNOWN_TOWNSHIP),
        village=village_name(row["area_code"], facts.area_names),
        first_month=row["first_month"] or "",
        last_month=row["last_month"] or "",
        month_count=row["month_count"] or 0,
        amount=row["amount_cny"],
        link_grade=row["link_grade"],
        exemption_code=row["exemption_code"],
        status=row["status"],
        evidence=_evidence(row["evidence"] or [], row["subject_source"], facts, wording),
    )


def _evidence(
    entries: Sequence[dict[str, Any]], subject_source: str | None, facts: RunFacts, wording: Wording
) -> tuple[EvidenceRows, ...]:
    """Gather rows by source, file and sheet, in the order in which they first stand: the subject's first."""
    gathered: dict[tuple[str, str, str | None], list[int]] = {}
    for entry in entries:
        gathered.setdefault((entry["source"], entry["file"], entry["sheet"]), []).append(entry["row"])
    return tuple(
        EvidenceRows(
            is_subject=source == subject_source,
            source_title=wording.say(title_of(facts.source_titles, source)),
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
