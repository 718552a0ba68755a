"""The page's plain tables: sources and how fresh they are, doubts to settle. Pure: texts only."""

from __future__ import annotations

from typing import Final

from matcher.report import catalogue
from matcher.report.catalogue_page import DOUBTS_MORE
from matcher.report.contents import Contents
from matcher.report.facts import FileFacts, title_of
from matcher.report.overview_lines import lag_days
from matcher.report.sheet_quality import id_share_cell
from matcher.report.wording import Wording, figure

SOURCE_HEADERS: Final = (
    catalogue.SOURCE, catalogue.FILE, catalogue.AGENCY, catalogue.AS_OF_DATE, catalogue.LAG_DAYS, catalogue.ROWS_IN,
    catalogue.RECORD_ROWS, catalogue.REJECTED_ROWS, catalogue.SKIPPED_ROWS, catalogue.VALID_ID_SHARE,
)  # fmt: skip

DOUBT_HEADERS: Final = (
    catalogue.NUMBER, catalogue.REVIEW_KIND, catalogue.REVIEW_REASON, catalogue.REVIEW_PLACE, catalogue.REVIEW_OTHER,
    catalogue.REVIEW_ABOUT, catalogue.REVIEW_ACTION, catalogue.REVIEW_WEIGHT,
)  # fmt: skip

UNJUDGED_HEADERS: Final = (
    catalogue.RULE_CODE, catalogue.RULE_TITLE, catalogue.UNJUDGED_WHAT, catalogue.REVIEW_REASON,
)  # fmt: skip

_MOST_DOUBTS: Final = 300
"""Doubts that the page lists; the workbook has them all."""


def source_rows(contents: Contents) -> list[list[str]]:
    """Give a row for each delivered file."""
    wording, facts = contents.wording, contents.facts
    return [
        [
            wording.say(file.source_title),
            file.source_file,
            wording.say(title_of(facts.agency_titles, file.agency)),
            file.as_of_date.isoformat(),
            _lag(file, contents),
            figure(file.rows_in),
            figure(file.record_rows),
            figure(file.rejected_rows),
            figure(file.skipped_rows),
            _id_share(file, wording),
        ]
        for file in facts.files
    ]


def _lag(file: FileFacts, contents: Contents) -> str:
    days = lag_days(file, contents.facts)
    return contents.wording.say(catalogue.EARLIER_PERIOD) if days is None else figure(days)


def _id_share(file: FileFacts, wording: Wording) -> str:
    share, _ = id_share_cell(file, wording)
    return f"{share:.1%}" if isinstance(share, float) else str(share or "")


def doubt_rows(contents: Contents) -> list[list[str]]:
    """Give a row for each doubt, as many as a page can bear."""
    return [
        [
            figure(doubt.number),
            doubt.kind,
            doubt.reason,
            doubt.records,
            doubt.other,
            doubt.about,
            doubt.action,
            doubt.strength,
        ]
        for doubt in contents.doubts[:_MOST_DOUBTS]
    ]


def doubts_more(contents: Contents) -> str:
    """Say how many doubts are not on the page; nothing where all are."""
    more = len(contents.doubts) - _MOST_DOUBTS
    return contents.wording.say(DOUBTS_MORE, count=figure(more)) if more > 0 else ""
