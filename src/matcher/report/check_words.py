"""What the checks of rows are called by people: `benefit_month_is_a_month` → 应为年月. By pattern. Pure.

The column at fault stands beside it with its header, so that the words say only what a good value would be.
"""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report.wording import Wording

_ROWS: Final = {
    "row_names_somebody": Text(zh="整行没有姓名或证号，不知是谁", en="the row names nobody"),
    "row_fills_a_table": Text(zh="整行没有可用的内容", en="nothing of the row can be used"),
    "row_has_all_fields": Text(zh="栏数与表头不符（多栏或缺栏）", en="more or fewer cells than the header has"),
}

_ENDINGS: Final = (
    ("_is_present", Text(zh="应填未填", en="must be given")),
    ("_is_a_month", Text(zh="不是可识别的年月", en="is no month that can be read")),
    ("_is_a_date", Text(zh="不是可识别的日期", en="is no date that can be read")),
    ("_is_an_amount", Text(zh="不是可识别的金额", en="is no amount that can be read")),
    ("_is_a_whole_number", Text(zh="不是整数", en="is no whole number")),
    ("_is_a_number", Text(zh="不是数字", en="is no number")),
    ("_is_a_known_code", Text(zh="不在代码表内", en="is not in the code table")),
    ("_is_a_known_area", Text(zh="不是可识别的地名或区划代码", en="is no place that can be read")),
    ("_is_a_citizen_id", Text(zh="不是有效证号", en="is no citizen ID")),
    ("_is_a_certificate_number", Text(zh="不是有效残疾人证号", en="is no certificate number")),
    ("_is_a_name", Text(zh="不是可识别的姓名", en="is no name that can be read")),
    ("_is_a_phone_number", Text(zh="不是电话号码", en="is no phone number")),
    ("_is_an_account_number", Text(zh="不是银行账号", en="is no account number")),
    ("_is_yes_or_no", Text(zh="不是“是”或“否”", en="is neither yes nor no")),
    ("_is_a_sex", Text(zh="不是可识别的性别", en="is no sex that can be read")),
)
"""The nouns are those of matcher.ingest.contract, where the checks get their names; a test holds both together."""

_OTHER: Final = Text(zh="内容无法识别", en="cannot be read")


def check_words(check_names: str | None, wording: Wording) -> str:
    """Say which checks a row failed, given as `a, b`."""
    return wording.join_sentences(dict.fromkeys(_words(name, wording) for name in (check_names or "").split(", ")))


def _words(check_name: str, wording: Wording) -> str:
    if check_name in _ROWS:
        return wording.say(_ROWS[check_name])
    return wording.say(next((text for ending, text in _ENDINGS if check_name.endswith(ending)), _OTHER))
