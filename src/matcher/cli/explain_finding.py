"""How `matcher explain` shows a finding: its rule, what was tried, and the delivered rows that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

from matcher.cli.explain_links import print_steps
from matcher.cli.printing import out
from matcher.config.base import Text
from matcher.explain import EvidenceRow, Explanation
from matcher.report import codes
from matcher.report.facts import title_of
from matcher.report.finding_texts import FINDING_WORDS, IDENTITY_WORDS, TRUTHS
from matcher.report.linkage_words import COMPARISONS, level_words
from matcher.report.quality_texts import STATUSES
from matcher.report.rule_words import law_text, local_standards
from matcher.report.wording import Wording
from matcher.run_record import RunRecord

_LABEL_WIDTH: Final = 18
_COLUMN_WIDTH: Final = 22


def print_finding(
    explanation: Explanation, record: RunRecord, wording: Wording, calculation: Text | None = None
) -> None:
    """Print the chain behind one finding in one language; English keeps the data model's names of columns."""
    rule = explanation.rule
    out.print(f"{rule.code} {wording.say(rule.title)}", style="bold", markup=False)
    for name, text in _lines(explanation, record, wording, calculation):
        label = wording.say(FINDING_WORDS[name])
        out.print(f"  {_padded(label, _LABEL_WIDTH)}{text}", markup=False)
    for number, row in enumerate(explanation.evidence, start=1):
        title = wording.say(title_of(record.source_titles, row.source))
        out.print(f"\n[{number}] {title} → {row.table}", style="bold", markup=False)
        _print_evidence(row, record, wording)


def _lines(
    explanation: Explanation, record: RunRecord, wording: Wording, calculation: Text | None
) -> Iterator[tuple[str, str]]:
    """Give what is said of the finding as a whole: name of the label, text."""
    finding, rule = explanation.finding, explanation.rule
    words = FINDING_WORDS
    nothing = wording.say(words["nothing"])
    law = rule.legal_references.get(str(finding["programme"]), rule.legal_reference)
    exempted = str(finding["exemption_code"] or "")
    severity = wording.say_code(codes.SEVERITIES, str(finding["severity"]))
    grade = wording.say(words["grade"], grade=finding["link_grade"]) if finding["link_grade"] else ""
    tried = wording.join(f"{exemption.code} {wording.say(exemption.title)}" for exemption in explanation.exemptions)
    months = {"first": finding["first_month"], "last": finding["last_month"], "count": finding["month_count"]}
    amount = finding["amount_cny"]
    yield "finding", str(finding["finding_id"])
    yield "person", _person(finding, record, wording)
    yield "months", wording.say(words["span"], **months) if months["first"] else nothing
    yield "amount", nothing if amount is None else wording.say(words["yuan"], amount=amount)
    if calculation is not None:
        yield "calculation", wording.say(calculation)
    yield "severity", wording.with_note(severity, grade)
    yield "exempted_by", _exemption(exempted, wording) if exempted else wording.say(words["stands"])
    yield "why", wording.say(rule.reason)
    if standards := local_standards(rule, record.local_policy, wording):
        yield "standards", standards
    yield "law", law_text(law)
    yield "to_verify", wording.say(rule.to_verify)
    yield "responsible", wording.say(title_of(record.agency_titles, rule.responsible))
    yield "tried", tried or nothing


def _exemption(code: str, wording: Wording) -> str:
    return f"{code} {wording.say_code(codes.DISPROOF_CODES, code)}"


def _person(finding: dict[str, object], record: RunRecord, wording: Wording) -> str:
    """Name the person: name, ID and place, as far as they are on record."""
    area = str(finding["area_code"] or "")
    place = record.area_names.get(area, area) or wording.say(FINDING_WORDS["no_place"])
    return "  ".join(str(part) for part in (finding["person_name"], finding["citizen_id"], place) if part)


def _title(table: str, column: str, record: RunRecord, wording: Wording) -> str:
    """Name a column for readers: in Chinese by what it means."""
    if wording.language == "en":
        return column
    meaning = record.column_titles.get(f"{table}.{column}") or IDENTITY_WORDS.get(column)
    return column if meaning is None else meaning.zh


def _value(table: str, column: str, value: str, record: RunRecord, wording: Wording) -> str:
    """Say a value: in Chinese a code by its title; English keeps the data model's codes."""
    if wording.language == "en":
        return wording.say_code(TRUTHS, value)
    system = record.column_codes.get(f"{table}.{column}", column if column == "sex" else "")
    titles = record.programme_titles if system == "programme" else record.code_titles.get(system, {})
    return wording.say_code({**TRUTHS, **titles}, value)


def _print_evidence(row: EvidenceRow, record: RunRecord, wording: Wording) -> None:
    words = FINDING_WORDS
    said = (row.source_file, row.sheet, wording.say(words["row"], row=row.row_number))
    out.print(f"  {' > '.join(part for part in said if part)}", markup=False)
    for value in row.values:
        note = ""
        if value.written or value.status:
            written = wording.say(words["written"], written=value.written or "")
            note = f"   ← {wording.with_note(written, wording.say_code(STATUSES, value.status))}"
        title = _title(row.table, value.column, record, wording)
        told = _value(row.table, value.column, value.read_as, record, wording)
        out.print(f"  {_padded(title, _COLUMN_WIDTH)}{told}{note}", markup=False)
    out.print(f"  {wording.say(words['link'])}{wording.colon}{_link(row, wording)}", markup=False)
    if row.weights:
        print_steps(
            [
                (
                    wording.say_code(COMPARISONS, step.comparison),
                    level_words(step.comparison, step.level, wording),
                    step.bits,
                    step.total_bits,
                )
                for step in row.weights
            ]
        )


def _link(row: EvidenceRow, wording: Wording) -> str:
    """Say how the row was linked: method, grade, weight, probability."""
    method = f"{wording.say_code(codes.LINK_METHODS, row.link_method)} {row.link_grade or ''}".strip()
    parts = [method]
    if row.match_weight is not None:
        parts.append(wording.say(FINDING_WORDS["bits"], bits=row.match_weight))
    if row.match_probability is not None:
        parts.append(wording.say(FINDING_WORDS["probability"], probability=row.match_probability))
    return wording.join(parts)


def _padded(text: str, width: int) -> str:
    """Fill a label up to a width in columns of the terminal: a Chinese character takes two."""
    return text + " " * max(width - cell_len(text), 1)
