"""The pages on applicants: for each township one HTML file that prints one household on a sheet of A4.

Reads ApplicantFacts; writes files that ask for nothing and hold no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matcher.report import applicants_texts as said
from matcher.report import catalogue
from matcher.report.applicants import ApplicantFacts, ApplicantHousehold, Member
from matcher.report.applicants_words import ApplicantWords
from matcher.report.page_templates import content_policy, open_template, read_template
from matcher.report.places import place_words, township_code
from matcher.report.wording import Wording
from matcher.storage.disk import written_aside

UNKNOWN_PLACE = "unknown"
"""Name of the file of households whose township is not known."""


def write_applicant_pages(folder: Path, facts: ApplicantFacts, *, masked: bool, wording: Wording) -> list[Path]:
    """Write a file for each township, by its 12-digit code; the facts are masked already where it says so."""
    template, style = open_template("applicants.html.j2"), read_template("applicants.css")
    pages = _Pages(facts, masked, wording)
    places: dict[str, list[ApplicantHousehold]] = {}
    for household in facts.households:
        places.setdefault(township_code(household.area_code) or UNKNOWN_PLACE, []).append(household)
    paths = []
    for place, households in sorted(places.items()):
        path = folder / f"{place}{'' if masked else '_unmasked'}.html"
        text = template.render(pages.values(place, households), style=style, policy=content_policy(style, ""))
        with written_aside(path) as aside:
            aside.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


class _Pages:
    """What the template says."""

    def __init__(self, facts: ApplicantFacts, masked: bool, wording: Wording) -> None:
        self._facts = facts
        self._words = ApplicantWords(facts, wording)
        self._wording = wording
        self._privacy = catalogue.MASKED_NOTICE if masked else catalogue.UNMASKED_NOTICE

    def values(self, place: str, households: Sequence[ApplicantHousehold]) -> dict[str, Any]:
        """Give what one file says."""
        say, names = self._wording.say, self._facts.area_names
        return {
            "language": "zh-CN" if self._wording.language == "zh" else "en",
            "title": say(self._facts.title),
            "place": place_words(place, names) or names.get(place) or say(catalogue.UNKNOWN_TOWNSHIP),
            "subtitle": self._words.subtitle(),
            "notice": say(said.NOTICE),
            "privacy": say(self._privacy),
            "words": {name: say(text) for name, text in said.PAGE.items()},
            "headers": {
                "member": [say(text) for text in (catalogue.NAME, catalogue.CITIZEN_ID, said.RELATION, said.ORIGIN,
                                                  said.BASIS)],
                "hit": [say(text) for text in (catalogue.NAME, said.CHECK, said.SAYS, catalogue.SOURCE, said.AS_OF,
                                               said.PLACE_OF_ROW)],
                "scope": [say(text) for text in (said.CHECK, said.RESULT, said.DELIVERIES)],
            },
            "households": [self._household(household) for household in households],
        }  # fmt: skip

    def _household(self, household: ApplicantHousehold) -> dict[str, Any]:
        say, applicant = self._wording.say, household.members[0]
        applied = household.applied_on.isoformat() if household.applied_on else ""
        where = place_words(household.area_code, self._facts.area_names)
        facts = (
            (said.APPLICATION, household.application),
            (said.APPLICANT, applicant.person_name),
            (said.PROGRAMME, say(household.programme)),
            (said.APPLIED_ON, applied),
            (said.PAGE["village"], where),
        )
        return {
            "result": household.result,
            "result_words": say(said.RESULTS[household.result]),
            "facts": [(say(title), value) for title, value in facts],
            "members": [self._member(member) for member in household.members],
            "hits": [
                (member.person_name, self._words.titles[hit.check], self._words.row(hit), say(hit.source),
                 hit.as_of.isoformat(), self._words.place(hit))
                for member in household.members
                for hit in member.hits
            ],
            "scope": [] if household.result == "exempt" else self._scope(household),
        }  # fmt: skip

    def _member(self, member: Member) -> tuple[str, ...]:
        say = self._wording.say
        origin, basis = say(said.ORIGINS[member.is_listed]), say(said.BASES[member.basis])
        return (member.person_name, member.citizen_id, say(member.relation), origin, basis)

    def _scope(self, household: ApplicantHousehold) -> list[tuple[str, str, str]]:
        """Say of each thing looked up what was found in the household, and in which data."""
        lines = []
        for one in self._facts.looked_up:
            outcomes = dict.fromkeys(self._words.outcome(member, one, household) for member in household.members)
            lines.append((self._words.titles[one.check], self._wording.join(outcomes), self._words.deliveries(one)))
        return lines
