"""What codes and sources are called, and how texts are put together in both languages at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from matcher.config.base import Text, month_text

Titles = Mapping[str, Text]


@dataclass(frozen=True)
class Terms:
    """What codes, sources and programmes are called, and the day that the run describes."""

    codes: Mapping[str, Titles]
    """Names of codes by code system."""
    sources: Titles
    """Names of sources."""
    programmes: Titles
    """Names of programmes."""
    as_of: date
    """Day that the run describes."""

    def code(self, system: str, code: str | None) -> Text:
        """Give what a code is called."""
        return self.codes.get(system, {}).get(code or "") or plain(code or "")

    def source(self, source: str) -> Text:
        """Give what a source is called."""
        return self.sources.get(source) or plain(source)

    def programme(self, programme: str) -> Text:
        """Give what a programme is called."""
        return self.programmes.get(programme) or plain(programme)


def plain(text: object) -> Text:
    """Give a text that is the same in both languages."""
    return Text(zh=str(text), en=str(text))


def filled(form: Text, **values: Text | str) -> Text:
    """Put values into the places of a text, in both languages."""
    zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Text(zh=form.zh.format(**zh), en=form.en.format(**en))


def listed(parts: Iterable[Text], zh: str = "，", en: str = ", ") -> Text:
    """Put parts one after the other, each once."""
    once = list({part.zh: part for part in parts}.values())
    return Text(zh=zh.join(part.zh for part in once), en=en.join(part.en for part in once))


_SINCE: Final = Text(zh="自 {first}", en="since {first}")
_UP_TO: Final = Text(zh="至 {last}", en="until {last}")
_FROM_TO: Final = Text(zh="{first} 至 {last}", en="{first} to {last}")


def stretch(first: int | None, last: int | None) -> Text:
    """Say a stretch of months; where one end is not known, the other alone."""
    if first is None:
        return plain("") if last is None else filled(_UP_TO, last=month_text(last))
    if last is None:
        return filled(_SINCE, first=month_text(first))
    if first == last:
        return plain(month_text(first))
    return filled(_FROM_TO, first=month_text(first), last=month_text(last))


def day_text(day: date | None) -> str:
    """Write a day; nothing for none."""
    return "" if day is None else day.isoformat()


def money_text(amount: Decimal) -> str:
    """Write yuan: 3,210.00."""
    return f"{amount:,.2f}"
