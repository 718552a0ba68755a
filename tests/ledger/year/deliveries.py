"""What the agencies of a made-up county had delivered by the end of a month: what came later is not there yet.

A row is delivered from the month of its event on; of a row that was there before, what ended later is blank.
Registers that carry no such day are delivered as they are at the end of the year, so that early months hold errors, as
real ones do.
"""

import re
import shutil
from calendar import monthrange
from dataclasses import replace
from datetime import date
from pathlib import Path

from matcher.synth.sheets import write_delivery
from matcher.synth.timeline import month_of
from matcher.synth.truth import write_areas, write_truth

KNOWN_FROM = {
    "card_payments": "发放时间",
    "child_welfare_roster": "审批日期",
    "cremations": "火化日期",
    "custody_register": "收押日期",
    "death_certificates": "填报日期",
    "destitute_support_roster": "审批日期",
    "disability_subsidy_payments": "发放日期",
    "economic_checks": "核对日期",
    "elder_allowance_payments": "发放日期",
    "filing_register": "备案日期",
    "funeral_grants": "发放日期",
    "house_renovations": "申请日期",
    "individual_income_tax": "发放月份",
    "low_income_roster": "审批日期",
    "major_illness_costs": "结算日期",
    "marriage_register": "结婚登记日期",
    "minimum_living_allowance_roster": "审批日期",
    "police_deregistrations": "注销日期",
    "public_payroll": "起薪年月",
    "public_rental_housing": "审批日期",
    "public_welfare_posts": "上岗时间",
    "real_estate": "登记时间",
    "relocated_persons": "入住日期",
    "resident_medical_insurance": "支付日期",
    "student_aid_payments": "发放日期",
    "subsidised_premiums": "个人缴费日期",
    "temporary_assistance_payments": "发放日期",
    "unemployment_benefits": "发放日期",
    "vehicles": "初次登记日期",
    "verification_register": "认定日期",
    "village_deaths": "上报日期",
}
"""Column that says from which month on a row is there."""

MONTHS_OF_PENSIONS = ("待遇所属期", "发放年月")
ENDS = {
    "停发年月": "停发原因",
    "退出年月": "退出原因",
    "离岗时间": None,
    "离任年月": None,
    "停薪年月": None,
    "婚姻终止日期": None,
    "迁出日期": None,
    "恢复户籍日期": None,
    "更正日期": None,
    "撤销日期": None,
}
"""Columns that stay blank until their month, and what is told with them."""

_MONTH = re.compile(r"(\d{4})\D?(\d{1,2})")
_STAMP = re.compile(r"_(\d{8})\.")


def month_end(month: int) -> date:
    """Give the last day of a month number."""
    year, index = divmod(month, 12)
    return date(year, index + 1, monthrange(year, index + 1)[1])


def deliver(county, deliveries, site: Path, month: int) -> None:
    """Fill the inbox of a site with what there was by the end of a month; the truth beside it."""
    shutil.rmtree(site / "inbox", ignore_errors=True)
    kept = [known for one in deliveries if (known := _by_month(one, month)) is not None]
    placed = [(one, write_delivery(site / "inbox", one, month_end(month))) for one in kept]
    write_areas(site)
    write_truth(site / "truth", county, placed)


def _by_month(delivery, month: int):
    """Give a file as it was then; None where it was not there yet."""
    end = month_end(month)
    sheets = [replace(sheet, rows=_rows(delivery.source, sheet, month), footers=()) for sheet in delivery.sheets]
    stamp = _STAMP.search(delivery.path)
    if stamp is None or not any(sheet.rows for sheet in sheets):
        return None
    known = min(stamp[1], f"{end:%Y%m%d}")
    return replace(delivery, sheets=sheets, path=delivery.path.replace(stamp[1], known))


def _rows(source: str, sheet, month: int):
    header = ["".join(text.split()) for text in sheet.header]
    since = KNOWN_FROM.get(source)
    if source == "pensions_paid":
        since = next(name for name in MONTHS_OF_PENSIONS if name in header)
    ends = [(header.index(name), header.index(why) if why else None) for name, why in ENDS.items() if name in header]
    place = header.index(since) if since else None
    status = header.index("户籍状态") if source == "household_register" else None
    rows = []
    for row in sheet.rows:
        if place is not None and (_month(row.cells[place]) or 0) > month:
            continue
        cells = list(row.cells)
        for end, why in ends:
            if (_month(cells[end]) or 0) > month:
                cells[end] = ""
                if why is not None:
                    cells[why] = ""
        died_on = row.person.died_on
        if status is not None and died_on is not None and month_of(died_on) > month:
            cells[status] = "正常"
        rows.append(replace(row, cells=cells))
    return rows


def _month(cell) -> int | None:
    """Read the month number of a day or month, however it is written."""
    found = _MONTH.match(str(cell))
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None
