"""The funnel page: one HTML file that opens offline and shows what became of the clues, and how often they were true.

Reads figures (matcher.casework.figures as plain data) and the templates; writes one file. It holds counts and sums,
never a value of a person, and no script at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from matcher.config.base import Language, Text
from matcher.report.charts import Bar, bar_chart
from matcher.report.codes import DISPROOF_CODES, GRADES
from matcher.report.funnel_charts import MonthPoint, interval_chart, month_chart
from matcher.report.funnel_texts import FATE_NAMES, WORDS
from matcher.report.page_templates import content_policy, open_template, read_template
from matcher.report.wording import Wording, figure, money
from matcher.storage.disk import written_aside

_MOST_MONTHS: Final = 12
"""Months that are shown: the latest."""
_TABLES: Final = ("rule", "county", "reason", "link_grade")

Share = Mapping[str, Any]
"""matcher.casework.figures.Share as plain data."""


@dataclass(frozen=True)
class FunnelFigures:
    """What the page says."""

    title: Text
    """What people call the pipeline."""
    run_id: str
    as_of: date
    program_version: str
    funnel: Mapping[str, Any]
    """matcher.casework.figures.Funnel as plain data."""
    shares: Sequence[Share]
    """Over all months."""
    over_time: Mapping[str, Sequence[Share]]
    """By month of verification."""
    fates: Mapping[str, Mapping[str, int]]
    """What became of the clues of each county: matcher.casework.figures.FATES."""
    rule_titles: Mapping[str, Text]
    """By catalogue code."""
    area_names: Mapping[str, str]
    """Full names of places by 12-digit code."""


def write_funnel_page(path: Path, figures: FunnelFigures, language: Language) -> Path:
    """Write the page whole or not at all."""
    with written_aside(path) as aside:
        aside.write_text(render_funnel_page(figures, language), encoding="utf-8", newline="\n")
    return path


def render_funnel_page(figures: FunnelFigures, language: Language) -> str:
    """Give the page as text."""
    style = read_template("page.css") + read_template("funnel.css")
    values = _Page(figures, Wording(language)).values()
    return open_template("funnel.html.j2").render(values, style=style, policy=content_policy(style, ""))


class _Page:
    """The figures in words of one language."""

    def __init__(self, figures: FunnelFigures, wording: Wording) -> None:
        self.figures = figures
        self.wording = wording
        self.months = sorted(figures.over_time)[-_MOST_MONTHS:]

    def values(self) -> dict[str, Any]:
        """Give what the template says."""
        figures = self.figures
        return {
            "language": "zh-CN" if self.wording.language == "zh" else "en",
            "title": self.wording.say(figures.title),
            "words": {name: self.wording.say(text) for name, text in WORDS.items()},
            "run_line": "　".join((self.say("as_of", figures.as_of.isoformat()), self.say("run", figures.run_id))),
            "program": self.say("program", figures.program_version),
            "steps": self.steps(),
            "fates": self.fates(),
            "fate_names": [(name, self.wording.say(text)) for name, text in FATE_NAMES.items()],
            "by_month": self.by_month(),
            "months": self.months,
            "tables": [self.table(by) for by in _TABLES],
        }

    def say(self, name: str, *values: object) -> str:
        """Give one of the page's texts."""
        return self.wording.say(WORDS[name]).format(*values)

    def steps(self) -> list[dict[str, str]]:
        """Give what is counted, from rows to people held to account."""
        funnel = self.figures.funnel
        count = {name: figure(value) for name, value in funnel.items() if isinstance(value, int)}
        verdicts = f"{count['confirmed']} / {count['disproved']}"
        pending = self.say("verdicts_note", count["pending"])
        judged = next((one for one in self.figures.shares if one["by"] == "all"), None)
        confirmed = f"{percent(judged['share'])} · {pending}" if judged else pending
        of_rows = self.say("of_rows", percent(_part(funnel["clues"], funnel["rows"]), digits=2))
        given_out = self.say("dispatched_note", percent(_part(funnel["dispatched"], funnel["clues"])))
        steps = (
            ("rows", count["rows"], ""),
            ("findings", count["findings"], self.say("findings_note", count["standing"])),
            ("clues", count["clues"], self.wording.with_note(of_rows, self.say("clues_note"))),
            ("dispatched", count["dispatched"], given_out),
            ("verdicts", verdicts, confirmed),
            ("money", money(funnel["recovered_cny"]), self.say("money_note", money(funnel["paid_back_cny"]))),
            ("accountable", count["accountable_count"], self.say("accountable_note")),
        )
        return [{"label": self.say(name), "figure": value, "note": note} for name, value, note in steps]

    def fates(self) -> Any:
        """Draw what became of the clues, in all and by county."""
        every = {fate: sum(one[fate] for one in self.figures.fates.values()) for fate in FATE_NAMES}
        lines: list[tuple[str, Mapping[str, int]]] = [(self.say("all"), every)]
        if len(self.figures.fates) > 1:
            lines += [(self.name("county", code), counts) for code, counts in self.figures.fates.items()]
        bars = [
            Bar(name, tuple((f"fate-{fate}", counts[fate]) for fate in FATE_NAMES), figure(sum(counts.values())))
            for name, counts in lines
        ]
        return bar_chart(self.say("fates"), bars)

    def by_month(self) -> Any:
        """Draw the share confirmed in each month; nothing where there is no verdict."""
        points = []
        for month in self.months:
            one = next(share for share in self.figures.over_time[month] if share["by"] == "all")
            ends = (percent(one["low"]), percent(one["high"]))
            title = self.say("month_point", month, percent(one["share"]), *ends, one["count"], one["judged"])
            note = self.say("judged_count", figure(one["judged"]))
            points.append(MonthPoint(month, one["share"], one["low"], one["high"], title, note))
        return month_chart(self.say("by_month"), points) if points else None

    def table(self, by: str) -> dict[str, Any]:
        """Give the shares of one kind of group, those with most verdicts first."""
        shares = [one for one in self.figures.shares if one["by"] == by]
        column = "count" if by == "reason" else "judged"
        shares.sort(key=lambda one: (-one[column], one["group"]))
        return {
            "by": by,
            "title": self.say(f"by_{by}"),
            "note": self.say("reason_note" if by == "reason" else "table_note"),
            "count": self.say("reason_count" if by == "reason" else "confirmed_count"),
            "lines": [self.line(by, one) for one in shares],
        }

    def line(self, by: str, one: Share) -> dict[str, Any]:
        """Give one group's line."""
        return {
            "code": "" if by == "county" else one["group"],
            "name": self.name(by, one["group"]),
            "judged": figure(one["judged"]),
            "count": figure(one["count"]),
            "share": percent(one["share"]),
            "bar": interval_chart(one["share"], one["low"], one["high"]),
            "interval": self.say("interval_of", percent(one["low"]), percent(one["high"])),
            "months": [self.cell(by, one["group"], month) for month in self.months],
        }

    def cell(self, by: str, group: str, month: str) -> str:
        """Give what one month says of a group: confirmed / judged; nothing where nothing was judged."""
        found = (one for one in self.figures.over_time[month] if (one["by"], one["group"]) == (by, group))
        one = next(found, None)
        return f"{one['count']}/{one['judged']}" if one else ""

    def name(self, by: str, group: str) -> str:
        """Say what a group is called."""
        match by:
            case "rule":
                return self.wording.say_code(self.figures.rule_titles, group)
            case "county" if group != "unknown":
                return self.figures.area_names.get(f"{group}000000", group)
            case "reason" if group != "unknown":
                return self.wording.say_code(DISPROOF_CODES, group)
            case "link_grade" if group != "unknown":
                return self.wording.say_code(GRADES, group)
            case _:
                return self.say("unknown")


def percent(share: float, digits: int = 1) -> str:
    """Write a share: 14.6%."""
    return f"{share:.{digits}%}"


def _part(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
