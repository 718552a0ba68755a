"""How the amount of a finding came about, in words: months times an amount, its parts, and what limits it.

What is told is what the rule reckoned (matcher.tables.CALCULATIONS); nothing is reckoned here. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from matcher.config.base import Text
from matcher.config.policy import LocalValue
from matcher.deciding_facts.rows import Row
from matcher.deciding_facts.terms import Titles, filled, money_text, plain

_MOST_STRETCHES: Final = 6
"""Stretches of months of one amount that are told one by one."""

_COUNT: Final = Text(zh="{count} 个月", en="{count} months")
_ONE: Final = Text(zh="1 个月", en="1 month")
_UNITS: Final[Mapping[str, tuple[Text, Text]]] = {
    "元/户": (Text(zh="1 户", en="1 household"), Text(zh="{count} 个月", en="{count} months")),
    "元/学期": (Text(zh="1 个学期", en="1 term"), Text(zh="{count} 个学期", en="{count} terms")),
    "元/年": (Text(zh="1 个年度", en="1 year"), Text(zh="{count} 个年度", en="{count} years")),
}
"""How a standard that is not one of a month is counted, by the unit that its meaning names: once, and several times."""
_FROM_TO: Final = Text(zh="{first} 至 {last}", en="{first} to {last}")
_STRETCH: Final = Text(zh="{months}：{count} × {each} 元 = {total} 元", en="{months}: {count} × {each} = {total} yuan")
_RECKONED: Final = Text(zh="{said}（{parts}）", en="{said} ({parts})")
_EQUALS: Final = Text(zh="{parts} = {each}", en="{parts} = {each}")
_TOGETHER: Final = Text(zh="{parts}；合计 {total} 元", en="{parts}; {total} yuan in all")
_LEFT_OUT: Final = Text(zh="另有 {count}不计（{parts}）", en="{count} more do not count ({parts})")
_ONE_LEFT_OUT: Final = Text(zh="另有 1 个月不计（{parts}）", en="1 month more does not count ({parts})")
_OVER_CAP: Final = Text(zh="{year} 年超出 {amount} 元不计（{parts}）", en="{amount} yuan over in {year} ({parts})")
_REASONS: Final[Mapping[str, Text]] = {
    "nothing_at_stake": Text(zh="不涉及金额", en="no amount is at stake"),
    "amount_not_known": Text(
        zh="{months}：所涉记录未载金额，不计", en="{months}: the rows name no amount; none is counted"
    ),
}
"""Why there is no calculation."""

_SIGNS: Final[Mapping[str, Text]] = {
    "plus": plain("+"),
    "minus": plain("−"),
    "times": plain("×"),
    "open": Text(zh="（", en="("),
    "close": Text(zh="）", en=")"),
    "above": Text(zh="多发：", en="paid too much:"),
    "below": Text(zh="少发：", en="paid too little:"),
    "least": Text(zh="取低（", en="the lower of ("),
    "greatest": Text(zh="取高（", en="the higher of ("),
    "ceil": Text(zh="向上取整（", en="rounded up ("),
    "floor": Text(zh="向下取整（", en="rounded down ("),
    "round": Text(zh="四舍五入（", en="rounded ("),
}
_BETWEEN: Final = ("plus", "minus", "times")
_SIDES: Final = ("above", "below")
_OPENING: Final = ("least", "greatest")
_NAMED: Final = Text(zh="{name} {value}", en="{name} {value}")
_DOCUMENT: Final = Text(zh="{named}〔据 {document}〕", en="{named} [{document}]")
_PAID: Final = Text(zh="已发", en="paid")
_TAKEN_BACK: Final = Text(zh="已退", en="taken back")
_NET: Final = Text(zh="当月实发", en="paid in the month")
_GATHERED: Final[Mapping[str, Text]] = {
    "count": Text(zh="笔数", en="number"),
    "count_distinct": Text(zh="{name}数", en="{name}"),
    "sum": Text(zh="{name}合计", en="{name}, in all"),
    "max": Text(zh="{name}最高", en="highest {name}"),
    "min": Text(zh="{name}最低", en="lowest {name}"),
}
_OF_EVERY_TABLE: Final[Titles] = {
    "month_net_cny": _NET,
    "person_id": Text(zh="人", en="persons"),
    "household_key": Text(zh="户", en="households"),
}
"""Columns that the data model has no title for."""


@dataclass(frozen=True)
class Names:
    """What the parts of a calculation are called."""

    columns: Titles
    """What columns mean, by `table.column`."""
    policy: Mapping[str, LocalValue]
    """What local policy says at the end of the run, by parameter."""


def calculation_text(told: Sequence[Row], names: Names) -> Text | None:
    """Tell how the amount of a finding came about.

    Args:
        told: Its rows of matcher.tables.CALCULATIONS, in their order; none of runs of before these were told.
        names: What parts are called.

    Returns:
        In both languages; why there is no calculation, where there is none.
    """
    stretches = sorted((row for row in told if row["kind"] == "months"), key=lambda row: row["first_month"])
    said = [_stretch(row, names) for row in stretches[:_MOST_STRETCHES]]
    said += [plain("…")] if len(stretches) > _MOST_STRETCHES else []
    limits = [_limit(row, names) for row in told if row["kind"] in ("back_pay_months", "year_cap")]
    lacking = [_reason(row) for row in told if row["kind"] in _REASONS]
    parts = [*said, *limits, *lacking]
    if not parts:
        return None
    text = _in_order(parts)
    if len(stretches) == 1 and not any(row["kind"] == "year_cap" for row in told):
        return text
    total = sum((row["amount_cny"] for row in told), Decimal(0))
    return filled(_TOGETHER, parts=text, total=money_text(total)) if stretches else text


def underpaid(told: Sequence[Row]) -> Decimal:
    """Add up what was paid too little, in yuan: months whose difference of paid and due is told as such."""
    short = (row["amount_cny"] for row in told if any(part["kind"] == "below" for part in row["parts"]))
    return sum(short, Decimal("0.00"))


def _stretch(row: Row, names: Names) -> Text:
    each = money_text(row["each_cny"])
    said = filled(
        _STRETCH,
        months=_months_text(row),
        count=_count(row["month_count"], _unit(row["parts"], names)),
        each=each,
        total=money_text(row["amount_cny"]),
    )
    parts = row["parts"]
    if len(parts) == 1:
        name = parts[0]["name"] or ""
        return said if name.endswith(".month_net_cny") else filled(_RECKONED, said=said, parts=_part(parts[0], names))
    return filled(_RECKONED, said=said, parts=filled(_EQUALS, parts=_parts(parts, names), each=each))


def _months_text(row: Row) -> Text:
    first, last = row["first_month"], row["last_month"]
    return plain(first) if first == last else filled(_FROM_TO, first=first, last=last)


def _limit(row: Row, names: Names) -> Text:
    parts = _parts(row["parts"], names)
    if row["kind"] == "year_cap":
        return filled(_OVER_CAP, year=row["first_month"][:4], amount=money_text(-row["amount_cny"]), parts=parts)
    if row["month_count"] == 1:
        return filled(_ONE_LEFT_OUT, parts=parts)
    return filled(_LEFT_OUT, count=_count(row["month_count"]), parts=parts)


def _reason(row: Row) -> Text:
    return filled(_REASONS[row["kind"]], months=_months_text(row))


def _parts(parts: Iterable[Row], names: Names) -> Text:
    """Say parts one after the other; a value that follows an `or` stands behind a comma, but for the first."""
    zh, en, before = "", "", ""
    for part in parts:
        kind = part["kind"]
        if kind == "or":
            zh, en = (zh, en) if before in _OPENING else (f"{zh}，", f"{en}, ")
        else:
            said, space = _SIGNS.get(kind) or _part(part, names), " " if kind in _BETWEEN else ""
            gap = " " if kind in _SIDES else space
            zh, en = f"{zh}{space}{said.zh}{space}", f"{en}{space}{said.en}{gap}"
        before = kind
    return Text(zh=zh, en=en)


def _part(part: Row, names: Names) -> Text:
    """Say a value with its name, and with the document that sets it."""
    kind, name = part["kind"], part["name"]
    value = _value_text(part["value"], is_money=_is_money(kind, name, names))
    title = _title(kind, name, names)
    named = plain(value) if title is None else filled(_NAMED, name=title, value=value)
    return filled(_DOCUMENT, named=named, document=part["reference"]) if part["reference"] else named


def _title(kind: str, name: str | None, names: Names) -> Text | None:
    if kind in ("paid", "taken_back"):
        return _PAID if kind == "paid" else _TAKEN_BACK
    if kind == "parameter" and name is not None:
        said = names.policy.get(name)
        return plain(name) if said is None else said.meaning
    if name is None:
        return None
    column = _OF_EVERY_TABLE.get(name.rpartition(".")[2]) or names.columns.get(name)
    title = plain(name) if column is None else Text(zh=column.zh, en=column.en.partition(";")[0])
    return filled(_GATHERED[kind], name=title) if kind in _GATHERED else title


def _is_money(kind: str, name: str | None, names: Names) -> bool:
    if kind == "parameter":
        said = names.policy.get(name or "")
        return said is not None and said.type == "money"
    if kind in ("paid", "taken_back", "value"):
        return True
    return kind not in ("count", "count_distinct") and (name or "").endswith("_cny")


def _value_text(value: Decimal | None, *, is_money: bool) -> str:
    """Write yuan with two places, other numbers as short as they are."""
    if value is None:
        return "—"
    return money_text(value) if is_money else f"{value.normalize():f}"


def _unit(parts: Sequence[Row], names: Names) -> tuple[Text, Text]:
    """Tell what is counted: months, unless the amount begins with a standard of a term, a year or a house."""
    first = next((part for part in parts if part["kind"] not in _SIDES), None)
    said = names.policy.get(first["name"] or "") if first and first["kind"] == "parameter" else None
    return next((texts for unit, texts in _UNITS.items() if said and unit in said.meaning.zh), (_ONE, _COUNT))


def _count(count: int, unit: tuple[Text, Text] = (_ONE, _COUNT)) -> Text:
    one, several = unit
    return one if count == 1 else filled(several, count=str(count))


def _in_order(parts: Sequence[Text]) -> Text:
    return Text(zh="；".join(part.zh for part in parts), en="; ".join(part.en for part in parts))
