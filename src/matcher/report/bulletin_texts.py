"""What the bulletin of a period says, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report.linkage_words import texts

TITLE: Final = Text(zh="线索核查情况通报　{period}", en="Bulletin on clues, {period}")
SUBTITLE: Final = Text(zh="{title}　数据截止日 {as_of}　批次 {run}", en="{title}, data as of {as_of}, run {run}")
NOTICE: Final = Text(
    zh="新增按数据日期计，查实、查否按核查日期计，资金按到账日期计；每条线索以最近一次核查结果为准。只有数量，不含个人信息。",
    en="Found by the day of the data, verdicts by the day of verification, money by the day it moved; the latest "
    "verdict of a clue counts. Counts only, no personal data.",
)
SHEETS: Final = texts(("counties", "各县通报", "By county"), ("months", "各月情况", "By month"))
COUNTY: Final = Text(zh="县（市、区）", en="County")
MONTH: Final = Text(zh="月份", en="Month")
TOTAL: Final = Text(zh="合计", en="Total")
UNKNOWN: Final = Text(zh="未登记地区", en="place unknown")
COUNTS: Final = texts(
    ("found", "新增线索", "found"),
    ("dispatched", "下发", "given out"),
    ("due", "应反馈", "answers due"),
    ("in_time", "按期反馈", "in time"),
    ("late", "逾期反馈", "late"),
    ("unanswered", "未反馈", "no answer"),
)
SHARE_IN_TIME: Final = Text(zh="按期率", en="share in time")
VERDICTS: Final = texts(("confirmed", "查实", "confirmed"), ("disproved", "查否", "disproved"))
SHARE_CONFIRMED: Final = Text(zh="查实率", en="share confirmed")
INTERVAL: Final = Text(zh="95% 区间", en="95% interval")
INTERVAL_OF: Final = Text(zh="{low} 至 {high}", en="{low} to {high}")
MONEY: Final = texts(
    ("recovered_cny", "追缴（元）", "recovered (yuan)"), ("paid_back_cny", "补发（元）", "paid (yuan)")
)
ENDS: Final = texts(("accountable_count", "追责人数", "held to account"), ("closed", "办结", "closed"))
