"""How `matcher explain` shows links: a waterfall of bits, a person's records, a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.table import Table
from rich.text import Text as Styled

from matcher.cli.printing import out
from matcher.errors import Fault, UsageError
from matcher.explain import (
    LinkExplanation,
    PersonExplanation,
    Place,
    Subject,
    Teller,
    ToldLink,
    explain_link,
    explain_person,
    person_of,
)
from matcher.published import PublishedRun
from matcher.report.waterfall import draw_waterfall
from matcher.storage.disk import written_aside

_BAR_WIDTH: Final = 36
_BLOCK: Final = "█"
_SHORT_ID: Final = 12
"""Characters of a person's id that are shown: enough to name it on the command line."""


@dataclass(frozen=True)
class ExplainedLinks:
    """What is shown: links, and the person whose they are where a person was asked for."""

    links: tuple[LinkExplanation, ...]
    person: PersonExplanation | None
    picture: Path | None
    teller: Teller

    def plain(self) -> dict[str, object]:
        """Give it for programs."""
        content: dict[str, object] = {"links": [asdict(link) for link in self.links]}
        if self.person:
            content = {"person": asdict(self.person)}
        return content | ({"picture": str(self.picture)} if self.picture else {})

    def print(self) -> None:
        """Print it for people."""
        if self.person:
            _print_person(self.person, self.teller)
        else:
            for link in self.links:
                _print_link(link, self.teller)
        if self.picture:
            out.print(str(self.picture), markup=False)


def explain_links(
    run: PublishedRun,
    snapshots: Path,
    subjects: Sequence[Subject],
    teller: Teller,
    *,
    picture: Path | None,
    masked: bool,
) -> ExplainedLinks:
    """Explain one person, one record, or one record against another record or a person.

    Args:
        run: Published run.
        snapshots: Folder of the snapshots that it was made from.
        subjects: One or two, no findings.
        teller: Language.
        picture: Where to draw the first link that was weighed; None: nowhere.
        masked: Whether names, IDs, birth dates and accounts are masked.

    Raises:
        UsageError: These cannot be held against one another, or there is nothing to draw.
    """
    if [subject.kind for subject in subjects] == ["person"]:
        person = explain_person(run, snapshots, subjects[0].identifier, masked=masked)
        links, shown = (*person.links, *person.in_review), person
    else:
        pairs = _pairs(run, subjects)
        both = [explain_link(run, snapshots, record, owner, masked=masked) for record, owner in pairs]
        # Where one side says something of the other, that the other does not is no news.
        links = tuple(link for link in both if link.verdict != "not_weighed") or tuple(both[:1])
        shown = None
    if picture:
        _draw(picture, links, teller)
    return ExplainedLinks(links, shown, picture, teller)


def _pairs(run: PublishedRun, subjects: Sequence[Subject]) -> list[tuple[str, str]]:
    """Give the records and persons to explain: a record against its own person, or against another's."""
    records = [subject.identifier for subject in subjects if subject.kind == "record"]
    persons = [subject.identifier for subject in subjects if subject.kind == "person"]
    if not records or len(records) + len(persons) != len(subjects):
        mend = "name a record and a person, or two records"
        raise UsageError(Fault("these cannot be held against one another", "matcher explain", mend))
    if persons:
        return [(records[0], persons[0])]
    own = [person_of(run, record) for record in records]
    if len(records) == 1:
        return [(records[0], own[0])]
    return [(records[0], own[1]), (records[1], own[0])]


def _draw(path: Path, links: Sequence[LinkExplanation], teller: Teller) -> None:
    weighed = [link for link in links if link.steps]
    if not weighed:
        mend = "leave --picture out: what one valid ID decides, or what was not compared, has no weights"
        raise UsageError(Fault("no weights were published for this", str(path), mend))
    picture = teller.picture(teller.link(weighed[0]), weighed[0].person_id[:_SHORT_ID])
    with written_aside(path) as aside:
        aside.write_text(draw_waterfall(picture), encoding="utf-8", newline="\n")


def _print_person(person: PersonExplanation, teller: Teller) -> None:
    out.print(f"{teller.say('person')} {person.person_id}  {person.citizen_id or ''}", style="bold", markup=False)
    table = Table(
        title=teller.say("records", len(person.records)), title_justify="left", box=None, pad_edge=False, padding=(0, 2)
    )
    for name in ("place", "method", "grade", "bits", "probability"):
        table.add_column(teller.say(name), justify="right" if name in ("bits", "probability") else "left")
    for _, alike in groupby(person.records, key=_linked_alike):
        record, *others = alike
        table.add_row(
            teller.place(record, [other.row_number for other in others]),
            teller.method(record),
            record.link_grade or "",
            "" if record.match_weight is None else f"{record.match_weight:+.1f}",
            "" if record.match_probability is None else f"{record.match_probability:.4f}",
        )
    out.print(table)
    sections = (("weighed", person.links), ("in_review", person.in_review), ("conflicts", person.conflicts))
    for name, links in sections:
        if links:
            out.print(f"\n{teller.say(name)}", style="bold underline", markup=False)
            for link in links:
                _print_link(link, teller)


def _linked_alike(record: Place) -> tuple[object, ...]:
    """Tell what rows share that are told in one line."""
    linked = (record.link_method, record.link_grade, record.match_weight, record.match_probability)
    return (record.source, record.source_file, record.sheet, *linked)


def _print_link(link: LinkExplanation, teller: Teller) -> None:
    told = teller.link(link)
    out.print(f"\n{teller.say('record')}  {told.place}", markup=False)
    out.print(f"{teller.say('person')}  {link.person_id}", markup=False)
    out.print(f"{teller.say('verdict')}  {told.verdict}", style="bold", markup=False)
    if told.sentence:
        out.print(f"  {told.sentence}", markup=False)
    if told.stages:
        _print_stages(told, teller)


def _print_stages(told: ToldLink, teller: Teller) -> None:
    rows = [
        (
            stage.comparison,
            f"{stage.level}  {stage.note}".rstrip(),
            stage.bits,
            stage.total_bits,
            stage.values,
        )
        for stage in told.stages
    ]
    headers = [teller.say(name) for name in ("comparison", "level", "bits", "running")]
    print_steps([row[:4] for row in rows], headers, [row[4] for row in rows])
    out.print(f"  {told.total}", style="bold", markup=False)
    for line in (teller.thresholds(told.explanation.thresholds), told.second):
        if line:
            out.print(f"  {line}", markup=False)


def print_steps(
    steps: Sequence[tuple[str, str, float, float]], headers: Sequence[str] = (), values: Sequence[str] = ()
) -> None:
    """Print a waterfall: comparison, level, bits, their sum so far, and a bar from the sum before to the sum after.

    Args:
        steps: Comparison, level, bits, sum so far.
        headers: Names of these four columns; none: no header.
        values: What both sides say, for each step; none: not shown.
    """
    ends = [0.0, *(total for *_, total in steps)]
    scale = (min(ends), max(ends))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=bool(headers))
    for place, name in enumerate([*headers, "", ""] if headers else [""] * 6):
        table.add_column(name, justify="right" if place in (2, 3) else "left", no_wrap=True)
    for place, (comparison, level, bits, total) in enumerate(steps):
        bar = _bar(total - bits, total, scale)
        said = values[place] if values else ""
        table.add_row(f"  {comparison}", level, f"{bits:+.1f}", f"{total:+.1f}", bar, said)
    out.print(table)


def _bar(before: float, after: float, scale: tuple[float, float]) -> Styled:
    """Draw a bar where it lies between the lowest and the highest sum: green forwards, red backwards."""
    span = (scale[1] - scale[0]) or 1.0
    start, end = sorted(round((bits - scale[0]) / span * _BAR_WIDTH) for bits in (before, after))
    block = _BLOCK if _can_write(_BLOCK) else "+" if after >= before else "-"
    return Styled(" " * start + block * max(end - start, 0), style="green" if after >= before else "red")


def _can_write(letter: str) -> bool:
    try:
        letter.encode(out.encoding)
    except UnicodeEncodeError:
        return False
    return True
