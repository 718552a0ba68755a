"""How the amount of a finding came about: months times what was paid, less what came back; months times a standard.

Each part is read from the rows that show the finding, or is the standard that the rule names; where the parts do not
come to the amount that the rule reckoned, nothing is said. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from matcher.config.base import Text, month_number
from matcher.config.policy import LocalValue
from matcher.config.rule import Rule
from matcher.deciding_facts.rows import Row, TablesOfFinding
from matcher.deciding_facts.terms import filled, listed, money_text, plain, stretch

NET: Final = "month_net_cny"
_MOST_STRETCHES: Final = 6
"""Stretches of months of one amount that are told one by one."""
_SAME: Final = ("source", "person_id", "benefit_month", "amount_cny", "payment_kind", "paid_on", "batch")
"""In what a row agrees with itself in a later delivery (matcher.evaluate.net)."""

_COUNT: Final = Text(zh="{count} 个月", en="{count} months")
_ONE: Final = Text(zh="1 个月", en="1 month")
_MONTHS: Final = Text(zh="{count} × {each} 元", en="{count} × {each} yuan")
_STANDARD: Final = Text(zh="{count} × {meaning} {each}", en="{count} × {each} ({meaning})")
_STRETCH: Final = Text(zh="{months} 每月 {each} 元", en="{months} {each} yuan a month")
_TOGETHER: Final = Text(zh="{parts}，合计 {total} 元", en="{parts}, {total} yuan in all")
_LESS: Final = Text(zh="{paid} − 已退 {back} 元", en="{paid} − {back} yuan taken back")
_EQUALS: Final = Text(zh="{parts} = {total} 元", en="{parts} = {total} yuan")
_LIMITED: Final = Text(
    zh="{parts}（所涉 {all} 个月，{meaning} {most}）", en="{parts} (of {all} months; {meaning}: {most})"
)


@dataclass(frozen=True)
class Sources:
    """Where the parts of a calculation are read from."""

    tables: TablesOfFinding
    """Rows of the finding's person."""
    others: TablesOfFinding
    """Rows of others that show it."""
    taken_back: Sequence[Row]
    """Rows by which money of the finding's person was taken back, in any month."""
    policy: Mapping[str, LocalValue]
    """What local policy says at the end of the run."""


def calculation_of(finding: Mapping[str, Any], rule: Rule, sources: Sources) -> Text | None:
    """Tell how the amount of a finding came about.

    Args:
        finding: Row of matcher.tables.FINDINGS.
        rule: Its rule.
        sources: Where the parts are read from.

    Returns:
        None where no money is at stake, or where the rows at hand do not come to the amount.
    """
    amount: Decimal | None = finding["amount_cny"]
    if not amount or not finding["first_month"]:
        return None
    if rule.amount == f"{rule.subject.table}.{NET}":
        return _of_payments(finding, rule, sources)
    if rule.amount in sources.policy:
        return _of_standard(finding, rule, sources.policy)
    return _of_one_value(finding, rule, sources)


def needs_reversals(finding: Mapping[str, Any], rule: Rule, sources: Sources) -> bool:
    """Tell whether less is at stake than was paid, so that rows are looked for by which the rest was taken back."""
    amount: Decimal | None = finding["amount_cny"]
    if not amount or not finding["first_month"] or rule.amount != f"{rule.subject.table}.{NET}":
        return False
    return sum(_paid_by_month(finding, rule, sources).values(), Decimal(0)) > amount


def _of_payments(finding: Mapping[str, Any], rule: Rule, sources: Sources) -> Text | None:
    """Months times what was paid in each, less what was taken back in them."""
    by_month, amount = _paid_by_month(finding, rule, sources), finding["amount_cny"]
    paid = sum(by_month.values(), Decimal(0))
    back = -sum((row["amount_cny"] for row in sources.taken_back if row["benefit_month"] in by_month), Decimal(0))
    if len(by_month) != finding["month_count"] or amount not in (paid, paid - back):
        return None
    said = _months_text(by_month)
    if amount == paid:
        return said if len(set(by_month.values())) > 1 else filled(_EQUALS, parts=said, total=money_text(amount))
    less = filled(_LESS, paid=said, back=money_text(back))
    return filled(_EQUALS, parts=less, total=money_text(amount))


def _of_standard(finding: Mapping[str, Any], rule: Rule, policy: Mapping[str, LocalValue]) -> Text | None:
    """Months times a standard, of the newest ones as many as may be paid back."""
    standard, months = policy[rule.amount], int(finding["month_count"])
    limit = policy.get(rule.limits.back_pay_months or "")
    counted = months if limit is None else min(months, int(limit.value))
    each = Decimal(standard.value)
    if rule.limits.year_cap_cny or each * counted != finding["amount_cny"]:
        return None
    parts = filled(_STANDARD, count=_months(counted), meaning=standard.meaning, each=money_text(each))
    said = filled(_EQUALS, parts=parts, total=money_text(finding["amount_cny"]))
    if limit is None or counted == months:
        return said
    return filled(_LIMITED, parts=said, all=str(months), meaning=limit.meaning, most=str(counted))


def _of_one_value(finding: Mapping[str, Any], rule: Rule, sources: Sources) -> Text | None:
    """Months times the one amount that stands in the row on trial."""
    table, _, column = rule.amount.partition(".")
    if table != rule.subject.table or rule.limits.parameters():
        return None
    values = {row[column] for row in sources.tables.get(table, ()) if isinstance(row.get(column), Decimal)}
    count = finding["month_count"]
    if len(values) != 1 or values != {finding["amount_cny"] / count} or rule.amount_per != "month":
        return None
    parts = filled(_MONTHS, count=_months(count), each=money_text(values.pop()))
    return filled(_EQUALS, parts=parts, total=money_text(finding["amount_cny"]))


def _paid_by_month(finding: Mapping[str, Any], rule: Rule, sources: Sources) -> dict[int, Decimal]:
    """Give what was paid in each month of a finding by the rows that show it, each once however often delivered."""
    table = rule.subject.table
    others = sources.others.get(table, ()) if rule.per == "household" else ()
    rows = [*sources.tables.get(table, ()), *others]
    first, last = month_number(finding["first_month"]), month_number(finding["last_month"])
    programme = finding["programme"]
    shown = [
        row
        for row in rows
        if row["amount_cny"] > 0
        and first <= row["benefit_month"] <= last
        and row.get("programme", programme) == programme
        and (row.get("payment_status") or "paid") == "paid"
    ]
    by_month: dict[int, Decimal] = {}
    for row, times in _once(shown):
        month = row["benefit_month"]
        by_month[month] = by_month.get(month, Decimal(0)) + row["amount_cny"] * times
    return dict(sorted(by_month.items()))


def _once(rows: Iterable[Row]) -> Iterable[tuple[Row, int]]:
    """Give different rows and how often each stands in the newest delivery that holds it, as `evaluate` counts them.

    Of two of one day that is the later by name.
    """
    kept: dict[tuple[object, ...], tuple[Row, Counter[tuple[object, ...]]]] = {}
    for row in rows:
        key = tuple(row.get(name) for name in _SAME)
        kept.setdefault(key, (row, Counter()))[1][row["as_of_date"], row["source_file"], row["file_id"]] += 1
    for row, deliveries in kept.values():
        yield row, deliveries[max(deliveries)]


def _months_text(by_month: Mapping[int, Decimal]) -> Text:
    """Say months times one amount, or the stretches of months of each amount."""
    amounts = set(by_month.values())
    if len(amounts) == 1:
        return filled(_MONTHS, count=_months(len(by_month)), each=money_text(amounts.pop()))
    stretches = _stretches(by_month)
    told = [
        filled(_STRETCH, months=stretch(first, last), each=money_text(each))
        for first, last, each in stretches[:_MOST_STRETCHES]
    ]
    more = [plain("…")] if len(stretches) > _MOST_STRETCHES else []
    total = money_text(sum(by_month.values(), Decimal(0)))
    return filled(_TOGETHER, parts=listed([*told, *more]), total=total)


def _months(count: int) -> Text:
    return _ONE if count == 1 else filled(_COUNT, count=str(count))


def _stretches(by_month: Mapping[int, Decimal]) -> list[tuple[int, int, Decimal]]:
    """Put months that follow one another at one amount together: first, last, amount."""
    found: list[tuple[int, int, Decimal]] = []
    for month, amount in sorted(by_month.items()):
        if found and found[-1][1] == month - 1 and found[-1][2] == amount:
            found[-1] = (found[-1][0], month, amount)
        else:
            found.append((month, month, amount))
    return found
