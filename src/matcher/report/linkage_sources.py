"""The tables of the linkage page that have a line for each source: outcomes, completeness, what is shared. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from matcher.config.base import Text
from matcher.report.linkage_charts import stack_chart
from matcher.report.linkage_texts import COLUMNS, GIVEN, WORDS
from matcher.report.wording import Wording, figure

OUTCOMES: Final = {
    "exact_G1": "same_id",
    "exact_G2": "variance",
    "exact_G6": "older_id",
    "alias_G7": "older_id",
    "repair_G5": "repair",
    "conflict_G3": "conflict",
    "alone": "alone",
}
"""What a record's link method and grade are shown as; any other is `scored`."""
SHOWN: Final = ("variance", "older_id", "repair", "scored", "conflict", "alone")
UNLINKABLE: Final = ("bare_name", "nameless")
_SHADES: Final = 9
_FULL_BAR: Final = 0.25
"""Share of a source's records that fills the bar of those that no plain ID links; they are few, and must be seen."""


class SourceTables:
    """What linking says of each source, in words of one language; the sources with most records first."""

    def __init__(self, figures: Mapping[str, Any], wording: Wording) -> None:
        self.figures = figures
        self.wording = wording
        self.sources = [
            {**source, "shown": _shown_outcomes(source["outcomes"])}
            for source in sorted(figures["sources"], key=lambda source: (-source["records"], source["source"]))
        ]

    def source_title(self, source: str) -> str:
        """Give what people call a source; its name where it has no title."""
        title = self.figures["source_titles"].get(source, {"zh": source, "en": source})
        return self.wording.say(Text(zh=title["zh"], en=title["en"]))

    @property
    def columns(self) -> list[str]:
        """The identity columns, in the order of their texts."""
        counted = {name for source in self.sources for name in source["filled"]}
        return [name for name in COLUMNS if name in counted]

    def count(self, *outcomes: str) -> int:
        """Count the records of all sources that ended so."""
        return sum(source["shown"][name] for source in self.sources for name in outcomes)

    def outcomes(self) -> list[dict[str, Any]]:
        """Give a line for each source: how its records were linked; all sources first."""
        every = {
            "title": self.wording.say(WORDS["all_sources"]),
            "records": sum(source["records"] for source in self.sources),
            "shown": {name: sum(one["shown"][name] for one in self.sources) for name in ("same_id", *SHOWN)},
        }
        named = [{**source, "title": self.source_title(source["source"])} for source in self.sources]
        return [
            {
                "title": line["title"],
                "records": figure(line["records"]),
                "share": percent(line["shown"]["same_id"], line["records"]),
                "counts": [figure(line["shown"][name]) if line["shown"][name] else "" for name in SHOWN],
                "bar": stack_chart(
                    [(f"way-{name}", line["shown"][name]) for name in SHOWN], line["records"] * _FULL_BAR
                ),
            }
            for line in (every, *named)
        ]

    def completeness(self) -> list[dict[str, Any]]:
        """Give a line for each source: the share of records that give each column."""
        lines = []
        for source in self.sources:
            whole = source["records"]
            filled = [source["filled"].get(name, 0) for name in self.columns]
            lost = sum(source["given"].get(kind, 0) for kind in UNLINKABLE)
            lines.append(
                {
                    "title": self.source_title(source["source"]),
                    "cells": [_cell(percent(part, whole) if part else "", part, whole) for part in filled],
                    "unlinkable": f"{figure(lost)}　{percent(lost, whole)}" if lost else "",
                }
            )
        return lines

    def given(self) -> list[dict[str, Any]]:
        """Give a line for each source: what its records can be known by, and how many of them were not."""
        lines = []
        for source in self.sources:
            cells = []
            for kind in GIVEN:
                count, lone = source["given"].get(kind, 0), source["lone"].get(kind, 0)
                cells.append((figure(count) if count else "", f"({figure(lone)})" if lone else ""))
            lines.append({"title": self.source_title(source["source"]), "cells": cells})
        return lines

    def matrix(self) -> list[dict[str, Any]]:
        """Give the people whom each two sources share: a triangle, the diagonal being the people of a source."""
        names = [source["source"] for source in self.sources]
        shared = {(pair["first"], pair["second"]): pair["persons"] for pair in self.figures["source_pairs"]}
        lines = []
        for place, name in enumerate(names):
            cells = []
            for other in names[: place + 1]:
                count = shared.get((name, other), shared.get((other, name), 0))
                smaller = min(shared.get((name, name), 0), shared.get((other, other), 0))
                cells.append(_cell(figure(count) if count else "", count if other != name else 0, smaller))
            lines.append({"number": place + 1, "title": self.source_title(name), "cells": cells})
        return lines


def _shown_outcomes(outcomes: Mapping[str, int]) -> dict[str, int]:
    """Gather records by how the page shows their link."""
    counts = dict.fromkeys(("same_id", *SHOWN), 0)
    for outcome, count in outcomes.items():
        counts[OUTCOMES.get(outcome, "scored")] += count
    return counts


def _cell(text: str, part: int, whole: int) -> tuple[str, int]:
    """Give a cell with its shade, 0 to 9."""
    return text, -(-part * _SHADES // whole) if whole else 0


def percent(part: int, whole: int) -> str:
    """Give a share in per cent, cut off: 99.96 % is no 100 %."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "–"
