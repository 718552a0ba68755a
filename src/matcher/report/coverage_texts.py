"""What the coverage workbook says, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report.linkage_words import texts

SHEET_CHECK: Final = Text(zh="互斥核对", en="Overlaps")
SHEET_SHARES: Final = Text(zh="项目构成", en="Programmes")
SUBTITLE: Final = Text(zh="{month}　批次 {run}", en="{month}, run {run}")
SUBTITLE_SINCE: Final = Text(zh="{month}，对比 {since}　批次 {run}", en="{month} against {since}, run {run}")
NOTICE: Final = Text(
    zh="每人只计一次。各项目人数之和 − 重叠人次 = 至少享受一项的人数；未覆盖的人不等于应享未享，须逐户核实。",
    en="Each person counts once. Sum of the programmes − double counts = people on at least one. Not covered does not "
    "mean entitled: verify.",
)
CHECK_NOTICE: Final = Text(
    zh="互斥项目同时享受的人数应为零；不为零的，名单见比对报告“重复享受”等疑点。",
    en="Nobody should be on both programmes of a forbidden pair; who is, is listed among the findings of the run.",
)
PUBLIC_SUBTITLE: Final = Text(zh="{month}　供公开", en="{month}, for the public")
PUBLIC_NOTICE: Final = Text(
    zh="“{mark}”：不足 {smallest} 人，或可由其推算出不足 {smallest} 人的数，不公开。每人只计一次。",
    en="{mark}: fewer than {smallest} people, or a count that would give such a one away: not published. Each person "
    "counts once.",
)
PLACE: Final = Text(zh="地区", en="Place")
ALL_PLACES: Final = Text(zh="全部地区", en="All places")
STATE: Final = Text(zh="状态", en="State")
ALL_STATES: Final = Text(zh="合计", en="Total")
FIGURES: Final = texts(
    ("target", "目标人数", "Target"),
    ("covered", "至少享受一项", "On at least one"),
    ("residual", "重叠人次", "Double counts"),
    ("explained", "有合理原因未享", "Explained"),
    ("uncovered", "未覆盖", "Not covered"),
)
RATE: Final = Text(zh="覆盖率", en="Covered")
BEFORE: Final = Text(zh="上期享受", en="Covered before")
DIFFERENCE: Final = Text(zh="增减", en="Change")
GROUP: Final = Text(zh="目标人群", en="Target group")
ONE: Final = Text(zh="项目一", en="One programme")
OTHER: Final = Text(zh="项目二", en="The other")
SHARED: Final = Text(zh="同时享受（人）", en="On both (people)")
RULE: Final = Text(zh="政策关系", en="By policy")
FORBIDDEN: Final = Text(zh="互斥", en="forbidden")
ALLOWED: Final = Text(zh="可并存", en="allowed")
RESULT: Final = Text(zh="核对结果", en="Result")
HOLDS: Final = Text(zh="相符", en="holds")
BROKEN: Final = Text(zh="不符，须核查", en="broken: verify")
SHARES: Final = texts(
    ("persons", "项目人数", "People"),
    ("households", "项目户数", "Households"),
    ("target_persons", "其中目标人群（人）", "Of the group (people)"),
    ("target_households", "其中目标人群（户）", "Of the group (households)"),
)
SHARE_OF_PERSONS: Final = Text(zh="占项目人数", en="Share of people")
SHARE_OF_HOUSEHOLDS: Final = Text(zh="占项目户数", en="Share of households")
