"""The linkage page: one HTML file that opens offline and shows how records found their person, and how surely.

Reads the figures of linking (matcher.link.figures as plain data, with the titles of the sources beside them) and the
templates; writes one file. It holds counts and bits, never a value, and no script at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from matcher.config.base import Language, Text
from matcher.report.charts import Bar, column_chart
from matcher.report.linkage_levels import histogram_of, level_rows
from matcher.report.linkage_sources import SHOWN, UNLINKABLE, SourceTables, percent
from matcher.report.linkage_texts import BLOCKS, COLUMNS, GIVEN, GUIDE, WORDS
from matcher.report.page_templates import content_policy, open_template, read_template
from matcher.report.wording import Wording, figure
from matcher.storage.disk import written_aside

_BLOCK: Final = "block_"
_WITHOUT_IDS: Final = "without_ids_"
"""How the counts of blocking passes begin; the second, where neither side has a valid ID."""
_MEASURES: Final = ("pairs", "refined_blocks", "pairs_left_out")

Figures = Mapping[str, Any]
"""The figures of linking: matcher.link.LinkFigures as plain data, and `title`, `as_of`, `program_version`,
`source_titles`, `link_counts`."""


def linkage_figures(
    linkage: Mapping[str, Any],
    *,
    title: Text,
    as_of: date,
    program_version: str,
    source_titles: Mapping[str, Text],
    link_counts: Mapping[str, int],
) -> Figures:
    """Put what linking says of itself together with what the run calls things."""
    return {
        "title": title.model_dump(),
        "as_of": as_of.isoformat(),
        "program_version": program_version,
        "source_titles": {name: text.model_dump() for name, text in source_titles.items()},
        "link_counts": dict(link_counts),
        **linkage,
    }


def write_linkage_page(path: Path, figures: Figures, language: Language) -> Path:
    """Write the page whole or not at all.

    Args:
        path: Where to.
        figures: What linking says of itself.
        language: Language of the page.
    """
    with written_aside(path) as aside:
        aside.write_text(render_linkage_page(figures, language), encoding="utf-8", newline="\n")
    return path


def render_linkage_page(figures: Figures, language: Language) -> str:
    """Give the page as text."""
    style = read_template("page.css") + read_template("quality.css") + read_template("linkage.css")
    values = _Page(figures, Wording(language)).values()
    return open_template("linkage.html.j2").render(values, style=style, policy=content_policy(style, ""))


class _Page:
    """The figures in words of one language."""

    def __init__(self, figures: Figures, wording: Wording) -> None:
        self.figures = figures
        self.wording = wording
        self.tables = SourceTables(figures, wording)

    def values(self) -> dict[str, Any]:
        """Give what the template says."""
        figures, sources = self.figures, self.tables.sources
        records = sum(source["records"] for source in sources)
        counts = self.say("counts", figure(len(sources)), figure(records), figure(figures["persons"]))
        return {
            "language": "zh-CN" if self.wording.language == "zh" else "en",
            "title": self.wording.say(Text(zh=figures["title"]["zh"], en=figures["title"]["en"])),
            "words": {name: self.wording.say(text) for name, text in WORDS.items()},
            "run_line": "　".join((self.say("as_of", figures["as_of"]), counts)),
            "program": self.say("program", figures["program_version"]),
            "cards": self.cards(records),
            "shown": SHOWN,
            "outcomes": self.tables.outcomes(),
            "histogram": histogram_of(figures, self.wording),
            "histogram_note": self.say("histogram_note", figure(_pairs_of(figures["bins"]))),
            "levels": level_rows(figures["levels"], self.wording),
            "learning": self.learning(),
            "columns": [self.wording.say(COLUMNS[name]) for name in self.tables.columns],
            "completeness": self.tables.completeness(),
            "kinds": [(name, self.wording.say(text)) for name, text in GIVEN.items()],
            "given": self.tables.given(),
            "clusters": self.clusters(),
            "counted_of": self.counted_of(),
            "matrix": self.tables.matrix(),
            "blocks": self.blocks(),
            "guide": [self.wording.say(text).format(near=f"{figures['near_tie_bits']:g}") for text in GUIDE.values()],
        }

    def say(self, name: str, *values: object) -> str:
        """Give one of the page's texts."""
        return self.wording.say(WORDS[name]).format(*values)

    def cards(self, records: int) -> list[dict[str, str]]:
        """Give the figures at the top."""
        count = self.tables.count
        by_id, repaired, scored = count("same_id", "variance", "older_id"), count("repair"), count("scored")
        nameless = sum(source["lone"].get(kind, 0) for source in self.tables.sources for kind in UNLINKABLE)
        borrowed = self.figures["link_counts"].get("records_under_borrowed_ids", 0)
        inferred_note = self.say("inferred_note", figure(repaired), figure(scored))
        cards = (
            ("records", "by_id", by_id, self.say("by_id_note", figure(records), percent(by_id, records))),
            ("ids", "inferred", repaired + scored, inferred_note),
            ("review", "open", count("alone"), self.say("open_note", figure(nameless))),
            ("rejected", "conflict", count("conflict") + borrowed, self.say("conflict_note", figure(borrowed))),
        )
        return [
            {"style": style, "label": self.say(name), "figure": figure(records), "note": note}
            for style, name, records, note in cards
        ]

    def learning(self) -> str:
        """Say what m was learnt from."""
        return self.say(f"learning_{self.figures['model_origin']}", figure(self.figures["learning_pairs"]))

    def clusters(self) -> Any:
        """Draw how many people have how many records."""
        sizes = sorted((int(size), count) for size, count in self.figures["cluster_sizes"].items())
        firsts = [size for size, _ in sizes]
        labels = [
            str(first) if first < 10 else f"{first}–{after - 1 if after else ''}"
            for first, after in zip(firsts, [*firsts[1:], None], strict=False)
        ]
        bars = [
            Bar(label, (("bar-agency", count),), self.say("people", figure(count)))
            for label, (_, count) in zip(labels, sizes, strict=True)
        ]
        return column_chart(self.say("clusters"), bars)

    def counted_of(self) -> str:
        """Say that clusters are estimated, where they are."""
        every = self.figures["counted_of"]
        return self.say("counted_of", figure(every)) if every > 1 else ""

    def blocks(self) -> list[dict[str, str]]:
        """Give a line for each blocking pass that found anything."""
        counts = self.figures["link_counts"]
        names = [name[len(_BLOCK) : -len("_pairs")] for name in counts
                 if name.startswith(_BLOCK) and name.endswith("_pairs")]  # fmt: skip
        lines = []
        for name in names:
            done = {measure: counts.get(f"{_BLOCK}{name}_{measure}", 0) for measure in _MEASURES}
            if any(done.values()):
                lines.append({"name": self.block(name), **{measure: figure(done[measure]) for measure in _MEASURES}})
        return lines

    def block(self, name: str) -> str:
        """Say what must agree in a pass, and of whom."""
        said = self.wording.say_code(BLOCKS, name.removeprefix(_WITHOUT_IDS))
        return self.wording.with_note(said, self.say("without_ids")) if name.startswith(_WITHOUT_IDS) else said


def _pairs_of(bins: list[dict[str, int]]) -> int:
    return sum(one["accepted"] + one["review"] + one["apart"] for one in bins)
