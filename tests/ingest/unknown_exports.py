"""Made-up exports that no shipped schema knows, with headers as agencies write them, and what each column means.

Nobody in them lives: county 180121 was never assigned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import xlwt

from matcher.identity.citizen_id import complete_citizen_ids

ROWS = 40
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = ["小明", "建国", "秀英", "丽", "伟", "桂兰", "志强", "玉珍", "军", "海燕", "文博"]
_VILLAGES = ["柳河村", "石桥村", "东岭社区", "清水村", "南门社区"]


@dataclass(frozen=True)
class UnknownExport:
    """One export: where it lies, how it is written, and what each of its columns means."""

    path: str
    """Folder and name."""
    columns: dict[str, tuple[str, Callable[[int], object]]]
    """Header → target (`table.column`, an identity column, or `ignore`), and the cell of each row."""
    table: str
    """Main table."""
    constants: dict[str, str]
    """Constants of its fill."""
    titles: tuple[str, ...] = ()
    """Rows above the header."""

    def rows(self) -> list[list[object]]:
        return [[make(number) for _, make in self.columns.values()] for number in range(ROWS)]

    def write(self, inbox: Path) -> Path:
        """Write the file in the format that its name says."""
        path = inbox / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = {".csv": _write_csv, ".txt": _write_tabs, ".xls": _write_xls, ".xlsx": _write_xlsx}[path.suffix]
        writer(path, self.titles, [list(self.columns), *self.rows()])
        return path


def citizen_id(number: int, shift: int = 0) -> str:
    """Give a valid made-up ID."""
    at = number * 7 + shift
    digits = f"180121{1950 + at % 50}{at % 12 + 1:02d}{at % 28 + 1:02d}{at % 900 + 10:03d}"
    return str(complete_citizen_ids(np.array([[int(digit) for digit in digits]])).to_pylist()[0])


def name(number: int, shift: int = 0) -> str:
    return _SURNAMES[(number + shift) % 20] + _GIVEN[(number * 3 + shift) % 11]


def birth(number: int, mark: str = "-", shift: int = 0) -> str:
    found = citizen_id(number, shift)
    return mark.join([found[6:10], found[10:12], found[12:14]])


def day(number: int, mark: str = "-", first: int = 2015) -> str:
    return mark.join([str(first + number % 9), f"{number % 12 + 1:02d}", f"{number * 5 % 28 + 1:02d}"])


def phone(number: int) -> str:
    return f"139{number * 7919 % 10**8:08d}"


def village(number: int) -> str:
    return _VILLAGES[number % 5]


def among(*words: str) -> Callable[[int], str]:
    return lambda number: words[number % len(words)]


def order(number: int) -> int:
    return number + 1


def _write_csv(path: Path, titles: Sequence[str], rows: list[list[object]]) -> None:
    lines = [*titles, *(",".join("" if cell is None else str(cell) for cell in row) for row in rows)]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="gb18030")


def _write_tabs(path: Path, titles: Sequence[str], rows: list[list[object]]) -> None:
    lines = [*titles, *("\t".join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def _write_xlsx(path: Path, titles: Sequence[str], rows: list[list[object]]) -> None:
    """Write two sheets of one layout, as exports by township are."""
    book = openpyxl.Workbook()
    if book.active is not None:
        book.remove(book[book.active.title])
    half = len(rows) // 2
    for title, part in (("东关镇", rows[1:half]), ("西塘乡", rows[half:])):
        sheet = book.create_sheet(title)
        for text in titles:
            sheet.append([text])
        for row in [rows[0], *part]:
            sheet.append(row)
        sheet.append(["合计", len(part)])
        sheet.append(["填表人：某某"])
    note = book.create_sheet("填表说明")
    note.append(["本表由各乡镇填报"])
    book.save(path)


def _write_xls(path: Path, titles: Sequence[str], rows: list[list[object]]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    above: list[list[object]] = [[text] for text in titles]
    for number, row in enumerate([*above, *rows]):
        for position, cell in enumerate(row):
            sheet.write(number, position, cell)
    book.save(str(path))


VEHICLES = UnknownExport(
    "公安局/机动车登记信息_20251130.csv",
    {
        "序号": ("ignore", order),
        "号牌种类": ("ignore", among("小型汽车", "普通摩托车")),
        "号牌号码": ("ignore", lambda n: f"某A{n:05d}"),
        "机动车所有人姓名": ("person_name", name),
        "身份证明名称": ("ignore", among("居民身份证")),
        "身份证明号码": ("citizen_id", citizen_id),
        "手机号码": ("phone", phone),
        "住所详细地址": ("area_code", lambda n: f"青溪县东关镇{village(n)}"),
        "中文品牌": ("ignore", among("五菱", "长安", "嘉陵")),
        "车辆类型": ("vehicle.vehicle_type", among("小型普通客车", "二轮摩托车", "轻型货车")),
        "车辆使用性质": ("vehicle.use", among("非营运", "营运")),
        "初次登记日期": ("vehicle.registered_on", day),
        "转移登记日期": ("vehicle.transferred_on", lambda n: day(n, first=2016) if n % 3 == 0 else ""),
        "机动车状态": ("vehicle.vehicle_status", among("正常", "逾期未检验")),
        "核定载客数": ("vehicle.seats", lambda n: 2 + n % 6),
        "车辆购置价格（万元）": ("vehicle.value_cny", lambda n: f"{3 + n % 12}.{n % 10}"),
    },
    "vehicle",
    {},
)

COMPANIES = UnknownExport(
    "市场监管局/企业法人信息(2025年11月).xls",
    {
        "企业名称": ("ignore", lambda n: f"青溪县第{n}商贸有限公司"),
        "统一社会信用代码": ("company_role.credit_code", lambda n: f"91180121MA{n:08d}"),
        "市场主体类型": ("company_role.company_kind", among("有限责任公司", "个体工商户")),
        "法定代表人": ("person_name", name),
        "法人证件类型": ("ignore", among("身份证")),
        "法人证件号码": ("citizen_id", citizen_id),
        "注册资本(万元)": ("company_role.capital_cny", lambda n: 10 * (n + 1)),
        "经营状态": ("company_role.company_status", among("存续", "吊销", "注销")),
        "成立日期": ("company_role.registered_on", lambda n: day(n, "/")),
        "注销时间": ("company_role.ended_on", lambda n: day(n, "/", 2019) if n % 4 == 0 else ""),
        "登记机关": ("ignore", among("青溪县市场监督管理局")),
        "经营范围": ("ignore", among("日用百货零售；五金销售", "餐饮服务")),
        "企业联系电话": ("phone", phone),
    },
    "company_role",
    {},
    ("青溪县企业法人信息表",),
)

PRISONERS = UnknownExport(
    "公安局/服刑人员名单_202511.txt",
    {
        "罪犯编号": ("ignore", lambda n: f"ZF{n:06d}"),
        "姓名": ("person_name", name),
        "性别": ("sex", among("男", "女")),
        "民族": ("ignore", among("汉族", "苗族")),
        "出生日期": ("birth_date", lambda n: birth(n, ".")),
        "居民身份证号": ("citizen_id", citizen_id),
        "户籍所在地": ("area_code", lambda n: f"青溪县西塘乡{village(n)}"),
        "罪名": ("ignore", among("盗窃罪", "诈骗罪")),
        "刑种": ("custody.kind", among("有期徒刑", "无期徒刑")),
        "原判刑期": ("ignore", among("三年", "五年六个月")),
        "收押日期": ("custody.began_on", lambda n: day(n, ".")),
        "刑满释放日期": ("custody.ended_on", lambda n: day(n, ".", 2026)),
        "服刑单位": ("ignore", among("青溪监狱")),
    },
    "custody",
    {},
)

STUDENTS = UnknownExport(
    "教育局/秋季学籍信息（2025年9月）.xlsx",
    {
        "全国学籍号": ("ignore", lambda n: f"G{citizen_id(n)}"),
        "学校名称": ("study.school", among("青溪县第一小学", "青溪县第二中学")),
        "就读学段": ("study.stage", among("小学", "初中")),
        "年级": ("ignore", among("三年级", "七年级")),
        "班级": ("ignore", among("1班", "2班")),
        "学生姓名": ("person_name", name),
        "性别": ("sex", among("男", "女")),
        "学生身份证件号": ("citizen_id", citizen_id),
        "出生年月": ("birth_date", lambda n: birth(n, "")),
        "家庭现住址": ("area_code", village),
        "学籍状态": ("study.study_status", among("在籍在读", "休学")),
        "入学年份": ("study.school_year", lambda n: 2019 + n % 6),
        "监护人姓名": ("ignore", lambda n: name(n, 5)),
        "监护人身份证号": ("ignore", lambda n: citizen_id(n, 3)),
        "监护人联系电话": ("ignore", phone),
        "是否寄宿": ("ignore", among("是", "否")),
    },
    "study",
    {},
    ("青溪县中小学学籍信息", "学年：2025"),
)

CADRES = UnknownExport(
    "组织部/村（社区）干部名册_20251031.xlsx",
    {
        "序号": ("ignore", order),
        "乡镇（街道）": ("ignore", among("东关镇")),
        "所在村（社区）": ("area_code", village),
        "姓 名": ("person_name", name),
        "性别": ("sex", among("男", "女")),
        "身份证号码": ("citizen_id", citizen_id),
        "政治面貌": ("ignore", among("中共党员", "群众")),
        "现任职务": ("employment.post", among("党支部书记", "村委会委员", "妇联主席")),
        "任职时间": ("employment.first_month", lambda n: day(n, ".")[:7]),
        "离任时间": ("employment.last_month", lambda n: day(n, ".", 2024)[:7] if n % 8 == 0 else None),
        "在职情况": ("employment.status", among("在职", "离职")),
        "月基本报酬（元）": ("employment.month_wage_cny", lambda n: 2200 + 100 * (n % 5)),
        "本人联系电话": ("phone", phone),
        "备注": ("ignore", among("")),
    },
    "employment",
    {"kind": "village_cadre"},
    ("青溪县村（社区）干部名册",),
)

PUBLIC_RENTALS = UnknownExport(
    "住建局/公租房保障家庭名单2025-11-30.xlsx",
    {
        "序号": ("ignore", order),
        "保障家庭编号": ("household_key", lambda n: f"GZ{n // 2:05d}"),
        "申请人": ("ignore", lambda n: name(n // 2)),
        "申请人证件号码": ("ignore", lambda n: citizen_id(n // 2, 900)),
        "家庭成员姓名": ("person_name", name),
        "家庭成员证件号码": ("citizen_id", citizen_id),
        "与申请人关系": ("household_member.relation_to_head", among("本人", "配偶")),
        "家庭人口数": ("household_member.member_count", among("2", "3")),
        "小区名称": ("ignore", among("安居苑", "福利新村")),
        "房号": ("ignore", lambda n: f"{n % 6 + 1}-{n % 4 + 101}"),
        "保障面积（㎡）": ("ignore", lambda n: 40 + n % 20),
        "月租金": ("ignore", lambda n: 60 + n % 20),
        "合同起始日期": ("household_member.since_month", day),
        "合同终止日期": ("household_member.until_month", lambda n: day(n, first=2026)),
        "联系手机": ("phone", phone),
    },
    "household_member",
    {"kind": "aid"},
    ("青溪县公共租赁住房保障家庭名单", "单位：住建局"),
)

UNEMPLOYED = UnknownExport(
    "人社局/失业登记人员_20251130.csv",
    {
        "登记编号": ("ignore", lambda n: f"SY2025{n:05d}"),
        "人员姓名": ("person_name", name),
        "有效证件号码": ("citizen_id", citizen_id),
        "性别": ("sex", among("1", "2")),
        "文化程度": ("ignore", among("初中", "高中")),
        "户籍地详细地址": ("area_code", lambda n: f"青溪县{village(n)}"),
        "原工作单位名称": ("employment.employer", among("青溪县纺织厂", "青溪县水泥厂")),
        "失业日期": ("employment.last_month", lambda n: day(n, "", 2022)),
        "失业原因": ("ignore", among("合同期满", "单位裁员")),
        "失业登记状态": ("ignore", among("已登记", "已注销登记")),
        "移动电话": ("phone", phone),
        "经办人": ("ignore", lambda n: name(n % 3, 2)),
    },
    "employment",
    {"kind": "private", "status": "left"},
)

UNKNOWN_EXPORTS = (VEHICLES, COMPANIES, PRISONERS, STUDENTS, CADRES, PUBLIC_RENTALS, UNEMPLOYED)
