"""Say what a pair may become: a grade, and whether it may be linked without a person looking. Pure, column-wise.

Source: grades G1 to G8 after the domain notes, link grades.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.link.comparison import LEVELS
from matcher.link.slips import REPAIRED

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int8]


def grade_pairs(levels: Mapping[str, Places]) -> tuple[pa.Array, Flags]:
    """Give the grade that a link would have, and whether it may be made without a person looking.

    G5: a damaged ID explains it and the name agrees; where one character of the name is another, birth date or
    household must agree too, beyond what the ID says itself: brothers bear such names, neighbours such IDs. G4: the
    same name and birth date, and nothing against the place. G8: the same name and village or household, no birth date:
    for people only. A like-sounding or look-alike name with one birth date and place may be a twin, so without the ID
    it has no grade.

    Args:
        levels: Comparison → places in its levels (matcher.link.comparison.LEVELS).
    """

    def reaches(comparison: str, wanted: Sequence[str]) -> Flags:
        return np.asarray(np.array([word in wanted for word in LEVELS[comparison]])[levels[comparison]])

    same_name = reaches("person_name", ("exact", "variant"))
    same_birth = reaches("birth_date", ("same",))
    same_sex = ~reaches("sex", ("different",))
    same_house = reaches("household", ("same",))
    same_place = same_house | reaches("area", ("village",))
    place_fits = same_place | ~reaches("area", ("township", "county", "prefecture", "different"))
    near_name = same_name | reaches("person_name", ("homophone", "look_alike"))
    near_name |= reaches("person_name", ("near_homophone", "one_character")) & (same_birth | same_house)
    by_id = reaches("citizen_id", REPAIRED) & near_name & same_sex
    by_id &= ~reaches("birth_date", ("different",))
    by_birth = same_name & same_birth & same_sex & place_fits
    by_birth &= ~reaches("citizen_id", ("contradicts",))
    by_place = same_name & same_place
    places = np.select([by_id, by_birth, by_place], [0, 1, 2], default=-1).astype(np.int8)
    grades = pa.DictionaryArray.from_arrays(pa.array(places, mask=places < 0), pa.array(["G5", "G4", "G8"]))
    return grades, by_id | by_birth
