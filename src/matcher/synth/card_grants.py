"""What is paid by card beside monthly benefits, as grants: of veterans, of families with few children, for care.

What another county pays is in the same list, which the province keeps, under the code of that county.
"""

from __future__ import annotations

from typing import Final

from matcher.synth.benefits import Entry
from matcher.synth.person import Person

VETERANS: Final = "veteran_allowance"
FAMILY_PLANNING: Final = "family_planning_award"
ELDER_CARE: Final = "elder_care_subsidy"
CARD_GRANTS: Final = {VETERANS: "优待抚恤", FAMILY_PLANNING: "计划生育家庭奖励扶助", ELDER_CARE: "失能老人护理补贴"}
"""Programme → what the list of card payments calls it."""


def card_entries_of(person: Person) -> list[Entry]:
    """Give the rows that a person's grants are in the list of card payments."""
    return [
        Entry(person, grant.programme, grant.month, grant.amount, grant.kind, grant.status, grant.paid_on, grant.county)
        for grant in person.grants
        if grant.programme in CARD_GRANTS or grant.county
    ]
