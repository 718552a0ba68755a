"""Payments of civil affairs: card payments, both disability subsidies, elder allowance."""

from __future__ import annotations

from decimal import Decimal

from matcher.synth.benefits import (
    CARD_PROGRAMMES,
    CARE,
    DESTITUTE,
    ELDER,
    LIVING,
    MINIMUM,
    NURSING,
    ORPHAN,
    PRICE,
    UNATTENDED,
    Entry,
    entries_of,
)
from matcher.synth.card_grants import CARD_GRANTS, card_entries_of
from matcher.synth.dirt import Cell
from matcher.synth.exports.clerk import Clerk, headings, month_end, numbered
from matcher.synth.person import Person
from matcher.synth.sheets import Delivery, Row, Sheet
from matcher.synth.timeline import month_of

_OTHER_HEADERS = {
    "享受人": "享受人姓名",
    "补贴期号": "所属期",
    "补贴金额": "发放金额（元）",
    "户主身份证号": "户主身份证号码",
}
_CARD_HEADERS = (
    "序号 支付状态 户主姓名 户主身份证号 收款人姓名 收款人身份证号 银行账号 开户银行 村(居)委会 享受人 享受人身份证号 "
    "联系电话 补贴项目 补贴期号 补贴金额 发放类型 发放时间 批次"
)
_SUBSIDY_HEADERS = (
    "序号 乡镇 村(居)委会 姓名 身份证号码 残疾人证号 补贴月份 生活补贴\n（金额） 护理补贴\n（金额） 发放类型 发放日期 "
    "支付状态 开户名 银行账号 联系电话"
)
_NAMES = {
    DESTITUTE: "特困人员供养金",
    ORPHAN: "孤儿基本生活费",
    UNATTENDED: "事实无人抚养儿童基本生活费",
    CARE: "特困人员护理费",
    PRICE: "价格临时补贴",
    **CARD_GRANTS,
}
_NO_MONTH = "2025-13"
"""A month that does not exist: its row must be rejected."""


def payment_deliveries(clerk: Clerk) -> list[Delivery]:
    """Write the three kinds of payment lists."""
    window = clerk.county.window
    entries = [
        entry for person in clerk.county.persons for entry in (*entries_of(person, window), *card_entries_of(person))
    ]
    return [*_card(clerk, entries), *_subsidies(clerk, entries), _elder(clerk, entries)]


def spoilt(entries: list[Entry], count: int) -> set[int]:
    """Choose entries of ordinary people whose month gets written as one that does not exist, by position."""
    plain = [
        place
        for place, entry in enumerate(entries)
        if entry.programme in (MINIMUM, ELDER) and not entry.person.planted and entry.kind == "正常发放"
    ]
    return set(plain[len(plain) // 3 :: max(1, len(plain) // 2)][:count])


def _card(clerk: Clerk, entries: list[Entry]) -> list[Delivery]:
    """Write one file a quarter, by the day of payment: first text, then workbooks with other headers."""
    first = clerk.county.window.first
    chosen = sorted(
        (entry for entry in entries if entry.programme in (*CARD_PROGRAMMES, CARE, PRICE, *CARD_GRANTS)),
        key=lambda entry: (entry.paid_on, entry.programme, entry.person.household.village.code, entry.person.number),
    )
    made = []
    for quarter in range(4):
        own = [entry for entry in chosen if (month_of(entry.paid_on) - first) // 3 == quarter]
        in_workbook = quarter >= 2
        bad = spoilt(own, 1) if quarter in (1, 3) else set()
        rows = [_card_row(clerk, entry, in_workbook, place in bad) for place, entry in enumerate(own)]
        header = headings(_CARD_HEADERS)
        if in_workbook:
            header = [_OTHER_HEADERS.get(text, text) for text in header]
        total = sum((entry.amount for entry in own if entry.status == "已发放"), Decimal(0))
        footers = ([*["合计", *[""] * 13], f"{total:.2f}"],)
        titles = ("惠民惠农财政补贴资金“一卡通”发放明细表",) if in_workbook else ()
        sheet = Sheet(header, numbered(rows), "发放明细", titles, footers, 0 if in_workbook else 300)
        stamp = f"{month_end(first + 3 * quarter + 2):%Y%m%d}"
        name = f"民政局/一卡通发放明细_{stamp}.{'xlsx' if in_workbook else 'csv'}"
        made.append(Delivery("card_payments", name, [sheet], "" if in_workbook else "gb18030"))
    return made


def _card_row(clerk: Clerk, entry: Entry, in_workbook: bool, is_bad: bool) -> Row:
    source, dirt, person = "card_payments", clerk.dirt, entry.person
    head = _head(entry)
    payee = person.payee or head
    write_id = clerk.sheet_id if in_workbook else clerk.person_id
    amount = dirt.amount(source, entry.amount)
    cells: list[Cell] = [entry.status, head.name, write_id(source, head), payee.name, write_id(source, payee)]
    cells += [
        dirt.account(payee),
        "青溪农村商业银行",
        entry.county or dirt.village(person.household.village),
        dirt.name(source, person),
    ]
    cells += [write_id(source, person), dirt.phone(person), _programme_name(entry)]
    cells += [_NO_MONTH if is_bad else dirt.month(source, entry.month)]
    cells += [clerk.sheet_amount(amount) if in_workbook else amount, entry.kind]
    cells += [dirt.date(source, entry.paid_on), f"{entry.paid_on:%Y%m}01"]
    return Row(cells, person, is_reject=is_bad)


def _programme_name(entry: Entry) -> str:
    if entry.programme == MINIMUM:
        return "城市低保金" if entry.person.household.village.is_urban else "农村低保金"
    return _NAMES[entry.programme]


def _head(entry: Entry) -> Person:
    """Give the head of the case that a payment rests on: of care and price subsidies that of another benefit."""
    if entry.programme in CARD_GRANTS or entry.county:
        return entry.person
    own = [spell for spell in entry.person.spells if spell.programme == entry.programme]
    return (own or [spell for spell in entry.person.spells if spell.programme in CARD_PROGRAMMES])[0].case.head


def _subsidies(clerk: Clerk, entries: list[Entry]) -> list[Delivery]:
    """Write one workbook a half year, both amounts of a person and month in one row."""
    first = clerk.county.window.first
    groups: dict[tuple[str, ...], dict[str, Entry]] = {}
    for entry in entries:
        if entry.programme in (LIVING, NURSING):
            key = (entry.paid_on.isoformat(), f"{entry.person.number:08d}", str(entry.month), entry.kind, entry.status)
            groups.setdefault(key, {})[entry.programme] = entry
    made = []
    for half in range(2):
        own = [
            group
            for _, group in sorted(groups.items())
            if (month_of(next(iter(group.values())).paid_on) - first) // 6 == half
        ]
        header = headings(_SUBSIDY_HEADERS)
        rows = [_subsidy_row(clerk, group) for group in own]
        sheet = Sheet(
            header,
            numbered(rows),
            "两项补贴",
            ("青溪县困难残疾人生活补贴和重度残疾人护理补贴发放表",),
            header_every=500,
        )
        stamp = f"{month_end(first + 6 * half + 5):%Y%m%d}"
        made.append(Delivery("disability_subsidy_payments", f"民政局/残疾人两项补贴发放_{stamp}.xlsx", [sheet]))
    return made


def _subsidy_row(clerk: Clerk, group: dict[str, Entry]) -> Row:
    source, dirt = "disability_subsidy_payments", clerk.dirt
    entry = next(iter(group.values()))
    person = entry.person
    written_id = clerk.sheet_id(source, person)
    # whoever is paid without a certificate was listed with a number that no certificate has
    number = person.certificates[-1].number if person.certificates else f"{person.citizen_id}41"
    # The number was typed from the same paper: what is wrong in the ID is wrong in it.
    if person.slips.get(source):
        number = f"{written_id}{number[18:]}"
    amounts: list[Cell] = [
        clerk.sheet_amount(f"{group[programme].amount:.2f}") if programme in group else dirt.nothing()
        for programme in (LIVING, NURSING)
    ]
    village = person.household.village
    cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person), written_id, number]
    cells += [dirt.month(source, entry.month), *amounts, entry.kind, dirt.date(source, entry.paid_on), entry.status]
    # Who was listed without an ID was listed without a phone, too.
    cells += [person.name, dirt.account(person), dirt.phone(person) if written_id else ""]
    parts = tuple(part for part, programme in (("living", LIVING), ("nursing", NURSING)) if programme in group)
    return Row(cells, person, parts)


def _elder(clerk: Clerk, entries: list[Entry]) -> Delivery:
    source, dirt = "elder_allowance_payments", clerk.dirt
    own = sorted(
        (entry for entry in entries if entry.programme == ELDER),
        key=lambda entry: (entry.person.household.village.code, entry.person.number, entry.paid_on),
    )
    bad = spoilt(own, 1)
    header = headings(
        "序号 乡镇 村(居)委会 姓名 性别 出生日期 身份证号码 发放年月 发放金额 发放类型 发放日期 支付状态 银行账号"
    )
    rows = []
    for place, entry in enumerate(own):
        person = entry.person
        village = person.household.village
        cells: list[Cell] = [village.township, dirt.village(village), dirt.name(source, person), person.sex]
        cells += [dirt.date(source, person.born), clerk.person_id(source, person)]
        cells += [_NO_MONTH if place in bad else dirt.month(source, entry.month), dirt.amount(source, entry.amount)]
        cells += [entry.kind, dirt.date(source, entry.paid_on), entry.status, dirt.account(person)]
        rows.append(Row(cells, person, is_reject=place in bad))
    footers = (["合计", "", "", "", "", "", "", "", f"{sum((entry.amount for entry in own), Decimal(0)):.2f}"],)
    sheet = Sheet(header, numbered(rows), footers=footers, header_every=700)
    return Delivery(source, f"民政局/高龄津贴发放表_{clerk.stamp}.csv", [sheet], "gb18030")
