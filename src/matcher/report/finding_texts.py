"""How one finding is told in the terminal: what reports do not say in the same words. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.report.linkage_words import texts

FINDING_WORDS: Final = texts(
    ("person", "人员", "person"),
    ("months", "月份", "months"),
    ("span", "{first} 至 {last}（{count} 个月）", "{first} to {last} ({count} months)"),
    ("amount", "涉及金额", "amount"),
    ("yuan", "{amount} 元", "{amount} yuan"),
    ("calculation", "金额计算", "calculation"),
    ("standards", "本地标准", "local standards"),
    ("severity", "疑点等级", "severity"),
    ("grade", "关联等级 {grade}", "link {grade}"),
    ("exempted_by", "豁免情形", "exempted by"),
    ("stands", "无，疑点成立", "nothing: the finding stands"),
    ("finding", "疑点编号", "finding"),
    ("why", "为何存疑", "why"),
    ("law", "政策依据", "law"),
    ("to_verify", "需核实内容", "to verify"),
    ("responsible", "责任单位", "responsible"),
    ("tried", "已核豁免", "exemptions tried"),
    ("no_place", "未登记地区", "no place on record"),
    ("nothing", "无", "none"),
    ("row", "第 {row} 行", "row {row}"),
    ("written", "原文“{written}”", "written “{written}”"),
    ("link", "关联", "link"),
    ("bits", "{bits:+.1f} 比特", "{bits:+.1f} bits"),
    ("probability", "概率 {probability:.4f}", "probability {probability:.4f}"),
)

IDENTITY_WORDS: Final = texts(
    ("citizen_id", "身份证号", "citizen_id"),
    ("citizen_id_status", "证号状态", "citizen_id_status"),
    ("person_name", "姓名", "person_name"),
    ("birth_date", "出生日期", "birth_date"),
    ("sex", "性别", "sex"),
    ("area_code", "地区代码", "area_code"),
    ("area_text", "地址", "area_text"),
    ("household_key", "户编号", "household_key"),
    ("phone", "联系电话", "phone"),
    ("account", "银行账号", "account"),
)
"""Columns that say who a row is about; English shows the data model's own names."""

TRUTHS: Final = texts(("True", "是", "yes"), ("False", "否", "no"))
"""How a value that is true or false is told."""
