"""The page: one HTML file that opens offline, with figures, charts, and a list of findings to search and filter.

Reads Contents and the templates; writes one file. It asks for nothing: styles, script and data are inside, and its
content security policy allows exactly this style sheet and this script, by their hashes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from matcher.report import catalogue, codes
from matcher.report.catalogue_page import CHART_COUNT, CHART_VALUE, MONTH_NOTE, MORE_TOWNSHIPS, PAGE_TEXTS
from matcher.report.charts import Bar, bar_chart, column_chart
from matcher.report.contents import Contents
from matcher.report.facts import title_of
from matcher.report.overview_lines import funnel, quiet_rules_line, run_line, since_last, township_words, unjudged_lines
from matcher.report.page_tables import (
    DOUBT_HEADERS,
    SOURCE_HEADERS,
    UNJUDGED_HEADERS,
    doubt_rows,
    doubts_more,
    source_rows,
)
from matcher.report.page_templates import content_policy, open_template, read_template
from matcher.report.payload import NO_TOWNSHIP, build_payload, script_safe_json
from matcher.report.summary import NOTHING, Total, Totals
from matcher.report.wording import figure, money
from matcher.storage.disk import written_aside

_SCRIPTS: Final = ("page_data.js", "page_table.js", "page_detail.js")

_MOST_TOWNSHIPS: Final = 12
"""Bars that a reader can take in; the rest is one bar, and all are in the workbook."""


def write_page(path: Path, contents: Contents) -> Path:
    """Write the page whole or not at all."""
    with written_aside(path) as aside:
        aside.write_text(render_page(contents), encoding="utf-8", newline="\n")
    return path


def render_page(contents: Contents) -> str:
    """Give the page as text."""
    style = read_template("page.css")
    script = "(() => {\n'use strict';\n" + "\n".join(read_template(name) for name in _SCRIPTS) + "\n})();\n"
    return open_template("page.html.j2").render(
        _values(contents),
        style=style,
        script=script,
        policy=content_policy(style, script),
        data=script_safe_json(build_payload(contents)),
    )


def _values(contents: Contents) -> dict[str, Any]:
    """Give what the template says beside the findings."""
    wording, facts, summary = contents.wording, contents.facts, contents.summary
    notice = catalogue.MASKED_NOTICE if contents.masked else catalogue.UNMASKED_NOTICE
    return {
        "language": "zh-CN" if wording.language == "zh" else "en",
        "title": wording.say(facts.pipeline_title),
        "subtitle": wording.say(catalogue.REPORT_TITLE),
        "run_line": run_line(facts, wording),
        "suspicion_notice": wording.say(catalogue.SUSPICION_NOTICE),
        "masked_notice": wording.say(notice),
        "cards": _cards(contents),
        "steps": [(wording.say(label), figure(count)) for label, count, _ in funnel(summary)],
        "funnel_title": wording.say(catalogue.FUNNEL),
        "since_last": since_last(summary, facts, wording),
        "charts": _charts(contents),
        "kind_names": [(kind, wording.say(codes.KINDS[kind])) for kind in _KINDS_DRAWN],
        "sources_title": wording.say(catalogue.SOURCES),
        "source_headers": [wording.say(header) for header in SOURCE_HEADERS],
        "sources": source_rows(contents),
        "doubts_title": wording.say(catalogue.SHEET_REVIEW),
        "doubts_note": wording.say(catalogue.NOT_COUNTED),
        "doubt_headers": [wording.say(header) for header in DOUBT_HEADERS],
        "doubts": doubt_rows(contents),
        "doubts_more": doubts_more(contents),
        "doubts_count": figure(len(contents.doubts)),
        "unjudged_title": wording.say(catalogue.UNJUDGED),
        "unjudged_note": wording.say(catalogue.UNJUDGED_NOTE),
        "unjudged_headers": [wording.say(header) for header in UNJUDGED_HEADERS],
        "unjudged": unjudged_lines(facts, wording),
        "all_judged": wording.say(catalogue.ALL_JUDGED),
        "reading_title": wording.say(catalogue.HOW_TO_READ),
        # The note on verdict columns speaks of the workbook only.
        "reading_notes": [wording.say(note) for note in catalogue.READING_NOTES[:-1]],
        "words": {name: wording.say(text) for name, text in PAGE_TEXTS.items()},
        "program": wording.say(catalogue.PROGRAM, version=facts.program_version),
        "run": wording.say(catalogue.RUN, run_id=facts.run_id),
    }


_KINDS_DRAWN: Final = ("ineligible", "missing", "duplicate", "amount", "data_quality")


def _cards(contents: Contents) -> list[dict[str, str]]:
    wording, summary = contents.wording, contents.summary
    cards = [_kind_card(contents, kind) for kind in ("missing", "ineligible")]
    return [
        *cards,
        {
            "style": "review",
            "label": wording.say(catalogue.FOR_REVIEW),
            "figure": figure(len(contents.doubts)),
            "note": wording.say(catalogue.NOT_COUNTED),
        },
        {
            "style": "exempted",
            "label": wording.say(catalogue.EXEMPTED),
            "figure": figure(summary.exempted.findings),
            "note": wording.say(catalogue.LAWFUL_REASON),
        },
    ]


def _kind_card(contents: Contents, kind: str) -> dict[str, str]:
    wording = contents.wording
    total = contents.summary.by_kind.get(kind, NOTHING)
    people_and_money = {"persons": figure(total.persons), "amount": money(total.amount)}
    return {
        "style": kind,
        "label": wording.say(catalogue.SUSPECTED, kind=wording.say(codes.KINDS[kind])),
        "figure": figure(total.findings),
        "note": wording.say(catalogue.PEOPLE_AND_MONEY, **people_and_money),
    }


def _charts(contents: Contents) -> list[dict[str, Any]]:
    wording = contents.wording
    by_rule, by_township = wording.say(catalogue.BY_RULE), wording.say(catalogue.BY_TOWNSHIP)
    by_month, by_agency = wording.say(catalogue.BY_MONTH), wording.say(catalogue.BY_AGENCY)
    return [
        {"name": "rule", "title": by_rule, "note": "", "svg": bar_chart(by_rule, _rule_bars(contents))},
        {"name": "agency", "title": by_agency, "note": "", "svg": bar_chart(by_agency, _agency_bars(contents))},
        {"name": "township", "title": by_township, "note": "", "svg": bar_chart(by_township, _township_bars(contents))},
        {
            "name": "month",
            "title": by_month,
            "note": wording.say(MONTH_NOTE),
            "svg": column_chart(by_month, _month_columns(contents)),
        },
    ]


def _rule_bars(contents: Contents) -> list[Bar]:
    """Give a bar for each rule with findings, in the order of the codes, and one line for the others.

    The click on a bar filters by the rule's place among all rules.
    """
    wording, by_rule = contents.wording, contents.summary.by_rule
    rules = {rule.rule: rule for rule in contents.facts.rules}
    bars = [
        Bar(
            label=f"{rules[name].code} {wording.say(rules[name].title)}",
            stretches=((f"bar-{rules[name].kind}", total.findings),),
            note=_chart_note(total, contents),
            target=("rule", str(position)),
        )
        for position, (name, total) in enumerate(by_rule.items())
        if total.findings
    ]
    if len(bars) < len(by_rule):
        note = quiet_rules_line(len(bars), contents.facts, wording)
        bars.append(Bar(wording.say(catalogue.OTHER_RULES), (("bar-none", 0),), note))
    return bars


def _chart_note(total: Total, contents: Contents) -> str:
    amount = figure(int(total.amount.to_integral_value()))
    return contents.wording.say(CHART_VALUE, findings=figure(total.findings), amount=amount)


def _township_bars(contents: Contents) -> list[Bar]:
    wording, summary = contents.wording, contents.summary
    shown = list(summary.by_township)[:_MOST_TOWNSHIPS]
    bars = []
    for code in shown:
        name = township_words(code, summary, contents.facts, wording)
        # Underpaid and overpaid do not make a sum: where both may stand, findings alone are told.
        note = wording.say(CHART_COUNT, findings=figure(summary.by_township_all[code].findings))
        bars.append(Bar(name, _stretches(summary.by_township[code]), note, ("township", code or NO_TOWNSHIP)))
    rest = list(summary.by_township)[_MOST_TOWNSHIPS:]
    if rest:
        findings = sum(summary.by_township_all[code].findings for code in rest)
        note = wording.say(CHART_COUNT, findings=figure(findings))
        bars.append(Bar(wording.say(MORE_TOWNSHIPS, count=figure(len(rest))), (("bar-none", findings),), note))
    return bars


def _agency_bars(contents: Contents) -> list[Bar]:
    titles = contents.facts.agency_titles
    return [
        Bar(
            label=contents.wording.say(title_of(titles, agency)),
            stretches=(("bar-agency", total.findings),),
            note=contents.wording.say(CHART_COUNT, findings=figure(total.findings)),
        )
        for agency, total in contents.summary.by_agency.items()
    ]


def _stretches(kinds: Totals) -> tuple[tuple[str, int], ...]:
    return tuple((f"bar-{kind}", kinds[kind].findings) for kind in _KINDS_DRAWN if kind in kinds)


def _month_columns(contents: Contents) -> list[Bar]:
    return [
        Bar(
            label=month[2:],
            stretches=_stretches(kinds),
            note=contents.wording.join(
                f"{contents.wording.say(codes.KINDS[kind])} {total.findings}" for kind, total in kinds.items()
            ),
        )
        for month, kinds in contents.summary.by_month.items()
    ]
