"""Let a telephone or an account speak where a name or a birth date has a fault, if such numbers are one person's own.

Families share telephones, and a child's benefit goes to a parent's account. Whether the numbers of a source are one
person's own is seen in the pairs themselves: blocking brings together everyone who gives one number, and where those
hardly ever bear other names, the number tells twins and sisters apart. A number that is seen to be shared says nothing,
and where somebody else fits as well but for the number (father and son, twin and twin), people decide. Pure,
column-wise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.link.slips import REPAIRED
from matcher.link.spine_evidence import NEAR_BIRTH, NEAR_NAME, SAME_NAME, Levels, with_columns

Flags = npt.NDArray[np.bool_]

NUMBERS: Final = ("phone", "account")
MOST_SHARED: Final = 0.02
"""Share of the numbers of a source that may be somebody else's, at most …"""
_UNSEEN: Final = 3
"""… when so many are added to those seen: none seen among n leave up to 3 / n with 95 % confidence (the rule of three),
so that 150 numbers are the fewest that can show anything."""

NUMBER_GRADE: Final = "G4"
_OTHER_NAME: Final = ("surname_only", "different")
_OTHER_PLACE: Final = ("township", "county", "prefecture", "different")


def judge_by_numbers(weighed: pa.Table, compared: pa.Table) -> pa.Table:
    """Give weighed pairs with what a number of one's own lets be accepted: grade G4 where there was none better.

    A name with a fault, or another place, needs the birth date beside the number, or most of an ID; a birth date with a
    fault, or none at all, needs the whole name. Pairs of two names that only a number brought together have told by now
    whether numbers are personal, and are left out.

    Args:
        weighed: As matcher.link.scoring gives it.
        compared: The same pairs, as matcher.link.comparison gives them.
    """
    levels = Levels(weighed)
    is_own = np.zeros(weighed.num_rows, dtype=np.bool_)
    for number in NUMBERS:
        is_shared = pc.fill_null(pc.greater(compared[f"{number}_persons"], 1), True)
        is_own |= _is_personal(levels, number, compared["source"]) & ~np.asarray(is_shared.to_numpy(), dtype=np.bool_)
    holds = is_own & _holds(levels) & ~_rivalled(levels, is_own)
    may_accept = np.asarray(weighed["may_accept"].to_numpy(), dtype=np.bool_)
    grades = pc.if_else(pa.array(holds & ~may_accept), NUMBER_GRADE, weighed["link_grade"].cast(pa.string()))
    judged = with_columns(weighed, {"may_accept": pa.array(may_accept | holds), "link_grade": grades})
    return judged.filter(pa.array(~_is_only_a_number(levels)))


def _is_personal(levels: Levels, number: str, sources: pa.ChunkedArray) -> Flags:
    """Tell which pairs agree in a number that is one person's own, as the other numbers of the source show."""
    same = levels.is_any(number, ("same",))
    shared = same & levels.is_any("person_name", _OTHER_NAME)
    identities = np.asarray(levels.weighed["identity"].to_numpy(), dtype=np.int64)
    names = sources.combine_chunks().cast(pa.string()).dictionary_encode()
    codes = np.asarray(names.indices.to_numpy(zero_copy_only=False), dtype=np.intp)
    is_personal = np.zeros(len(names.dictionary), dtype=np.bool_)
    for code in range(len(is_personal)):
        mine = codes == code
        seen, others = (len(np.unique(identities[mine & flags])) for flags in (same, shared))
        is_personal[code] = others + _UNSEEN <= MOST_SHARED * seen
    return np.asarray(same & is_personal[codes], dtype=np.bool_)


def _holds(levels: Levels) -> Flags:
    """Tell which pairs may be accepted if they agree in a number of one's own."""
    same_name, near_name = levels.is_any("person_name", SAME_NAME), levels.is_any("person_name", NEAR_NAME)
    same_birth, near_birth = levels.is_any("birth_date", ("same",)), levels.is_any("birth_date", NEAR_BIRTH)
    by_birth = near_name & same_birth
    by_name = same_name & (near_birth | (levels.is_any("birth_date", ("missing",)) & ~_is_elsewhere(levels)))
    by_id = near_name & levels.is_any("citizen_id", REPAIRED) & ~levels.is_any("birth_date", ("different",))
    return (by_birth | by_name | by_id) & ~_is_against(levels)


def _rivalled(levels: Levels, is_own: Flags) -> Flags:
    """Tell which pairs have a rival: a person without that number whom name, birth date and place fit no worse.

    He lives where the record says, or has its birth date and does not live elsewhere. Where an ID speaks for the pair,
    it must speak for him too.
    """
    here = levels.is_any("area", ("village",)) | levels.is_any("household", ("same",))
    here |= levels.is_any("birth_date", ("same",)) & ~_is_elsewhere(levels)
    could_be = here & ~_is_against(levels) & ~is_own
    by_id = levels.is_any("citizen_id", REPAIRED)
    names = _rank(levels, "person_name", [(level,) for level in NEAR_NAME])
    births = _rank(levels, "birth_date", [("same",), NEAR_BIRTH, ("missing",)])
    _, codes = np.unique(np.asarray(levels.weighed["identity"].to_numpy(), dtype=np.int64), return_inverse=True)
    rivalled = np.zeros(len(codes), dtype=np.bool_)
    for pairs, others in ((~by_id, could_be), (by_id, could_be & by_id)):
        for birth in range(3):
            rivals = others & (births <= birth)
            nearest = np.full(len(codes) + 1, len(NEAR_NAME), dtype=np.int8)  # of each identity's rivals
            np.minimum.at(nearest, codes[rivals], names[rivals])
            rivalled |= pairs & (births == birth) & (nearest[codes] <= names) & (names < len(NEAR_NAME))
    return rivalled


def _rank(levels: Levels, comparison: str, groups: Sequence[Sequence[str]]) -> npt.NDArray[np.int8]:
    """Give the place of the first group of levels that each pair has one of; their number where it has none."""
    flags = [levels.is_any(comparison, group) for group in groups]
    return np.select(flags, list(range(len(groups))), default=len(groups)).astype(np.int8)


def _is_against(levels: Levels) -> Flags:
    return levels.is_any("sex", ("different",)) | levels.is_any("citizen_id", ("contradicts",))


def _is_elsewhere(levels: Levels) -> Flags:
    return levels.is_any("area", _OTHER_PLACE) & ~levels.is_any("household", ("same",))


def _is_only_a_number(levels: Levels) -> Flags:
    """Tell which pairs no other pass would have found, and no number can link: another name, and no birth date."""
    found = levels.is_any("birth_date", ("same",)) | levels.is_any("citizen_id", REPAIRED)
    return levels.is_any("person_name", (*_OTHER_NAME, "missing")) & ~found
