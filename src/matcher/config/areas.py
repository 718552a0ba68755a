"""The area table of a site: codes, names and what lies in what. A CSV file named by the pipeline.

Columns: area_code (2 to 12 digits), name, parent_code (empty at the top), kind (province … village).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import ConfigurationError, Fault

_COLUMNS = ("area_code", "name", "parent_code", "kind")
_LENGTHS = (2, 4, 6, 9, 12)


@dataclass(frozen=True)
class Area:
    """One place."""

    area_code: str
    """2, 4, 6, 9 or 12 digits."""
    name: str
    """Name without the places above."""
    parent_code: str
    """Code of the place that it lies in; empty at the top."""
    kind: str
    """province, prefecture, county, township or village."""


def read_areas(path: Path) -> tuple[Area, ...]:
    """Read an area table.

    Raises:
        ConfigurationError: The file or a column is missing, or a row is wrong; every fault is listed.
    """
    if not path.is_file():
        mend = "name the area table in the pipeline under `areas:`; `matcher init` writes a first one"
        raise ConfigurationError(Fault("the area table is not there", str(path), mend))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
        header = tuple(rows[0]) if rows else ()
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        mend = f"the first line must be: {','.join(_COLUMNS)}"
        raise ConfigurationError(Fault(f"the area table lacks the columns {', '.join(missing)}", str(path), mend))
    areas = tuple(Area(*(row[column].strip() for column in _COLUMNS)) for row in rows)
    faults = _faults(areas, path)
    if faults:
        raise ConfigurationError(faults)
    return areas


def full_names(areas: tuple[Area, ...]) -> dict[str, str]:
    """Give each place its name with the places above it, from the county down, by code padded to 12 digits."""
    by_code = {area.area_code: area for area in areas}

    def full(area: Area) -> str:
        above = by_code.get(area.parent_code)
        below_county = above is not None and len(above.area_code) >= 6  # county codes have 6 digits
        return (full(above) if above and below_county else "") + area.name

    return {area.area_code.ljust(12, "0"): full(area) for area in areas}


def _faults(areas: tuple[Area, ...], path: Path) -> list[Fault]:
    codes = {area.area_code for area in areas}
    seen: set[str] = set()
    faults = []
    for line, area in enumerate(areas, start=2):
        where = f"{path}:{line}"
        if not area.area_code.isdigit() or len(area.area_code) not in _LENGTHS:
            mend = "write 2, 4, 6, 9 or 12 digits"
            faults.append(Fault(f"'{area.area_code}' is not an area code", where, mend))
        elif area.area_code in seen:
            faults.append(Fault(f"area code {area.area_code} is there twice", where, "keep one of the two rows"))
        elif area.parent_code and area.parent_code not in codes:
            mend = "add the place above, or leave parent_code empty"
            faults.append(Fault(f"no place has the code {area.parent_code}", where, mend))
        seen.add(area.area_code)
    return faults
