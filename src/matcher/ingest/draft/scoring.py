"""Score how well a column of an unknown export fits a column of the model: by its header and by what it holds. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyarrow as pa
from rapidfuzz import fuzz

from matcher.config.identity_columns import FILLED_FROM
from matcher.config.model import ModelColumn
from matcher.config.source import SourceColumnType
from matcher.identity.text import normalise_header
from matcher.ingest.draft.knowledge import Alias, Knowledge
from matcher.ingest.draft.profile import ColumnProfile

LEAST_FIT: Final = 0.45
"""Scores below this propose nothing."""

CERTAIN: Final = 0.8
"""Scores below this are marked as unsure."""

_LEAST_LIKENESS: Final = 0.6
_LEAST_READABLE: Final = 0.3
_BY_CONTENT: Final = 0.75
_OTHER_PEOPLE: Final = (
    "监护", "配偶", "收款", "领款", "开户", "联系人", "家属", "经办", "帮扶", "父", "母", "校长", "班主任", "负责人",
    "审批", "审核", "代理", "担保", "共有", "股东", "户主", "亲属", "代办", "申报人", "填报", "登记人", "子女",
)  # fmt: skip
"""Words in a header that make it another person's than the one the row is about."""

_ONE_FOR_ANOTHER: Final = (
    (("时间", "年月日", "日"), "日期"),
    (("号码", "编号"), "号"),
    (("情况",), "状态"),
    (("名称", "名"), "名称"),
)
_ABOUT_SOMEBODY: Final = frozenset({"citizen_id", "person_name", "birth_date", "sex", "phone", "account"})
_OF_MODEL: Final[dict[str, SourceColumnType]] = {
    "code": "code",
    "date": "date",
    "month": "month",
    "money": "money",
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "yes_no",
    "area_code": "area_code",
    "text": "text",
}
"""Type of a model column → type of the source column that is proposed for it."""


@dataclass(frozen=True)
class Wish:
    """A column that a model table would like to be filled."""

    table: str
    """Model table."""
    column: str
    """Its column, or an identity column."""
    type: SourceColumnType
    """Type that the source column would be read as."""
    codes: str | None
    """Code system of a code."""
    aliases: tuple[Alias, ...]
    """Headers that mean it."""
    required: bool
    """Whether the table cannot be filled without it."""

    @property
    def is_identity(self) -> bool:
        """Whether every model table has it."""
        return self.column in FILLED_FROM


@dataclass(frozen=True)
class Fit:
    """How well a column fits a wish."""

    wish: Wish
    """What it would fill."""
    score: float
    """0..1: likeness of the header, lowered where the cells do not read."""
    likeness: float
    """0..1: how like a known header the header is; 0 where only the content speaks."""
    readable: float
    """Share of what is written that reads as the type, of citizen IDs the share that can be joined on; 1 for text."""
    known_as: str
    """The known header that it is most like; empty where only the content speaks."""


def wishes_of(table: str, knowledge: Knowledge) -> list[Wish]:
    """Give what a model table would like to be filled: the identity columns, then its own."""
    model = knowledge.model[table]
    wishes = [
        Wish(table, name, FILLED_FROM[name][0], None, knowledge.aliases_of(table, name), required=False)
        for name in FILLED_FROM
        if model.column(name) is None
    ]
    return [*wishes, *(_own_wish(table, column, knowledge) for column in model.columns)]


def _own_wish(table: str, column: ModelColumn, knowledge: Knowledge) -> Wish:
    kind = _OF_MODEL[column.type]
    if column.type == "text" and column.column.endswith("citizen_id"):
        kind = "citizen_id"
    elif column.type == "text" and column.column.endswith("_name"):
        kind = "person_name"
    elif column.type == "text" and (table, column.column) == ("disability_certificate", "certificate_number"):
        kind = "certificate_number"
    aliases = knowledge.aliases_of(table, column.column)
    return Wish(table, column.column, kind, column.codes, aliases, column.required)


def fit(profile: ColumnProfile, wish: Wish, ids: pa.Array | None) -> Fit | None:
    """Score one column against one wish.

    Args:
        profile: The column.
        wish: What it might fill.
        ids: Citizen IDs of the rows, where some column holds them: a birth date must agree with them.

    Returns:
        None where it fits too badly to be proposed.
    """
    likeness, known_as = _likeness(normalise_header(profile.header), wish)
    readable = _readable(profile, wish)
    by_content = _by_content(profile, wish, ids)
    if by_content > likeness:
        likeness, known_as = by_content, ""
    if profile.filled and readable < _LEAST_READABLE:
        return None
    score = likeness * (0.45 + 0.55 * readable) if profile.filled else likeness * 0.7
    if score < LEAST_FIT:
        return None
    # A column of masked IDs is one of IDs still, but nobody is found by them.
    told = profile.joinable if wish.type == "citizen_id" else readable
    return Fit(wish, round(score, 3), round(likeness if known_as else 0.0, 3), round(told, 3), known_as)


def _likeness(form: str, wish: Wish) -> tuple[float, str]:
    """Give how like the headers of a wish a header is, and the one that it is most like."""
    if not form:
        return 0.0, ""
    exact = next((alias for alias in wish.aliases if alias.form == form), None)
    if exact:
        return exact.weight, exact.form
    if wish.column in _ABOUT_SOMEBODY and any(word in form for word in _OTHER_PEOPLE):
        return 0.0, ""
    likenesses = [(_alike(form, alias.form) * alias.weight, alias.form) for alias in wish.aliases]
    best = max(likenesses, key=lambda item: (item[0], item[1]), default=(0.0, ""))
    return best if best[0] >= _LEAST_LIKENESS * 0.85 else (0.0, "")


def _alike(form: str, other: str) -> float:
    """Compare two headers: what they share, and whether one ends with the other, since the last word says the kind."""
    form, other = _plain(form), _plain(other)
    if form == other:
        return 0.95
    shorter, longer = sorted((form, other), key=len)
    if len(shorter) >= 2 and longer.endswith(shorter):
        return 0.65 + 0.3 * len(shorter) / len(longer)
    alike = 0.9 * fuzz.ratio(form, other) / 100
    if form[-1] != other[-1]:
        alike *= 0.8
    return alike if alike >= _LEAST_LIKENESS else 0.0


@cache
def _plain(form: str) -> str:
    """Fold words at the end of headers that agencies use one for the other."""
    for words, one in _ONE_FOR_ANOTHER:
        for word in words:
            if form.endswith(word) and len(form) > len(word):
                return form.removesuffix(word) + one
    return form


def _readable(profile: ColumnProfile, wish: Wish) -> float:
    if wish.codes:
        return profile.share("code", wish.codes)
    if wish.type == "text":
        return 0.0 if profile.is_id and wish.column != "household_key" else 1.0
    if wish.type == "person_name":
        # Rare surnames and names of firms read as names too: the kernel's word is asked, the surnames only raise it.
        return max(profile.share("person_name"), 0.6 if _could_be_names(profile) else 0.0)
    return profile.share(wish.type)


def _could_be_names(profile: ColumnProfile) -> bool:
    return profile.share("text") > 0.9 and max(profile.share(kind) for kind in ("citizen_id", "money", "date")) < 0.1


def _by_content(profile: ColumnProfile, wish: Wish, ids: pa.Array | None) -> float:
    """Score what the cells alone say; only identity columns, and codes that a table must have, are that telling."""
    if not profile.filled or any(word in normalise_header(profile.header) for word in _OTHER_PEOPLE):
        return 0.0
    if wish.column == "birth_date":
        is_told = profile.share("date") >= 0.8 and ids is not None and profile.agrees_with(ids)
    elif wish.codes:
        is_told = wish.required and _tells_codes(profile, wish)
    else:
        is_told = wish.column in _TELLING and _TELLING[wish.column](profile)
    return _BY_CONTENT if is_told else 0.0


def _tells_codes(profile: ColumnProfile, wish: Wish) -> bool:
    """Tell words of a code system; numbers say nothing of which system is meant."""
    return profile.share("code", wish.codes) >= 0.9 and profile.share("integer") < 0.1 and profile.distinct > 1


def _is_account(profile: ColumnProfile) -> bool:
    """Tell bank accounts from other long numbers: they have 16 to 21 digits and are no IDs."""
    long = all(16 <= len(text.strip()) <= 21 for text in profile.samples)
    return long and profile.share("account") >= 0.95 and profile.share("phone") < 0.1 and not profile.is_id


_TELLING: Final[dict[str, Callable[[ColumnProfile], bool]]] = {
    "citizen_id": lambda one: one.share("citizen_id") >= 0.8,
    "person_name": lambda one: one.share("person_name") >= 0.8 and one.distinct > 0.3 * one.filled,
    "phone": lambda one: one.share("phone") >= 0.9,
    "sex": lambda one: one.share("sex") >= 0.95 and one.distinct <= 3 and one.share("integer") < 0.5,
    "account": _is_account,
}
"""Identity columns that what is written tells without a header."""
