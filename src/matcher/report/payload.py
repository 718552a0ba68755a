"""The findings as data for the page's script: short rows over lists of the texts that they share. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from matcher.report import codes
from matcher.report.catalogue_page import PAGE_TEXTS
from matcher.report.contents import Contents
from matcher.report.leads import Lead
from matcher.report.overview_lines import township_words
from matcher.report.rule_words import rule_words
from matcher.report.summary import SEVERITIES
from matcher.report.wording import Wording

NO_TOWNSHIP = "-"
"""What stands for a place without a township, so that a choice can name it."""


class _Shared:
    """Texts that many rows share: each is kept once, rows hold its position."""

    def __init__(self) -> None:
        self.texts: list[Any] = []
        self._positions: dict[Any, int] = {}

    def position(self, text: Any) -> int:
        """Give the position of a text, adding it where it is new."""
        if text not in self._positions:
            self._positions[text] = len(self.texts)
            self.texts.append(text)
        return self._positions[text]


def build_payload(contents: Contents) -> dict[str, Any]:
    """Give what the page's script reads; the script names the same columns in the same order (`F` in page_data.js)."""
    wording = contents.wording
    lists = {name: _Shared() for name in ("programmes", "townships", "texts", "files")}
    rules = sorted(contents.facts.rules, key=lambda rule: (rule.code, rule.rule))
    rule_positions = {rule.rule: position for position, rule in enumerate(rules)}
    rows = [_row(lead, rule_positions[lead.rule_id], lists, wording) for lead in contents.leads]
    lists["townships"].texts = [
        (code, name if code == NO_TOWNSHIP else township_words(code, contents.summary, contents.facts, wording))
        for code, name in lists["townships"].texts
    ]
    said = [asdict(rule_words(rule, contents.facts, wording)) for rule in rules]
    return {
        "words": {name: wording.say(text) for name, text in PAGE_TEXTS.items()},
        "kinds": _pairs(codes.KINDS, wording),
        "severities": _pairs(codes.SEVERITIES, wording),
        "statuses": _pairs(codes.STATUSES, wording),
        "rules": [{name: words[name] for name in _OF_RULE} for words in said],
        **{name: shared.texts for name, shared in lists.items()},
        "rows": rows,
    }


_OF_RULE: Final = ("code", "title", "kind", "reason", "to_verify", "responsible")
"""What the page says of rules; the rest stands in each row."""


def _pairs(texts: Any, wording: Wording) -> list[list[str]]:
    return [[code, wording.say(text)] for code, text in texts.items()]


def _row(lead: Lead, rule: int, lists: dict[str, _Shared], wording: Wording) -> list[Any]:
    status = lead.status if lead.exemption_code is None else "exempted"
    texts = lists["texts"]
    return [
        lead.finding_id,
        rule,
        SEVERITIES.index(lead.severity),
        lists["programmes"].position(lead.programme),
        lead.person_name,
        lead.citizen_id,
        lists["townships"].position((lead.township_code or NO_TOWNSHIP, lead.township)),
        lead.village,
        lead.first_month,
        lead.last_month,
        lead.month_count,
        _cents(lead.amount),
        texts.position(lead.link),
        texts.position(lead.exemption),
        list(codes.STATUSES).index(status),
        [
            [
                int(rows.is_subject),
                lists["files"].position((rows.source_title, rows.file, rows.sheet)),
                wording.rows(rows.rows),
            ]
            for rows in lead.evidence
        ],
        lead.facts,
        texts.position(lead.gap),
        texts.position(lead.law),
        texts.position(lead.basis),
        texts.position(lead.tried),
        int(lead.unpaid * 100),
    ]


def _cents(amount: Decimal | None) -> int | None:
    """Give money in cents, so that the script sums whole numbers."""
    return None if amount is None else int(amount * 100)


def script_safe_json(payload: dict[str, Any]) -> str:
    """Write JSON that can stand inside a script element: no character in it can end the element or begin a comment."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
