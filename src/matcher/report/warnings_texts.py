"""What the workbooks of alerts say, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report.linkage_words import texts

SUBTITLE: Final = Text(
    zh="{place}　{month}　批次 {run}　数据截止日 {as_of}", en="{place}, {month}, run {run}, data as of {as_of}"
)
NOTICE: Final = Text(
    zh="预警由数据比对产生，只提示需要关注，不是结论：正向的主动上门、符合条件的及时办理，负向的先核实再处理。",
    en="Alerts come from comparing data: visit those who may need help; verify before anything is stopped.",
)
WATCH_NOTICE: Final = Text(
    zh="列入台账的人暂未发现符合条件的救助，到回访日期再次上门；情况变化的及时申办。",
    en="No aid is known to be due yet: visit again on the day given; help people apply where things change.",
)
SHEETS: Final = texts(
    ("summary", "汇总", "Summary"),
    ("forward", "正向预警", "May need help"),
    ("backward", "负向预警", "May be paid wrongly"),
    ("watch", "回访台账", "Watch list"),
    ("conversion", "转化情况", "Aided since"),
    ("list", "本部门预警", "Alerts for this agency"),
)
LEVELS: Final = texts(("red", "红色", "red"), ("orange", "橙色", "orange"))
COUNTS: Final = texts(
    ("forward red", "正向 红色", "help, red"),
    ("forward orange", "正向 橙色", "help, orange"),
    ("backward red", "负向 红色", "paid, red"),
    ("backward orange", "负向 橙色", "paid, orange"),
)
CATEGORY: Final = Text(zh="监测人群", en="Group")
POPULATION: Final = Text(zh="监测人数", en="People watched")
ALERTED: Final = Text(zh="预警合计（人次）", en="Alerts")
WATCHED: Final = Text(zh="其中：列入回访台账", en="of these on the watch list")
ALL_GROUPS: Final = Text(zh="合计（每人计一次）", en="Total (each once)")
OUTSIDE: Final = Text(zh="监测人群之外有疑点的人（不预警）", en="In no group, with a finding (not alerted)")
LEVEL: Final = Text(zh="预警等级", en="Level")
SIGNALS: Final = Text(zh="预警原因", en="Why")
RULES: Final = Text(zh="疑点类型", en="What is suspected")
AGENCIES: Final = Text(zh="推送部门", en="Agencies told")
SINCE: Final = Text(zh="首次预警月", en="First alerted")
STATUS: Final = Text(zh="进展", en="Status")
NEW: Final = Text(zh="新增", en="new")
CONTINUING: Final = Text(zh="延续", en="continuing")
NEXT_VISIT: Final = Text(zh="下次回访日期", en="Next visit")
VISITED_ON: Final = Text(zh="走访日期", en="Visited on")
VISITOR: Final = Text(zh="走访人", en="Visited by")
SITUATION: Final = Text(zh="走访情况", en="What was found")
HANDLING: Final = Text(zh="处理结果", en="What is done")
MONTH: Final = Text(zh="预警月份", en="Month of the alert")
FORWARD_PEOPLE: Final = Text(zh="正向预警（人）", en="People who may need help")
AIDED: Final = Text(zh="其后已获救助（人）", en="Aided since")
SHARE: Final = Text(zh="转化率", en="Share aided")
CONVERSION_NOTICE: Final = Text(
    zh="预警之后的月份名册或发放中出现预警当月没有的救助项目，计为已获救助；每人每月预警计一次。",
    en="Aided: a later month shows a programme that the person was not on in the month of the alert.",
)
COUNTY: Final = Text(zh="全县", en="Whole county")

VISITS: Final = Text(zh="走访清单", en="People to visit")
VISITS_SUBTITLE: Final = Text(
    zh="{place}　{month}　{people} 人，{households} 户",
    en="{place}, {month}: {people} people of {households} households",
)
VISITS_NOTICE: Final = Text(
    zh="名单由数据比对产生，只提示需要上门了解，不是结论。请逐户走访，先听本人说明；名单不得公开、转发。",
    en="The list comes from comparing data: go and see, hear the person first, conclude nothing. Pass it on to nobody.",
)
GRID: Final = Text(zh="网格（网格员）", en="Grid (keeper)")
NO_GRID: Final = Text(zh="未划网格", en="no grid")
HOUSEHOLD: Final = Text(zh="户", en="House")
WHY_VISIT: Final = Text(zh="走访缘由", en="Why")
