"""Counts and amounts of a run: by kind, rule, severity, township, agency and month.

Reads `findings` and RunFacts; gives a Summary. A person is counted once in each line. Exempted findings are
counted apart: they stand for nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
import pyarrow as pa

from matcher.config.base import month_number, month_text
from matcher.report.facts import RunFacts


@dataclass(frozen=True)
class Total:
    """One line of a table: how many findings, of how many people, with what amount at stake."""

    findings: int
    """Findings."""
    persons: int
    """People, each once."""
    amount: Decimal
    """Yuan at stake; findings without an amount add nothing."""


NOTHING = Total(0, 0, Decimal("0.00"))

Totals = dict[str, Total]


@dataclass(frozen=True)
class Summary:
    """What a reader wants to know first. Dictionaries are in the order in which they are to be shown."""

    rows_in: int
    """Rows of all files."""
    record_rows: int
    """Rows that became records."""
    rejected_rows: int
    """Rows that failed a check."""
    skipped_rows: int
    """Rows that are no data."""
    hits: int
    """Findings before exemptions."""
    standing: Total
    """Findings that stand."""
    exempted: Total
    """Findings lifted by an exemption."""
    by_kind: Totals
    """Standing ones by kind."""
    by_status: Totals
    """Standing ones by status against the run before."""
    by_severity: Totals
    """Standing ones by severity, most severe first."""
    by_rule: Totals
    """Standing ones by rule, for every rule of the run, in the order of their catalogue codes."""
    exempted_by_rule: Totals
    """Exempted ones by rule."""
    by_township: dict[str, Totals]
    """Standing ones by township code, then by kind; most findings first."""
    by_township_all: Totals
    """Standing ones by township code, all kinds together; in the same order."""
    by_side: dict[bool, Total]
    """Standing ones by whether something was not paid (True) or was paid (False): their amounts do not make a sum. A
    wrong amount may be of both; what speaks of the data alone is neither."""
    exempted_by_side: dict[bool, Total]
    """Exempted ones, parted alike."""
    amounts_by_agency: dict[str, tuple[Decimal, Decimal]]
    """Standing ones by responsible agency: yuan not paid, and yuan paid too much."""
    amounts_by_township: dict[str, tuple[Decimal, Decimal]]
    """The same by township code."""
    by_agency: Totals
    """Standing ones by responsible agency; most findings first."""
    by_month: dict[str, Totals]
    """For every month on trial, by kind: standing findings whose first-to-last stretch covers it. Amounts are not
    known by month and are nought."""


SEVERITIES = ("certain", "strong", "verify", "watch")
"""Severities, most severe first."""


def summarise(findings: pa.Table, facts: RunFacts, underpaid: Mapping[str, Decimal] | None = None) -> Summary:
    """Count a run's findings.

    Args:
        findings: matcher.tables.FINDINGS.
        facts: The run.
        underpaid: By finding of a wrong amount: yuan of it that were paid too little (matcher.report.details).
    """
    frame = _prepared(findings, facts, underpaid or {})
    standing = frame.filter(pl.col("exemption_code").is_null())
    exempted = frame.filter(pl.col("exemption_code").is_not_null())
    townships = _ranked(_totals(standing, "township"))
    split = _split_totals(standing, "township")
    rules = [rule.rule for rule in sorted(facts.rules, key=lambda rule: (rule.code, rule.rule))]
    severities = _totals(standing, "severity")
    return Summary(
        rows_in=sum(file.rows_in for file in facts.files),
        record_rows=sum(file.record_rows for file in facts.files),
        rejected_rows=sum(file.rejected_rows for file in facts.files),
        skipped_rows=sum(file.skipped_rows for file in facts.files),
        hits=frame.height,
        standing=_total(standing),
        exempted=_total(exempted),
        by_kind=_totals(standing, "kind"),
        by_status=_totals(standing, "status"),
        by_severity={key: severities.get(key, NOTHING) for key in SEVERITIES},
        by_rule=_for_all(rules, _totals(standing, "rule_id")),
        exempted_by_rule=_for_all(rules, _totals(exempted, "rule_id")),
        by_township={key: split[key] for key in townships},
        by_township_all=townships,
        by_side=_sides(standing),
        exempted_by_side=_sides(exempted),
        amounts_by_agency=_side_amounts(standing, "responsible"),
        amounts_by_township=_side_amounts(standing, "township"),
        by_agency=_ranked(_totals(standing, "responsible")),
        by_month=_by_month(standing, facts),
    )


def _prepared(findings: pa.Table, facts: RunFacts, underpaid: Mapping[str, Decimal]) -> pl.DataFrame:
    """Give the findings' columns that are counted by, with township, responsible agency and what is underpaid."""
    wanted = (
        "finding_id rule_id kind severity person_id area_code first_month last_month amount_cny exemption_code status"
    )
    responsible = {rule.rule: rule.responsible for rule in facts.rules}
    frame = pl.DataFrame(findings.select(wanted.split()))
    return frame.with_columns(
        township=pl.when(pl.col("area_code").str.len_chars() >= 9)
        .then(pl.col("area_code").str.slice(0, 9) + "000")
        .otherwise(pl.lit("")),
        responsible=pl.col("rule_id").replace_strict(responsible, default="", return_dtype=pl.String),
        underpaid=pl.col("finding_id").replace_strict(underpaid, default=None, return_dtype=pl.Decimal(14, 2)),
    )


_COUNTED = (
    pl.len().alias("findings"),
    pl.col("person_id").n_unique().alias("persons"),
    pl.col("amount_cny").sum().alias("amount"),
)


def _total(frame: pl.DataFrame) -> Total:
    return _as_total(frame.select(*_COUNTED).row(0))


def _as_total(row: tuple[object, ...]) -> Total:
    findings, persons, amount = row
    return Total(int(str(findings)), int(str(persons)), Decimal(str(amount or 0)).quantize(Decimal("0.01")))


def _totals(frame: pl.DataFrame, key: str) -> Totals:
    rows = frame.group_by(key).agg(*_COUNTED).sort(key).rows()
    return {row[0]: _as_total(row[1:]) for row in rows}


def _split_totals(frame: pl.DataFrame, key: str) -> dict[str, Totals]:
    """Count by key and, under each, by kind."""
    split: dict[str, Totals] = {}
    for row in frame.group_by(key, "kind").agg(*_COUNTED).sort(key, "kind").rows():
        split.setdefault(row[0], {})[row[1]] = _as_total(row[2:])
    return split


def _sides(frame: pl.DataFrame) -> dict[bool, Total]:
    return {is_unpaid: _total(part) for is_unpaid, part in _parted(frame).items()}


def _parted(frame: pl.DataFrame) -> dict[bool, pl.DataFrame]:
    """Part findings by whether something was not paid; of a wrong amount each side keeps what is its own."""
    is_missing, is_of_data = (pl.col("kind") == kind for kind in ("missing", "data_quality"))
    short = pl.when(is_missing).then("amount_cny").otherwise("underpaid").alias("amount_cny")
    paid = pl.col("amount_cny") - pl.col("underpaid").fill_null(0)
    is_paid = pl.col("underpaid").is_null() | (paid > 0)
    return {
        True: frame.filter(is_missing | pl.col("underpaid").is_not_null()).with_columns(short),
        False: frame.filter(~is_missing & ~is_of_data & is_paid).with_columns(amount_cny=paid),
    }


def _side_amounts(frame: pl.DataFrame, key: str) -> dict[str, tuple[Decimal, Decimal]]:
    unpaid, paid = (_totals(_parted(frame)[is_unpaid], key) for is_unpaid in (True, False))
    return {name: (unpaid.get(name, NOTHING).amount, paid.get(name, NOTHING).amount) for name in frame[key].unique()}


def _ranked(totals: Totals) -> Totals:
    return dict(sorted(totals.items(), key=lambda item: (-item[1].findings, item[0])))


def _for_all(keys: list[str], totals: Totals) -> Totals:
    return {key: totals.get(key, NOTHING) for key in keys}


def _by_month(standing: pl.DataFrame, facts: RunFacts) -> dict[str, Totals]:
    first, last = month_number(facts.first_month), month_number(facts.last_month)
    months = pl.DataFrame({"month": [month_text(number) for number in range(first, last + 1)]})
    # Months are text YYYY-MM: their order as text is their order in time.
    covered = months.join(standing, how="cross").filter(pl.col("month").is_between("first_month", "last_month"))
    covered = covered.with_columns(amount_cny=pl.lit(None, pl.Decimal(14, 2)))
    split = _split_totals(covered, "month")
    return {month: split.get(month, {}) for month in months["month"]}
