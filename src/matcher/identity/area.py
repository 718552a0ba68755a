"""Read places: codes of 6, 9 or 12 digits, names, and full paths of names.

Reads a column of text and an area table; gives 12-digit codes, zeros where the place is not known so far down. Pure.

Source: the statistical area code: 2 province + 2 prefecture + 2 county + 3 township + 3 village.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from matcher.identity.reading import Reading, read_by_text, text_column
from matcher.identity.text import clean_one

STATUSES: Final = {
    "cleaned": "read by a variant of a name, without the places between, or with a house or group after it (三组)",
    "former": "a code or name that the place, or one merged into it, had before; the code is today's",
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
_MOST_REMEMBERED: Final = 200_000
_TODAY, _VARIANT, _FORMER = range(3)
"""How a text names a place: by its name, by a way to write it, by a name that it had before. The first is preferred."""
_Spelling = tuple[str, int, str]
"""A way to write a name, how it names the place, and the place."""

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
        former_codes: Abolished 12-digit code → code of the place that it belongs to today.
        former_names: 12-digit code → names that the place, or places merged into it, had before.
    """

    names: Mapping[str, str]
    parents: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]]
    former_codes: Mapping[str, str] = field(default_factory=dict)
    former_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_rows(
        cls,
        codes: Iterable[str],
        names: Iterable[str],
        parents: Iterable[str | None],
        former_codes: Iterable[Iterable[str]] = (),
        former_names: Iterable[Iterable[str]] = (),
    ) -> AreaTable:
        """Make a table from its columns.

        Args:
            codes: 2 to 12 digits.
            names: Name of each place, without the places above.
            parents: Code of the place above each, of 2 to 12 digits; null or empty for the topmost.
            former_codes: Codes that each place, or places merged into it, had before; nothing: none.
            former_names: Names of them, without the places above; nothing: none.
        """
        places = [padded(code) for code in codes]
        named = dict(zip(places, names, strict=True))
        above = {code: padded(parent) for code, parent in zip(named, parents, strict=True) if parent}
        below: dict[str, list[str]] = {}
        for code in sorted(named):
            below.setdefault(above.get(code, ""), []).append(code)
        before = {padded(old): code for code, olds in zip(places, former_codes, strict=False) for old in olds}
        called = {code: tuple(olds) for code, olds in zip(places, former_names, strict=False) if olds}
        return cls(named, above, {code: tuple(children) for code, children in below.items()}, before, called)

    @cached_property
    def codes(self) -> pa.Array:
        """All codes, as an Arrow array."""
        return pa.array(sorted(self.names), pa.string())

    def reader(self, within: str) -> _PlaceReader:
        """Give the reader of names below one place; it remembers what it has read."""
        if within not in self._readers:
            self._readers[within] = _PlaceReader(self, within)
        return self._readers[within]

    @cached_property
    def _readers(self) -> dict[str, _PlaceReader]:
        return {}

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
    column = text_column(raw)
    known = pc.is_in(column, value_set=areas.codes)
    if bool(pc.all(known, min_count=0).as_py()):  # codes of the table, as written
        return Reading(column, pa.nulls(len(column), pa.string()))
    return read_by_text(column, areas.reader(padded(within)).read, pa.string())


class _PlaceReader:
    """Reads place names below one place."""

    def __init__(self, areas: AreaTable, within: str) -> None:
        self._areas = areas
        self._within = within
        self._above = areas.path(within)
        self._known: dict[str, tuple[str | None, str | None]] = {}
        self._spellings: dict[str, list[_Spelling]] = {}
        self._everywhere = self._sorted_spellings(areas.below(within))

    def read(self, text: str) -> tuple[str | None, str | None]:
        """Read one text into a code and a status; the same text is worked out once."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            found = self._known[text] = self._work_out(text)
        return found

    def _work_out(self, text: str) -> tuple[str | None, str | None]:
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
            today = self._areas.former_codes.get(code)
            return (code, "unknown_code") if today is None else (today, "former")
        return code, None if as_written else "cleaned"

    def _read_names(self, text: str) -> tuple[str | None, str | None]:
        """Read names from the top down; where that leaves a rest, see whether a deeper place explains more of it."""
        rest, named = self._without_places_above(text)
        if not rest:
            return self._within, _NAMED[named]
        place, left_over = self._within, rest
        while left_over:
            found = self._starting_with(left_over, self._children(place))
            if found is None:
                break
            spelling, how, place = found
            left_over, named = left_over[len(spelling) :], max(named, how)
        codes, deeper_rest, how = self._anywhere_below(rest)
        if left_over and len(deeper_rest) < len(left_over):
            return self._settled(codes, deeper_rest, max(how, _VARIANT))
        if place == self._within:
            return (self._within, "partial") if rest != text else (None, "unreadable")
        return self._settled([place], left_over, named)

    def _without_places_above(self, text: str) -> tuple[str, int]:
        """Take the names of the place itself and of those above it from the beginning; say how they named them."""
        rest, named = text, _TODAY
        for code in self._above:
            found = self._starting_with(rest, self._sorted_spellings([code] if code in self._areas.names else []))
            if found is not None:
                rest, named = rest[len(found[0]) :], max(named, found[1])
        return rest, named

    def _anywhere_below(self, text: str) -> tuple[list[str], str, int]:
        """Find the places at any depth with the longest name that the text begins with, and what is left over.

        A name that one place has today and another had before is that of the first.
        """
        found = [spelling for spelling in self._everywhere if text.startswith(spelling[0])]
        longest = max((len(name) for name, _, _ in found), default=0)
        longest_ones = [(how, code) for name, how, code in found if len(name) == longest]
        is_former = bool(longest_ones) and all(how == _FORMER for how, _ in longest_ones)
        codes = {code for how, code in longest_ones if is_former or how != _FORMER}
        return sorted(codes), text[longest:], _FORMER if is_former else _VARIANT

    def _settled(self, codes: list[str], rest: str, named: int) -> tuple[str | None, str | None]:
        """Give the code and status for the places found and the text left over."""
        if len(codes) > 1:
            return self._common(codes), "ambiguous"
        if rest and not _BELOW_VILLAGE.fullmatch(rest):
            return codes[0], "partial"
        return codes[0], _NAMED[max(named, _VARIANT) if rest else named]

    def _common(self, codes: list[str]) -> str:
        paths = [self._areas.path(code) for code in codes]
        shared = [steps[0] for steps in zip(*paths, strict=False) if len(set(steps)) == 1]
        return shared[-1] if shared else self._within

    def _children(self, place: str) -> list[_Spelling]:
        if place not in self._spellings:
            self._spellings[place] = self._sorted_spellings(self._areas.children.get(place, ()))
        return self._spellings[place]

    def _sorted_spellings(self, codes: Iterable[str]) -> list[_Spelling]:
        """Give the ways to write the names of places, the longest first, today's before former ones."""
        found: list[_Spelling] = []
        for code in codes:
            whole, *variants = _spellings(self._areas.names[code])
            found += [(whole, _TODAY, code), *((name, _VARIANT, code) for name in variants)]
            known = {whole, *variants}
            former = (name for old in self._areas.former_names.get(code, ()) for name in _spellings(old))
            found += [(name, _FORMER, code) for name in dict.fromkeys(former) if name not in known]
        return sorted(found, key=lambda spelling: (-len(spelling[0]), spelling[1] == _FORMER, spelling[0], spelling[2]))

    @staticmethod
    def _starting_with(text: str, spellings: list[_Spelling]) -> _Spelling | None:
        """Find the longest name that the text begins with."""
        return next((spelling for spelling in spellings if text.startswith(spelling[0])), None)


_NAMED: Final = {_TODAY: None, _VARIANT: "cleaned", _FORMER: "former"}
"""How a text names a place → its status."""


def _spellings(name: str) -> tuple[str, ...]:
    """Give the ways to write one place's name: whole, without its suffix, and with the suffixes of its kind."""
    whole = _SEPARATORS.sub("", clean_one(name))
    suffix = next((end for end in _LONGEST_SUFFIX_FIRST if whole.endswith(end) and len(whole) > len(end)), "")
    base = whole[: len(whole) - len(suffix)] if suffix else whole
    kinds = (_VILLAGE_SUFFIXES, _TOWNSHIP_SUFFIXES)
    endings: tuple[str, ...] = next((kind for kind in kinds if suffix in kind), () if suffix else _VILLAGE_SUFFIXES)
    bare = (base,) if len(base) >= 2 else ()
    return tuple(dict.fromkeys((whole, *(base + ending for ending in endings), *bare)))
