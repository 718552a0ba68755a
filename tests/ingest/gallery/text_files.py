"""Gallery: delimited text."""

from __future__ import annotations

from tests.ingest.exports import HEADERS, LI, ROWS, WANG, ZHAO, csv_text
from tests.ingest.gallery.shelf import LINES, makes, text


@makes("gb18030.csv")
def _gb18030() -> bytes:
    return text(*LINES, encoding="gb18030")


@makes("four_byte_name.csv")
def _four_byte_name() -> bytes:
    return text(HEADERS, ("1", "李䶮", *ROWS[0][2:]), ("2", "王𫍯", *ROWS[1][2:]), encoding="gb18030")


@makes("byte_order_mark.csv")
def _byte_order_mark() -> bytes:
    return text(*LINES, encoding="utf-8-sig")


@makes("unicode_text.txt")
def _unicode_text() -> bytes:
    return text(*LINES, encoding="utf-16", delimiter="\t")


@makes("semicolons.csv")
def _semicolons() -> bytes:
    return text(*LINES, delimiter=";")


@makes("pipes.txt")
def _pipes() -> bytes:
    return text(*LINES, delimiter="|", encoding="gb18030")


@makes("full_width_commas.txt")
def _full_width_commas() -> bytes:
    return text(*LINES, delimiter="，")


@makes("quoted_line_breaks.csv")
def _quoted_line_breaks() -> bytes:
    row = ("1", '"李一\n"', LI, "202510", '"1,080.00"', '"上河村\r\n"')
    return text(HEADERS, row, ROWS[1])


@makes("unclosed_quote.csv")
def _unclosed_quote() -> bytes:
    return text(HEADERS, ("1", '"李一', *ROWS[0][2:]), *ROWS[1:])


@makes("tab_separated.xls")
def _tab_separated() -> bytes:
    return text(*LINES, delimiter="\t", encoding="gb18030")


@makes("titles_and_unit.csv")
def _titles_and_unit() -> bytes:
    titles = [("青溪县2025年10月补贴发放表", "", "", "", "", ""), ("", "", "", "", "", "单位：万元")]
    return text(*titles, HEADERS, ("1", "李一", LI, "202510", "0.008", "上河村"))


@makes("totals_notes_signatures.csv")
def _totals_notes_signatures() -> bytes:
    feet = [
        ("", "小计", "", "", "160", ""),
        ("合计：2人", "", "", "", "160", ""),
        ("填表人：", "", "审核人：", "", "", ""),
        ("单位（盖章）", "", "", "", "", ""),
        ("备注：本表一式三份", "", "", "", "", ""),
    ]
    return text(HEADERS, *ROWS[:2], *feet)


@makes("header_on_each_page.csv")
def _header_on_each_page() -> bytes:
    title = ("青溪县补贴发放表", "", "", "", "", "")
    return text(title, HEADERS, ROWS[0], title, HEADERS, ROWS[1], title, HEADERS, ROWS[2])


@makes("blank_rows.csv")
def _blank_rows() -> bytes:
    blank, spaces = ("",) * 6, ("", " ", "　", "", "\u00a0", "")
    return text(HEADERS, blank, ROWS[0], spaces, ROWS[1], blank, blank)


@makes("columns_in_another_order.csv")
def _columns_in_another_order() -> bytes:
    headers = ("金 额（元）", "备注", "享受人", "公民身份号码：", "补贴月份")
    return text(headers, ("80", "", "李一", LI, "2025年10月"), ("80", "", "王二", WANG, "2025.10"))


@makes("a_header_one_character_off.csv")
def _a_header_one_character_off() -> bytes:
    return text((*HEADERS[:5], "村居委员会"), *ROWS[:1])


@makes("repeated_column_names.csv")
def _repeated_column_names() -> bytes:
    headers = ("户主", "姓名", "身份证号", "享受人", "姓名", "身份证号", "所属期", "金额")
    return text(headers, ("", "李一", LI, "", "王二", WANG, "202510", "80"))


@makes("two_row_header_of_text.csv")
def _two_row_header_of_text() -> bytes:
    upper = ("序号", "补贴对象", "", "所属期", "补贴金额")
    lower = ("", "姓名", "身份证号", "", "")
    return text(upper, lower, ("1", "李一", LI, "202510", "80"), ("2", "王二", WANG, "202510", "80"))


@makes("a_promised_column_missing.csv")
def _a_promised_column_missing() -> bytes:
    return text(HEADERS[:4], *(row[:4] for row in ROWS))


@makes("two_headers.csv")
def _two_headers() -> bytes:
    return text(HEADERS[1:5], ("享受人", "补贴月份", "公民身份号码", "金额"), ("李一", "202510", LI, "80"))


@makes("no_header.csv")
def _no_header() -> bytes:
    return text(*ROWS)


@makes("header_alone.csv")
def _header_alone() -> bytes:
    return text(HEADERS)


@makes("empty.csv")
def _empty() -> bytes:
    return b"\xef\xbb\xbf\r\n\r\n"


@makes("lost_digits.csv")
def _lost_digits() -> bytes:
    return text(HEADERS, ("1", "李一", "1.80121E+17", *ROWS[0][3:]), ("2", "王二", f"{WANG[:15]}000", *ROWS[1][3:]))


@makes("too_few_and_too_many_fields.csv")
def _too_few_and_too_many_fields() -> bytes:
    return text(HEADERS, ROWS[0][:3], (*ROWS[1], "多"), ROWS[2])


@makes("a_month_that_is_none.csv")
def _a_month_that_is_none() -> bytes:
    return text(HEADERS, (*ROWS[0][:3], "2025-13", *ROWS[0][4:]), ROWS[1])


@makes("dirty_ids.csv")
def _dirty_ids() -> bytes:
    wide = WANG.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    return text(
        HEADERS,
        ("1", "李一", f"'{LI} ", *ROWS[0][3:]),
        ("2", "王二", wide, *ROWS[1][3:]),
        ("3", "赵三", f"\u200b{ZHAO[:6]}-{ZHAO[6:14]}-{ZHAO[14:]}", *ROWS[2][3:]),
        ("4", "钱四", "180121**********12", *ROWS[0][3:]),
        ("5", "孙五", "无", *ROWS[0][3:]),
    )


@makes("nul_bytes.csv")
def _nul_bytes() -> bytes:
    return text(*LINES).replace("李一".encode(), "李\x00一\x00".encode())


@makes("euro_byte.csv")
def _euro_byte() -> bytes:
    return text((*HEADERS, "备注"), (*ROWS[0], "@"), encoding="gb18030").replace(b"@", b"\x80")


@makes("a_byte_of_no_encoding.csv")
def _a_byte_of_no_encoding() -> bytes:
    return text(*LINES) + b"\xff\xff\xfe,1\r\n"


@makes("old_macintosh_lines.csv")
def _old_macintosh_lines() -> bytes:
    return text(*LINES, newline="\r")


@makes("no_last_line_end.csv")
def _no_last_line_end() -> bytes:
    return csv_text(*LINES).rstrip("\n").encode()


@makes("cut_inside_a_row.csv")
def _cut_inside_a_row() -> bytes:
    return text(*LINES).rpartition(b",")[0]


@makes("note_without_line_end.csv")
def _note_without_line_end() -> bytes:
    return text(*LINES) + "制表人：".encode()


@makes("end_of_text_mark.csv")
def _end_of_text_mark() -> bytes:
    return text(*LINES) + b"\x1a"
