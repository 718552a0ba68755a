"""Small made-up exports, and the schemas that they are read with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from matcher.config.model import CodeSystem, ModelTable
from matcher.config.source import SourceSchema
from matcher.identity.area import AreaTable
from matcher.ingest import Delivery, Ingested, ingest_sources

TEXT = {"zh": "一", "en": "one"}

MODEL = {
    "payment": ModelTable.model_validate(
        {
            "table": "payment",
            "title": TEXT,
            "meaning": "one payment",
            "columns": [
                {"column": "programme", "type": "code", "codes": "programme", "required": True, "meaning": TEXT},
                {"column": "benefit_month", "type": "month", "required": True, "meaning": TEXT},
                {"column": "amount_cny", "type": "money", "required": True, "meaning": TEXT},
                {"column": "payee_citizen_id", "type": "text", "meaning": TEXT},
            ],
        }
    ),
    "disability_certificate": ModelTable.model_validate(
        {
            "table": "disability_certificate",
            "title": TEXT,
            "meaning": "one certificate",
            "columns": [
                {"column": "certificate_number", "type": "text", "meaning": TEXT},
                {"column": "category", "type": "code", "codes": "disability_category", "meaning": TEXT},
                {"column": "level", "type": "integer", "meaning": TEXT},
                {"column": "valid_until", "type": "date", "meaning": TEXT},
            ],
        }
    ),
}

CODES = {
    "programme": CodeSystem.model_validate(
        {
            "codes": "programme",
            "reference": "made up",
            "entries": [
                {"code": "living", "title": {"zh": "生活补贴", "en": "living"}},
                {"code": "nursing", "title": {"zh": "护理补贴", "en": "nursing"}, "spellings": ["护理"]},
            ],
        }
    ),
    "disability_category": CodeSystem.model_validate(
        {
            "codes": "disability_category",
            "reference": "made up",
            "entries": [
                {"code": "visual", "title": {"zh": "视力", "en": "visual"}, "spellings": ["1"]},
                {"code": "physical", "title": {"zh": "肢体", "en": "physical"}, "spellings": ["4"]},
            ],
        }
    ),
    "sex": CodeSystem.model_validate(
        {
            "codes": "sex",
            "reference": "made up",
            "entries": [
                {"code": "male", "title": {"zh": "男", "en": "male"}, "spellings": ["1"]},
                {"code": "female", "title": {"zh": "女", "en": "female"}, "spellings": ["2"]},
            ],
        }
    ),
}

AREAS = AreaTable.from_rows(
    ["18", "1801", "180121", "180121101", "180121101201"],
    ["甲省", "乙市", "青溪县", "白石镇", "上河村"],
    [None, "18", "1801", "180121", "180121101"],
)

# Made-up persons of a county code that was never assigned.
LI = "180121195003070014"
WANG = "180121196211230025"
ZHAO = "180121198805150038"


def check_character(first: str) -> str:
    """Give the last character of an ID."""
    weights = [2**place % 11 for place in range(17, 0, -1)]
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11]


LI, WANG, ZHAO = (text[:17] + check_character(text[:17]) for text in (LI, WANG, ZHAO))

PAYMENT_COLUMNS: list[dict[str, Any]] = [
    {"column": "name", "headers": ["姓名", "享受人"], "type": "person_name", "required": True},
    {"column": "citizen_id", "headers": ["身份证号", "公民身份号码"], "type": "citizen_id", "required": True},
    {"column": "benefit_month", "headers": ["所属期", "补贴月份"], "type": "month", "required": True},
    {"column": "amount", "headers": ["补贴金额", "金额"], "type": "money", "required": True},
    {"column": "village", "headers": ["村(居)委会"], "type": "area_code"},
]

PAYMENT_FILL: dict[str, Any] = {
    "table": "payment",
    "columns": {
        "citizen_id": "citizen_id",
        "person_name": "name",
        "benefit_month": "benefit_month",
        "amount_cny": "amount",
        "area_code": "village",
    },
    "constants": {"programme": "living"},
}

HEADERS = ("序号", "姓名", "身份证号", "所属期", "补贴金额", "村（居）委会")
ROWS = (
    ("1", "李一", LI, "202510", "80", "上河村"),
    ("2", "王二", WANG, "2025-10", "80.00", "上河村委会"),
    ("3", "赵三", ZHAO, "2025年10月", "100", "白石镇"),
)


def source_schema(**changes: Any) -> SourceSchema:
    """Give the schema of a payment list, with changes."""
    plain: dict[str, Any] = {
        "source": "payments",
        "agency": "civil_affairs",
        "title": TEXT,
        "files": ["*发放*.csv", "*发放*.xlsx", "*发放*.xls"],
        "as_of": {"file_name": r"_(?P<year>\d{4})(?P<month>\d{2})"},
        "columns": PAYMENT_COLUMNS,
        "ignore_columns": ["序号"],
        "fills": [PAYMENT_FILL],
        "promise": {"max_reject_share": 1.0, "min_rows": 0},
    }
    return SourceSchema.model_validate({**plain, **changes})


def csv_text(*rows: Sequence[str], delimiter: str = ",", newline: str = "\n") -> str:
    """Give rows as delimited text without quotes."""
    return "".join(delimiter.join(row) + newline for row in rows)


def write_csv(path: Path, *rows: Sequence[str], encoding: str = "utf-8") -> Path:
    """Write rows as delimited text."""
    path.write_bytes(csv_text(*rows).encode(encoding))
    return path


def write_workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]], hidden: Sequence[str] = ()) -> Path:
    """Write a workbook."""
    workbook = openpyxl.Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    workbook.save(path)
    workbook.close()
    return path


def delivery(path: Path, schema: SourceSchema | None = None, day: date = date(2025, 10, 31)) -> Delivery:
    """Give a file as a delivery."""
    return Delivery(schema or source_schema(), path, path.name, day)


def ingest(*deliveries: Delivery, snapshots: Path) -> Ingested:
    """Read deliveries with the made-up model."""
    return ingest_sources(
        deliveries, model=MODEL, codes=CODES, areas=AREAS, region="180121", snapshots=snapshots, progress=None
    )


def rows_of(paths: Sequence[Path], *columns: str) -> list[tuple[Any, ...]]:
    """Give columns of Parquet files as rows."""
    table = pa.concat_tables([pq.read_table(path) for path in paths])
    return list(zip(*(table[column].to_pylist() for column in columns), strict=True))
