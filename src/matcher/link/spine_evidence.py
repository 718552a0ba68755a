"""Say which pairs of identities without a valid ID may be one person: what holds without a number that proves it.

Reads weighed pairs and both their sides; gives the same pairs with what two damaged IDs say to each other, and with
whether they may be accepted. Pure, column-wise.

Whatever is accepted has grade G4 and no better: nothing here is proof. A bare name, a name and a village, a telephone
that a household shares: none of them links by itself. Twins share birth date, sex, village, household, telephone and a
parent's account, so a name that is only alike needs a number of its own: a damaged ID, or an account where accounts are
personal. Names written in letters are long, and one letter of theirs is a slip, not a sister.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.link.id_edits import count_edits

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

SPINE_GRADE: Final = "G4"
"""Grade of every link between records of which none has a valid ID."""

SIDES_SQL: Final = """
    SELECT
        open_ones.identity,
        open_ones.says_birth_date,
        open_ones.damaged_id,
        coalesce(regexp_full_match(open_ones.person_name, '[A-Z][A-Z .·''-]{5,}'), false) AS in_letters,
        open_ones.account IS NOT NULL AND personal.source IS NOT NULL AS has_personal_account
    FROM link_spine_open AS open_ones
    LEFT JOIN link_spine_personal AS personal ON personal.source = open_ones.source
    ORDER BY identity
"""

SAME_DAMAGE: Final = "same_damage"
TWO_SLIPS: Final = "two_slips"
OTHER_ID: Final = "other_id"
_ID_BITS: Final = {SAME_DAMAGE: 20.0, TWO_SLIPS: 12.0, OTHER_ID: -4.0}
"""`other_id`: further apart than a slip in each; never accepted. Own estimates from the structure of the code: 29,220
days × 500 sequence numbers in use are 24 bits; some 16,000 texts lie within two edits of an ID, of which one in eleven
passes the check."""
_MOST_EDITS: Final = 2
_WHOLE: Final = 18

SAME_NAME: Final = ("exact", "variant")
NEAR_NAME: Final = (*SAME_NAME, "homophone", "look_alike", "near_homophone", "one_character")
NEAR_BIRTH: Final = ("same", "day_month_swapped", "year_off_by_one", "lunar", "one_digit", "month_only")
_NUMBER: Final = ("same", "one_slip")


@dataclass(frozen=True)
class Levels:
    """Pairs by their levels."""

    weighed: pa.Table

    def is_any(self, comparison: str, levels: Sequence[str]) -> Flags:
        """Tell which pairs have one of some levels of a comparison."""
        column = self.weighed[f"{comparison}_level"].cast(pa.string())
        return np.asarray(pc.is_in(column, value_set=pa.array(levels, pa.string())).to_numpy(), dtype=np.bool_)


@dataclass(frozen=True)
class Sides:
    """Where both sides of each pair stand in the table of sides."""

    ours: Rows
    theirs: Rows
    sides: pa.Table

    @classmethod
    def of(cls, pairs: pa.Table, sides: pa.Table) -> Sides:
        """Find both sides of pairs (`identity`, and `person`: the other's number, negative) among the sides."""
        identities = sides["identity"].to_numpy()
        ours, theirs = pairs["identity"].to_numpy(), -pairs["person"].to_numpy()
        return cls(np.searchsorted(identities, ours), np.searchsorted(identities, theirs), sides)

    def both(self, column: str) -> Flags:
        """Tell where a flag holds on both sides."""
        values = np.asarray(self.sides[column].to_numpy(), dtype=np.bool_)
        return np.asarray(values[self.ours] & values[self.theirs])

    def either(self, column: str) -> Flags:
        """Tell where a flag holds on one side at least."""
        values = np.asarray(self.sides[column].to_numpy(), dtype=np.bool_)
        return np.asarray(values[self.ours] | values[self.theirs])

    def ids(self) -> tuple[pa.Array, pa.Array]:
        """Give the damaged IDs of both sides."""
        ids = self.sides["damaged_id"].combine_chunks()
        return ids.take(pa.array(self.ours)), ids.take(pa.array(self.theirs))


def mark_personal(compared: pa.Table, sides: pa.Table) -> pa.Table:
    """Add `account_is_personal` to compared pairs: whether accounts of both sources are each one person's own."""
    return compared.append_column(
        "account_is_personal", pa.array(Sides.of(compared, sides).both("has_personal_account"))
    )


def judge_pairs(weighed: pa.Table, sides: pa.Table, accept: float) -> pa.Table:
    """Give weighed pairs with `may_accept`, `link_grade` and the comparison of two damaged IDs.

    Args:
        weighed: As matcher.link.scoring gives it; `person` is the number of the other identity, negative.
        sides: As `SIDES_SQL` gives it, sorted by identity.
        accept: Bits from which on a pair may be accepted.
    """
    met = Sides.of(weighed, sides)
    weighed = _compare_damaged_ids(weighed, *met.ids(), met.both("says_birth_date"))
    holds = _holds(Levels(weighed), met)
    holds &= weighed["match_weight"].to_numpy() >= accept
    grades = pc.if_else(pa.array(holds), SPINE_GRADE, pa.scalar(None, pa.string()))
    return with_columns(weighed, {"may_accept": pa.array(holds), "link_grade": grades})


def _holds(levels: Levels, met: Sides) -> Flags:
    in_letters, is_personal = met.both("in_letters"), met.both("has_personal_account")
    # a birth date that stands in two damaged IDs only is nothing that either says
    is_said = met.either("says_birth_date")
    same_name = levels.is_any("person_name", SAME_NAME)
    near_name = levels.is_any("person_name", NEAR_NAME)
    name_fits = same_name | (near_name & in_letters)
    same_birth = levels.is_any("birth_date", ("same",)) & is_said
    near_birth = levels.is_any("birth_date", NEAR_BIRTH) & is_said
    birth_fits = levels.is_any("birth_date", NEAR_BIRTH) | levels.is_any("birth_date", ("missing",))
    same_house = levels.is_any("household", ("same",))
    same_place = same_house | levels.is_any("area", ("village",))
    place_fits = same_place | ~levels.is_any("area", ("township", "county", "prefecture", "different"))
    same_account, same_phone = levels.is_any("account", ("same",)), levels.is_any("phone", ("same",))
    own_account = is_personal & levels.is_any("account", _NUMBER)
    by_id = (
        levels.is_any("citizen_id", (SAME_DAMAGE, TWO_SLIPS)) & near_name & (birth_fits | ~met.both("says_birth_date"))
    )
    by_birth = name_fits & same_birth & place_fits
    by_near_birth = name_fits & near_birth & (same_house | same_phone | same_account)
    by_number = name_fits & birth_fits & (same_account | (same_phone & place_fits))
    others = near_birth.astype(np.int8) + same_place + (near_name | levels.is_any("person_name", ("surname_only",)))
    by_own_account = own_account & (others >= 1) & (same_account | (others >= 2))
    in_list = in_letters & ~levels.is_any("person_name", ("different",)) & same_birth & same_place
    holds = by_id | by_birth | by_near_birth | by_number | by_own_account | in_list
    return holds & ~levels.is_any("sex", ("different",)) & ~levels.is_any("citizen_id", (OTHER_ID, "contradicts"))


def _compare_damaged_ids(weighed: pa.Table, left: pa.Array, right: pa.Array, say_birth_dates: Flags) -> pa.Table:
    """Say how near two damaged IDs are to each other; birth date and sex, which they hold, are then counted once."""
    rows = np.flatnonzero(_flags(pc.and_(pc.is_valid(left), pc.is_valid(right))))
    if not len(rows):
        return weighed
    words = np.array(["missing"] * len(left), dtype=object)
    words[rows] = _damage_words(left.take(pa.array(rows)), right.take(pa.array(rows)))
    given = weighed["citizen_id_level"].cast(pa.string()).to_numpy(zero_copy_only=False)
    bits = {name: weighed[f"{name}_weight"].to_numpy() for name in ("citizen_id", "birth_date", "sex")}
    agrees = np.isin(words, [SAME_DAMAGE, TWO_SLIPS])
    speaks = agrees | ((words == OTHER_ID) & (given == "missing"))
    births = np.minimum(bits["birth_date"], 0.0)
    said = np.array([_ID_BITS.get(word, 0.0) for word in words])
    changed = {
        "citizen_id": np.where(speaks, said, bits["citizen_id"]),
        "birth_date": np.where(agrees, np.where(say_birth_dates, births, 0.0), bits["birth_date"]),
        "sex": np.where(agrees, np.minimum(bits["sex"], 0.0), bits["sex"]),
    }
    total = weighed["match_weight"].to_numpy() + sum(changed[name] - bits[name] for name in bits)
    levels = pa.array(np.where(speaks, words, given), type=pa.string())
    columns = {f"{name}_weight": pa.array(values) for name, values in changed.items()}
    return with_columns(weighed, {**columns, "citizen_id_level": levels, "match_weight": pa.array(np.round(total, 4))})


def _damage_words(left: pa.Array, right: pa.Array) -> npt.NDArray[np.object_]:
    """Say of each two damaged IDs how near they are; `missing` where neither has all its places."""
    words = np.where(_flags(pc.equal(left, right)), SAME_DAMAGE, "missing").astype(object)
    is_whole = _flags(pc.equal(pc.utf8_length(left), _WHOLE))
    first, second = pc.if_else(pa.array(is_whole), left, right), pc.if_else(pa.array(is_whole), right, left)
    rows = np.flatnonzero(_flags(pc.equal(pc.utf8_length(first), _WHOLE)) & (words == "missing"))
    edits = count_edits(first.take(pa.array(rows)), second.take(pa.array(rows)))
    words[rows] = np.where(edits <= _MOST_EDITS, TWO_SLIPS, OTHER_ID)
    return words


def _flags(values: pa.Array) -> Flags:
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def with_columns(table: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    """Give a table with some of its columns replaced."""
    for name, values in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table
