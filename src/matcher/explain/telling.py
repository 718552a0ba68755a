"""An explained link in words of one language, for the terminal and for pictures. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matcher.explain.links import BORROWED, Facet, LinkExplanation, Place, Thresholds
from matcher.explain.weights import Step
from matcher.report import codes
from matcher.report.facts import title_of
from matcher.report.linkage_words import COMPARISONS, bits_text, level_words, odds_text
from matcher.report.waterfall import Stage, Waterfall
from matcher.report.waterfall_texts import SENTENCES, VERDICTS, WORDS
from matcher.report.wording import Wording
from matcher.run_record import RunRecord

_COLUMNS: Final = {"area": "area_code", "household": "household_key"}
"""Which identity column a comparison is about, where the two have different names."""


@dataclass(frozen=True)
class ToldLink:
    """One record and one person, in words."""

    place: str
    verdict: str
    sentence: str
    """Why, where nothing was weighed, and that an ID was not believed; else empty."""
    stages: tuple[Stage, ...]
    total: str
    second: str
    explanation: LinkExplanation


class Teller:
    """Says links in one language."""

    def __init__(self, record: RunRecord, wording: Wording) -> None:
        """Take what the run calls things, and the language."""
        self._record = record
        self._wording = wording

    def say(self, name: str, *values: object) -> str:
        """Give one of the texts of explanations."""
        return self._wording.say(WORDS[name]).format(*values)

    def place(self, place: Place, more_rows: Sequence[int] = ()) -> str:
        """Say where a record, and others of its sheet, lie: source, file, sheet, rows."""
        title = self._wording.say(title_of(self._record.source_titles, place.source))
        parts = (place.source_file, place.sheet, self._wording.rows((place.row_number, *more_rows)))
        return title + self._wording.colon + " > ".join(part for part in parts if part)

    def method(self, place: Place) -> str:
        """Say by what a record was linked."""
        return self._wording.say_code(codes.LINK_METHODS, place.link_method)

    def thresholds(self, thresholds: Thresholds | None) -> str:
        """Say what a weight must reach; nothing where the run did not write it down."""
        if thresholds is None:
            return ""
        return "  ".join((self.say("accept", thresholds.accept), self.say("review", thresholds.review)))

    def link(self, explanation: LinkExplanation) -> ToldLink:
        """Say one link."""
        facets = {facet.column: facet for facet in explanation.facets}
        stages = tuple(self._stage(step, facets) for step in explanation.steps)
        return ToldLink(
            place=self.place(explanation.record),
            verdict=self._verdict(explanation),
            sentence=self._sentence(explanation),
            stages=stages,
            total=self._total(explanation),
            second=self._second(explanation) if stages else "",
            explanation=explanation,
        )

    def picture(self, told: ToldLink, person: str) -> Waterfall:
        """Give the picture of a link that was weighed."""
        thresholds = told.explanation.thresholds
        marks = []
        if thresholds:
            marks = [
                (thresholds.review, self.say("review", thresholds.review)),
                (thresholds.accept, self.say("accept", thresholds.accept)),
            ]
        second = told.explanation.second_weight
        named = None if second is None else (second, self.say("second", bits_text(second)))
        return Waterfall(
            title=self.say("picture"),
            verdict=told.verdict,
            subtitles=(
                f"{self.say('record')}　{told.place}",
                f"{self.say('person')}　{person}　{told.sentence}".rstrip(),
            ),
            stages=told.stages,
            sum_label=self.say("sum"),
            sum_note=self._chances(told.explanation),
            marks=tuple(marks),
            second=named,
        )

    def _verdict(self, explanation: LinkExplanation) -> str:
        said = self._wording.say(VERDICTS[explanation.verdict])
        if explanation.verdict == "one_person":
            record = explanation.record
            return self._wording.with_note(said, f"{self.method(record)} {record.link_grade or ''}".strip())
        reasons = codes.CONFLICT_REASONS if explanation.verdict == "conflict" else codes.REVIEW_REASONS
        return self._wording.with_note(said, self._wording.say_code(reasons, explanation.reason))

    def _sentence(self, explanation: LinkExplanation) -> str:
        name: str = explanation.verdict
        if name == "one_person" and explanation.reason == BORROWED:
            name = BORROWED
        elif explanation.steps:
            return ""
        elif name == "one_person":
            method = explanation.record.link_method
            name = method if method in ("exact", "alias") else "own"
        similarity = explanation.name_similarity
        if name not in SENTENCES or (name == "conflict" and similarity is None):
            return ""
        return self._wording.say(SENTENCES[name]).format(similarity=similarity)

    def _stage(self, step: Step, facets: Mapping[str, Facet]) -> Stage:
        facet = facets.get(_COLUMNS.get(step.comparison, step.comparison))
        return Stage(
            comparison=self._wording.say_code(COMPARISONS, step.comparison),
            level=level_words(step.comparison, step.level, self._wording),
            values=self._values(facet) if facet else "",
            bits=step.bits,
            total_bits=step.total_bits,
            note=self.say("counted_elsewhere") if step.is_counted_elsewhere else "",
        )

    def _total(self, explanation: LinkExplanation) -> str:
        weight = explanation.weight
        return "" if weight is None else self.say("total", f"{weight:+.1f}", self._chances(explanation))

    def _chances(self, explanation: LinkExplanation) -> str:
        weight, probability = explanation.weight or 0.0, explanation.probability
        chance = "-" if probability is None else f"{probability:.4f}"
        return self.say("chances", odds_text(weight, self._wording), chance)

    def _second(self, explanation: LinkExplanation) -> str:
        """Say who came next: how far away, and how far is needed."""
        thresholds, second = explanation.thresholds, explanation.second_weight
        if second is None or explanation.weight is None:
            near = thresholds.near_tie if thresholds and explanation.verdict == "one_person" else None
            return "" if near is None else self.say("second_none", near)
        name = "second" if explanation.weight > second else "other"
        said = [self.say(name, f"{second:+.1f}")]
        if thresholds:
            said.append(self.say("distance", abs(explanation.weight - second), thresholds.near_tie))
        return self._wording.join_sentences(said)

    def _values(self, facet: Facet) -> str:
        """Say what both sides give."""
        ours = self._value(facet.column, facet.record) if facet.record else "-"
        theirs = self._wording.join(dict.fromkeys(self._value(facet.column, one) for one in facet.person))
        return f"{ours} / {theirs or '-'}"

    def _value(self, column: str, value: str) -> str:
        """Say a code by its name."""
        if column == "area_code":
            return self._record.area_names.get(value, value)
        return self._wording.say_code(self._record.code_titles.get(column, {}), value)
