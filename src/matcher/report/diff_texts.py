"""What the workbook of changes between two runs says, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report.linkage_words import texts

TITLE: Final = Text(zh="名册变动表", en="Changes of rosters")
SUBTITLE: Final = Text(
    zh="由 {before}（{before_month}）到 {after}（{after_month}）",
    en="{before} ({before_month}) to {after} ({after_month})",
)
ADDS_UP: Final = Text(
    zh="原有 − 退出 − 转出 + 进入 + 转入 = 现有，逐行核对，全部相符。",
    en="Prior − left − moved out + entered + moved in = current: checked in every row, all agree.",
)
SHEETS: Final = texts(
    ("summary", "汇总", "Summary"),
    ("left", "退出人员", "Left"),
    ("entered", "进入人员", "Entered"),
    ("changed", "情况变化", "Changed"),
    ("findings", "疑点变化", "Findings"),
)
PLACE: Final = Text(zh="地区", en="Place")
ALL_PLACES: Final = Text(zh="合计", en="All places")
FLOWS: Final = texts(
    ("prior", "原有", "Prior"),
    ("left", "退出", "Left"),
    ("moved_out", "转出", "Moved out"),
    ("entered", "进入", "Entered"),
    ("moved_in", "转入", "Moved in"),
    ("current", "现有", "Current"),
    ("changed", "变化", "Changed"),
)
OF_HOUSEHOLDS: Final = Text(zh="{what}（户）", en="{what} (households)")
OF_PERSONS: Final = Text(zh="{what}（人）", en="{what} (people)")
HOUSEHOLD: Final = Text(zh="户编号", en="Household")
MONTH_AMOUNT: Final = Text(zh="月金额（元）", en="Yuan a month")
FOUND_BEFORE: Final = Text(zh="变化前", en="Before")
FOUND_AFTER: Final = Text(zh="变化后", en="After")
WHAT_CHANGED: Final = Text(zh="变化事项", en="What changed")
WENT_TO: Final = Text(zh="同期转入的项目", en="Entered instead")
CAME_FROM: Final = Text(zh="同期退出的项目", en="Left for it")
FACTS: Final = texts(
    ("household_key", "户编号", "household"),
    ("area_code", "住地", "place"),
    ("category", "类别", "category"),
    ("residence", "城乡", "urban or rural"),
    ("care_level", "照料方式", "care"),
    ("month_amount_cny", "月金额", "yuan a month"),
)
FACTS_LIST: Final = Text(zh="享受情况", en="Benefit")
NONE: Final = Text(zh="无", en="none")
GONE: Final = Text(zh="消失", en="Gone")
APPEARED: Final = Text(zh="新增", en="New")
AMOUNT_BEFORE: Final = Text(zh="原涉及金额（元）", en="Amount before (yuan)")
AMOUNT_AFTER: Final = Text(zh="现涉及金额（元）", en="Amount now (yuan)")
