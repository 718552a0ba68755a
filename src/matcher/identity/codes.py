"""Read codes by their spellings: `01-农村低保`, `农村低保`, `01`, `1`, `农村低保（元）`.

Reads a column of text and a table of spellings; gives codes. Each distinct text is read once. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pyarrow as pa

from matcher.identity.reading import Reading, read_by_text, text_column
from matcher.identity.text import clean_one

STATUSES: Final = {
    "cleaned": "read after taking away a code before the words, brackets, spaces or a unit",
    "empty": "nothing there",
    "unreadable": "no spelling of this code system",
}
"""Status → meaning. Null: a spelling, or a code, exactly as in the table."""

_CODE_AND_WORDS: Final = re.compile(r"(?P<code>[0-9A-Za-z]{1,6})\s*[-—–_.、:|/\s]?\s*(?P<words>[^\x00-\x7f].*)")
_WORDS_AND_CODE: Final = re.compile(r"(?P<words>.*[^\x00-\x7f])\s*[-—–_.、:|/\s]?\s*(?P<code>[0-9]{1,6})")
_BRACKETED: Final = re.compile(r"[(\[{【〔<](?P<inside>[^()\[\]{}【】〔〕<>]*)[)\]}】〕>]")


class CodeReader:
    """Reads the texts of one code system, spellings of one export included.

    Attributes:
        spellings: Spelling → code, as given.
    """

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self.spellings = dict(spellings)
        self._exact = {**{code: code for code in spellings.values()}, **self.spellings}
        self._folded: dict[str, str | None] = {}
        for spelling, code in self._exact.items():
            folded = _fold(spelling)
            known = self._folded.get(folded, code)
            # Two codes that differ only in what folding takes away can be told apart by exact spelling alone.
            self._folded[folded] = code if known == code else None

    def read(self, raw: pa.Array | pa.ChunkedArray) -> Reading:
        """Read a column of codes.

        Args:
            raw: Text as delivered; null = empty.

        Returns:
            Codes as text. Where a code and words stand together the words decide: exports number in their own way.
        """
        return read_by_text(text_column(raw), self._read_one, pa.string())

    def _read_one(self, text: str) -> tuple[str | None, str | None]:
        if text in self._exact:
            return self._exact[text], None
        cleaned = clean_one(text)
        # 无, / and the like may be spellings of their own, where a code system has a code for `none`.
        for form in _forms(cleaned or text.strip()):
            code = self._folded.get(_fold(form))
            if code is not None:
                return code, "cleaned"
        return (None, "unreadable") if cleaned else (None, "empty")


def _forms(text: str) -> Iterator[str]:
    """Give the forms that a text may be spelt as, the most telling first."""
    yield text
    outside = _BRACKETED.sub("", text)
    for form in dict.fromkeys((text, outside)):
        for pattern in (_CODE_AND_WORDS, _WORDS_AND_CODE):
            found = pattern.fullmatch(form)
            if found:
                yield found["words"]
    yield outside
    yield from (found["inside"] for found in _BRACKETED.finditer(text))
    number = re.fullmatch(r"(\d+)(?:\.0*)?", text)
    if number:
        yield from (number[1], number[1].lstrip("0") or "0", number[1].zfill(2), number[1].zfill(3))
    for pattern in (_CODE_AND_WORDS, _WORDS_AND_CODE):
        found = pattern.fullmatch(outside)
        if found:
            yield found["code"]


def _fold(spelling: str) -> str:
    """Fold away what never tells two spellings apart: width, case, spaces, hyphens, quotes, final punctuation."""
    folded = clean_one(spelling) or spelling.strip()
    return re.sub(r"[\s\-—–_'\"“”‘’·.,，、;；:：。]+", "", folded).lower() or folded
