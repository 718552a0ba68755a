"""The texts that only the page has, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text

PAGE_TEXTS: Final[dict[str, Text]] = {
    "skip": Text(zh="跳到疑点清单", en="Skip to the findings"),
    "list_title": Text(zh="疑点清单", en="Findings"),
    "search": Text(zh="查找姓名、证号、村、编号", en="Search name, ID, village, finding"),
    "kind": Text(zh="问题类型", en="Kind"),
    "rule": Text(zh="规则", en="Rule"),
    "severity": Text(zh="等级", en="Severity"),
    "township": Text(zh="乡镇", en="Township"),
    "status": Text(zh="进展", en="Status"),
    "all": Text(zh="全部", en="all"),
    "standing": Text(zh="成立的疑点", en="standing"),
    "reset": Text(zh="清除条件", en="Clear"),
    "print": Text(zh="打印", en="Print"),
    "column_severity": Text(zh="等级", en="Severity"),
    "column_rule": Text(zh="疑点类型", en="What is suspected"),
    "column_person": Text(zh="姓名 / 身份证号", en="Name / citizen ID"),
    "column_place": Text(zh="乡镇 / 村", en="Township / village"),
    "column_months": Text(zh="涉及月份", en="Months"),
    "column_amount": Text(zh="金额（元）", en="Amount (yuan)"),
    "column_status": Text(zh="进展", en="Status"),
    "shown": Text(zh="{0} 条", en="{0} rows"),
    "shown_missing": Text(zh="疑似少发 {0} 元", en="possibly unpaid {0} yuan"),
    "shown_paid": Text(zh="疑似多发 {0} 元", en="possibly overpaid {0} yuan"),
    "comma": Text(zh="，", en=", "),
    "key_facts": Text(zh="关键事实", en="Deciding facts"),
    "exempted_note": Text(
        zh="命中规则，但有合规理由，已豁免：不是疑点，列出备查。",
        en="It fits the rule and has a lawful reason: exempted, no finding.",
    ),
    "page_of": Text(zh="第 {0} / {1} 页", en="Page {0} of {1}"),
    "previous": Text(zh="上一页", en="Previous"),
    "next": Text(zh="下一页", en="Next"),
    "none": Text(zh="没有符合条件的疑点。", en="No finding fits."),
    "keys": Text(
        zh="键盘：/ 查找，↑↓ 选行，回车看详情，Esc 关闭",
        en="Keys: / search, ↑↓ choose a row, Enter for details, Esc to close",
    ),
    "months": Text(zh="{0} 个月", en="{0} months"),
    "to": Text(zh="至", en="to"),
    "close": Text(zh="关闭", en="Close"),
    "evidence": Text(zh="证据链", en="Evidence"),
    "side_subject": Text(zh="被核对数据", en="Rows on trial"),
    "side_other": Text(zh="比对数据", en="Rows compared with"),
    "side_link": Text(zh="认定同一人的依据", en="Why it is the same person"),
    "same_source": Text(zh="与被核对数据同一来源，行号见上", en="same source; the rows are named above"),
    "tried": Text(zh="已试排除的情形", en="Exemptions tried"),
    "exempt": Text(zh="豁免情形", en="Exempted because"),
    "law": Text(zh="政策依据", en="Law"),
    "verify": Text(zh="需核实内容", en="What to verify"),
    "responsible": Text(zh="责任单位", en="Responsible"),
    "programme": Text(zh="涉及项目", en="Programme"),
    "person": Text(zh="当事人", en="Person"),
    "place": Text(zh="住地", en="Place"),
    "amount": Text(zh="涉及金额", en="Amount"),
    "yuan": Text(zh="元", en="yuan"),
    "finding_id": Text(zh="疑点编号", en="Finding"),
    "older": Text(zh="上一条", en="Previous"),
    "newer": Text(zh="下一条", en="Next"),
    "unsure": Text(zh="疑点不是结论，须经核实。", en="A finding is a suspicion, to be verified."),
    "no_script": Text(
        zh="浏览器禁用了脚本：可看图表和说明，疑点清单请看同一文件夹中的工作簿。",
        en="Scripts are off: figures and charts can be read here; for the list of findings open the "
        "workbook beside this page.",
    ),
    "printed_first": Text(
        zh="打印前 {0} 条，其余见工作簿。", en="The first {0} are printed; the workbook holds them all."
    ),
}
"""Texts by the name under which templates and scripts ask for them; {0}, {1} are filled in by the script."""

DOUBTS_MORE: Final = Text(
    zh="其余 {count} 项见工作簿“待核实”。", en="{count} more are in the workbook, sheet 'For review'."
)
MONTH_NOTE: Final = Text(zh="起止月之间每月的疑点条数", en="findings whose first-to-last stretch covers the month")
CHART_VALUE: Final = Text(zh="{findings} 条 · {amount} 元", en="{findings} · {amount} yuan")
CHART_COUNT: Final = Text(zh="{findings} 条", en="{findings}")
MORE_TOWNSHIPS: Final = Text(zh="其余 {count} 个乡镇（街道）", en="{count} more townships")
