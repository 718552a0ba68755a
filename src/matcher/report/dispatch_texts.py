"""What the workbooks given out to receivers say, and what may be written into them. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report import catalogue
from matcher.report.linkage_words import texts

TITLE: Final = Text(zh="问题线索核查交办单", en="Clues to verify")
SHEET_COVER: Final = Text(zh="交办说明", en="Cover")
SHEET_CLUES: Final = Text(zh="线索清单", en="Clues")
SUBTITLE: Final = Text(
    zh="{receiver}　交办编号 {dispatch}　共 {count} 条　反馈期限 {due}",
    en="{receiver}　dispatch {dispatch}　{count} clues　answer by {due}",
)

COVER: Final = texts(
    ("receiver", "接收单位", "Receiver"),
    ("dispatch", "交办编号", "Dispatch"),
    ("run", "数据批次", "Run"),
    ("as_of", "数据截止日", "Data as of"),
    ("count", "线索条数", "Clues"),
    ("persons", "涉及人数", "People"),
    ("due", "反馈期限", "Answer by"),
)
STEPS: Final = (
    Text(
        zh="清单中的情况均为数据比对得出的疑点，不是结论。请逐条实地核查，听取本人说明。",
        en="All that is listed was found by comparing data: suspected only. Verify each on the spot; hear the person.",
    ),
    Text(
        zh="只填写浅黄色栏。行可以筛选、移动，线索编号和校验码请勿改动；填好后原样发回。",
        en="Fill in the pale yellow columns. Rows may be filtered and moved; leave clue number and check code alone.",
    ),
    Text(
        zh="核查结果从下拉列表选择；选“查否”的必须选查否原因，原因不成立或有新证据的，线索会重新交办。",
        en="Choose the verdict from the list; 'disproved' needs a reason. With new evidence a clue is sent again.",
    ),
    Text(
        zh="核查人填两人姓名，核查日期填实际核查之日；金额填元，日期写成 2025-12-15。",
        en="Name the two people who verified and the day on which they did; amounts in yuan, dates as 2025-12-15.",
    ),
    Text(
        zh="因公、无私利的失误可以容错，请在“实际情况”中写明。名单涉及个人信息，不得公开、转发。",
        en="Errors made in office without gain may be excused: say so. The list is personal data: do not pass it on.",
    ),
)

CLUE_NUMBER: Final = Text(zh="线索编号", en="Clue")
CHECK_CODE: Final = Text(zh="校验码", en="Check code")
SUSPECTED_AMOUNT: Final = Text(zh="疑似金额（元）", en="Amount in question (yuan)")
RUN: Final = Text(zh="批次号", en="Run")

ANSWERS: Final = {
    "verdict": catalogue.VERDICT,
    "reason_code": catalogue.DISPROOF,
    **texts(
        ("situation", "实际情况", "What was found"),
        ("verifier", "核查人", "Verified by"),
        ("second_verifier", "第二核查人", "Second verifier"),
        ("verified_on", "核查日期", "Verified on"),
        ("proof", "佐证材料", "Proof"),
        ("handling", "处理方式", "What is done"),
        ("due_cny", "应追缴金额", "To recover (yuan)"),
        ("recovered_cny", "已追缴金额", "Recovered so far (yuan)"),
        ("recovered_on", "追缴日期", "Recovered on"),
        ("paid_back_cny", "补发金额", "Paid to the person (yuan)"),
        ("voluntary", "是否主动退缴", "Returned of own accord"),
        ("sanction", "责任追究方式", "How people are held to account"),
        ("accountable_count", "追责人数", "People held to account"),
        ("review", "复核意见", "Opinion of the reviewer"),
        ("closed_on", "办结日期", "Closed on"),
    ),
}
"""What receivers fill in, by column. Names of those held to account stay in the office's own files."""

DATES: Final = frozenset({"verified_on", "recovered_on", "closed_on"})
AMOUNTS: Final = frozenset({"due_cny", "recovered_cny", "paid_back_cny"})
WIDTHS: Final = {
    **dict.fromkeys(ANSWERS, 8.5),
    **dict.fromkeys((*DATES, *AMOUNTS), 10.5),
    "situation": 24.0,
    "sanction": 12.0,
    **dict.fromkeys(("proof", "reason_code", "review"), 14.0),
}
"""Widths in characters: with clue number and name before them they fill the width of a printed page."""

HANDLINGS: Final = texts(
    ("stopped", "停发", "stopped"),
    ("removed", "清退", "removed"),
    ("paid_back", "补发", "paid to the person"),
    ("recovered", "追缴", "recovered"),
    ("corrected", "更正数据", "data corrected"),
    ("handed_over", "移交", "handed over"),
)
SANCTIONS: Final = texts(
    ("warned", "谈话提醒", "talked to"),
    ("criticised", "批评教育", "criticised"),
    ("organisational", "组织处理", "organisational measure"),
    ("party", "党纪处分", "party discipline"),
    ("administrative", "政务处分", "administrative sanction"),
    ("case", "立案", "case opened"),
    ("judiciary", "移送司法", "handed to the judiciary"),
)
YES_NO: Final = texts(("yes", "是", "yes"), ("no", "否", "no"))

UNKNOWN_RECEIVER: Final = Text(zh="未登记地区", en="place unknown")
REGISTER_HEADERS: Final = texts(
    ("dispatch", "交办编号", "dispatch"),
    ("receiver", "接收单位代码", "receiver"),
    ("receiver_name", "接收单位", "name"),
    ("clues", "线索条数", "clues"),
    ("due_on", "反馈期限", "due on"),
    ("file", "文件", "file"),
)

REFUSALS: Final = texts(
    ("unknown_clue", "线索编号不在台账中", "the clue number is not in the ledger"),
    ("not_dispatched", "该线索没有交办过", "the clue was never given out"),
    ("other_ledger", "校验码不符：不是本台账或本批次发出的", "the check code is not of this ledger, dispatch or run"),
    ("evidence_edited", "锁定栏（金额或月份）被改动", "a locked cell was edited: amount or months"),
    ("formula", "填报栏含公式，请粘贴为数值", "a cell that was filled in holds a formula: paste values"),
    ("not_a_verdict", "核查结果不是四个选项之一", "the verdict is none of the four"),
    ("no_reason", "查否而未选原因", "disproved without a reason"),
    ("not_a_reason", "查否原因不是 E01–E30", "the reason is none of E01–E30"),
    ("no_verifier", "缺少核查人", "nobody is named as verifier"),
    ("no_date", "缺少核查日期", "no day of verification"),
    ("not_a_date", "日期写法不对", "a date cannot be read"),
    ("date_out_of_range", "日期早于交办或晚于今天", "a date is before the dispatch or after today"),
    ("not_an_amount", "金额或人数不是数字，或为负数", "an amount or count is no number, or below zero"),
    ("recovered_less", "已追缴、补发金额少于台账已记", "less recovered or paid than the ledger has already"),
    ("said_twice", "同一线索在文件中有两种答复", "the clue is answered in two ways in the file"),
    ("not_allowed", "线索的状态不允许这样处理", "the clue's state does not allow it"),
)
"""Why a row of a returned workbook was not taken."""


def choice_of(options: dict[str, Text], text: str) -> str | None:
    """Read what people chose from a list, in either language; None: it is none of them."""
    wanted = text.strip().lower()
    return next((code for code, said in options.items() if wanted in {code, said.zh.lower(), said.en.lower()}), None)
