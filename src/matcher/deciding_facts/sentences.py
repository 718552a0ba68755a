"""One clause for each model table behind a finding: what of its rows decides the question. Pure.

Dates of death, statuses, levels and amounts are shown, since they are what is to be verified; birth dates never are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from matcher.config.base import Text, month_text
from matcher.deciding_facts.lists import LISTS, list_clauses
from matcher.deciding_facts.rows import Row, TablesOfFinding
from matcher.deciding_facts.terms import Terms, day_text, filled, listed, money_text, plain, stretch
from matcher.report.codes import ID_STATUSES


def facts_of_finding(tables: TablesOfFinding, terms: Terms, others: TablesOfFinding | None = None) -> tuple[Text, ...]:
    """Give the deciding facts of one finding: what it is compared with first, others' next, the payments on trial last.

    Args:
        tables: Rows of the finding's person by model table.
        terms: What codes and sources are called.
        others: Rows of other persons that show it, told as theirs.
    """
    other = others or {}
    of_others = (filled(_OF_OTHERS, said=text) for text in (*_compared(other, terms), *_paid(other, terms)))
    return (*_compared(tables, terms), *of_others, *_paid(tables, terms))


def faults_of_finding(tables: TablesOfFinding, terms: Terms) -> tuple[Text, ...]:
    """Give what decides a finding about the data themselves: the lists of its rows, and how their IDs were read."""
    rows = [row for kind in tables.values() for row in kind]
    said = {}
    for source, status in sorted({(row["source"], row.get("citizen_id_status") or "") for row in rows}):
        fault = ID_STATUSES.get(status)
        form = _STANDS_IN if fault is None else _FAULT
        text = filled(form, source=terms.source(source), fault=fault or "")
        said[text.zh] = text
    return tuple(said.values())


_OF_OTHERS: Final = Text(zh="相关人员（非本人）{said}", en="of another person: {said}")
_STANDS_IN: Final = Text(zh="见于{source}", en="in {source}")
_FAULT: Final = Text(zh="{source}所载证号：{fault}", en="ID in {source}: {fault}")


def _compared(tables: TablesOfFinding, terms: Terms) -> tuple[Text, ...]:
    said = [_CLAUSES[table](tables[table], terms) for table in _CLAUSES if tables.get(table)]
    if "pension" in tables and "benefit_spell" in tables:
        said.append(_per_head(tables["pension"], tables["benefit_spell"]))
    said += [list_clauses(table, tables.get(table, ()), terms) for table in LISTS]
    return tuple(text for text in said if text is not None and text.zh)


def _paid(tables: TablesOfFinding, terms: Terms) -> tuple[Text, ...]:
    return tuple(_payments(rows, terms) for rows in _by(tables.get("payment", ()), "programme"))


def decision_text(rows: Sequence[Row]) -> Text:
    """Say what the register of human decisions says."""
    return listed((_decision(row) for row in rows), "；", "; ")


_DIED: Final = Text(zh="死亡日期 {day}（{sources}）", en="died on {day} ({sources})")
_DIED_ONE: Final = Text(zh="死亡日期 {day}（仅见于{sources}）", en="died on {day} (in {sources} only)")
_CREMATED: Final = Text(zh="{day} 火化", en="cremated on {day}")
_WITHDRAWN: Final = Text(zh="该死亡登记已于 {day} 撤销", en="this record was withdrawn on {day}")


def _death(rows: Sequence[Row], terms: Terms) -> Text | None:
    days: dict[date, list[Row]] = {}
    for row in rows:
        day = row["died_on"] or row["cremated_on"] or row["registered_on"]
        if day is not None:
            days.setdefault(day, []).append(row)
    clauses = []
    for day, same in sorted(days.items()):
        sources = listed((terms.source(row["source"]) for row in same), "、")
        form = _DIED_ONE if len({row["source"] for row in rows}) == 1 else _DIED
        clauses.append(filled(form, day=day.isoformat(), sources=sources))
        clauses += [filled(_WITHDRAWN, day=day_text(row["withdrawn_on"])) for row in same if row["withdrawn_on"]]
    clauses += [filled(_CREMATED, day=day_text(row["cremated_on"])) for row in rows if row["cremated_on"]]
    return listed(clauses) if clauses else None


_CERTIFICATE: Final = Text(zh="残疾人证", en="certificate")
_LEVEL: Final = Text(zh="{level}级", en="level {level}")
_CATEGORY: Final = Text(zh="{level}（{category}）", en="{level} ({category})")
_STATUS: Final = Text(zh="状态 {status}", en="status {status}")
_STATUS_ON: Final = Text(zh="状态 {status}（{day}）", en="status {status} ({day})")
_ISSUED: Final = Text(zh="{day} 签发", en="issued {day}")
_UNTIL: Final = Text(zh="有效期至 {day}", en="valid until {day}")
_ASSESSED: Final = Text(zh="{day} 评定", en="assessed {day}")
_PREVIOUS: Final = Text(zh="原{level}级", en="level {level} before")
_LEVELS: Final = {1: "一", 2: "二", 3: "三", 4: "四"}
_CATEGORY_DECIDES: Final = 3
"""Of level 3 some categories are covered by local policy: only there the category is said."""


def _certificates(rows: Sequence[Row], terms: Terms) -> Text | None:
    return listed((_certificate(row, terms) for row in rows), "；", "; ")


def _certificate(row: Row, terms: Terms) -> Text:
    parts: list[Text] = []
    if row["level"] is not None:
        parts.append(_level(_LEVEL, row["level"]))
        if row["level"] == _CATEGORY_DECIDES and row["category"]:
            parts = [filled(_CATEGORY, level=parts[0], category=terms.code("disability_category", row["category"]))]
    status = terms.code("certificate_status", row["certificate_status"] or "valid")
    form = _STATUS_ON if row["status_on"] else _STATUS
    parts.append(filled(form, status=status, day=day_text(row["status_on"])))
    assessed_on = None if row["assessed_on"] == row["issued_on"] else row["assessed_on"]
    for form, day in ((_ISSUED, row["issued_on"]), (_UNTIL, row["valid_until"]), (_ASSESSED, assessed_on)):
        if day is not None:
            parts.append(filled(form, day=day_text(day)))
    if row["previous_level"] is not None:
        parts.append(_level(_PREVIOUS, row["previous_level"]))
    said = listed(parts)
    return Text(zh=f"{_CERTIFICATE.zh} {said.zh}", en=f"{_CERTIFICATE.en}: {said.en}")


def _level(form: Text, level: int) -> Text:
    return filled(form, level=Text(zh=_LEVELS.get(level, str(level)), en=str(level)))


_POST: Final = Text(zh="{kind} {status}", en="{kind}, {status}")


def _employment(rows: Sequence[Row], terms: Terms) -> Text | None:
    clauses = []
    for row in rows:
        post = terms.code("employment_kind", row["kind"])
        if row["status"]:
            post = filled(_POST, kind=post, status=terms.code("employment_status", row["status"]))
        months = stretch(row["first_month"], row["last_month"])
        clauses.append(listed(part for part in (post, months) if part.zh))
    return listed(clauses, "；", "; ")


_PENSION: Final = Text(
    zh="{kind} 每月 {amount} 元（{months}，{count} 笔）", en="{kind} {amount} yuan a month ({months}, {count} rows)"
)
_RETIRED: Final = Text(zh="{day} 起领", en="retired {day}")


def _pensions(rows: Sequence[Row], terms: Terms) -> Text | None:
    clauses: list[Text] = []
    for same in _by(rows, "pension_kind"):
        amounts = [row["amount_cny"] for row in same if row["amount_cny"] > 0]
        if amounts:
            clauses.append(_pension(same, amounts, terms))
        clauses += _reversed([row["amount_cny"] for row in same])
        clauses += [filled(_RETIRED, day=day_text(row["retired_on"])) for row in same if row["retired_on"]]
    return listed(clauses)


def _pension(rows: Sequence[Row], amounts: Sequence[Decimal], terms: Terms) -> Text:
    low, high = min(amounts), max(amounts)
    months = sorted(row["benefit_month"] for row in rows)
    return filled(
        _PENSION,
        kind=terms.code("pension_kind", rows[0]["pension_kind"]),
        amount=money_text(low) if low == high else f"{money_text(low)}–{money_text(high)}",
        months=stretch(months[0], months[-1]),
        count=str(len(amounts)),
    )


_HEAD: Final = Text(zh="按保障 {count} 人折算人均 {amount} 元", en="{amount} yuan for each of {count} covered persons")


def _per_head(pensions: Sequence[Row], spells: Sequence[Row]) -> Text | None:
    """Divide the smallest month's pension by the covered persons, as the comparison with the standard does."""
    amounts = [row["amount_cny"] for row in pensions if row["amount_cny"] > 0]
    counts = {row["covered_count"] for row in spells} - {None, 0}
    if not amounts or len(counts) != 1:
        return None
    count = counts.pop()
    share = (min(amounts) / count).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return filled(_HEAD, count=str(count), amount=money_text(share))


_SPELL: Final = Text(zh="{programme}{residence}", en="{programme}{residence}")
_COVERED: Final = Text(zh="保障 {count} 人", en="{count} covered")
_GRACE: Final = Text(zh="渐退期至 {month}", en="gradual exit until {month}")


def _spells(rows: Sequence[Row], terms: Terms) -> Text | None:
    clauses = []
    for row in rows:
        residence = terms.code("residence", row["residence"])
        bracketed = Text(zh=f"（{residence.zh}）", en=f" ({residence.en})") if residence.zh else plain("")
        parts = [filled(_SPELL, programme=terms.programme(row["programme"]), residence=bracketed)]
        if row["covered_count"] is not None:
            parts.append(filled(_COVERED, count=str(row["covered_count"])))
        parts.append(stretch(row["first_month"], None if row["stop_month"] is None else row["stop_month"] - 1))
        if row["grace_until_month"] is not None:
            parts.append(filled(_GRACE, month=month_text(row["grace_until_month"])))
        clauses.append(listed(parts))
    return listed(clauses, "；", "; ")


_PAID: Final = Text(zh="{programme}发放 {count} 笔共 {amount} 元", en="{programme}: {count} payments, {amount} yuan")
_REVERSED: Final = Text(zh="冲销 {count} 笔共 {amount} 元", en="{count} reversed, {amount} yuan")


def _payments(rows: Sequence[Row], terms: Terms) -> Text:
    paid = [row["amount_cny"] for row in rows if row["amount_cny"] > 0]
    programme = terms.programme(rows[0]["programme"])
    clause = filled(_PAID, programme=programme, count=str(len(paid)), amount=money_text(sum(paid, Decimal(0))))
    return listed([clause, *_reversed([row["amount_cny"] for row in rows])])


def _reversed(amounts: Sequence[Decimal]) -> list[Text]:
    taken = [-amount for amount in amounts if amount < 0]
    return [filled(_REVERSED, count=str(len(taken)), amount=money_text(sum(taken, Decimal(0))))] if taken else []


_AGE: Final = Text(zh="已满 {age} 周岁", en="{age} or older")
_REGISTERED: Final = Text(zh="户籍状态 {status}", en="registration {status}")
_OLD: Final = 80
_ID_BIRTH: Final = slice(6, 14)


def _person(rows: Sequence[Row], terms: Terms) -> Text | None:
    """Say the decade of age and the registration, never the birth date."""
    clauses = []
    for row in rows:
        given = row["person_citizen_id"]
        born = date.fromisoformat(given[_ID_BIRTH]) if given and given[_ID_BIRTH].isdigit() else row["birth_date"]
        if born is not None:
            age = terms.as_of.year - born.year - ((terms.as_of.month, terms.as_of.day) < (born.month, born.day))
            if age >= _OLD:
                clauses.append(filled(_AGE, age=str(age // 10 * 10)))
        if row["registration_status"]:
            status = terms.code("registration_status", row["registration_status"])
            clauses.append(filled(_REGISTERED, status=status))
    return listed(clauses) if clauses else None


_DECIDED: Final = Text(zh="台账认定 {code}", en="register: {code}")
_DECIDED_ON: Final = Text(zh="{day} 认定", en="decided {day}")
_REASON: Final = Text(zh="理由：{reason}", en="reason: {reason}")


def _decision(row: Row) -> Text:
    parts = [filled(_DECIDED, code=row["exemption_code"])]
    if row["decided_on"] is not None:
        parts.append(filled(_DECIDED_ON, day=day_text(row["decided_on"])))
    if row["valid_until"] is not None:
        parts.append(filled(_UNTIL, day=day_text(row["valid_until"])))
    if row["reason"]:
        parts.append(filled(_REASON, reason=row["reason"]))
    return listed(parts)


_CLAUSES: Final[dict[str, Callable[[Sequence[Row], Terms], Text | None]]] = {
    "death": _death,
    "disability_certificate": _certificates,
    "employment": _employment,
    "person": _person,
    "pension": _pensions,
    "benefit_spell": _spells,
}
"""Tables in the order in which they are spoken of; payments come last, each programme by itself."""


def _by(rows: Iterable[Row], column: str) -> list[list[Row]]:
    """Part rows by a column, in the order of its values."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(str(row[column] or ""), []).append(row)
    return [parts[key] for key in sorted(parts)]
