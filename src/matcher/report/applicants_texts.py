"""What the workbook and the pages on applicants say, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text
from matcher.report.linkage_words import texts

NOTICE: Final = Text(
    zh="检出结果只是核对到的信息，不是不予救助的依据；须听取申请人说明并核实后再作决定。未检出不等于没有。",
    en="A hit is information, never a reason to refuse: hear the applicant and verify. Nothing found proves nothing.",
)
SUBTITLE: Final = Text(
    zh="申请文件 {file}　核对数据批次 {run}　数据截止日 {as_of}",
    en="{file}, looked up in run {run}, data as of {as_of}",
)
SHEETS: Final = texts(
    ("summary", "概览", "Overview"),
    ("households", "家庭核对结果", "Households"),
    ("members", "成员核对情况", "Members"),
    ("hits", "检出明细", "Rows found"),
)
FIGURE: Final = Text(zh="项目", en="Figure")
HOUSEHOLDS: Final = Text(zh="户", en="Households")
PERSONS: Final = Text(zh="人", en="People")
DELIVERIES: Final = Text(zh="数据来源与截止日", en="Sources and their as-of dates")
TOTALS: Final = texts(
    ("applied", "申请", "Applied"),
    ("exempt", "其中：急难型临时救助，先行救助、免于事前核对", "of these: emergency aid, which comes first"),
    ("checked", "已核对（每户计一次）", "Checked (each household once)"),
    ("hit", "有检出结果的家庭及其成员", "Households with a hit, and their members"),
    ("nothing", "未检出", "Nothing found"),
    ("in_part", "未检出，但有成员无法核对", "Nothing found, but a member could not be looked up"),
)
HIT_MEMBERS: Final = Text(zh="其中：本人有检出的成员", en="of these: members with a hit of their own")
REJECTED: Final = Text(zh="申请文件中无法读取的行", en="Rows of the file that could not be read")
RESULTS: Final = texts(
    ("hit", "有检出", "hit"),
    ("nothing", "未检出", "nothing found"),
    ("in_part", "部分无法核对", "in part"),
    ("exempt", "急难型，免于事前核对", "emergency: exempt"),
)
BASES: Final = texts(
    ("as_written", "按所填证号核对", "by the ID as written"),
    ("repaired", "所填证号有误，订正后核对", "by the ID put right"),
    ("register", "户籍同户，申请表未列", "lives there by the register, not named"),
    ("conflict", "证号属于另一姓名，无法核对", "the ID is borne by another name: not looked up"),
    ("unknown", "证号不可用，无法核对", "no usable ID: not looked up"),
)
OUTCOMES: Final = texts(
    ("found", "检出 {count}", "{count} found"),
    ("nothing", "未检出", "nothing"),
    ("not_looked_up", "无法核对", "not looked up"),
    ("not_delivered", "无数据", "no data"),
)
INFORMATION: Final = Text(zh="参考信息", en="information")
APPLICATION: Final = Text(zh="申请编号", en="Application")
APPLICANT: Final = Text(zh="申请人", en="Applicant")
PROGRAMME: Final = Text(zh="申请项目", en="Applies for")
APPLIED_ON: Final = Text(zh="申请日期", en="Applied on")
LISTED: Final = Text(zh="申报成员", en="Named")
ADDED: Final = Text(zh="户籍补充", en="From the register")
RESULT: Final = Text(zh="核对结果", en="Result")
FOUND: Final = Text(zh="检出事项", en="What was found")
UNKNOWN: Final = Text(zh="无法核对", en="Not looked up")
RELATION: Final = Text(zh="与申请人关系", en="Relation")
ORIGIN: Final = Text(zh="成员来源", en="Named by")
ORIGINS: Final = {True: Text(zh="申请表", en="application"), False: Text(zh="户籍", en="register")}
BASIS: Final = Text(zh="核对方式", en="How looked up")
CHECK: Final = Text(zh="核对项目", en="Looked up")
SAYS: Final = Text(zh="核对到的情况", en="What the row says")
AS_OF: Final = Text(zh="数据截止日", en="As of")
PLACE_OF_ROW: Final = Text(zh="原始位置", en="Where it stands")
NUMBER_OF_ROWS: Final = Text(zh="{title}（{kind}）", en="{title} ({kind})")
NOT_DELIVERED: Final = Text(zh="本批次没有这类数据，不能得出结论", en="no such data in this run: nothing can be said")

PAGE: Final = texts(
    ("members", "家庭成员", "Members"),
    ("hits", "检出明细", "Rows found"),
    ("looked_up", "核对范围", "What was looked up"),
    ("no_hits", "各来源均未检出。", "Nothing was found in any source."),
    ("exempt", "急难型临时救助：先行救助，事后补办手续，本表不作事前核对。", "Emergency aid comes first: not checked."),
    ("checked_by", "核对人", "Checked by"),
    ("heard", "申请人说明", "What the applicant says"),
    ("decided", "核实意见", "Opinion after verification"),
    ("day", "日期", "Day"),
    ("village", "住地", "Place"),
)
