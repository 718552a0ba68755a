"""Values that stand in cells, attributes and names of damaged files because programs have stumbled over them."""

from __future__ import annotations

from typing import Final

from tests.fuzz.seeds import SENTINEL
from tests.ingest.exports import HEADERS, LI, WANG

NUMBERS: Final = (
    "0", "-0", "-1", "1", "00", "0.1", ".5", "5.", "1e5", "1E400", "-1e-400", "1e999999", "NaN", "nan", "inf",
    "-Infinity", "1_000", "0x10", "1,2,3", "1.2.3", "--5", "+5", "9" * 20, "9" * 400, "9" * 5000,
    "0." + "0" * 400 + "1",
    "2147483648", "-2147483649", "9223372036854775808", "18446744073709551616", "1.80121E+17", "999999999999999.99",
    "99999999999999999999.99", "80元", "￥80", "8万", "壹佰元整", "８０．５", "٨٠", "²", "½", "Ⅷ", "〇", "80%",
    "(80)", "80-",
)  # fmt: skip
DATES: Final = (
    "2025-02-30", "2025-13", "2025-00-00", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "99999999",
    "20251", "2025年", "年月", "2025年13月", "二〇二五年十月", "民国114年10月", "45931", "45931.99999999", "-45931",
    "2958466", "99999999999999", "2025-10-01T25:61:61", "1900-02-29", "1899-12-30", "31/12/2025", "12/31/25",
    "2025/10/01 00:00:00", "2025-10-31～2025-11-30", "长期", "至今", "2025.1.1.1", "2025--10", "٢٠٢٥-١٠", "2025-１０",
)  # fmt: skip
IDENTIFIERS: Final = (
    "", LI[:17], LI + "1", LI[:15], LI.lower(), f"'{LI}", f"{LI} ", "X" * 18, "0" * 18, "9" * 18, "18012119900307",
    LI.replace("0", "O"), f"{LI}/{WANG}", f"{LI}41", f"{LI}42B1", "180121**********12", "1801211950030700１4",
    "\u200b" + LI, LI[:6] + "\n" + LI[6:], "无", "A123456789", "H12345678", "810000199408230021", LI * 500,
    "180121" + "99999999" + "0019", "١٨٠١٢١١٩٥٠٠٣٠٧٠٠١٤", "²" * 18,
)  # fmt: skip
TEXTS: Final = (
    "", " ", "　", "\u00a0", "\u200b", "\ufeff", "\x00", "\x00" * 40, "\x1a", "\x7f", "\x85", "\u2028", "\u2029",
    "\x0b",
    "\x0c", "\x1c", "\x1f", "\t", "\n", "\r", "\r\n", '"', '""', '"""', "'", "`", "\\", "\\N", "\\0", "NULL",
    "null", "None",
    "#N/A", "#REF!", "#VALUE!", "=1/0", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-1", "<td>", "</td></tr></table>",
    "<!--", "-->", "<![CDATA[", "]]>", "&", "&amp;", "&#0;", "&#xFFFFFF;", "&bogus;", "{{7*7}}", "%s%n%x",
    "../../x", "/",
    "';--", "_x0000_", "_x000D_", "_xFFFF_", "\U0001f600", "𠮷田", "𪚥" * 30, "e\u0301" * 20, "\u202e李一",
    "ﷺ" * 300, "ﬃ",
    "İ", "ß", "王" * 300, "李一、王二", "李一(已故)", "李·一", "阿卜杜拉·买买提", SENTINEL, f"{SENTINEL}{LI}",
    "a" * 40_000,
    "，", "；", "|", ",", ";", "合计", "小计：", "总计", "备注：", "填表人：", "单位：万元", "共 3 户", "以下空白",
    *HEADERS, "姓名/名称",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "\ufffd", "\uffff", "\U0010ffff",
)  # fmt: skip
CELLS: Final = (*NUMBERS, *DATES, *IDENTIFIERS, *TEXTS)
SIZES: Final = ("0", "-1", "1", "2", "3", "255", "256", "16384", "16385", "65535", "65536", "1048576", "1048577",
    "2147483647", "2147483648", "4294967295", "4294967296", "99999999999999999999", "1.5", "1e9", "abc", "", " 7 ",
    "０", "²", "0x7f")  # fmt: skip
"""What stands where a count, a place or a span is expected."""
REFERENCES: Final = ("A1", "B2", "F4", "A0", "A-1", "XFD1048576", "XFE1", "ZZZZZZ9", "A1048577", "A4294967297",
    "a1", "1A",
    "A", "1", "$A$1", "A1:B2", "A1:XFD1048576", "B2:A1", "F2:F4", "A1:A1", "", "R1C1", "表!A1", "A" * 300,
    "A" + "1" * 40)  # fmt: skip
ESCAPES: Final = ("../../escaped.csv", "../" * 12 + "tmp/matcher_fuzz_escaped.csv", "/tmp/matcher_fuzz_escaped.csv",
    "..\\..\\escaped.csv", "C:\\escaped.csv", "\\\\host\\share\\escaped.csv", "a/../../../escaped.csv",
    "./../escaped.csv",
    "....//escaped.csv", "..", ".", "/", "", "a//b.csv", "a/./b.csv", "con.csv", "a\x00.csv", "~/escaped.csv",
    "$HOME/e.csv",
    "members.json", "0", "1.text", "a" * 250 + ".csv", "a" * 5000, "-rf.csv", "\u202ecsv.发放", "a\nb.csv",
    "file:///x.csv")  # fmt: skip
"""Names of members that want to lie elsewhere, or over something else."""
TARGETS: Final = ("file:///etc/passwd", "/etc/passwd", "canary.txt", "../canary.txt", "../../canary.txt",
    "http://127.0.0.1:9/a", "ftp://127.0.0.1:9/a", "php://filter/a", "//127.0.0.1:9/a")  # fmt: skip
"""What an entity, a link or a relation of a damaged file points to."""
