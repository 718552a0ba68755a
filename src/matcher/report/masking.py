"""What of a person may be shown: masks for names, citizen IDs, birth dates, phones and accounts.

Reads and gives columns of text; null stays null. What is shown together must not give back what is hidden: an ID hides
the birth date alone, so that the date itself is never shown beside it, and a free text, which may say anything, never
at all. Pure. Source of the forms: GB/T 35273-2020 practice and the
conventions of county supervision lists (surname kept; area and last four characters of the ID kept).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

COMPOUND_SURNAMES: Final = frozenset(
    (
        "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
        "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容",
        "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马",
        "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "轩辕", "令狐", "段干",
        "百里", "呼延", "东郭", "南门", "羊舌", "微生", "左丘", "东门", "西门", "第五",
    )
)  # fmt: skip
"""Surnames of two characters that are still in use."""

_DOTS: Final = "·•‧・."


def mask_name(name: str) -> str:
    """Keep the surname: 王小明 → 王**, 欧阳锋 → 欧阳*, 阿依古丽·买买提 → 阿依古丽*."""
    for dot in _DOTS:
        if dot in name.strip(_DOTS):
            return name.strip(_DOTS).split(dot)[0] + "*"
    if len(name) < 2:
        return "*" * len(name)
    if name.isascii():
        return name[0] + "*" * 3
    kept = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:kept] + "*" * (len(name) - kept)


def mask_citizen_id(citizen_id: str) -> str:
    """Keep the first six (place) and the last four: 110105********0023; shorter texts are hidden whole.

    An old ID of 15 ends three characters after its birth date, and where the date is in 16 or 17 nobody knows: of these
    the last three, or none, are kept.
    """
    if len(citizen_id) < 15:
        return "*" * len(citizen_id)
    kept = {15: 3, 16: 0, 17: 0}.get(len(citizen_id), 4)
    hidden = len(citizen_id) - 6 - kept
    return citizen_id[:6] + "*" * hidden + citizen_id[6 + hidden :]


def mask_citizen_id_strictly(citizen_id: str) -> str:
    """Keep the first three and the last four: 110***********0023; of others no more than `mask_citizen_id` does."""
    masked = mask_citizen_id(citizen_id)
    return masked[:3] + "*" * len(masked[3:6]) + masked[6:]


def mask_birth_date(birth_date: str) -> str:
    """Keep the year: 1940-03-07 → 1940-**-**. A month more would leave some three days for the rest of an ID."""
    return birth_date[:4] + "-**-**" if re.match(r"\d{4}-", birth_date) else mask_text(birth_date)


def mask_text(text: str) -> str:
    """Hide every letter and digit and keep the form: what was written may be an ID, whatever column it stands in."""
    return re.sub(r"\w", "*", text)


def mask_phone(phone: str) -> str:
    """Keep the first three and the last four of a mobile number: 138****1234; shorter texts are hidden whole."""
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:] if len(phone) >= 11 else "*" * len(phone)


def mask_account(account: str) -> str:
    """Keep the last four of an account: ***************1234; shorter texts are hidden whole."""
    return "*" * (len(account) - 4) + account[-4:] if len(account) >= 12 else "*" * len(account)


MASKS: Final[dict[str, Callable[[str], str]]] = {
    "person_name": mask_name,
    "citizen_id": mask_citizen_id,
    "phone": mask_phone,
    "account": mask_account,
}
"""Which columns of published tables hold personal values, and the mask of each."""

Receiver = Literal["county", "township", "village", "agency"]
"""Whom a masked list goes to. What the public may see is made apart: matcher.report.notice, .coverage_public."""

ID_MASKS: Final[dict[Receiver, Callable[[str], str]]] = {
    "county": mask_citizen_id,
    "township": mask_citizen_id,
    "village": mask_citizen_id,
    "agency": mask_citizen_id_strictly,
}
"""How each receiver sees a citizen ID. Who visits a household must not confuse two people of one name, and sees place
and end of the number; an agency has the person in its own register, and needs no place."""

_PERSONAL: Final[dict[str, Callable[[str], str]]] = {
    **MASKS,
    "birth_date": mask_birth_date,
    "archive_birth_date": mask_birth_date,
    "spouse_citizen_id": mask_citizen_id,
    "counterpart_citizen_id": mask_citizen_id,
    "spouse_name": mask_name,
    "counterpart_name": mask_name,
    "payee_citizen_id": mask_citizen_id,
    "relative_citizen_id": mask_citizen_id,
    "old_citizen_id": mask_citizen_id,
    "certificate_number": mask_citizen_id,
    "payee_name": mask_name,
    "head_name": mask_name,
    "relative_name": mask_name,
}
"""Which columns of delivered rows, and the mask of each."""

_CODES: Final = frozenset(
    (
        "sex", "area_code", "programme", "kind", "status", "category", "residence", "relation", "relation_to_head",
        "certificate_status", "contribution_status", "household_type", "insurance", "monitored_kind", "payment_kind",
        "payment_status", "pension_kind", "pension_status", "registration_status", "catalogue_code", "exemption_code",
    )
)  # fmt: skip
"""Columns of delivered rows whose texts are codes of this program; every other text is hidden."""

_CODE: Final = re.compile(r"[a-z_]+|[A-Z][0-9]{0,2}|[0-9]{12}")
"""How codes look: male, disability_nursing_subsidy, B01, a place; no ID, no date and no name looks so."""


def mask_value(column: str, value: object) -> str:
    """Give what may be shown of one value of a delivered row: numbers, months, days but of birth, and codes in full."""
    if column in _PERSONAL:
        return _PERSONAL[column](str(value))
    is_shown = not isinstance(value, str) or (column in _CODES and _CODE.fullmatch(value))
    return str(value) if is_shown else mask_text(str(value))


def mask_table(table: pa.Table, receiver: Receiver = "county") -> pa.Table:
    """Give the table with every column of `MASKS` masked, in the same shape; each distinct value is masked once.

    Args:
        table: A table of a run.
        receiver: Who sees it.
    """
    masks = MASKS | {"citizen_id": ID_MASKS[receiver]}
    for name in table.column_names:
        if name in masks:
            masked = _mask_column(table.column(name), masks[name])
            table = table.set_column(table.column_names.index(name), table.schema.field(name), masked)
    return table


def mask_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row with every value masked whose column, but for an ending `_before`, is one of `MASKS`."""
    return {
        name: MASKS[name.removesuffix("_before")](value)
        if value is not None and name.removesuffix("_before") in MASKS
        else value
        for name, value in row.items()
    }


def _mask_column(column: pa.ChunkedArray, mask: Callable[[str], str]) -> pa.Array:
    encoded = column.combine_chunks().dictionary_encode()
    masked = [None if value is None else mask(value) for value in encoded.dictionary.to_pylist()]
    return pc.take(pa.array(masked, pa.string()), encoded.indices)
