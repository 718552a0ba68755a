"""What people judged of pairs of records, kept from run to run, and found again among the records of a later run.

Two files of the workspace, both append-only: `asked.jsonl`, every pair that was put before people, and `given.jsonl`,
every answer with its author and time. Record ids change with each delivered file, so each side of a pair also bears two
keyed hashes, which say nothing without the site key: one of all that the record says of its person (`content_key`), and
one of its valid citizen ID (`id_key`, the person_id of that ID). A side is found by its record id; else, with a valid
ID, by that ID; else by what it says, where that can only be one record's.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa

from matcher.engine.base import SqlStep
from matcher.engine.kernel import Kernel
from matcher.link.judged import JUDGEMENTS
from matcher.link.person_key import key_pads, keyed_hash_of, person_id_of
from matcher.storage.lines import append_lines, read_lines

Verdict = Literal["same", "different", "unsure"]
VERDICTS: Final[tuple[Verdict, ...]] = ("same", "different", "unsure")

ASKED_FILE: Final = "asked.jsonl"
GIVEN_FILE: Final = "given.jsonl"

_HASH_LETTERS: Final = 32
_PAIR_LETTERS: Final = 16
_SAID: Final = (
    "source", "citizen_id", "citizen_id_raw", "person_name", "birth_date", "sex", "area_code", "household_key",
    "phone", "account",
)  # fmt: skip
"""What a record says of its person, in the order in which it is hashed."""
_FEWEST_DIGITS: Final = 10
"""Digits from which on a damaged ID tells people apart, as matcher.link.collapse has it."""


@dataclass(frozen=True)
class Side:
    """One record of a pair, so that it can be found again."""

    record_id: str
    source: str
    content_key: str
    id_key: str | None
    """None: the record has no valid citizen ID."""


@dataclass(frozen=True)
class Asked:
    """A pair that was put before people, and what the run thought of it."""

    pair: str
    """Its code: the same whichever side comes first."""
    left: Side
    right: Side
    outcome: str
    """`accepted`, or why it was left to people."""
    group: str
    """Grade of an accepted link; else the outcome."""
    match_weight: float | None
    group_pairs: int
    """Pairs of the run in the same group and bucket of weights."""
    sampled: bool
    """Whether chance alone chose it within its group and bucket: only then may shares be estimated from it."""
    run_id: str
    at: str


@dataclass(frozen=True)
class Given:
    """One answer of one person."""

    pair: str
    verdict: Verdict
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True)
class Book:
    """Everything that was asked and given."""

    asked: Mapping[str, Asked]
    """By code; of a pair that was asked again, the last, sampled if it ever was."""
    given: tuple[Given, ...]
    """In the order in which it came."""

    def standing(self) -> dict[tuple[str, str], Given]:
        """Give the last answer of each person on each pair, by code and author."""
        return {(one.pair, one.by): one for one in self.given}

    def verdicts(self) -> dict[str, set[Verdict]]:
        """Give what stands on each pair, `unsure` aside; two verdicts contradict each other."""
        found: dict[str, set[Verdict]] = {}
        for one in self.standing().values():
            if one.verdict != "unsure":
                found.setdefault(one.pair, set()).add(one.verdict)
        return found

    def outcomes(self) -> list[tuple[Asked, bool]]:
        """Give each pair that people agree on, and whether it is one person; by code."""
        agreed = {pair: next(iter(found)) for pair, found in self.verdicts().items() if len(found) == 1}
        return [(self.asked[pair], agreed[pair] == "same") for pair in sorted(agreed) if pair in self.asked]


def side_of(row: Mapping[str, Any], site_key: bytes) -> Side:
    """Give a record as a side of a pair.

    Args:
        row: Its row of a model table.
        site_key: Secret of this site.
    """
    said = ["record", *(_written(row.get(name)) for name in _SAID)]
    citizen_id = row.get("citizen_id")
    return Side(
        record_id=str(row["record_id"]),
        source=str(row["source"]),
        content_key=_keyed(site_key, "\x1f".join(said)),
        id_key=_keyed(site_key, f"id:{citizen_id}") if citizen_id else None,
    )


def pair_code(left: Side, right: Side, site_key: bytes) -> str:
    """Give the code of a pair: the same whichever side comes first, and in whatever file its records come."""
    keys = ":".join(sorted((left.content_key, right.content_key)))
    return "P" + _keyed(site_key, f"pair:{keys}")[:_PAIR_LETTERS]  # a letter first: no program takes it for a number


def _written(value: object) -> str:
    if isinstance(value, date):
        return f"{value.year:04d}{value.month:02d}{value.day:02d}"
    return "\x1e" if value is None else str(value)


def _keyed(site_key: bytes, text: str) -> str:
    return hmac.new(site_key, text.encode("utf-8"), sha256).hexdigest()[:_HASH_LETTERS]


def read_book(folder: Path) -> Book:
    """Read everything that was asked and given; nothing where nobody was asked yet."""
    asked = [
        Asked(**{**row, "left": Side(**row["left"]), "right": Side(**row["right"])})
        for row in read_lines(folder / ASKED_FILE)
    ]
    given = tuple(Given(**row) for row in read_lines(folder / GIVEN_FILE))
    last: dict[str, Asked] = {}
    for one in asked:
        was_sampled = one.pair in last and last[one.pair].sampled
        last[one.pair] = replace(one, sampled=one.sampled or was_sampled)
    return Book(last, given)


def append_asked(asked: Iterable[Asked], folder: Path) -> None:
    """Note that pairs are put before people."""
    append_lines((asdict(one) for one in asked), folder / ASKED_FILE)


def append_given(given: Iterable[Given], folder: Path) -> None:
    """Note answers."""
    append_lines((asdict(one) for one in given), folder / GIVEN_FILE)


_SIDE_COLUMNS: Final = [
    ("side", pa.int64()), ("record_id", pa.string()), ("source", pa.string()), ("content_key", pa.string()),
    ("id_key", pa.string()),
]  # fmt: skip

_HERE_SQL: Final = """
    SELECT sides.side, sides.record_id
    FROM link_judged_sides AS sides
    SEMI JOIN link_mentions AS mentions ON mentions.record_id = sides.record_id
"""

_DAY: Final = "strftime(birth_date, '%Y%m%d')"

_CONTENT_KEY: Final = keyed_hash_of(
    "concat_ws(chr(31), 'record', "
    + ", ".join(f"coalesce({_DAY if name == 'birth_date' else name}, chr(30))" for name in _SAID)
    + ")"
)

# Of the bearers of an ID the very record, else the register's, else the first.
_BY_ID_SQL: Final = f"""
    WITH lost AS (
        SELECT * FROM link_judged_sides AS sides ANTI JOIN link_sides_here USING (side) WHERE id_key IS NOT NULL
    ),
    keyed AS (
        SELECT mentions.*, {person_id_of("citizen_id")} AS id_key FROM link_mentions AS mentions
        WHERE citizen_id IS NOT NULL
    ),
    bearers AS (SELECT keyed.* FROM keyed SEMI JOIN lost ON lost.id_key = keyed.id_key),
    told AS (SELECT record_id, in_register, id_key, {_CONTENT_KEY} AS content_key FROM bearers)
    SELECT lost.side, arg_min(told.record_id, concat_ws(
        ' ', told.content_key <> lost.content_key, NOT told.in_register, told.record_id
    )) AS record_id
    FROM lost
    JOIN told ON told.id_key = lost.id_key
    GROUP BY lost.side
"""

# A name and a village are many people's: where several rows say no more than that, nobody knows which one was meant.
_BY_CONTENT_SQL: Final = f"""
    WITH lost AS (
        SELECT * FROM link_judged_sides AS sides ANTI JOIN link_sides_here USING (side) WHERE id_key IS NULL
    ),
    told AS (
        SELECT
            record_id,
            concat_ws(' ', file_id, sheet, row_number) AS place,
            coalesce(length(regexp_replace(citizen_id_raw, '[^0-9]', '', 'g')) >= {_FEWEST_DIGITS}
                AND citizen_id_status NOT IN ('placeholder', 'other_document'), false)
                OR coalesce(household_key, phone, account, {_DAY}) IS NOT NULL AS tells_apart,
            {_CONTENT_KEY} AS content_key
        FROM link_mentions
        SEMI JOIN lost USING (source)
        WHERE citizen_id IS NULL
    )
    SELECT lost.side, min(told.record_id) AS record_id
    FROM lost
    JOIN told ON told.content_key = lost.content_key
    GROUP BY lost.side
    HAVING bool_and(told.tells_apart) OR min(told.place) = max(told.place)
"""


def find_records(kernel: Kernel, book: Book, site_key: bytes) -> pa.Table:
    """Find the records that standing judgements are about.

    Args:
        kernel: Holds `link_mentions`.
        book: Everything that was asked and given.
        site_key: Secret of this site.

    Returns:
        matcher.link.judged.JUDGEMENTS; a judgement of which a side is not in this run is left out.
    """
    standing = [one for _, one in sorted(book.standing().items()) if one.pair in book.asked]
    sides = [side for one in standing for side in (book.asked[one.pair].left, book.asked[one.pair].right)]
    columns = {"side": list(range(len(sides)))} | {
        name: [getattr(side, name) for side in sides] for name, _ in _SIDE_COLUMNS[1:]
    }
    kernel.register("link_judged_sides", pa.table(columns, schema=pa.schema(_SIDE_COLUMNS)))
    kernel.run([SqlStep("link_sides_here", _HERE_SQL)])
    found = _sides(kernel.fetch("SELECT side, record_id FROM link_sides_here ORDER BY side"))
    values = key_pads(site_key)
    lost = [side for place, side in enumerate(sides) if place not in found]
    if any(side.id_key for side in lost):
        found |= _sides(kernel.fetch(_BY_ID_SQL, values))
    if any(side.id_key is None for side in lost):
        found |= _sides(kernel.fetch(_BY_CONTENT_SQL, values))
    rows = [
        (found[2 * place], found[2 * place + 1], one.verdict)
        for place, one in enumerate(standing)
        if 2 * place in found and 2 * place + 1 in found
    ]
    return pa.table([pa.array(column, pa.string()) for column in _columns(rows)], schema=JUDGEMENTS)


def _sides(table: pa.Table) -> dict[int, str]:
    return dict(zip(table["side"].to_pylist(), table["record_id"].to_pylist(), strict=True))


def _columns(rows: list[tuple[str, str, Verdict]]) -> list[list[str]]:
    unique = sorted(set(rows))
    return [[row[place] for row in unique] for place in range(3)]
