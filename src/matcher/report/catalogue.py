"""The texts of the workbook, and those that the workbook and the page share, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text

REPORT_TITLE: Final = Text(zh="跨部门数据比对报告", en="Cross-agency data matching report")
SUSPICION_NOTICE: Final = Text(
    zh="本报告所列均为数据比对产生的疑点，须经核实方可认定，不得直接作为停发、清退或问责的依据。",
    en="Everything listed here is a suspicion raised by comparing data. It must be verified before "
    "anything is decided.",
)
MASKED_NOTICE: Final = Text(
    zh="姓名、身份证号已脱敏。按个人信息保护法管理，仅限核查使用，不得转发、公示。",
    en="Names and citizen IDs are masked. Personal data: for verification only; do not forward or publish.",
)
UNMASKED_NOTICE: Final = Text(
    zh="本报告含未脱敏的姓名、身份证号，属敏感个人信息。仅限经批准的办案人员使用，用后按规定销毁。",
    en="This report shows names and citizen IDs in full. For authorised staff only; destroy after use as prescribed.",
)

SHEET_OVERVIEW: Final = Text(zh="概览", en="Overview")
SHEET_BY_RULE: Final = Text(zh="规则汇总", en="By rule")
SHEET_MISSING: Final = Text(zh="应享未享", en="Missing")
SHEET_INELIGIBLE: Final = Text(zh="违规享受", en="Ineligible")
SHEET_OTHER: Final = Text(zh="其他疑点", en="Other findings")
SHEET_REVIEW: Final = Text(zh="待核实", en="For review")
SHEET_EXEMPTED: Final = Text(zh="已豁免", en="Exempted")
SHEET_QUALITY: Final = Text(zh="数据质量", en="Data quality")
SHEET_GUIDE: Final = Text(zh="填写说明", en="How to fill in")

AS_OF: Final = Text(zh="数据截止日 {as_of}", en="Data as of {as_of}")
PERIOD: Final = Text(zh="比对期间 {first} 至 {last}", en="Months on trial {first} to {last}")
RUN: Final = Text(zh="批次 {run_id}", en="Run {run_id}")
CHECKPOINT: Final = Text(zh="核验码 {checkpoint}", en="Checkpoint {checkpoint}")
PROGRAM: Final = Text(zh="matcher {version}", en="matcher {version}")

FINDINGS: Final = Text(zh="疑点", en="Findings")
PERSONS: Final = Text(zh="涉及人数", en="People")
AMOUNT: Final = Text(zh="涉及金额（元）", en="Amount (yuan)")
SUSPECTED: Final = Text(zh="{kind}（疑似）", en="{kind} (suspected)")
TOTAL_MISSING: Final = Text(zh="少发合计", en="Unpaid, total")
TOTAL_PAID: Final = Text(zh="多发合计", en="Overpaid, total")
AMOUNT_MISSING: Final = Text(zh="疑似少发（元）", en="Possibly unpaid (yuan)")
AMOUNT_INELIGIBLE: Final = Text(zh="疑似多发（元）", en="Possibly overpaid (yuan)")
EXEMPTED: Final = Text(zh="已豁免", en="Exempted")
FOR_REVIEW: Final = Text(zh="待核实事项", en="Doubts to settle")
SINCE_LAST: Final = Text(
    zh="与上次相比：新增 {new}，延续 {continuing}，复现 {returned}，消失 {gone}",
    en="Against the last run: {new} new, {continuing} continuing, {returned} returned, {gone} gone",
)
NOT_COUNTED: Final = Text(zh="身份或数据不足以判断，未计入疑点", en="could not be decided; not counted as findings")
LAWFUL_REASON: Final = Text(zh="命中规则但有合规理由", en="rule hits with a lawful reason")
PEOPLE_AND_MONEY: Final = Text(zh="{persons} 人，{amount} 元", en="{persons} people, {amount} yuan")
EXEMPTED_NOTE: Final = Text(zh="{findings} 条命中，已豁免", en="{findings} hits, exempted")
EXEMPTED_NOTICE: Final = Text(
    zh="本表所列命中规则但有合规理由，不是疑点，无须核查；列出备查。",
    en="These rows fit a rule and have a lawful reason: they are no findings and need no verification.",
)
HIT_RULE: Final = Text(zh="命中的规则", en="Rule that fits")
COUNT_NOTE: Final = Text(
    zh="{findings} 条疑点，{persons} 人（每人计一次）", en="{findings} findings, {persons} people (each counted once)"
)

FUNNEL: Final = Text(zh="从数据到疑点", en="From rows to findings")
FUNNEL_ROWS: Final = Text(zh="收到数据行", en="Rows delivered")
FUNNEL_RECORDS: Final = Text(zh="形成有效记录", en="Rows read as records")
FUNNEL_HITS: Final = Text(zh="规则命中（每人每项目计一次）", en="Rule hits (person × programme)")
FUNNEL_STANDING: Final = Text(zh="排除豁免后成立", en="Standing after exemptions")
FUNNEL_PERSONS: Final = Text(zh="涉及人数", en="People concerned")

BY_RULE: Final = Text(zh="按规则", en="By rule")
OTHER_RULES: Final = Text(zh="其余规则", en="Other rules")
OTHER_RULES_LINE: Final = Text(zh="其余规则：{told}", en="Other rules: {told}")
QUIET_RULES: Final = Text(
    zh="{quiet} 条没有疑点，{unjudged} 条未比对", en="{quiet} without a finding, {unjudged} not judged"
)
BY_RULE_FOREMOST: Final = Text(
    zh="按规则（疑点最多的，数据质量在后）", en="By rule (most findings first, data quality last)"
)
MORE_RULES: Final = Text(
    zh="另有 {count} 条规则有疑点，全部规则见“{sheet}”表；合计含未列出的规则，不含数据质量。",
    en="{count} more rules have findings: see the sheet “{sheet}”. Sums are of all rules but on data quality.",
)
BY_TOWNSHIP: Final = Text(zh="按乡镇（街道）", en="By township")
BY_AGENCY: Final = Text(zh="按责任单位", en="By responsible agency")
BY_SEVERITY: Final = Text(zh="按疑点等级", en="By severity")
BY_MONTH: Final = Text(zh="按月份", en="By month")
SOURCES: Final = Text(zh="数据来源与时效", en="Sources and how fresh they are")
HOW_TO_READ: Final = Text(zh="阅读说明", en="How to read this")
READING_NOTES: Final = (
    Text(
        zh="“应享未享”是符合条件而未见发放、未足额发放或未纳入的人员，“违规享受”是不符合条件而仍有发放的人员；两类疑点用同一批数据同时比出。",
        en="'Missing' lists people who qualify but were not paid, not in full, or not covered; 'Ineligible' lists "
        "people paid against the rules. "
        "Both come from the same data.",
    ),
    Text(
        zh="金额是疑点月份的发放额（违规享受）或按当地标准应发额（应享未享），供核查参考，不是追缴或补发金额。",
        en="Amounts are what was paid (ineligible) or what local standards would pay (missing) in the "
        "months in question; "
        "they are no demand.",
    ),
    Text(
        zh="每条疑点写明双方原始行（文件 › 工作表 › 行号），可打开原文件逐行核对。",
        en="Each finding names the original rows of both sides (file › sheet › row), so that they can be looked up.",
    ),
    Text(
        zh="“待核实”是身份或数据不足以判断的事项（同一疑问只列一行），未计入疑点；“已豁免”是命中规则但有合规理由的记录，备查。",
        en="'For review' holds what could not be decided and is not counted; 'Exempted' holds hits with "
        "a lawful reason.",
    ),
    Text(
        zh="请在各疑点表右侧的浅黄色栏填写核查结果后交回，填写办法见末页。",
        en="Enter what verification showed in the pale yellow columns on the right; the last sheet says how.",
    ),
)

NUMBER: Final = Text(zh="序号", en="No.")
NAME: Final = Text(zh="姓名", en="Name")
CITIZEN_ID: Final = Text(zh="身份证号", en="Citizen ID")
SEVERITY: Final = Text(zh="疑点等级", en="Severity")
RULE_CODE: Final = Text(zh="规则", en="Rule")
RULE_TITLE: Final = Text(zh="疑点类型", en="What is suspected")
PROGRAMME: Final = Text(zh="涉及项目", en="Programme")
TOWNSHIP: Final = Text(zh="乡镇（街道）", en="Township")
VILLAGE: Final = Text(zh="村（社区）", en="Village")
FIRST_MONTH: Final = Text(zh="起始月", en="From")
LAST_MONTH: Final = Text(zh="截止月", en="To")
MONTH_COUNT: Final = Text(zh="月数", en="Months")
WHY: Final = Text(zh="为何存疑", en="Why it is suspected")
STATUS: Final = Text(zh="进展", en="Status")
FINDING_ID: Final = Text(zh="疑点编号", en="Finding")
EVIDENCE_SUBJECT: Final = Text(zh="被核对数据（原始行）", en="Rows on trial")
EVIDENCE_OTHER: Final = Text(zh="比对数据（原始行）", en="Rows compared with")
NO_OTHER_EVIDENCE: Final = Text(zh="所列月份{lacks}", en="{lacks} for these months")
GAP_ALL: Final = Text(
    zh="{first} 至 {last}，{count} 个月均{lacks}", en="{lacks} for all {count} months, {first} to {last}"
)
GAP_SINCE: Final = Text(zh="自 {first} 起{lacks}（{count} 个月）", en="{lacks} since {first} ({count} months)")
GAP_MONTH: Final = Text(zh="{first} {lacks}，其余月份不存疑", en="{lacks} in {first}; other months are not in question")
GAP_BETWEEN: Final = Text(
    zh="{first} 至 {last}，{count} 个月{lacks}，其余月份不存疑",
    en="{lacks} for {count} months, {first} to {last}; other months are not in question",
)
GAP_WITHIN: Final = Text(
    zh="{first} 至 {last} 间有 {count} 个月{lacks}，其余月份不存疑",
    en="{lacks} in {count} months between {first} and {last}; the others are not in question",
)
SAME_SOURCE: Final = Text(zh="同一来源，见被核对数据", en="same source; see the rows on trial")
LINK: Final = Text(zh="认定同一人的依据", en="Why it is the same person")
TRIED: Final = Text(zh="已试排除的情形", en="Exemptions tried")
TRIED_NONE: Final = Text(zh="以上均不适用", en="none of these applies")
TRIED_APPLIES: Final = Text(zh="【适用】", en=" [applies]")
NOT_LOOKED_UP: Final = Text(zh="未能核对：{names}", en="could not be looked up: {names}")
REGISTER: Final = Text(zh="核查认定台账", en="register of decisions")
LOCAL_POLICY: Final = Text(zh="并见本地政策（{documents}）", en="and local policy ({documents})")
KEY_FACTS: Final = Text(zh="关键事实", en="Deciding facts")
AMOUNT_BASIS: Final = Text(zh="计算口径", en="How counted")
AMOUNT_BASES: Final = {
    "missing": Text(zh="所涉月数 × 当地标准", en="months concerned × local standard"),
    "ineligible": Text(zh="所涉月份实发额合计，已扣冲销", en="paid for the months concerned, less what was reversed"),
    "duplicate": Text(zh="重复发放部分合计", en="what was paid twice"),
    "amount": Text(zh="实发与应发之差", en="difference between paid and due"),
    "data_quality": Text(zh="所涉记录金额合计", en="amounts of the rows concerned"),
}
BASIS_WHOLE: Final = Text(zh="所涉款项全额合计", en="the whole of the payments concerned")
BASIS_PERSONS: Final = Text(
    zh="所涉月数 × 当地标准 × 户内人数", en="months concerned × local standard × people of the household"
)
BASIS_MOST_MONTHS: Final = Text(zh="最多计 {months} 个月", en="{months} months at most")
BASIS_REFUNDED: Final = Text(zh="所涉款项已冲销或退回，净额 0.00 元", en="reversed or refunded: 0.00 yuan net")
LAW: Final = Text(zh="政策依据", en="Law")
TO_VERIFY: Final = Text(zh="需核实内容", en="What to verify")
RESPONSIBLE: Final = Text(zh="责任单位", en="Responsible")
KIND: Final = Text(zh="问题类型", en="Kind")
EXEMPTION: Final = Text(zh="豁免情形", en="Exemption")

VERDICT: Final = Text(zh="核查结果", en="Verdict")
DISPROOF: Final = Text(zh="查否原因", en="Why disproved")
VERIFIER: Final = Text(zh="核查人", en="Verified by")
VERIFIED_ON: Final = Text(zh="核查日期", en="Verified on")
REMARK: Final = Text(zh="备注", en="Remarks")
PICK_FROM_LIST: Final = Text(zh="请从下拉列表中选择。", en="Choose from the list.")
ENTER_DATE: Final = Text(zh="请填写日期，例如 2025-12-15。", en="Enter a date, such as 2025-12-15.")

UNKNOWN_TOWNSHIP: Final = Text(zh="（未登记乡镇）", en="(no township)")
SHARE_OF_STEP: Final = Text(zh="占上一步 {share}", en="{share} of the step before")
TOTAL: Final = Text(zh="合计", en="Total")
NO_ROWS: Final = Text(zh="本期没有此类记录。", en="Nothing of this kind in this run.")

WATERMARK: Final = Text(zh="发往 {receiver}　编号 {number}", en="For {receiver}, no. {number}")
PAGE_FOOTER: Final = Text(zh="第 &P 页，共 &N 页", en="Page &P of &N")

REVIEW_KIND: Final = Text(zh="类别", en="Kind")
REVIEW_ABOUT: Final = Text(zh="影响的规则，或冲突的证号", en="Rules held up, or ID in conflict")
REVIEW_REASON: Final = Text(zh="原因", en="Reason")
REVIEW_PLACE: Final = Text(zh="存疑记录（姓名、原始行）", en="Records in doubt")
REVIEW_OTHER: Final = Text(zh="可能的人，或与之比较的记录", en="Who it could be, or compared with")
PEOPLE_COUNT: Final = Text(zh="{count} 人", en="{count} people")
COMPARED_SOURCE: Final = Text(zh="与之比较的来源", en="Compared with")
REVIEW_ACTION: Final = Text(zh="请核实", en="Please verify")
REVIEW_WEIGHT: Final = Text(zh="相似程度（权重）", en="Likeness (weight)")
REVIEW_ACTIONS: Final = {
    "link": Text(
        zh="核对原件，确认是否同一人，补正身份证号", en="look at the originals: is it the same person? complete the ID"
    ),
    "cannot_tell": Text(
        zh="先确认名册中身份不明的记录是谁，再判断是否漏发", en="settle who the unresolved record is, then judge again"
    ),
    "conflict": Text(
        zh="两条记录使用同一身份证号，核对哪一方填错", en="two records carry one ID: find out which is wrong"
    ),
}

FILE: Final = Text(zh="文件", en="File")
SOURCE: Final = Text(zh="数据来源", en="Source")
AGENCY: Final = Text(zh="提供单位", en="Agency")
SOURCE_FILE: Final = Text(zh="来源与文件", en="Source and file")
AS_OF_DATE: Final = Text(zh="数据截止日", en="As of")
LAG_DAYS: Final = Text(zh="最新数据距截止日（天）", en="Newest data, days before as-of")
EARLIER_PERIOD: Final = Text(zh="前期数据", en="earlier period")
IDS_MASKED: Final = Text(zh="证号已脱敏", en="IDs are masked")
QUALITY_IDS: Final = Text(zh="证号问题（按来源）", en="Citizen IDs that were not simply valid, by source")
ID_STATUS: Final = Text(zh="情形", en="What was found")
ID_SHARE: Final = Text(zh="占比", en="Share")
UNJUDGED: Final = Text(zh="未比对的规则、无法核对的豁免", en="Rules not judged, exemptions not looked up")
UNJUDGED_RULE: Final = Text(zh="未比对", en="not judged")
UNLOOKED: Final = Text(zh="豁免无法核对", en="exemption not looked up")
UNJUDGED_WHAT: Final = Text(zh="情况", en="What")
UNJUDGED_NOTE: Final = Text(
    zh="“未比对”的规则没有疑点，不等于没有问题；“无法核对”的豁免，可能使所列疑点不成立。",
    en="A rule that was not judged shows no findings and is not clean; an exemption that was not looked up may lift "
    "findings of its rule.",
)
ALL_JUDGED: Final = Text(
    zh="本期各规则均已比对，各项豁免均已核对。", en="All rules were judged and all exemptions looked up."
)
SHEET_RULES: Final = Text(zh="规则说明", en="Rules")
RULES_NOTE: Final = Text(
    zh="各疑点共用的说明：为何存疑、如何计算金额、试过哪些豁免、依据和核实要点。",
    en="What all findings of a rule share: reason, how amounts are counted, exemptions tried, law, what to verify.",
)
ROWS_IN: Final = Text(zh="总行数", en="Rows")
RECORD_ROWS: Final = Text(zh="有效记录", en="Records")
REJECTED_ROWS: Final = Text(zh="拒收", en="Rejected")
SKIPPED_ROWS: Final = Text(zh="跳过", en="Skipped")
VALID_ID_SHARE: Final = Text(zh="有效证号率", en="Valid IDs")
QUALITY_FILES: Final = Text(zh="各文件收数情况", en="Files and where their rows went")
QUALITY_FILES_NOTE: Final = Text(
    zh="总行数 = 有效记录 + 拒收 + 跳过（标题、空行、合计等）。",
    en="Rows = records + rejected + skipped (titles, blanks, totals).",
)
QUALITY_REJECTS: Final = Text(zh="拒收行及原因", en="Rejected rows and why")
QUALITY_LINKS: Final = Text(zh="身份关联情况", en="How records were linked")
CHECK: Final = Text(zh="未通过的检查", en="Check that failed")
COLUMN: Final = Text(zh="所在栏", en="Column")
EXAMPLE_ROWS: Final = Text(zh="行号示例", en="Example rows")
COUNT: Final = Text(zh="数量", en="Count")
LINK_METHOD: Final = Text(zh="关联方式", en="How linked")
QUALITY_CONFLICTS: Final = Text(zh="同号不同人（身份证号冲突）", en="One ID used by two people")

GUIDE_STEPS: Final = (
    Text(
        zh="只填写浅黄色栏，其余栏已锁定，请勿改动或增删列。",
        en="Fill in the pale yellow columns only; the others are locked.",
    ),
    Text(
        zh="核查结果：查实、查否、部分属实、待核，从下拉列表中选择。",
        en="Verdict: confirmed, disproved, partly confirmed or pending, from the list.",
    ),
    Text(
        zh="结果为“查否”的，须在“查否原因”中选择一项；该疑点在证据不变时不再重复下发。",
        en="For 'disproved' choose a reason; the finding will not be sent again while its evidence is the same.",
    ),
    Text(
        zh="核查人、第二核查人各填一人姓名；核查日期填写实际核查之日。",
        en="Name the two people who verified, and the day on which they did.",
    ),
    Text(
        zh="可以筛选。需要排序时，先在“审阅”中撤销工作表保护（无密码）。",
        en="Rows can be filtered. To sort, first lift the sheet protection (it has no password).",
    ),
)
GUIDE_CODE: Final = Text(zh="查否原因", en="Reasons for disproving")
GUIDE_SEVERITY: Final = Text(zh="疑点等级", en="Levels of severity")
GUIDE_VERDICT: Final = Text(zh="核查结果", en="Verdicts")
