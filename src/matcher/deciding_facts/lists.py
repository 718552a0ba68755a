"""What rows of each delivered list say, one clause a row: the car, the company, the premium. Pure.

Codes, days, months, amounts and counts are shown. Free texts are not, since they may say anything, nor are numbers of
people, titles and accounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from matcher.config.base import Text, month_text
from matcher.deciding_facts.rows import Row
from matcher.deciding_facts.terms import Terms, day_text, filled, listed, money_text, plain, stretch

_MOST: Final = 3
"""Rows of one list that are told one by one; the rest is counted."""


@dataclass(frozen=True)
class Part:
    """What one column says."""

    column: str
    form: Text
    """With `{value}`; without it, what is said where the column is true."""
    codes: str = ""
    """Code system of the column."""
    says_nought: bool = True
    """Whether 0 is worth a word: no assistance is, no deposits are not."""


@dataclass(frozen=True)
class ListWords:
    """How the rows of one model table are told."""

    noun: Text
    parts: tuple[Part, ...]
    has_months: bool = False
    """Whether `first_month` and `last_month` are told as one stretch."""


def _part(column: str, zh: str, en: str, codes: str = "") -> Part:
    return Part(column, Text(zh=zh, en=en), codes)


def _found(column: str, zh: str, en: str) -> Part:
    return Part(column, Text(zh=zh, en=en), says_nought=False)


def _code(column: str, system: str) -> Part:
    return _part(column, "{value}", "{value}", system)


LISTS: Final[Mapping[str, ListWords]] = {
    "vehicle": ListWords(
        Text(zh="机动车", en="vehicle"),
        (
            _part("registered_on", "{value} 初次登记", "first registered {value}"),
            _part("transferred_on", "{value} 过户取得", "transferred {value}"),
            _part("value_cny", "价格 {value} 元", "price {value} yuan"),
            _part("is_for_disabled", "残疾人专用", "built for a disabled driver"),
        ),
    ),
    "house": ListWords(
        Text(zh="不动产", en="property"),
        (
            _part("area_square_metres", "建筑面积 {value} 平方米", "{value} square metres"),
            _part("registered_on", "{value} 登记", "registered {value}"),
            _part("share_percent", "份额 {value}%", "share {value}%"),
            _part("value_cny", "购值 {value} 元", "price {value} yuan"),
        ),
    ),
    "company_role": ListWords(
        Text(zh="经营主体任职或出资", en="role in a business"),
        (
            _part("registered_on", "{value} 登记", "since {value}"),
            _part("ended_on", "{value} 终止", "ended {value}"),
            _part("capital_cny", "注册资本 {value} 元", "capital {value} yuan"),
        ),
    ),
    "economic_check": ListWords(
        Text(zh="经济状况核对", en="economic check"),
        (
            _part("checked_on", "{value} 核对", "checked {value}"),
            _found("deposits_cny", "银行存款 {value} 元", "deposits {value} yuan"),
            _found("securities_cny", "证券资产 {value} 元", "securities {value} yuan"),
            _found("insurance_premium_cny", "商业保险保费 {value} 元", "insurance premiums {value} yuan"),
            _found("trips_abroad", "出国（境）{value} 次", "{value} trips abroad"),
        ),
    ),
    "provident_fund": ListWords(
        Text(zh="住房公积金", en="housing provident fund"),
        (
            _part("month_deposit_cny", "月缴存额 {value} 元", "{value} yuan a month"),
            _part("balance_cny", "余额 {value} 元", "balance {value} yuan"),
        ),
        has_months=True,
    ),
    "tax_income": ListWords(
        Text(zh="个人所得税申报收入", en="taxed income"),
        (
            _part("income_month", "{value}", "{value}"),
            _code("income_kind", "tax_income_kind"),
            _part("income_cny", "{value} 元", "{value} yuan"),
        ),
    ),
    "contribution": ListWords(
        Text(zh="社保缴费", en="contributions"),
        (
            _code("insurance", "insurance"),
            _code("contribution_status", "contribution_status"),
            _part("base_cny", "缴费基数 {value} 元", "base {value} yuan a month"),
        ),
        has_months=True,
    ),
    "medical_insurance": ListWords(
        Text(zh="医保参保", en="medical insurance"),
        (
            _part("year", "{value} 年度", "{value}"),
            _code("insurance", "insurance"),
            _code("subsidy_category", "subsidy_category"),
            _part("self_paid_cny", "个人缴费 {value} 元", "{value} yuan paid by the person"),
            _part("subsidised_cny", "资助 {value} 元", "{value} yuan subsidised"),
        ),
    ),
    "uninsured_explanation": ListWords(
        Text(zh="未参保原因", en="explanation for the uninsured"),
        (_part("year", "{value} 年度", "{value}"), _code("reason", "uninsured_reason")),
    ),
    "medical_cost": ListWords(
        Text(zh="医疗费用", en="medical costs"),
        (
            _part("settled_on", "{value} 结算", "settled {value}"),
            _part("total_cny", "总费用 {value} 元", "{value} yuan in all"),
            _part("self_paid_cny", "个人自付 {value} 元", "{value} yuan paid by the person"),
            _part("assistance_cny", "医疗救助 {value} 元", "{value} yuan assistance"),
        ),
    ),
    "custody": ListWords(
        Text(zh="在押或矫正", en="custody"),
        (
            _code("kind", "custody_kind"),
            _part("began_on", "{value} 起", "from {value}"),
            _part("ended_on", "{value} 止", "until {value}"),
        ),
    ),
    "study": ListWords(
        Text(zh="学籍", en="school roll"),
        (_part("school_year", "{value} 学年", "school year {value}"),),
        has_months=True,
    ),
    "relocation": ListWords(
        Text(zh="易地搬迁", en="relocation"),
        (
            _part("moved_in_on", "{value} 入住", "moved in {value}"),
            _part("is_concentrated_in_town", "城镇集中安置", "in a town settlement"),
        ),
    ),
    "housing_aid": ListWords(
        Text(zh="住房救助", en="housing aid"),
        (
            _code("kind", "housing_aid_kind"),
            _part("approved_on", "{value} 审批", "approved {value}"),
            _part("completed_on", "{value} 竣工", "completed {value}"),
            _part("amount_cny", "补助 {value} 元", "{value} yuan"),
        ),
        has_months=True,
    ),
    "land_contract": ListWords(
        Text(zh="土地承包", en="land contract"), (_part("area_mu", "确权面积 {value} 亩", "{value} mu"),)
    ),
    "marriage": ListWords(
        Text(zh="婚姻登记", en="marriage"),
        (
            _part("married_on", "{value} 登记", "registered {value}"),
            _part("ended_on", "{value} 离婚或丧偶", "ended {value}"),
        ),
    ),
    "kinship": ListWords(Text(zh="亲属关系", en="kinship"), (_code("relation", "relation"),)),
    "filing": ListWords(
        Text(zh="备案登记", en="filing"),
        (
            _code("kind", "filing_kind"),
            _part("filed_on", "{value} 备案", "filed {value}"),
            _part("valid_until", "有效期至 {value}", "valid until {value}"),
        ),
    ),
    "id_alias": ListWords(
        Text(zh="身份证号变更", en="change of the citizen ID"), (_part("changed_on", "{value} 变更", "on {value}"),)
    ),
    "elder_roster": ListWords(
        Text(zh="高龄老人名册", en="roster of the old"), (_part("verified_on", "{value} 核实", "verified {value}"),)
    ),
    "monitored_household": ListWords(
        Text(zh="脱贫及监测对象", en="monitored household"),
        (
            _code("household_type", "poverty_household_type"),
            _code("monitored_kind", "monitored_kind"),
            _part("identified_month", "{value} 识别", "identified {value}"),
            _part("risk_cleared", "风险已消除", "risk cleared"),
            _part("income_per_head_cny", "人均纯收入 {value} 元", "{value} yuan net a head and year"),
        ),
    ),
    "household_member": ListWords(
        Text(zh="家庭成员登记", en="household"),
        (
            _code("kind", "household_kind"),
            _part("relation_to_head", "与户主关系：{value}", "relation to the head: {value}", "relation"),
            _part("member_count", "家庭人口 {value} 人", "{value} members"),
        ),
    ),
    "application": ListWords(
        Text(zh="救助申请", en="application for aid"),
        (
            _code("programme", "programme"),
            _part("applied_on", "{value} 申请", "applied {value}"),
            _part("is_emergency", "急难型", "emergency"),
            _part("relation_to_head", "与申请人关系：{value}", "relation to the applicant: {value}", "relation"),
        ),
    ),
}
"""How each list is told, in the order in which lists are spoken of."""

_CLAUSE: Final = Text(zh="{noun}：{said}", en="{noun}: {said}")
_MORE: Final = Text(zh="等 {count} 条", en="and others, {count} in all")


def list_clauses(table: str, rows: Sequence[Row], terms: Terms) -> Text | None:
    """Say what the rows of one list say; None for a table that has sentences of its own, or says nothing."""
    words = LISTS.get(table)
    if words is None or not rows:
        return None
    said = list({text.zh: text for row in rows if (text := _said(words, row, terms)).zh}.values())
    if not said:
        return words.noun
    shown = said[:_MOST]
    if len(said) > _MOST:
        shown.append(filled(_MORE, count=str(len(said))))
    return filled(_CLAUSE, noun=words.noun, said=listed(shown, "；", "; "))


def _said(words: ListWords, row: Row, terms: Terms) -> Text:
    parts = [
        filled(part.form, value=_value(part, row[part.column], terms))
        for part in words.parts
        if _is_said(part, row.get(part.column))
    ]
    if words.has_months:
        parts.append(stretch(row.get("first_month"), row.get("last_month")))
    return listed(part for part in parts if part.zh)


def _is_said(part: Part, value: object) -> bool:
    return value is not None and value is not False and (part.says_nought or value != 0)


def _value(part: Part, value: object, terms: Terms) -> Text:
    if part.codes:
        return terms.code(part.codes, str(value))
    if isinstance(value, date):
        return plain(day_text(value))
    if isinstance(value, Decimal):
        return plain(money_text(value) if part.column.endswith("_cny") else f"{value.normalize():f}")
    return plain(month_text(value) if part.column.endswith("_month") and isinstance(value, int) else value)
