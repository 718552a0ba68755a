"""Figures count a person once in each line, and exempted hits never count as findings."""

from __future__ import annotations

from decimal import Decimal

from matcher.report.summary import Total, summarise
from tests.report.made_up import finding, make_facts, make_tables

DEAD = "minimum_living_allowance_paid_after_death"
MISSING = {
    "rule_id": "elder_allowance_missing",
    "catalogue_code": "A12",
    "kind": "missing",
    "severity": "strong",
    "amount_cny": Decimal("100.00"),
    "area_code": "180121101202",
}


def summary_of(*rows):
    return summarise(make_tables(rows).findings, make_facts())


def test_a_person_with_two_findings_is_counted_once():
    summary = summary_of(
        finding(1, person_id="p"),
        finding(2, person_id="p", rule_id=DEAD.replace("minimum_living_allowance", "destitute_support")),
    )

    assert Total(2, 1, Decimal("3270.00")) == summary.standing
    assert {"ineligible": Total(2, 1, Decimal("3270.00"))} == summary.by_kind


def test_an_exempted_hit_is_counted_apart():
    summary = summary_of(finding(1), finding(2, exemption_code="E06"))

    assert summary.hits == 2
    assert Total(1, 1, Decimal("1635.00")) == summary.standing
    assert Total(1, 1, Decimal("1635.00")) == summary.exempted
    assert summary.exempted_by_rule[DEAD].findings == 1
    assert summary.by_rule[DEAD].findings == 1


def test_what_speaks_of_the_data_alone_is_neither_unpaid_nor_overpaid():
    """The sum of what was paid too much must not count miswritten numbers."""
    summary = summary_of(finding(1), finding(2, kind="data_quality", amount_cny=None), finding(3, **MISSING))

    assert (summary.by_side[True].findings, summary.by_side[False].findings) == (1, 1)


def test_what_is_paid_too_little_of_a_wrong_amount_is_never_overpaid():
    amounts = [finding(number, kind="amount", amount_cny=Decimal("120.00")) for number in (1, 2, 3)]
    short, mixed, _ = (row["finding_id"] for row in amounts)

    summary = summarise(
        make_tables(amounts).findings, make_facts(), {short: Decimal("120.00"), mixed: Decimal("20.00")}
    )

    assert (summary.by_side[True].findings, summary.by_side[True].amount) == (2, Decimal("140.00"))
    assert (summary.by_side[False].findings, summary.by_side[False].amount) == (2, Decimal("220.00"))
    assert summary.amounts_by_agency == {"civil_affairs": (Decimal("140.00"), Decimal("220.00"))}


def test_every_rule_of_the_run_has_a_line_in_order_of_its_code():
    """A rule that found nothing says so: silence could mean that it was not applied."""
    summary = summary_of(finding(1))
    codes = {rule.rule: rule.code for rule in make_facts().rules}

    assert [codes[name] for name in summary.by_rule] == ["A01", "A12", "B01", "B02", "B05", "B09", "B14", "B40"]
    assert Total(0, 0, Decimal("0.00")) == summary.by_rule["elder_allowance_missing"]


def test_townships_come_with_both_kinds_and_the_most_findings_first():
    summary = summary_of(
        finding(1, **MISSING), finding(2, **MISSING), finding(3), finding(4, **(MISSING | {"area_code": None}))
    )

    assert list(summary.by_township) == ["180121101000", "", "180121100000"]
    assert {"missing": Total(2, 2, Decimal("200.00"))} == summary.by_township["180121101000"]


def test_months_between_first_and_last_are_covered():
    summary = summary_of(
        finding(1, first_month="2025-03", last_month="2025-05"), finding(2, first_month="2025-05", last_month="2025-05")
    )
    counted = {month: sum(total.findings for total in kinds.values()) for month, kinds in summary.by_month.items()}

    assert len(counted) == 12
    assert {month: count for month, count in counted.items() if count} == {"2025-03": 1, "2025-04": 1, "2025-05": 2}


def test_findings_without_an_amount_add_nothing():
    summary = summary_of(finding(1, amount_cny=None))

    assert Total(1, 1, Decimal("0.00")) == summary.standing


def test_a_run_without_findings_has_figures_of_nought():
    summary = summary_of()

    assert summary.hits == 0
    assert summary.by_township == {}
    assert {0} == {total.findings for total in summary.by_severity.values()}


def test_responsible_agencies_come_from_the_rules():
    summary = summary_of(finding(1), finding(2, rule_id="disability_subsidy_with_void_certificate"), finding(3))

    assert list(summary.by_agency) == ["civil_affairs", "disabled_federation"]


def test_rows_of_all_files_add_up():
    summary = summary_of()

    assert summary.rows_in == summary.record_rows + summary.rejected_rows + summary.skipped_rows
