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
    ("finding_changes", "疑点变动原因", "Why findings differ"),
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
CHANGES: Final = texts(("gone", "消失", "Gone"), ("appeared", "新增", "New"), ("changed", "月份或金额变化", "Changed"))
CAUSE: Final = Text(zh="变动原因", en="Why")
CAUSES_NOTICE: Final = Text(
    zh="两次运行之间，与该疑点有关的变动全部列出；同时有多项变动时，无法判定由哪一项引起。",
    en="All that differs between the runs and that the finding rests on; which of several decided cannot be told.",
)
CAUSES: Final = texts(
    ("rule", "规则或其豁免条款有修改", "the rule or an exemption of it was changed"),
    ("policy", "当地政策标准有变动", "a local policy value was changed"),
    ("not_judged", "其中一次因缺少数据未作判断", "not judged in one of the runs: data were missing"),
    ("exemption", "豁免情形或核查结论有变动", "what lifts it was there in one of the runs alone"),
    ("links", "人员关联有变动", "records were linked to another person"),
    ("data", "本人数据有变动", "the person's own rows differ"),
    ("day", "上述各项均无变动，运行日期不同", "nothing of this; the day of the run is another"),
    ("program", "上述各项均无变动，程序版本不同", "nothing of this; the program is of another version"),
    (
        "others",
        "未逐行比对的数据可能有变动：家庭成员、亲属、共用账户人员，或优先认定的规则",
        "what is not compared may differ: rows of the household, kin, sharers of an account, rules that tell first",
    ),
)
