"""The identity columns that every model table has beside its own.

Their types and meaning are in matcher.tables.IDENTITY; a test holds both lists together. Pure: plain data.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from matcher.config.source import SourceColumnType

IDENTITY_COLUMNS: Final = (
    "citizen_id",
    "citizen_id_status",
    "citizen_id_raw",
    "person_name",
    "birth_date",
    "sex",
    "area_code",
    "household_key",
    "phone",
    "account",
)
"""Names, in the order in which they stand in every model table."""

_TEXTS: Final[tuple[SourceColumnType, ...]] = ("text", "integer", "account", "phone")

FILLED_FROM: Final = MappingProxyType[str, tuple[SourceColumnType, ...]](
    {
        "citizen_id": ("citizen_id",),
        "person_name": ("person_name",),
        "birth_date": ("date",),
        "sex": ("sex",),
        "area_code": ("area_code",),
        "household_key": _TEXTS,
        "phone": ("phone",),
        "account": ("account",),
    }
)
"""Identity columns that a fill may name, and the types of source column that they are filled from. The status and the
raw text of a citizen ID come with the ID itself."""
