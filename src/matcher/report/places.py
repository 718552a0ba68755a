"""Which township and village a 12-digit area code lies in, and what they are called. Pure."""

from __future__ import annotations

from collections.abc import Mapping

_COUNTY, _TOWNSHIP = 6, 9


def township_code(area_code: str | None) -> str:
    """Give the 12-digit code of the township, or of the county where the code says no more; empty for none."""
    return f"{area_code[:_TOWNSHIP]}000" if area_code else ""


def township_name(area_code: str | None, names: Mapping[str, str]) -> str:
    """Give a township's name without its county's; empty where the code names no township."""
    code = township_code(area_code)
    if code[_COUNTY:_TOWNSHIP] in {"", "000"}:
        return ""
    return _short_name(code, f"{code[:_COUNTY]}000000", names)


def village_name(area_code: str | None, names: Mapping[str, str]) -> str:
    """Give a village's name without its township's; empty where the code names no village."""
    if not area_code or area_code[_TOWNSHIP:] in {"", "000"}:
        return ""
    return _short_name(area_code, township_code(area_code), names)


def place_words(area_code: str | None, names: Mapping[str, str]) -> str:
    """Name a place by its township and village, or the county where the code says no more; empty for none."""
    village, township = village_name(area_code, names), township_name(area_code, names)
    return f"{township}{village}" or names.get(area_code or "", "")


def _short_name(code: str, parent: str, names: Mapping[str, str]) -> str:
    name = names.get(code, code)
    return name.removeprefix(names.get(parent, "")) or name
