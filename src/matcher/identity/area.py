"""Read places: codes of 6, 9 or 12 digits, names, and full paths of names.

Reads a column of text and an area table; gives 12-digit codes, zeros where the place is not known so far down. Pure.

Source: the statistical area code: 2 province + 2 prefecture + 2 county + 3 township + 3 village.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from matcher.identity.reading import Reading, read_by_text, text_column
from matcher.identity.text import clean_one

STATUSES: Final = {
    "cleaned": "read by a variant of a name, without the places between, or with a house or group after it (三组)",
    "partial": "only a place above was found: the rest of the text names none in the table",
    "unknown_code": "a well-formed code that is not in the area table; it is kept",
    "ambiguous": "several places bear the name; the code is of the nearest place above them all",
    "empty": "nothing there",
    "unreadable": "no place in the table",
}
"""Status → meaning. Null: a code of the table, or names that lead to one place, as written."""

_LEVEL_LENGTHS: Final = (2, 4, 6, 9, 12)
_VILLAGE_SUFFIXES: Final = (
    *("村", "社区", "村委会", "居委会", "村民委员会", "居民委员会", "社区居委会", "社区居民委员会", "行政村"),
    *("村村民委员会", "村村委会"),
)
_TOWNSHIP_SUFFIXES: Final = ("镇", "乡", "街道", "街道办事处", "街道办", "办事处", "镇人民政府", "乡人民政府")
_OTHER_SUFFIXES: Final = ("地区", "新区", "县", "市", "区", "省", "旗", "场")
_SUFFIXES: Final = (*_VILLAGE_SUFFIXES, *_TOWNSHIP_SUFFIXES, *_OTHER_SUFFIXES)
_LONGEST_SUFFIX_FIRST: Final = tuple(sorted(_SUFFIXES, key=lambda suffix: (-len(suffix), suffix)))
_SEPARATORS: Final = re.compile(r"[\s,，、/\\|>→·.。:：;；\-—_]+")
_BELOW_VILLAGE: Final = re.compile(
    r"(?:第?[\d一二三四五六七八九十百]+(?:村民小组|居民小组|小组|组|社|队|号|栋|幢|单元|室|巷|弄|楼|层).*|\(.*\)|[\d-]+)"
)


def padded(code: str) -> str:
    """Give the 12-digit form of an area code: zeros after what it says."""
    return code.ljust(12, "0")


def significant(code: str) -> str:
    """Give the part of a 12-digit code that says something: 2, 4, 6, 9 or 12 digits."""
    return next(code[:length] for length in _LEVEL_LENGTHS if code[length:].strip("0") == "")


@dataclass(frozen=True)
class AreaTable:
    """The places that texts may name.

    Attributes:
        names: 12-digit code → name.
        parents: 12-digit code → 12-digit code of the place above, where that is in the table too.
        children: 12-digit code → codes of the places below, sorted; key "" for the topmost.
    """

    names: Mapping[str, str]
    parents: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_rows(cls, codes: Iterable[str], names: Iterable[str], parents: Iterable[str | None]) -> AreaTable:
        """Make a table from its columns.

        Args:
            codes: 2 to 12 digits.
            names: Name of each place, without the places above.
            parents: Code of the place above each, of 2 to 12 digits; null or empty for the topmost.
        """
        named = {padded(code): name for code, name in zip(codes, names, strict=True)}
        above = {code: padded(parent) for code, parent in zip(named, parents, strict=True) if parent}
        below: dict[str, list[str]] = {}
        for code in sorted(named):
            below.setdefault(above.get(code, ""), []).append(code)
        return cls(named, above, {code: tuple(children) for code, children in below.items()})

    def path(self, code: str) -> list[str]:
        """Give the codes from the topmost place down to this one."""
        steps = [code]
        while steps[-1] in self.parents:
            steps.append(self.parents[steps[-1]])
        return steps[::-1]

    def below(self, code: str) -> list[str]:
        """Give all places under this one, sorted within each level, the upper levels first."""
        level, found = list(self.children.get(code, ())), []
        while level:
            found.extend(level)
            level = [child for place in level for child in self.children.get(place, ())]
        return found


def normalise_areas(raw: pa.Array | pa.ChunkedArray, areas: AreaTable, within: str) -> Reading:
    """Read a column of places.

    Args:
        raw: Codes, names or paths of names as delivered; null = empty.
        areas: The places that may be meant.
        within: Code (2 to 12 digits) of the place that the export is about: names are looked for below it, and the
            names of it and of the places above it may stand before them.

    Returns:
        12-digit codes.
    """
    reader = _PlaceReader(areas, padded(within))
    return read_by_text(text_column(raw), reader.read, pa.string())


class _PlaceReader:
    """Reads place names below one place."""

    def __init__(self, areas: AreaTable, within: str) -> None:
        self._areas = areas
        self._within = within
        self._above = areas.path(within)
        self._spellings: dict[str, list[tuple[str, str]]] = {}
        self._everywhere = [(name, code) for code in areas.below(within) for name in _spellings(areas.names[code])]
        self._everywhere.sort(key=lambda pair: (-len(pair[0]), pair))

    def read(self, text: str) -> tuple[str | None, str | None]:
        """Read one text into a code and a status."""
        cleaned = clean_one(text)
        if not cleaned:
            return None, "empty"
        digits = re.sub(r"\.0+$|\s", "", cleaned)
        if digits.isascii() and digits.isdigit():
            return self._read_code(digits, as_written=digits == text)
        return self._read_names(_SEPARATORS.sub("", cleaned))

    def _read_code(self, digits: str, *, as_written: bool) -> tuple[str | None, str | None]:
        if len(digits) == 15:  # 12 digits and the class of the place, urban or rural
            digits, as_written = digits[:12], False
        if len(digits) not in _LEVEL_LENGTHS or digits.startswith("0"):
            return None, "unreadable"
        code = padded(digits)
        if code not in self._areas.names:
            return code, "unknown_code"
        return code, None if as_written else "cleaned"

    def _read_names(self, text: str) -> tuple[str | None, str | None]:
        """Read names from the top down; where that leaves a rest, see whether a deeper place explains more of it."""
        rest, exact = self._without_places_above(text)
        if not rest:
            return self._within, None if exact else "cleaned"
        place, left_over = self._within, rest
        while left_over:
            found = self._starting_with(left_over, self._children(place))
            if found is None:
                break
            length, place, whole = found
            left_over, exact = left_over[length:], exact and whole
        deeper = self._anywhere_below(rest)
        if left_over and len(deeper[1]) < len(left_over):
            return self._settled(deeper[0], deeper[1], exact=False)
        if place == self._within:
            return (self._within, "partial") if rest != text else (None, "unreadable")
        return self._settled([place], left_over, exact=exact)

    def _without_places_above(self, text: str) -> tuple[str, bool]:
        """Take the names of the place itself and of those above it from the beginning."""
        rest, exact = text, True
        for code in self._above:
            found = self._starting_with(rest, self._own_spellings(code))
            if found is not None:
                rest, exact = rest[found[0] :], exact and found[2]
        return rest, exact

    def _anywhere_below(self, text: str) -> tuple[list[str], str]:
        """Find the places at any depth with the longest name that the text begins with, and what is left over."""
        longest = max((len(name) for name, _ in self._everywhere if text.startswith(name)), default=0)
        codes = {code for name, code in self._everywhere if len(name) == longest and text.startswith(name)}
        return sorted(codes), text[longest:]

    def _settled(self, codes: list[str], rest: str, *, exact: bool) -> tuple[str | None, str | None]:
        """Give the code and status for the places found and the text left over."""
        if len(codes) > 1:
            return self._common(codes), "ambiguous"
        if rest and not _BELOW_VILLAGE.fullmatch(rest):
            return codes[0], "partial"
        return codes[0], None if exact and not rest else "cleaned"

    def _common(self, codes: list[str]) -> str:
        paths = [self._areas.path(code) for code in codes]
        shared = [steps[0] for steps in zip(*paths, strict=False) if len(set(steps)) == 1]
        return shared[-1] if shared else self._within

    def _children(self, place: str) -> list[tuple[str, str]]:
        if place not in self._spellings:
            pairs = [
                (name, code)
                for code in self._areas.children.get(place, ())
                for name in _spellings(self._areas.names[code])
            ]
            self._spellings[place] = sorted(pairs, key=lambda pair: (-len(pair[0]), pair))
        return self._spellings[place]

    def _own_spellings(self, code: str) -> list[tuple[str, str]]:
        names = _spellings(self._areas.names[code]) if code in self._areas.names else ()
        return sorted(((name, code) for name in names), key=lambda pair: (-len(pair[0]), pair))

    def _starting_with(self, text: str, spellings: list[tuple[str, str]]) -> tuple[int, str, bool] | None:
        """Find the longest name that the text begins with: its length, its place, whether it is the whole name."""
        for name, code in spellings:
            if text.startswith(name):
                return len(name), code, name == _SEPARATORS.sub("", clean_one(self._areas.names[code]))
        return None


def _spellings(name: str) -> tuple[str, ...]:
    """Give the ways to write one place's name: whole, without its suffix, and with the suffixes of its kind."""
    whole = _SEPARATORS.sub("", clean_one(name))
    suffix = next((end for end in _LONGEST_SUFFIX_FIRST if whole.endswith(end) and len(whole) > len(end)), "")
    base = whole[: len(whole) - len(suffix)] if suffix else whole
    kinds = (_VILLAGE_SUFFIXES, _TOWNSHIP_SUFFIXES)
    endings: tuple[str, ...] = next((kind for kind in kinds if suffix in kind), () if suffix else _VILLAGE_SUFFIXES)
    bare = (base,) if len(base) >= 2 else ()
    return tuple(dict.fromkeys((whole, *(base + ending for ending in endings), *bare)))
