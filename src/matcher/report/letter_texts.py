"""What a letter says that no office has written yet, and what its placeholders mean. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report.linkage_words import texts

PLACEHOLDERS: Final = texts(
    ("receiver", "收文单位", "receiver"),
    ("number", "文号", "number of the letter"),
    ("date", "落款日期", "day of the letter"),
    ("office", "发文单位", "office that sends it"),
    ("due", "反馈期限", "day by which an answer is due"),
    ("dispatch", "交办编号", "dispatch that the clues went out with"),
    ("what", "线索性质：疑似或属实", "what the clues are: suspected or confirmed"),
    ("request", "请对方做什么", "what the receiver is asked to do"),
    ("title", "比对名称", "name of the check"),
    ("run", "数据批次", "run"),
    ("as_of", "数据截止日", "day of the data"),
    ("count", "线索条数", "how many clues"),
    ("persons", "涉及人数", "how many people"),
    ("amount", "金额合计（元）", "sum in yuan"),
)
"""What stands in double braces anywhere in a template: `{{receiver}}`."""

CLUE_PLACEHOLDERS: Final = texts(
    ("clue.position", "序号", "No."),
    ("clue.number", "线索编号", "Clue"),
    ("clue.rule", "模型", "Rule"),
    ("clue.name", "姓名", "Name"),
    ("clue.citizen_id", "身份证号", "Citizen ID"),
    ("clue.place", "乡镇、村", "Place"),
    ("clue.programme", "项目", "Programme"),
    ("clue.months", "涉及月份", "Months"),
    ("clue.amount", "金额（元）", "Yuan"),
    ("clue.facts", "比对情况", "What was found"),
    ("clue.law", "适用政策", "Law"),
)
"""What stands in the one row of a template's table that is repeated for each clue."""

SHOWN: Final = (
    "clue.position", "clue.number", "clue.rule", "clue.name", "clue.citizen_id", "clue.place", "clue.months",
    "clue.amount",
)  # fmt: skip
"""Columns of the table of the template that is used where the office has none."""

WHAT: Final = {
    "open": Text(zh="疑似线索", en="suspected clues"),
    "dispatched": Text(zh="疑似线索", en="suspected clues"),
    "confirmed": Text(zh="经核查属实的线索", en="clues that verification confirmed"),
}

_VERIFY: Final = Text(
    zh="清单中的情况均为数据比对得出的疑点，不是结论。请逐条核实，听取本人说明",
    en="All that is listed was found by comparing data: suspected only. Please verify each clue, hear the person",
)
REQUESTS: Final = {
    "open": _VERIFY,
    "dispatched": _VERIFY,
    "confirmed": Text(
        zh="上述线索已核查属实。请依职责处理",
        en="Verification confirmed these clues. Please act within your duties",
    ),
}
"""What is asked of the receiver, by state of the clues."""

HEADING: Final = Text(zh="关于移送问题线索的函", en="Transfer of clues")
NUMBER: Final = Text(zh="{{number}}", en="No. {{number}}")
GREETING: Final = Text(zh="{{receiver}}：", en="To: {{receiver}}")
BODY: Final = (
    Text(
        zh="现将“{{title}}”（数据批次 {{run}}，数据截止 {{as_of}}）比对形成的{{what}} {{count}} 条移送你单位，"
        "涉及 {{persons}} 人，金额 {{amount}} 元，清单附后。",
        en="With this letter {{count}} {{what}} of “{{title}}” (run {{run}}, data as of {{as_of}}) are transferred to "
        "you. They concern {{persons}} people and {{amount}} yuan; the list is attached.",
    ),
    Text(zh="{{request}}，并于 {{due}} 前书面反馈结果。", en="{{request}}, and answer in writing by {{due}}."),
    Text(
        zh="清单涉及个人信息，仅限本项工作使用，不得公开、转发，用后按规定归档或销毁。",
        en="The list holds personal data: use it for this task only, pass it on to nobody, file or destroy it as "
        "prescribed.",
    ),
)
ATTACHED: Final = Text(zh="附件：线索清单　{{dispatch}}", en="Attached: list of clues  {{dispatch}}")
SEAL: Final = Text(zh="（印章）", en="(seal)")
LIST_HEADING: Final = Text(zh="线索清单", en="List of clues")
DAY: Final = Text(zh="{0.year} 年 {0.month} 月 {0.day} 日", en="{0:%Y-%m-%d}")

REGISTER_HEADERS: Final = texts(
    ("number", "文号", "letter"),
    ("receiver", "收文单位代码", "receiver"),
    ("receiver_name", "收文单位", "name"),
    ("dispatch", "交办编号", "dispatch"),
    ("clues", "线索条数", "clues"),
    ("file", "文件", "file"),
)
