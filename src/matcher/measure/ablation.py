"""What each part of linking is worth: the settings that switch a part off."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from matcher.errors import Fault, UsageError, nearest

ABLATIONS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "repair": {"use_repair": False},
        "names": {"use_name_levels": False},
        "household": {"use_households": False},
        "frequency": {"use_frequencies": False},
    }
)
"""Part → settings of matcher.config.linkage.Linkage without it."""


def settings_without(part: str) -> dict[str, Any]:
    """Give the settings of linking without a part.

    Raises:
        UsageError: There is no such part.
    """
    if part not in ABLATIONS:
        what = f"there is no part of linking called '{part}'{nearest(part, list(ABLATIONS))}"
        raise UsageError(Fault(what, "--ablate", f"name some of: {', '.join(ABLATIONS)}"))
    return dict(ABLATIONS[part])
