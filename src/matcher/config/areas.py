"""The area table of a site: codes, names and what lies in what. A CSV file, UTF-8 or GB18030, named by the pipeline.

Columns: area_code (2 to 12 digits), name, parent_code (empty at the top), kind (province … village); and, where there
is something to say, former_codes and former_names: what the place and those merged into it were before, parted by `|`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import ConfigurationError, Fault

_COLUMNS = ("area_code", "name", "parent_code", "kind")
_HISTORY = ("former_codes", "former_names")
_LENGTHS = (2, 4, 6, 9, 12)
_FIRST_LINE = f"the first line must be: {','.join(_COLUMNS)}"


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
    former_codes: tuple[str, ...] = ()
    """Codes that it, or places merged into it, had before."""
    former_names: tuple[str, ...] = ()
    """Names of them, without the places above."""


def read_areas(path: Path) -> tuple[Area, ...]:
    """Read an area table.

    Raises:
        ConfigurationError: The file or a column is missing, or a row is wrong; every fault is listed.
    """
    if not path.is_file():
        mend = "name the area table in the pipeline under `areas:`; `matcher init` writes a first one"
        raise ConfigurationError(Fault("the area table is not there", str(path), mend))
    reader = csv.DictReader(io.StringIO(_text_of(path), newline=""), restval="")
    try:
        rows = list(reader)
    except csv.Error:
        raise ConfigurationError(Fault("the area table is no CSV file", str(path), _FIRST_LINE)) from None
    header = tuple(reader.fieldnames or ())
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        what = f"the area table lacks the columns {', '.join(missing)}"
        raise ConfigurationError(Fault(what, str(path), _FIRST_LINE))
    if not rows:
        mend = "write one line for each place, the county's province first: 18,东岭省,,province"
        raise ConfigurationError(Fault("the area table has no places yet", str(path), mend))
    areas = tuple(
        Area(
            area_code=row["area_code"].strip(),
            name=row["name"].strip(),
            parent_code=row["parent_code"].strip(),
            kind=row["kind"].strip(),
            **{column: _listed(row.get(column)) for column in _HISTORY},
        )
        for row in rows
    )
    faults = _faults(areas, path)
    if faults:
        raise ConfigurationError(faults)
    return areas


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split("|") if part.strip())


def _text_of(path: Path) -> str:
    """Read the file as UTF-8, or else as GB18030, which spreadsheets of Chinese offices save."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    mend = "save it as CSV UTF-8"
    raise ConfigurationError(Fault("the area table is neither UTF-8 nor GB18030 text", str(path), mend))


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
        if not area.name:
            faults.append(Fault(f"the row of area code '{area.area_code}' is too short", where, "write all columns"))
        elif not area.area_code.isdigit() or len(area.area_code) not in _LENGTHS:
            mend = "write 2, 4, 6, 9 or 12 digits"
            faults.append(Fault(f"'{area.area_code}' is not an area code", where, mend))
        elif area.area_code in seen:
            faults.append(Fault(f"area code {area.area_code} is there twice", where, "keep one of the two rows"))
        elif area.parent_code and area.parent_code not in codes:
            mend = "add the place above, or leave parent_code empty"
            faults.append(Fault(f"no place has the code {area.parent_code}", where, mend))
        seen.add(area.area_code)
    return [*faults, *_history_faults(areas, path)]


def _history_faults(areas: tuple[Area, ...], path: Path) -> list[Fault]:
    """Find codes of before that are no codes, are in use today, or lead to two places."""
    today = {area.area_code.ljust(12, "0") for area in areas}
    owners: dict[str, str] = {}
    faults = []
    for line, area in enumerate(areas, start=2):
        where = f"{path}:{line}"
        for code in area.former_codes:
            owner = owners.setdefault(code.ljust(12, "0"), area.area_code)
            if not code.isdigit() or len(code) not in _LENGTHS:
                faults.append(Fault(f"'{code}' is not an area code", where, "write 2, 4, 6, 9 or 12 digits"))
            elif code.ljust(12, "0") in today:
                what = f"area code {code} is a former one here, and a row of its own"
                faults.append(Fault(what, where, "take it out of `former_codes`, or take out the row"))
            elif owner != area.area_code:
                what = f"area code {code} belongs to two places today: {owner} and {area.area_code}"
                faults.append(Fault(what, where, "leave it with the place that has most of it, or with neither"))
    return faults
