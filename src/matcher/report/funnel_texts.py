"""The texts of the funnel page, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.report.linkage_words import texts

WORDS: Final = texts(
    ("subtitle", "线索核查成效", "What became of the clues"),
    ("as_of", "数据截止日 {0}", "Data as of {0}"),
    ("run", "批次 {0}", "Run {0}"),
    ("program", "matcher {0}", "matcher {0}"),
    ("skip_link", "跳到查实率", "Skip to the shares confirmed"),
    (
        "notice",
        "线索只是疑似，是否属实以核查结果为准；本页按台账中每条线索最近一次核查结果统计。",
        "A clue is a suspicion; verification decides. Counted is the latest verdict of each clue in the ledger.",
    ),
    (
        "no_values",
        "行数与疑点数取自最近一次发布的批次，线索与核查取自历次批次。本页只有数量，不含任何个人信息。",
        "Rows and findings are of the last published run, clues and verdicts of all runs. Counts only, no values.",
    ),
    ("steps", "从数据到处理", "From rows to accountability"),
    (
        "steps_note",
        "参照：黄石市 2017 年大数据监督检查 397,197 行、7,667 条线索、查是 1,116 条（14.6%）",
        "compare: Huangshi's check of 2017 had 397,197 rows, 7,667 clues, 1,116 confirmed (14.6%)",
    ),
    ("rows", "报送数据行", "rows delivered"),
    ("findings", "疑点", "findings"),
    ("findings_note", "扣除依规豁免后 {0}", "{0} stand after exemptions"),
    ("clues", "线索", "clues"),
    ("clues_note", "历次批次合计", "of all runs"),
    ("dispatched", "下发", "given out"),
    ("dispatched_note", "占线索 {0}", "{0} of clues"),
    ("verdicts", "查实 / 查否", "confirmed / disproved"),
    ("verdicts_note", "待核 {0}", "{0} not answered yet"),
    ("money", "追缴（元）", "recovered (yuan)"),
    ("money_note", "补发 {0} 元", "{0} yuan paid to people"),
    ("accountable", "追责人数", "held to account"),
    ("accountable_note", "按核查反馈填报", "as receivers report"),
    ("of_rows", "占行数 {0}", "{0} of rows"),
    ("fates", "线索去向", "What became of the clues"),
    ("fates_note", "每条线索只计一类；单位：条", "each clue once"),
    ("all", "合计", "All"),
    ("by_month", "各月查实率", "Share confirmed by month of verification"),
    (
        "by_month_note",
        "竖线为 95% 置信区间（Wilson）；月份下为当月有结论的线索数",
        "whiskers are intervals of 95% (Wilson); below each month, how many clues got a verdict",
    ),
    ("no_verdicts", "台账中还没有核查结论。", "The ledger holds no verdicts yet."),
    ("by_rule", "各模型查实率", "Share confirmed by rule"),
    ("by_county", "各县查实率", "Share confirmed by county"),
    ("by_link_grade", "按关联等级的查实率", "Share confirmed by link grade"),
    ("by_reason", "查否原因", "Why clues were disproved"),
    (
        "table_note",
        "各月一栏为“查实数 / 有结论数”；有结论的线索少时区间宽，不宜据此评判",
        "months show confirmed / judged; few verdicts give a wide interval: do not judge by them",
    ),
    (
        "reason_note",
        "占全部有结论线索的比例；该原因多，说明比对应先排除它",
        "share of all judged clues; a frequent reason is one that the comparison should rule out itself",
    ),
    ("group", "类别", "Group"),
    ("judged", "有结论", "Judged"),
    ("confirmed_count", "查实", "Confirmed"),
    ("reason_count", "查否", "Disproved for it"),
    ("share", "比例", "Share"),
    ("interval", "95% 区间", "95% interval"),
    ("interval_of", "{0} 至 {1}", "{0} to {1}"),
    ("judged_count", "{0} 条", "{0}"),
    ("month_point", "{0}：{1}（{2} 至 {3}），{4} / {5}", "{0}: {1} ({2} to {3}), {4} of {5}"),
    ("unknown", "未知", "unknown"),
)

FATE_NAMES: Final = texts(
    ("confirmed", "查实", "confirmed"),
    ("disproved", "查否", "disproved"),
    ("pending", "已下发待核", "given out, not answered"),
    ("exempted", "依规豁免", "exempted by a person"),
    ("closed", "未核办结", "closed without a verdict"),
    ("gone", "核查前已消失", "gone before anybody took it up"),
    ("open", "未下发", "not given out"),
)
"""What became of a clue, in the order in which stretches are drawn."""
