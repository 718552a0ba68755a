"""The public notice of who is given aid: head of the household, size and amount, and nothing else of anybody.

Reads Notice; writes one XLSX. Names are in full, as the law on publicity has it; an ID, an illness, a disability or a
child has no place in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from matcher.config.base import Text
from matcher.report import catalogue
from matcher.report.facts import title_of
from matcher.report.list_workbook import ListSheet, ListWorkbook, write_list_workbook
from matcher.report.places import township_name, village_name
from matcher.report.sheet import Column, Heading
from matcher.report.wording import Wording

TITLE: Final = Text(zh="社会救助对象公示", en="Public notice of social assistance")
SUBTITLE: Final = Text(
    zh="{month}　公示 {count} 户　公示期 7 天", en="{month}, {count} households, to be on display for 7 days"
)
NOTICE: Final = Text(
    zh="只公示户主姓名、家庭人口和保障金额；未成年人、健康和残疾情况、证件号码、电话和账号一律不公示。",
    en="Head, size and amount alone: no minor, no illness or disability, no ID, telephone or account is published.",
)
HEAD: Final = Text(zh="户主姓名", en="Head of household")
COUNT: Final = Text(zh="保障人口", en="People covered")
AMOUNT: Final = Text(zh="月保障金额（元）", en="Yuan a month")


@dataclass(frozen=True)
class NoticeLine:
    """One household."""

    programme: str
    head_name: str
    persons: int
    amount_cny: Decimal | None
    area_code: str | None


@dataclass(frozen=True)
class Notice:
    """Everything that is published."""

    run_id: str
    as_of: date
    month: str
    lines: Sequence[NoticeLine]
    left_out: Mapping[str, int]
    """Households that are not published, by why; for the office, not for the notice."""
    programme_titles: Mapping[str, Text]
    area_names: Mapping[str, str]


def write_notice(path: Path, notice: Notice, wording: Wording) -> Path:
    """Write the notice whole or not at all, a sheet for each programme."""
    say, names = wording.say, notice.area_names
    columns: list[Column[NoticeLine]] = [
        Column(catalogue.TOWNSHIP, 18, lambda row: township_name(row.area_code, names)),
        Column(catalogue.VILLAGE, 22, lambda row: village_name(row.area_code, names)),
        Column(HEAD, 18, lambda row: row.head_name, "centre"),
        Column(COUNT, 14, lambda row: row.persons, "count"),
        Column(AMOUNT, 18, lambda row: row.amount_cny, "money"),
    ]
    sheets = []
    for programme in dict.fromkeys(line.programme for line in notice.lines):
        lines = [line for line in notice.lines if line.programme == programme]
        title = say(title_of(notice.programme_titles, programme))
        heading = Heading(f"{say(TITLE)} · {title}", say(SUBTITLE, month=notice.month, count=len(lines)), say(NOTICE))
        sheets.append(ListSheet(title, heading, columns, lines))
    if not sheets:
        heading = Heading(say(TITLE), say(SUBTITLE, month=notice.month, count=0), say(NOTICE))
        sheets.append(ListSheet(say(TITLE), heading, columns, []))
    return write_list_workbook(path, ListWorkbook(say(TITLE), notice.run_id, notice.as_of, sheets), wording)
