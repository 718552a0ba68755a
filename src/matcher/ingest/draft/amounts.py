"""Find several payments in one row: columns of money whose headers name different programmes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.config.model import CodeSystem
from matcher.identity.text import normalise_header
from matcher.ingest.draft.profile import ColumnProfile
from matcher.ingest.draft.scoring import Fit, Wish

AMOUNT: Final = "amount_cny"
PROGRAMME: Final = "programme"

_NO_AMOUNT: Final = ("月数", "人数", "次数", "户数", "标准", "等级", "类别", "类型", "状态", "时间", "日期")
_LEAST_READABLE: Final = 0.8


def split_amounts(profiles: Sequence[ColumnProfile], wish: Wish, programmes: CodeSystem) -> dict[int, tuple[Fit, str]]:
    """Give the columns that each hold the amount of a programme of its own.

    Args:
        profiles: Columns of the export.
        wish: The amount of a payment.
        programmes: Benefit programmes with their spellings.

    Returns:
        Position → fit and programme; nothing where fewer than two programmes have a column, or two columns have one.
    """
    found: dict[int, tuple[Fit, str]] = {}
    for profile in profiles:
        readable = profile.share("money") if profile.filled else 1.0
        named = _programme_in(normalise_header(profile.header), programmes)
        if named and readable >= _LEAST_READABLE:
            spelling, code = named
            found[profile.position] = (Fit(wish, round(readable, 3), 1.0, readable, spelling), code)
    codes = [code for _, code in found.values()]
    return found if len(codes) > 1 and len(set(codes)) == len(codes) else {}


def _programme_in(form: str, programmes: CodeSystem) -> tuple[str, str] | None:
    """Give the longest spelling of a programme in a header, and the programme."""
    if form.endswith(_NO_AMOUNT):
        return None
    spellings = [
        (len(text), text, entry.code)
        for entry in programmes.entries
        for text in (normalise_header(spelling) for spelling in (entry.title.zh, *entry.spellings))
        if len(text) > 1 and text in form
    ]
    return max(spellings)[1:] if spellings else None
