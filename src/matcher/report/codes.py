"""What the codes of the published tables are called by people, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text


def _texts(*entries: tuple[str, str, str]) -> dict[str, Text]:
    return {code: Text(zh=zh, en=en) for code, zh, en in entries}


KINDS: Final = _texts(
    ("missing", "应享未享", "Should have, but missing"),
    ("ineligible", "违规享受", "Ineligible, but paid"),
    ("duplicate", "重复享受", "Paid twice"),
    ("amount", "金额不符", "Amount differs"),
    ("data_quality", "数据质量", "Data quality"),
)

SEVERITIES: Final = _texts(
    ("certain", "一级·优先核查", "1 · verify first"),
    ("strong", "二级·常规核查", "2 · verify"),
    ("verify", "三级·先核身份或入户", "3 · visit or originals"),
    ("watch", "四级·持续关注", "4 · watch"),
)

SEVERITY_MEANINGS: Final = _texts(
    (
        "certain",
        "记录写明的事实与发放不能并存（如死亡后仍发放），优先核查；记录可能有误，核实前不作认定",
        "the recorded fact rules the payment out (paid after death): verify first, a record may be wrong",
    ),
    (
        "strong",
        "记录与享受情况不符，由主管部门核对；规则所列合规理由已试，未能核对的已注明",
        "records and benefit do not agree: the agency checks. Lawful reasons named by the rule were tried",
    ),
    (
        "verify",
        "身份靠推断或条件靠记录看不出，须核对原件或入户后再判断",
        "the identity is inferred, or records cannot show the condition: see originals or visit first",
    ),
    ("watch", "暂不处理，留待以后各期比对", "no action yet; watched over later runs"),
)

STATUSES: Final = _texts(
    ("new", "新增", "new"),
    ("continuing", "延续", "continuing"),
    ("returned", "复现", "returned"),
    ("exempted", "已豁免", "exempted"),
)

GRADES: Final = _texts(
    ("G1", "身份证号一致，姓名相符", "same valid ID, names agree"),
    ("G2", "身份证号一致，姓名略有出入", "same valid ID, names differ slightly"),
    ("G3", "身份证号一致但姓名不符，按冲突另列", "same ID but names conflict; listed as a conflict"),
    ("G4", "无可用身份证号，姓名、出生日期等多项一致", "no usable ID; name, birth date and other facts agree"),
    ("G5", "身份证号有误或残缺，订正后姓名等相符", "damaged ID; its repair agrees in name and other facts"),
    ("G6", "15 位旧身份证号升位后一致", "15-digit ID is the same after upgrading"),
    ("G7", "新旧证号对照表认定为同一人", "the table of changed IDs says so"),
    ("G8", "仅姓名和住地（或户）相同，证据弱，须人工核实", "name and place or household only; weak, to be verified"),
)

NO_GRADE: Final = Text(zh="仅一方有记录，无须关联", en="one record only; nothing was linked")

LINK_METHODS: Final = _texts(
    ("exact", "身份证号一致", "same citizen ID"),
    ("alias", "新旧证号对照", "table of changed IDs"),
    ("repair", "身份证号订正后一致", "damaged ID repaired"),
    ("scored", "多项信息综合认定", "scored on several facts"),
    ("judged", "人工核实认定", "judged by people"),
    ("conflict", "同号不同人，未关联", "same ID, different people; kept apart"),
    ("alone", "未与其他记录关联", "linked to no other record"),
)

LINK_PEOPLE: Final = _texts(
    (
        "records",
        "参与关联的记录（一行可成数条，如两项补贴各一条）",
        "records linked (a row may give several)",
    ),
    ("identities", "不同的身份写法", "different ways in which people are written"),
    ("persons_with_id", "有身份证号的人", "people with a citizen ID"),
    ("persons_without_id", "无身份证号的人", "people without a citizen ID"),
)
"""What the link room counts of records and people."""

LINK_DOUBTS: Final = _texts(
    ("conflicting_identities", "同号不同人，未按证号关联", "one ID, different people; kept apart"),
    ("records_under_borrowed_ids", "其中按其他信息认定为另一人的记录", "records of them known by other facts"),
    ("rows_listed_twice", "同一来源重复出现的行", "rows that list a person twice in one source"),
    ("suspect_tails", "尾号疑被表格软件改写的证号", "IDs whose end a spreadsheet seems to have rewritten"),
    ("doubts_below_threshold", "把握不足，未关联", "resembles a person, but not closely enough"),
    ("doubts_near_tie", "两人同样相近，未关联", "resembles two people equally"),
    ("doubts_listed_twice", "来源中只应出现一次，未关联", "source lists each person once; not linked again"),
)
"""What the link room counts of records that it left apart."""

REVIEW_KINDS: Final = _texts(
    ("link", "身份待辨认", "Identity to decide"),
    ("cannot_tell", "无法判定", "Cannot tell"),
    ("conflict", "同号不同人", "One ID, two people"),
)

REVIEW_REASONS: Final = _texts(
    ("below_threshold", "与某人信息相近，但把握不足", "resembles a person, but not closely enough"),
    ("near_tie", "与两人以上同样相近，无法取舍", "resembles two people or more equally"),
    ("judgements_contradict", "人工核实意见相互矛盾", "what people judged contradicts itself"),
    ("listed_twice", "同一来源中同一人出现两次", "one person stands twice in one source"),
    ("conflict", "身份证号与他人相同", "carries the ID of another person"),
    (
        "unresolved_record",
        "待遇名册中有一条身份不明的记录可能就是本人",
        "an unresolved record of the benefit could be this person",
    ),
    ("no_citizen_id", "本人记录没有可用的身份证号", "the person's own record has no usable ID"),
    ("parameter_missing", "当地政策未规定所需标准", "local policy does not give the figure needed"),
    ("fact_not_seen", "比对所需的数据尚未覆盖该月份", "the data needed do not reach this month yet"),
    ("value_missing", "判定所需的数据项为空", "a value that the rule needs is empty"),
    ("relative_not_found", "登记的亲属未能在数据中找到", "a relative on record was not found among the people"),
)

STRENGTHS: Final = _texts(
    ("strong", "较强", "strong"),
    ("middling", "中等", "middling"),
    ("weak", "较弱", "weak"),
)
"""How much speaks for a link, by its weight in bits."""

CONFLICT_REASONS: Final = _texts(
    ("name", "姓名不符", "names differ"),
    ("name_and_sex", "姓名、性别均不符", "names and sex differ"),
    ("name_and_birth_date", "姓名、出生日期均不符", "names and birth dates differ"),
    ("borrowed", "姓名不符，其他信息表明是另一人", "names differ; other facts show who it is instead"),
    ("listed_twice", "同一来源中两次出现且不一致", "stands twice in one source and differs"),
)

ID_STATUSES: Final = _texts(
    ("empty", "证号为空", "no ID given"),
    ("wrong_check", "校验码不符（多为填错一位）", "check digit fails (often one wrong digit)"),
    ("wrong_length", "位数不对", "wrong number of characters"),
    ("wrong_date", "出生日期段有误", "impossible birth date in it"),
    ("wrong_characters", "含无法识别的字符", "characters that cannot be read"),
    ("lost_digits", "尾数丢失（表格软件改写）", "last digits lost (a spreadsheet's doing)"),
    ("masked", "证号已脱敏", "masked by the agency"),
    ("placeholder", "填写占位字符", "a placeholder"),
    ("other_document", "其他证件", "another document"),
    ("corrected", "形近字符已更正（如 O→0）", "look-alike characters corrected (O → 0)"),
    ("cleaned", "去除空格等杂质后可用", "usable after removing blanks and the like"),
    ("upgraded", "15 位旧号已升位", "15-digit ID upgraded"),
)
"""What is said of citizen IDs that were not simply valid as written, most telling first."""

VERDICTS: Final = _texts(
    ("confirmed", "查实", "confirmed"),
    ("disproved", "查否", "disproved"),
    ("partly", "部分属实", "partly confirmed"),
    ("pending", "待核", "pending"),
)

VERDICT_MEANINGS: Final = _texts(
    ("confirmed", "疑点属实，须停发、补发、追缴或更正", "true: to be stopped, paid, recovered or put right"),
    ("disproved", "不属实，须选查否原因", "not so; choose why"),
    ("partly", "部分月份、金额或人员属实，请在“实际情况”中写明", "true for some months, money or people; say which"),
    ("pending", "尚未核实", "not verified yet"),
)

DISPROOF_CODES: Final = _texts(
    ("E01", "身份证号填错、同名或重号", "wrong ID, same name or shared ID"),
    ("E02", "数据陈旧，待遇已停或财产已处置", "stale data: already stopped or sold"),
    ("E03", "当月合规，次月起算", "lawful in the month of the event"),
    ("E04", "经批准的渐退期", "approved gradual exit"),
    ("E05", "死亡日期不一致或死亡登记有误", "death dates conflict or death recorded wrongly"),
    ("E06", "补发、迟发或款项已退回", "back payment, late posting or refunded"),
    ("E07", "挂名或被冒用的企业登记", "company role in name only"),
    ("E08", "企业已吊销、停业或规模极小", "company void, dormant or tiny"),
    ("E09", "车辆属生产、报废、代步或已转卖", "vehicle is for work, scrapped, a mobility aid or sold"),
    ("E10", "房屋属安置、改造、继承或已转卖", "house is for resettlement, repaired, inherited or sold"),
    ("E11", "存款属征地、抚恤、医疗等专款", "deposit is earmarked money"),
    ("E12", "户籍户与共同生活户不一致", "registered and real households differ"),
    ("E13", "属赡养人的财产", "property of a supporter outside the household"),
    ("E14", "依规单人纳入", "lawful one-person household"),
    ("E15", "公益岗、临聘、遗属等，不属在编人员", "welfare post, temporary or survivor; not on the payroll proper"),
    ("E16", "代领代收", "received on another's behalf"),
    ("E17", "政策允许同时享受", "both may be received together"),
    ("E18", "补差发放", "lawful top-up"),
    ("E19", "参保转移当月重叠", "insurance overlaps in the month of transfer"),
    ("E20", "服役、服刑、出境、失踪或异地享受", "army, prison, abroad, missing or elsewhere"),
    ("E21", "残疾证换发、冻结或降级未生效", "certificate being renewed, frozen or just downgraded"),
    ("E22", "本人自愿放弃", "voluntary waiver"),
    ("E23", "地方政策或时段规定不同", "policy differs by place or period"),
    ("E24", "搬迁转换当月重叠", "overlap in the month of relocation"),
    ("E25", "季节性或一次性收入", "seasonal or one-off income"),
    ("E26", "近亲属依规办理并备案", "relative of staff, lawfully approved and filed"),
    ("E27", "未成年人随户享受", "minor under the parents' household"),
    ("E28", "对方数据有误", "the other side's data are wrong"),
    ("E29", "死亡未报入数据", "death not in the data"),
    ("E30", "此前已核查办结", "already found and closed"),
)
"""Why a finding was disproved, or is exempt: the catalogue codes that rules and verdicts share."""
