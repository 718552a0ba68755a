"""The data-quality page: one HTML file that opens offline and says of each source how whole and readable it is.

Reads the figures of `quality.json` (matcher.ingest.quality_figures as plain data, with titles beside the names) and the
templates; writes one file. It holds counts and row numbers, never a value, and no script at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from matcher.config.base import Language, Text
from matcher.report.page_templates import content_policy, open_template, read_template
from matcher.report.quality_texts import NOTE_FORMS, NOUNS, ROW_CHECKS, SKIPS, STATUSES, TYPES, WORDS
from matcher.report.wording import Wording, figure
from matcher.storage.disk import written_aside

Figures = Mapping[str, Any]
"""A part of `quality.json`."""

_KINDS: Final = ("read", "changed", "lost", "absent")
_GOOD, _FAIR = 0.98, 0.9
"""Shares from which a meter is drawn as good, and as fair."""
_CHECK: Final = re.compile(r"(?P<column>.+)_is_(?P<noun>.+?)")


def write_quality_page(path: Path, figures: Figures, language: Language) -> Path:
    """Write the page whole or not at all.

    Args:
        path: Where to.
        figures: Content of `quality.json`.
        language: Language of the page.
    """
    with written_aside(path) as aside:
        aside.write_text(render_quality_page(figures, language), encoding="utf-8", newline="\n")
    return path


def render_quality_page(figures: Figures, language: Language) -> str:
    """Give the page as text."""
    style = read_template("page.css") + read_template("quality.css")
    page = _Page(figures, Wording(language))
    return open_template("quality.html.j2").render(page.values(), style=style, policy=content_policy(style, ""))


class _Page:
    """The figures in words of one language."""

    def __init__(self, figures: Figures, wording: Wording) -> None:
        self.figures = figures
        self.wording = wording

    def values(self) -> dict[str, Any]:
        """Give what the template says."""
        sources = self.figures["sources"]
        files = sum(len(source["files"]) for source in sources)
        parts = (self.say("as_of", self.figures["as_of"]), self.say("counts", figure(len(sources)), figure(files)))
        return {
            "language": "zh-CN" if self.wording.language == "zh" else "en",
            "title": self.title(self.figures["title"]),
            "words": {name: self.wording.say(text) for name, text in WORDS.items()},
            "run_line": "　".join(parts),
            "program": self.say("program", self.figures["program_version"]),
            "cards": self.cards(sources),
            "sources": [self.source(source) for source in sources],
        }

    def say(self, name: str, *values: object) -> str:
        """Give one of the page's texts."""
        return self.wording.say(WORDS[name]).format(*values)

    def rows(self, count: int) -> str:
        """Count rows: 1 row, 2 rows."""
        return self.say("row" if count == 1 else "rows", figure(count))

    def title(self, text: Mapping[str, str]) -> str:
        """Give a title in the page's language."""
        return self.wording.say(Text(zh=text["zh"], en=text["en"]))

    def cards(self, sources: Sequence[Figures]) -> list[dict[str, str]]:
        """Give the figures at the top."""
        total = {
            name: sum(source[name] for source in sources)
            for name in ("rows_in", "record_rows", "rejected_rows", "given_ids", "joinable_ids")
        }
        skipped = sum(sum(source["skipped"].values()) for source in sources)
        given, usable = total["given_ids"], total["joinable_ids"]
        cards = (
            ("rows", "rows_in", figure(total["rows_in"]), self.say("skipped_note", figure(skipped))),
            (
                "records",
                "records",
                figure(total["record_rows"]),
                self.say("record_note", _percent(total["record_rows"], total["rows_in"] - skipped)),
            ),
            ("rejected", "rejected", figure(total["rejected_rows"]), self.say("reject_note")),
            ("ids", "ids", _percent(usable, given) or "–", self.say("ids_note", figure(given), figure(usable))),
        )
        return [
            {"style": style, "label": self.say(name), "figure": said, "note": note} for style, name, said, note in cards
        ]

    def source(self, source: Figures) -> dict[str, Any]:
        """Give one source: its line in the overview, and its panel."""
        newest = min(source["files"], key=lambda file: (file["age_days"], file["source_file"]))
        columns = [self.column(column, source) for column in source["columns"]]
        skipped = sum(source["skipped"].values())
        lost = any(status["kind"] == "lost" for column in source["columns"] for status in column["statuses"])
        notes = [note for file in source["files"] for note in self.notes(file, source)]
        counts = ((name, source[key]) for name, key in (("rows_in", "rows_in"), ("records", "record_rows")))
        return {
            "anchor": f"source-{source['source']}",
            "title": self.title(source["title"]),
            "agency": self.title(source["agency_title"]),
            "day": newest["as_of_date"],
            "age": figure(newest["age_days"]),
            "rows_in": figure(source["rows_in"]),
            "records": figure(source["record_rows"]),
            "rejected": figure(source["rejected_rows"]),
            "skipped": figure(skipped),
            "usable": _meter(source["joinable_ids"], source["given_ids"]),
            "worst": self.worst(source["columns"]),
            "open": bool(lost or source["rejected_rows"] or notes),
            "line": "　".join(f"{self.say(name)} {figure(count)}" for name, count in counts),
            "ways": self.ways(source),
            "id_states": self.id_states(source),
            "id_stack": _stack(source),
            "rejects": [self.reject(reject, source) for reject in source["rejects"]],
            "repeats": [self.repeat(repeat, source) for repeat in source["repeats"]],
            "columns": columns,
            "files": [self.file(file) for file in source["files"]],
            "notes": notes,
        }

    def worst(self, columns: Sequence[Figures]) -> str:
        """Name the column of which the smallest share was read."""
        shares = [(one["readable"] / one["filled"], place) for place, one in enumerate(columns) if one["filled"]]
        if not shares or min(shares)[0] == 1:
            return self.say("all_read")
        column = columns[min(shares)[1]]
        return f"{column['header']} {_percent(column['readable'], column['filled'])}"

    def ways(self, source: Figures) -> list[tuple[str, str]]:
        """Give where the rows went: records, rejects, skips by reason."""
        skips = [(self.wording.say_code(SKIPS, reason), figure(count)) for reason, count in source["skipped"].items()]
        first = [
            (self.say(name), figure(source[key]))
            for name, key in (("records", "record_rows"), ("rejected", "rejected_rows"))
        ]
        return [*first, *((f"{self.say('skipped')} · {label}", count) for label, count in skips)]

    def id_states(self, source: Figures) -> list[dict[str, str]]:
        """Give the states of the IDs of the people that the rows are about."""
        ids = [column for column in source["columns"] if column["column"] in source["id_columns"]]
        return [self.status(status, source) for column in ids for status in column["statuses"]]

    def status(self, status: Figures, source: Figures) -> dict[str, str]:
        """Give one status of a column: its name, its count, a few rows."""
        return {
            "kind": status["kind"],
            "label": self.wording.say_code(STATUSES, status["status"]),
            "count": self.rows(status["rows"]),
            "where": self.where(status["examples"], source),
        }

    def where(self, places: Sequence[Figures], source: Figures) -> str:
        """Name example rows; the file only where the source has several."""
        by_sheet: dict[tuple[str, str | None], list[int]] = {}
        several = len(source["files"]) > 1
        for place in places:
            by_sheet.setdefault((place["file"] if several else "", place["sheet"]), []).append(place["row"])
        named = [self.wording.place(file.split("/")[-1], sheet, rows) for (file, sheet), rows in by_sheet.items()]
        return self.say("example", self.wording.join_sentences(named)) if named else ""

    def column(self, column: Figures, source: Figures) -> dict[str, Any]:
        """Give one line of the columns' table."""
        absent = len(column["absent_in"])
        whole = absent == len(source["files"])
        return {
            "header": column["header"],
            "name": column["column"],
            "required": column["is_required"],
            "type": self.wording.say_code(TYPES, column["type"]),
            "filled": _meter(column["filled"], column["rows"], plain=not column["is_required"]),
            "readable": _meter(column["readable"], column["filled"]),
            "unused": not absent and not column["rows"],
            "absent": "" if not absent else self.say("absent") if whole else self.say("absent_in", figure(absent)),
            "oddities": [self.status(status, source) for status in column["statuses"] if status["status"] != "valid"],
        }

    def reject(self, reject: Figures, source: Figures) -> dict[str, str]:
        """Give one reason for rejecting rows."""
        name = reject["check"]
        found = _CHECK.fullmatch(name)
        headers = {column["column"]: column["header"] for column in source["columns"]}
        if name in ROW_CHECKS:
            label = self.wording.say(ROW_CHECKS[name])
        elif found and found["column"] in headers and found["noun"] in NOUNS:
            label = f"{headers[found['column']]} {self.wording.say(NOUNS[found['noun']])}"
        else:
            label = name
        where = self.where(reject["examples"], source)
        return {"label": label, "count": self.rows(reject["rows"]), "where": where}

    def repeat(self, repeat: Figures, source: Figures) -> dict[str, str]:
        """Give one kind of repeats."""
        headers = {column["column"]: column["header"] for column in source["columns"]}
        named = "+".join(headers.get(name, name) for name in repeat["columns"])
        label = self.say(f"repeat_{repeat['what']}", named)
        if repeat["what"] == "citizen_id" and repeat["rows"] and not repeat["is_promised"]:
            label += self.say("not_promised")
        where = self.where(repeat["examples"], source)
        return {"label": label, "count": self.rows(repeat["rows"]), "where": where}

    def file(self, file: Figures) -> list[str]:
        """Give one line of the files' table."""
        counts = (file["rows_in"], file["record_rows"], file["rejected_rows"], sum(file["skipped"].values()))
        age = figure(file["age_days"])
        return [file["source_file"], file["as_of_date"], age, file["encoding"] or "–", *map(figure, counts)]

    def notes(self, file: Figures, source: Figures) -> list[str]:
        """Give the notes of a file in the page's language."""
        name = f"{file['source_file'].split('/')[-1]}：" if len(source["files"]) > 1 else ""
        return [name + self.note(note) for note in file["notes"]]

    def note(self, note: str) -> str:
        """Say a note of an account; one of no known form as it is."""
        sheet, _, rest = note.partition(": ") if note.startswith("sheet '") and "': " in note else ("", "", note)
        place = f"{sheet.removeprefix('sheet ')} " if sheet else ""
        for form, text in NOTE_FORMS:
            found = re.fullmatch(form, rest)
            if found:
                return place + self.wording.say(text).format(*_parts(found))
        return place + rest


def _parts(found: re.Match[str]) -> list[str]:
    """Give what a form found; a sheet's name, which stands before a row, with a space behind it."""
    groups = [part or "" for part in found.groups()]
    return [f"{part} " if part and len(groups) == 5 and at == 1 else part for at, part in enumerate(groups)]


def _percent(part: int, whole: int) -> str:
    """Give a share in per cent, cut off: 99.96 % is no 100 %."""
    if not whole:
        return ""
    return f"{part * 1000 // whole / 10:.1f}%"


def _meter(part: int, whole: int, *, plain: bool = False) -> dict[str, str] | None:
    """Give a share as a bar; a plain one judges nothing: an optional column may be empty."""
    if not whole:
        return None
    share = part / whole
    style = "good" if share >= _GOOD else "fair" if share >= _FAIR else "poor"
    return {
        "style": "meter-plain" if plain else f"meter-{style}",
        "width": f"{share * 100:.1f}",
        "text": _percent(part, whole),
    }


def _stack(source: Figures) -> list[dict[str, str]]:
    """Give the stretches of the bar of ID states, by what they mean."""
    counts = dict.fromkeys(_KINDS, 0)
    for column in source["columns"]:
        if column["column"] in source["id_columns"]:
            for status in column["statuses"]:
                counts[status["kind"]] += status["rows"]
    total, done = sum(counts.values()), 0
    stretches = []
    for kind, count in counts.items():
        if count:
            stretches.append({"kind": kind, "x": f"{done * 100 / total:.2f}", "width": f"{count * 100 / total:.2f}"})
        done += count
    return stretches
