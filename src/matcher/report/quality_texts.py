"""The texts of the data-quality page, in both languages. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.config.base import Text


def _texts(*entries: tuple[str, str, str]) -> dict[str, Text]:
    return {code: Text(zh=zh, en=en) for code, zh, en in entries}


WORDS: Final = _texts(
    ("subtitle", "数据质量报告", "Data-quality report"),
    ("as_of", "数据截止日 {0}", "Data as of {0}"),
    ("counts", "{0} 个来源，{1} 个文件", "{0} sources, {1} files"),
    ("program", "matcher {0}", "matcher {0}"),
    (
        "notice",
        "每一行数据都有去向：数据行 = 记录 + 拒收 + 跳过。有问题的值保留在记录里并注明，不会悄悄丢掉。",
        "Every row is accounted for: rows in = records + rejected + skipped. A bad value stays in its record, marked.",
    ),
    (
        "no_values",
        "本页只列数量和行号，不含任何个人信息；请按行号打开原文件更正后重新报送。",
        "This page names counts and rows only, no personal value. Mend the rows named, and deliver the file again.",
    ),
    ("skip_link", "跳到来源一览", "Skip to the sources"),
    ("rows_in", "数据行", "Rows in"),
    ("records", "记录", "Records"),
    ("rejected", "拒收", "Rejected"),
    ("skipped", "跳过", "Skipped"),
    (
        "skipped_note",
        "标题、表头、空行、合计、签字等 {0} 行",
        "{0} rows of titles, headers, blanks, totals, signatures",
    ),
    ("record_note", "占数据行（不含跳过）的 {0}", "{0} of the rows that hold data"),
    ("reject_note", "不符合最低要求，未进入比对", "below the least that is asked; not compared"),
    ("ids", "可用身份证号", "Usable citizen IDs"),
    ("ids_note", "填写 {0} 个，{1} 个可直接比对", "{0} given, {1} can be joined on"),
    ("overview", "来源一览", "All sources"),
    ("overview_note", "点名称看各列", "choose a name for its columns"),
    ("source", "来源", "Source"),
    ("agency", "报送单位", "Agency"),
    ("file", "文件", "File"),
    ("day", "截止日", "As of"),
    ("age", "距今天数", "Age (days)"),
    ("usable", "身份证可用率", "IDs usable"),
    ("worst", "最难读的列", "Worst column"),
    ("all_read", "全部可读", "all readable"),
    ("encoding", "编码", "Encoding"),
    ("rows_of", "行的去向", "Where the rows went"),
    ("id_states", "身份证号状态", "States of citizen IDs"),
    ("no_ids", "本来源无身份证号", "no citizen ID in this source"),
    ("columns", "各列完整与可读情况", "Columns: how whole, how readable"),
    ("column", "列", "Column"),
    ("type", "类型", "Type"),
    ("filled", "完整率", "Filled"),
    ("readable", "可读率", "Readable"),
    ("oddities", "读取情况（例：行号）", "How it was read (example rows)"),
    ("absent", "无此列", "column absent"),
    ("absent_in", "{0} 个文件无此列", "absent in {0} files"),
    ("unused", "已登记，本模型未取用", "known, used by no table"),
    ("required", "必备", "required"),
    ("row", "{0} 行", "{0} row"),
    ("rows", "{0} 行", "{0} rows"),
    ("rejects", "拒收原因", "Why rows were rejected"),
    ("no_rejects", "没有拒收", "none rejected"),
    ("repeats", "重复", "Repeats"),
    ("repeat_row", "与前面某行完全相同", "equal to an earlier row in every value"),
    ("repeat_citizen_id", "身份证号与前面某行相同", "citizen ID of an earlier row"),
    ("repeat_key", "{0} 与前面某行相同", "{0} as in an earlier row"),
    ("not_promised", "（按人逐月报送时属正常）", " (as it should be where people are listed month by month)"),
    ("notes", "提示", "Notes"),
    ("files", "文件", "Files"),
    ("example", "例：{0}", "e.g. {0}"),
    ("legend_read", "可读", "read"),
    ("legend_changed", "可读，有推断或取舍", "read, with something inferred or left out"),
    ("legend_lost", "不可读", "not read"),
    ("legend_absent", "空", "empty"),
)

SKIPS: Final = _texts(
    ("title", "表头上方的标题", "titles above the header"),
    ("header", "表头", "header"),
    ("repeated_header", "重复的表头", "repeated headers"),
    ("blank", "空行", "blank rows"),
    ("total", "合计、小计", "totals"),
    ("note", "签字、说明", "signatures, notes"),
    ("deleted", "已作删除标记", "marked as deleted"),
)

TYPES: Final = _texts(
    ("text", "文字", "text"),
    ("citizen_id", "身份证号", "citizen ID"),
    ("certificate_number", "残疾人证号", "certificate number"),
    ("person_name", "姓名", "name"),
    ("date", "日期", "date"),
    ("month", "年月", "month"),
    ("money", "金额", "money"),
    ("integer", "整数", "whole number"),
    ("decimal", "数值", "number"),
    ("yes_no", "是否", "yes or no"),
    ("code", "代码", "code"),
    ("sex", "性别", "sex"),
    ("area_code", "地区", "place"),
    ("phone", "手机号", "phone"),
    ("account", "账号", "account"),
)

STATUSES: Final = _texts(
    ("valid", "有效", "valid"),
    ("cleaned", "去除杂质后可读", "read after cleaning"),
    ("upgraded", "15 位升 18 位", "15 digits made 18"),
    ("corrected", "形近字符已更正", "look-alike characters replaced"),
    ("permit", "港澳台居住证", "residence permit"),
    ("permanent_resident", "外国人永久居留证", "permanent residence card"),
    ("wrong_check", "校验码不符", "wrong check character"),
    ("wrong_date", "出生日期不存在", "no real birth date"),
    ("wrong_length", "位数不对", "wrong length"),
    ("several_ids", "一格多个证号", "several IDs in a cell"),
    ("lost_digits", "末位丢失（电子表格数字）", "digits lost in a spreadsheet"),
    ("wrong_characters", "含非法字符", "characters that none has"),
    ("masked", "已被遮盖", "masked"),
    ("placeholder", "占位，等于没填", "placeholder"),
    ("other_document", "其他证件", "another document"),
    ("empty", "空", "empty"),
    ("unreadable", "无法识别", "unreadable"),
    ("partial", "地名只认到上级", "only the place above was found"),
    ("former", "旧地名、旧代码，已换成现行", "a former name or code, made the present one"),
    ("unknown_code", "地区代码不在表内", "area code not in the table"),
    ("ambiguous", "同名地点不止一个", "several places of the name"),
    ("identifier_only", "只有证号，无类别等级", "an ID without category and level"),
    ("wrong_identifier", "其中的身份证号无效", "the ID in it is not valid"),
    ("open_ended", "长期", "without end"),
    ("lunar", "农历，只取年份", "lunar day: only the year"),
    ("serial", "电子表格日期序号", "a spreadsheet's day number"),
    ("ambiguous_year", "六位数字，年份存疑", "six digits: year in doubt"),
    ("ambiguous_month", "月份可能是 10 月", "may be October"),
    ("month_only", "只有年月", "month only"),
    ("year_only", "只有年份", "year only"),
    ("rate", "带“每月”等单位", "an amount per month, year, person"),
    ("rounded", "四舍五入", "rounded"),
    ("percent", "百分数", "per cent"),
    ("several_numbers", "多个号码，取第一个", "several numbers: the first"),
    ("landline", "座机", "landline"),
    ("unknown", "注明未知", "said to be unknown"),
    ("partly_unreadable", "姓名有字无法识别", "a character of the name is unreadable"),
    ("description", "只写了亲属关系", "says whose relative it is"),
    ("several_names", "一格多人", "several people in a cell"),
    ("no_place", "读出但无处存放", "read, but has no place in the model"),
)

NOUNS: Final = _texts(
    ("present", "不得为空", "must not be empty"),
    ("a_citizen_id", "应为身份证号", "must be a citizen ID"),
    ("a_certificate_number", "应为残疾人证号", "must be a certificate number"),
    ("a_name", "应为姓名", "must be a name"),
    ("a_date", "应为日期", "must be a date"),
    ("a_month", "应为年月", "must be a month"),
    ("an_amount", "应为金额", "must be an amount"),
    ("a_whole_number", "应为整数", "must be a whole number"),
    ("a_number", "应为数值", "must be a number"),
    ("yes_or_no", "应为是或否", "must be yes or no"),
    ("a_known_code", "应为已知代码", "must be a known code"),
    ("a_sex", "应为性别", "must be a sex"),
    ("a_known_area", "应为已知地区", "must be a known place"),
    ("a_phone_number", "应为手机号", "must be a phone number"),
    ("an_account_number", "应为账号", "must be an account number"),
    ("readable", "应可读", "must be readable"),
)
"""What a good value is, by the end of a check's name: `benefit_month_is_a_month`."""

ROW_CHECKS: Final = _texts(
    ("row_names_somebody", "整行没有任何可识别的人", "the row names nobody"),
    ("row_fills_a_table", "整行没有可用内容", "the row fills no table"),
    ("row_has_all_fields", "字段数与表头不符", "too few or too many fields"),
)

NOTE_FORMS: Final = (
    (r"unknown column '(.+?)'.*", Text(zh="未登记的列“{0}”，未读取", en="unknown column '{0}': not read")),
    (r"column '(.+?)' is there again; .*", Text(zh="列“{0}”重复出现，只读第一列", en="column '{0}' is there again")),
    (r"no column (.+)", Text(zh="本期缺列：{0}", en="columns not there: {0}")),
    (r"column '(.+?)' is read in yuan", Text(zh="列“{0}”按元读取", en="column '{0}' is read in yuan")),
    (
        r"column '(.+?)' is read in ten_thousand_yuan",
        Text(zh="列“{0}”按万元读取", en="column '{0}' is read in ten thousand yuan"),
    ),
    (r"sheet '(.*?)' is not read \(hidden.*\)", Text(zh="隐藏工作表“{0}”未读取", en="hidden sheet '{0}' is not read")),
    (r"sheet '(.*?)' is not read \(.*\)", Text(zh="工作表“{0}”不含数据，未读取", en="sheet '{0}' is not read")),
    (
        r"sheet '(.*?)' has no header of this source.*",
        Text(zh="工作表“{0}”无表头，未读取", en="sheet '{0}' has no header"),
    ),
    (r"NUL characters were taken out", Text(zh="已去除文件中的空字符", en="NUL characters were taken out")),
    (
        r"the total of '(.+?)' in (?:sheet '(.*?)' )?row (\d+) is ([\d.,-]+); the rows .* add up to ([\d.,-]+)",
        Text(
            zh="“{0}”合计行（{1}第 {2} 行）写 {3}，各行相加为 {4}",
            en="the total of '{0}' in {1}row {2} says {3}; the rows add up to {4}",
        ),
    ),
)
"""Forms of the notes that the accounts of files hold, and how the page says them; others are said as they are."""
