"""What is said of one household, member and row: the same words in the workbook and on the pages. Pure."""

from __future__ import annotations

from matcher.report import applicants_texts as said
from matcher.report.applicants import ApplicantFacts, ApplicantHousehold, Hit, LookedUp, Member
from matcher.report.wording import Wording


class ApplicantWords:
    """Says the facts in one language."""

    def __init__(self, facts: ApplicantFacts, wording: Wording) -> None:
        self.facts = facts
        self.wording = wording
        self.titles = {one.check: wording.say(one.title) for one in facts.looked_up}
        self._counting = {one.check for one in facts.looked_up if one.counts == "hit"}

    def outcome(self, member: Member, looked_up: LookedUp, household: ApplicantHousehold) -> str:
        """Say what looking a member up in one thing gave."""
        if not looked_up.deliveries:
            return self.wording.say(said.OUTCOMES["not_delivered"])
        if household.result == "exempt":
            return ""
        if not member.is_known:
            return self.wording.say(said.OUTCOMES["not_looked_up"])
        count = sum(hit.check == looked_up.check for hit in member.hits)
        return self.wording.say(said.OUTCOMES["found" if count else "nothing"], count=count)

    def found(self, household: ApplicantHousehold) -> str:
        """Name what makes a household one with a hit."""
        checks = {hit.check for member in household.members for hit in member.hits if hit.check in self._counting}
        return self.wording.join(title for check, title in self.titles.items() if check in checks)

    def information(self, household: ApplicantHousehold) -> str:
        """Name what was found beside."""
        checks = {hit.check for member in household.members for hit in member.hits if hit.check not in self._counting}
        return self.wording.join(title for check, title in self.titles.items() if check in checks)

    def row(self, hit: Hit) -> str:
        """Say what a row says."""
        parts = (f"{self.wording.say(title)} {self.wording.say(value)}" for title, value in hit.facts)
        return self.wording.join_sentences(parts)

    def place(self, hit: Hit) -> str:
        """Say where a row stands."""
        return self.wording.place(hit.file, hit.sheet, [hit.row])

    def deliveries(self, looked_up: LookedUp) -> str:
        """Name the sources with their as-of dates."""
        if not looked_up.deliveries:
            return self.wording.say(said.NOT_DELIVERED)
        say, note = self.wording.say, self.wording.with_note
        return self.wording.join(note(say(title), day.isoformat()) for title, day in looked_up.deliveries)

    def subtitle(self) -> str:
        """Say which file was looked up in which run."""
        facts = self.facts
        return self.wording.say(said.SUBTITLE, file=facts.file, run=facts.run_id, as_of=facts.as_of.isoformat())
