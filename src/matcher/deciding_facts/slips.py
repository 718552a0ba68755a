"""Where a damaged citizen ID differs from its repair, in words and without a digit of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from matcher.config.base import Text
from matcher.deciding_facts.rows import Row, TablesOfFinding
from matcher.deciding_facts.terms import Terms, filled

_FULL: Final = 18
_KEPT: Final = 15
_ONE: Final = Text(zh="第 {place} 位与订正后不同", en="character {place} differs")
_SWAPPED: Final = Text(zh="第 {place} 位与第 {next} 位颠倒", en="characters {place} and {next} are swapped")
_TAIL: Final = Text(zh="末 {count} 位丢失（疑为表格软件改写）", en="the last {count} are lost (a spreadsheet's doing)")
_SEVERAL: Final = Text(zh="第 {place} 位至第 {next} 位间有 {count} 位不同", en="{count} differ from {place} to {next}")
_LACKING: Final = Text(zh="缺第 {place} 位", en="character {place} is missing")
_EXTRA: Final = Text(zh="第 {place} 位多出一位", en="character {place} is one too many")
_SHORT: Final = Text(zh="只有 {count} 位", en="it has {count} characters only")
_IN_SOURCE: Final = Text(zh="{source}所载证号{slip}", en="ID in {source}: {slip}")


def slips_of_findings(rows: Mapping[str, TablesOfFinding], terms: Terms) -> dict[str, tuple[Text, ...]]:
    """Say for each finding that rests on a repaired ID how the ID was damaged, each slip once."""
    said = {
        finding: _slips([row for kind in tables.values() for row in kind], terms) for finding, tables in rows.items()
    }
    return {finding: texts for finding, texts in said.items() if texts}


def _slips(rows: list[Row], terms: Terms) -> tuple[Text, ...]:
    found: dict[str, Text] = {}
    for row in rows:
        written, repaired = row.get("citizen_id_raw"), row.get("person_citizen_id")
        if row["link_grade"] != "G5" or not written or not repaired:
            continue
        slip = slip_text(written, repaired)
        if slip is not None:
            text = filled(_IN_SOURCE, source=terms.source(row["source"]), slip=slip)
            found.setdefault(text.zh, text)
    return tuple(found.values())


def slip_text(written: str, repaired: str) -> Text | None:
    """Say where two writings of an ID differ; None where they are the same."""
    if len(written) == len(repaired):
        return _replaced(written, repaired)
    before = next((at for at, (a, b) in enumerate(zip(written, repaired, strict=False)) if a != b), None)
    place = str((min(len(written), len(repaired)) if before is None else before) + 1)
    if len(written) == _FULL - 1:
        return filled(_LACKING, place=place)
    if len(written) == _FULL + 1:
        return filled(_EXTRA, place=place)
    return filled(_SHORT, count=str(len(written))) if len(written) < _FULL else None


def _replaced(written: str, repaired: str) -> Text | None:
    places = [at for at, (a, b) in enumerate(zip(written, repaired, strict=True), start=1) if a != b]
    if not places:
        return None
    # Excel keeps fifteen figures and writes noughts for the rest.
    if len(written) == _FULL and places[0] > _KEPT and set(written[_KEPT:]) == {"0"}:
        return filled(_TAIL, count=str(_FULL - _KEPT))
    if len(places) == 1:
        return filled(_ONE, place=str(places[0]))
    first, last = places[0], places[-1]
    if len(places) == 2 and last == first + 1 and written[first - 1 : last] == repaired[first - 1 : last][::-1]:
        return filled(_SWAPPED, place=str(first), next=str(last))
    return filled(_SEVERAL, place=str(first), next=str(last), count=str(len(places)))
