"""What a reader is told is true and fair: months, severities, exemptions, sums, law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from matcher.config.base import Text
from matcher.config.policy import LocalValue
from matcher.config.rule import Fact, LegalReference, Limits
from matcher.report import codes
from matcher.report.details import Details, masked_details
from matcher.report.facts import NotLookedUp, Unjudged
from matcher.report.leads import build_leads
from matcher.report.overview_lines import lag_days, unjudged_lines
from matcher.report.rule_words import law_of, rule_words
from matcher.report.summary import summarise
from matcher.report.wording import Wording
from tests.report.made_up import finding, make_facts, make_rules, make_tables

ZH = Wording("zh")


def lead_of(row, details=None, **facts):
    tables = make_tables([row])
    return build_leads(tables.findings, make_facts(**facts), ZH, details or Details())[0]


def missing(first, last, count):
    return finding(
        1,
        kind="missing",
        rule_id="elder_allowance_missing",
        programme="elder_allowance",
        first_month=first,
        last_month=last,
        month_count=count,
    )


@pytest.mark.parametrize(
    ("first", "last", "count", "said"),
    [
        ("2024-12", "2025-11", 12, "2024-12 至 2025-11，12 个月均未见发放"),
        ("2025-04", "2025-11", 8, "自 2025-04 起未见发放（8 个月）"),
        ("2025-04", "2025-09", 6, "2025-04 至 2025-09，6 个月未见发放，其余月份不存疑"),
        ("2025-04", "2025-04", 1, "2025-04 未见发放，其余月份不存疑"),
        ("2025-04", "2025-11", 5, "2025-04 至 2025-11 间有 5 个月未见发放，其余月份不存疑"),
    ],
)
def test_a_missing_benefit_is_told_by_its_months_alone(first, last, count, said):
    """Who was paid before and after a gap must not read that nothing was found."""
    assert said == lead_of(missing(first, last, count)).gap


def test_a_rule_says_in_its_own_words_what_its_findings_lack():
    """Who was paid too little, or was not enrolled, must not read that no payment was seen."""
    lacks = Text(zh="未足额发放", en="not paid in full")
    rules = tuple(rule.model_copy(update={"lacks": lacks}) for rule in make_rules())
    row = missing("2024-12", "2025-11", 12)

    assert lead_of(row, rules=rules).gap == "2024-12 至 2025-11，12 个月均未足额发放"


def test_a_payment_against_the_rules_has_no_gap():
    assert lead_of(finding(1)).gap == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_severity_claims_proof_or_several_sources(language):
    said = " ".join(
        text.say(language) for texts in (codes.SEVERITIES, codes.SEVERITY_MEANINGS) for text in texts.values()
    )

    assert not [word for word in ("证据充分", "相互印证", "移交", "both sides agree", "lead") if word in said]


def test_an_exempted_hit_names_what_lifts_it_and_marks_it_among_those_tried():
    lead = lead_of(finding(1, exemption_code="E06"))

    assert lead.exemption == "E06 款项已退回"
    assert lead.tried == "E05 死亡登记已撤销、E06 款项已退回【适用】"


def test_of_exemptions_with_one_code_the_one_that_lifts_is_named():
    """Reports follow what the run says; `or` would leave the reader to guess."""
    facts = make_facts()
    withdrawn = next(one for one in facts.exemptions if one.code == "E05")
    conflict = withdrawn.model_copy(update={"exemption": "conflict", "title": Text(zh="死亡日期不一致", en="conflict")})
    row = finding(1, exemption_code="E05")
    rule = next(one for one in facts.rules if one.rule == row["rule_id"])
    rule = rule.model_copy(update={"exempt": (*rule.exempt, "conflict")})
    details = Details(lifted_by={row["finding_id"]: "conflict"})

    lead = lead_of(row, details, exemptions=(*facts.exemptions, conflict), rules=(rule,))

    assert lead.exemption == "E05 死亡日期不一致"
    assert lead.tried.count("【适用】") == 1


def test_an_exempted_hit_says_what_the_register_gives_as_reason():
    decision = Text(zh="台账认定 E06，理由：家属已退回", en="register: E06, reason: returned")
    finding_id = finding(1)["finding_id"]
    lead = lead_of(finding(1, exemption_code="E06"), Details(decisions={finding_id: decision}))

    assert lead.exemption == "E06 补发、迟发或款项已退回（台账认定 E06，理由：家属已退回）"
    assert lead.tried.endswith("核查认定台账【适用】")
    assert lead.tried.count("【适用】") == 1


def test_numbers_in_a_written_reason_are_hidden_and_dates_kept():
    decision = Text(zh="2025-09-01 认定，理由：账号6222021234567890已退", en="decided 2025-09-01")
    masked = masked_details(Details(decisions={"f": decision}))

    assert masked.decisions["f"].zh == "2025-09-01 认定，理由：账号***已退"


def test_an_amount_of_nought_is_explained():
    assert lead_of(finding(1, exemption_code="E06", amount_cny=Decimal("0.00"))).basis == (
        "所涉款项已冲销或退回，净额 0.00 元"
    )


def test_how_an_amount_came_about_stands_where_else_its_kind_is_said():
    calculation = Text(zh="3 个月 × 280.00 元 = 840.00 元", en="3 months × 280.00 yuan = 840.00 yuan")
    lead = lead_of(finding(1), Details(calculations={finding(1)["finding_id"]: calculation}))

    assert lead.basis == "3 个月 × 280.00 元 = 840.00 元"
    assert lead_of(finding(1)).basis == "所涉月份实发额合计，已扣冲销"


def test_an_exemption_that_could_not_be_looked_up_is_not_told_as_tried():
    lacking = NotLookedUp("e05_death_withdrawn", Text(zh="缺少列“撤销日期”", en="no column"))
    lead = lead_of(finding(1), not_looked_up={finding(1)["rule_id"]: (lacking,)})

    assert lead.tried == "E06 款项已退回；以上均不适用；未能核对：E05 死亡登记已撤销（缺少列“撤销日期”）"


@pytest.mark.parametrize(
    ("wording", "said"),
    [(ZH, "核查认定台账（未收到：台账）"), (Wording("en"), "register of decisions (not delivered: register)")],
)
def test_the_register_of_decisions_is_named_and_not_by_its_table(wording, said):
    lacking = NotLookedUp("exemption", Text(zh="未收到：台账", en="not delivered: register"))
    rule = next(one for one in make_rules() if one.code == "B01")
    facts = make_facts(not_looked_up={rule.rule: (lacking,)})

    assert rule_words(rule, facts, wording).not_looked_up == (said,)
    assert [line[3] for line in unjudged_lines(facts, wording)] == [said]


def test_what_was_not_judged_is_listed_with_its_reason():
    facts = make_facts(unjudged=(Unjudged("elder_allowance_missing", Text(zh="没有高龄津贴发放表", en="no file")),))

    assert unjudged_lines(facts, ZH) == [("A12", "高龄老人未享受高龄津贴", "未比对", "没有高龄津贴发放表")]


@pytest.mark.parametrize(
    ("kind", "amount", "said"),
    [
        ("amount", "abs(payment.month_net_cny - standard)", "实发与应发之差"),
        ("amount", "payment.month_net_cny", "所涉款项全额合计"),
        ("missing", "standard * members.persons", "所涉月数 × 当地标准 × 户内人数；最多计 3 个月"),
    ],
)
def test_a_rule_says_how_it_reckons_and_what_limits_it(kind, amount, said):
    local = LocalValue(meaning=Text(zh="追补月数", en="back pay"), type="integer", value="3")
    members = Fact(table="household_member", expect="any", gather={"persons": "count_distinct(members.person_id)"})
    limits = Limits(back_pay_months="back_pay_months" if kind == "missing" else None)
    rule = make_rules()[3].model_copy(
        update={"kind": kind, "amount": amount, "limits": limits, "facts": {"members": members}}
    )

    assert rule_words(rule, make_facts(local_policy={"back_pay_months": local}), ZH).basis == said


def test_unpaid_and_overpaid_money_are_never_one_sum():
    rows = [
        finding(1, amount_cny=Decimal("100.00")),
        finding(2, kind="missing", rule_id="elder_allowance_missing", amount_cny=Decimal("7.00")),
    ]
    summary = summarise(make_tables(rows).findings, make_facts())

    assert (Decimal("7.00"), Decimal("100.00")) == (summary.by_side[True].amount, summary.by_side[False].amount)
    assert {"civil_affairs": (Decimal("7.00"), Decimal("100.00"))} == summary.amounts_by_agency


def test_only_the_newest_file_of_a_source_can_lag():
    """A file of an earlier period is not late: it holds other months."""
    file = make_facts().files[0]
    older = replace(file, as_of_date=date(2025, 2, 28), source_file="older.csv")
    newest = replace(file, as_of_date=date(2025, 11, 23))
    facts = make_facts(files=(older, newest))

    assert [lag_days(one, facts) for one in facts.files] == [None, 7]


def test_the_law_of_a_finding_is_that_of_its_programme():
    rule = make_rules()[3].model_copy(
        update={
            "legal_references": {
                "destitute_support": LegalReference(title="特困人员认定办法", number="民发〔2021〕43号")
            }
        }
    )

    assert law_of(rule, "destitute_support", make_facts(), ZH) == "《特困人员认定办法》（民发〔2021〕43号）"
    assert law_of(rule, "minimum_living_allowance", make_facts(), ZH).startswith("《最低生活保障审核确认办法》")


def test_a_local_entitlement_names_the_local_document():
    local = LocalValue(
        meaning=Text(zh="高龄津贴标准（元/月）", en="allowance"),
        type="money",
        value="50",
        reference="青民发〔2021〕3号",
    )
    rule = make_rules()[7].model_copy(update={"parameters": ("elder_allowance_amount",)})
    facts = make_facts(rules=(rule,), local_policy={"elder_allowance_amount": local})

    assert law_of(rule, "elder_allowance", facts, ZH).endswith("；并见本地政策（青民发〔2021〕3号）")
    lead = build_leads(make_tables([missing("2025-04", "2025-11", 8)]).findings, facts, ZH)[0]
    assert lead.basis == "所涉月数 × 当地标准（高龄津贴标准（元/月） 50）"
