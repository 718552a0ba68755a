"""What the workbook of judgements says, and what may be written into it. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report.linkage_words import texts

TITLE: Final = Text(zh="是否同一人", en="One person, or two?")
SUBTITLE: Final = Text(zh="共 {count} 组　数据日期 {as_of}", en="{count} pairs　as of {as_of}")
NOTICE: Final = Text(
    zh="请逐行比对两条记录，必要时查阅档案或询问本人，在黄色格中选择。请勿改动最后一列的编号；行可以筛选、另存、重排。",
    en="Compare both records, look into files or ask where you must, and choose in the yellow cells. Leave the code in "
    "the last column as it is; rows may be filtered, copied and moved.",
)
NUMBER: Final = Text(zh="序号", en="No.")
VERDICT: Final = Text(zh="判断", en="Judgement")
REASON: Final = Text(zh="依据", en="Grounds")
LEFT: Final = Text(zh="记录甲", en="Record A")
RIGHT: Final = Text(zh="记录乙", en="Record B")
AGREEMENT: Final = Text(zh="比对情况", en="How they agree")
PAIR: Final = Text(zh="编号", en="Code")
CHOICE_TITLE: Final = Text(zh="请选择", en="Please choose")
CHOICE_HELP: Final = Text(zh="同一人、不是同一人，或无法判断", en="The same person, different persons, or unsure")

VERDICTS: Final = texts(
    ("same", "同一人", "same"),
    ("different", "不是同一人", "different"),
    ("unsure", "无法判断", "unsure"),
)

FACETS: Final = texts(
    ("citizen_id", "身份证号", "citizen ID"),
    ("person_name", "姓名", "name"),
    ("birth_date", "出生日期", "birth date"),
    ("sex", "性别", "sex"),
    ("area_code", "区划代码", "area code"),
    ("household_key", "户号", "household"),
    ("phone", "手机号", "phone"),
    ("account", "银行账号", "account"),
)

VALUES: Final = texts(("male", "男", "male"), ("female", "女", "female"))

REFUSALS: Final = texts(
    ("unknown_pair", "编号不是本工作区发出的", "the code was never given out by this workspace"),
    ("not_a_verdict", "判断不是三个选项之一", "the judgement is none of the three"),
    ("judged_twice", "同一编号有两个不同的判断", "the code is judged in two ways"),
    ("formula", "判断格中是公式", "a formula stands where a judgement should be"),
    ("without_code", "有判断而无编号", "a judgement without a code"),
)

_WORDS: Final[dict[str, str]] = {
    "同一人": "same", "是": "same", "same": "same", "不是同一人": "different", "不同": "different", "否": "different",
    "different": "different", "无法判断": "unsure", "不确定": "unsure", "unsure": "unsure",
}  # fmt: skip


def verdict_of(text: str) -> str | None:
    """Read a judgement as people write it; None: it is none."""
    return _WORDS.get(text.strip().lower())
