"""Propose what an unknown export fills: for each model table the best use of its columns; the table that gains most.

Reads column profiles; gives a draft. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from matcher.config.model import ModelColumn
from matcher.config.source import SourceColumnType
from matcher.ingest.draft.amounts import AMOUNT, PROGRAMME, split_amounts
from matcher.ingest.draft.knowledge import Knowledge
from matcher.ingest.draft.profile import ColumnProfile
from matcher.ingest.draft.scoring import CERTAIN, Fit, Wish, fit, wishes_of
from matcher.ingest.draft.subject import Subject

_FROM_NAME: Final = 2.0
"""What a word in the file's name or title is worth, in fitting columns."""
_FROM_HEADERS: Final = 0.5
_MISSING: Final = 1.5
"""What a required column that nothing gives costs."""
_UNCERTAIN: Final = 0.25
_CHOICES: Final = 5
_HOUSEHOLDS: Final = {"benefit_spell": "aid", "monitored_household": "poverty", "person": "register"}
"""Tables whose rows may tell of households too, and the kind of household that they mostly mean."""


@dataclass(frozen=True)
class ColumnProposal:
    """What is proposed for one column."""

    profile: ColumnProfile
    """What it holds."""
    fit: Fit | None
    """What it would fill; None: it is ignored."""
    name: str
    """Name in the schema; empty where it is ignored."""
    type: SourceColumnType
    """How its text would be read."""
    codes: str | None
    """Code system of a code."""
    unsure: tuple[str, ...]
    """What a person should look at."""


@dataclass(frozen=True)
class FillProposal:
    """A model table that the rows would fill."""

    table: str
    """Model table."""
    columns: dict[str, str]
    """Model column ← source column, in the order of the model."""
    constants: dict[str, str]
    """Model column ← one code for every row."""
    unsure: tuple[str, ...]
    """What a person should look at."""
    part: str = "row"
    """Which part of the row it is."""
    when_present: tuple[str, ...] = ()
    """Source columns that must hold something."""


@dataclass(frozen=True)
class TableScore:
    """How well the columns cover one model table."""

    table: str
    """Model table."""
    score: float
    """Sum of the scores of its own columns, and of the words that speak for it, less what is missing."""
    fits: dict[int, Fit]
    """Column → what it would fill."""
    constants: dict[str, str]
    """Required codes that words tell."""
    missing: tuple[str, ...]
    """Required columns that nothing gives."""
    guessed: tuple[str, ...]
    """Required codes of which the first was taken, for want of a word."""
    is_told: bool
    """Whether a word in the file's name, a title or a header speaks for the table."""


@dataclass(frozen=True)
class Draft:
    """All that is proposed for one export, beside its names."""

    columns: tuple[ColumnProposal, ...]
    """One per column of the sheet that has a header, from left to right."""
    fills: tuple[FillProposal, ...]
    """Tables that its rows would fill, the main one first."""
    ranking: tuple[TableScore, ...]
    """All model tables, the best first."""
    once_only: bool
    """Whether no citizen ID stands twice in the sample."""
    keys: tuple[tuple[str, ...], ...]
    """Columns that together stand once."""
    could_fill: tuple[str, ...] = ()
    """Tables that share the columns, where neither a word nor a column tells which of them is meant: a person must."""


def propose(profiles: Sequence[ColumnProfile], subject: Subject, knowledge: Knowledge) -> Draft:
    """Choose tables and columns.

    Args:
        profiles: Columns of the export.
        subject: Words that tell what it is about.
        knowledge: Model, codes and known headers.
    """
    ids = next((profile.ids for profile in profiles if profile.is_id), None)
    scores = [_score_table(table, profiles, ids, (subject, knowledge)) for table in sorted(knowledge.model)]
    ranking = sorted(scores, key=lambda one: (-one.score, one.table))
    # A table that lacks what it requires could not be filled at all.
    best = next((one for one in ranking if not one.missing), ranking[0])
    amounts = _amounts(best, profiles, knowledge)
    members = _members(best, profiles, (subject, knowledge))
    fits = {position: one for position, one in best.fits.items() if not amounts or one.wish.column != AMOUNT}
    fits |= {position: one for position, (one, _) in amounts.items()} | (members[0] if members else {})
    names = _names(fits) | {position: f"{code}_amount" for position, (_, code) in amounts.items()}
    columns = tuple(_column(profile, fits.get(profile.position), names) for profile in profiles)
    main = _fill(best, names, ranking[0])
    parts = [(names[position], code) for position, (_, code) in sorted(amounts.items())]
    paid = tuple(_part(main, name, code) for name, code in parts)
    fills = (*(paid or (main,)), *_member_fill(fits, members, names, knowledge))
    by_target = {one.wish.column: position for position, one in best.fits.items()}
    id_column = next((p for p in profiles if p.position == by_target.get("citizen_id")), None)
    once_only = id_column is not None and id_column.filled > 1 and _stand_once(id_column.ids)
    keys = ((main.columns["citizen_id"],),) if once_only else ()
    return Draft(columns, fills, tuple(ranking), once_only, keys, _could_fill(best, ranking))


def _could_fill(best: TableScore, ranking: Sequence[TableScore]) -> tuple[str, ...]:
    """Give the tables to choose from, where nothing is surely of the best one alone; none where something is.

    To call somebody disabled or in custody because a list has a day in it would be a false accusation.
    """
    others = [one for one in ranking if one is not best and not one.missing]
    for position, one in best.fits.items():
        rivals = [other.fits[position].score for other in others if position in other.fits]
        if not one.wish.is_identity and one.score >= max([CERTAIN, *rivals]):
            return ()
    if best.is_told:
        return ()
    return (best.table, *(one.table for one in others if one.score > 0))[:_CHOICES]


def _stand_once(ids: pa.Array) -> bool:
    given = ids.drop_null()
    return len(given) > 1 and len(given.unique()) == len(given)


def _score_table(
    table: str, profiles: Sequence[ColumnProfile], ids: pa.Array | None, context: tuple[Subject, Knowledge]
) -> TableScore:
    subject, knowledge = context
    wishes = wishes_of(table, knowledge)
    fits = _assign(profiles, wishes, ids)
    filled = {one.wish.column for one in fits.values()}
    constants: dict[str, str] = {}
    missing, guessed = [], []
    for column in knowledge.model[table].columns:
        if column.column in filled:
            continue
        if not column.required:
            told = subject.code_told_by_name(column.codes) if column.codes else None
            constants.update({column.column: told} if told else {})
            continue
        code = _code_told(column, subject, knowledge)
        if code:
            constants[column.column] = code
        elif column.codes:
            constants[column.column] = knowledge.codes[column.codes].entries[0].code
            guessed.append(column.column)
        else:
            missing.append(column.column)
    own = sum(one.score for one in fits.values() if not one.wish.is_identity)
    by_name, by_headers = subject.told_by_name(table), subject.told_by_headers(table)
    score = own + _FROM_NAME * by_name + _FROM_HEADERS * by_headers
    score -= _MISSING * len(missing) + _UNCERTAIN * len(guessed)
    return TableScore(
        table, round(score, 3), fits, constants, tuple(missing), tuple(guessed), bool(by_name or by_headers)
    )


def _code_told(column: ModelColumn, subject: Subject, knowledge: Knowledge) -> str | None:
    """Give the code of a required column that the words of the file tell."""
    if not column.codes:
        return None
    return subject.code(column.codes, knowledge.codes[column.codes])


def _assign(profiles: Sequence[ColumnProfile], wishes: Sequence[Wish], ids: pa.Array | None) -> dict[int, Fit]:
    """Give each wish at most one column and each column at most one wish, the best fits first."""
    pairs = [
        (found.score, profile.position, order, found)
        for profile in profiles
        for order, wish in enumerate(wishes)
        if (found := fit(profile, wish, ids))
    ]
    fits: dict[int, Fit] = {}
    taken: set[str] = set()
    for _, position, _, found in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if position not in fits and found.wish.column not in taken:
            fits[position] = found
            taken.add(found.wish.column)
    return dict(sorted(fits.items()))


def _names(fits: dict[int, Fit]) -> dict[int, str]:
    """Name each used column after the model column that it fills; a name of money does not say its currency."""
    return {position: one.wish.column.removesuffix("_cny") for position, one in fits.items()}


def _column(profile: ColumnProfile, found: Fit | None, names: dict[int, str]) -> ColumnProposal:
    if found is None:
        return ColumnProposal(profile, None, "", "text", None, ())
    unsure = []
    if not found.known_as:
        unsure.append("no known header is like this one: chosen by what the cells hold")
    elif found.score < CERTAIN:
        unsure.append(f"most like the known header '{found.known_as}'")
    if profile.filled and found.readable < CERTAIN and found.wish.type != "person_name":
        what = f"a code of '{found.wish.codes}'" if found.wish.codes else found.wish.type
        unsure.append(f"only {found.readable:.0%} of the cells read as {what}")
    if not profile.filled:
        unsure.append("the column is empty")
    return ColumnProposal(profile, found, names[profile.position], found.wish.type, found.wish.codes, tuple(unsure))


def _amounts(best: TableScore, profiles: Sequence[ColumnProfile], knowledge: Knowledge) -> dict[int, tuple[Fit, str]]:
    """Find the columns that make several payments of one row."""
    programmes = knowledge.codes.get(PROGRAMME)
    wish = next((wish for wish in wishes_of(best.table, knowledge) if wish.column == AMOUNT), None)
    if best.table != "payment" or programmes is None or wish is None:
        return {}
    free = [p for p in profiles if p.position not in best.fits or best.fits[p.position].wish.column == AMOUNT]
    return split_amounts(free, wish, programmes)


def _part(main: FillProposal, name: str, code: str) -> FillProposal:
    """Give the payment of one programme of a row that has several."""
    columns = {**main.columns, AMOUNT: name}
    constants = {**main.constants, PROGRAMME: code}
    return FillProposal(main.table, columns, constants, main.unsure, code, (name,))


def _fill(best: TableScore, names: dict[int, str], first: TableScore) -> FillProposal:
    columns = {one.wish.column: names[position] for position, one in best.fits.items() if position in names}
    number = columns.get("certificate_number")
    if best.table == "disability_certificate" and number:
        columns.setdefault("citizen_id", f"{number}_citizen_id")
        columns.setdefault("category", f"{number}_category")
        columns.setdefault("level", f"{number}_level")
    unsure = [f"no word tells '{name}': the first code is taken" for name in best.guessed]
    unsure += [f"nothing fills '{name}', which '{best.table}' requires" for name in best.missing]
    if first is not best:
        unsure.append(f"'{first.table}' would fit better, but nothing fills its {', '.join(first.missing)}")
    if best.score < 2:
        unsure.append(f"few columns speak for '{best.table}'; see the other tables above")
    return FillProposal(best.table, columns, best.constants, tuple(unsure))


def _members(
    best: TableScore, profiles: Sequence[ColumnProfile], context: tuple[Subject, Knowledge]
) -> tuple[dict[int, Fit], str] | None:
    """Find what the rows say of membership in a household, beside what they say of the main table.

    Returns:
        Columns that the main table leaves and household members need, and the kind of household; None where the rows
        name no household or no relation in it.
    """
    subject, knowledge = context
    table = knowledge.model.get("household_member")
    if best.table not in _HOUSEHOLDS or table is None:
        return None
    left = [profile for profile in profiles if profile.position not in best.fits]
    wishes = [wish for wish in wishes_of(table.table, knowledge) if not wish.is_identity]
    found = {position: one for position, one in _assign(left, wishes, None).items() if one.known_as}
    used = {one.wish.column for one in (*best.fits.values(), *found.values())}
    if not {"household_key", "relation_to_head"} <= used:
        return None
    kind = table.column("kind")
    told = _code_told(kind, subject, knowledge) if kind else None
    return found, told or _HOUSEHOLDS[best.table]


def _member_fill(
    fits: dict[int, Fit], members: tuple[dict[int, Fit], str] | None, names: dict[int, str], knowledge: Knowledge
) -> tuple[FillProposal, ...]:
    if members is None:
        return ()
    wanted = [wish.column for wish in wishes_of("household_member", knowledge)]
    given = {one.wish.column: names[position] for position, one in fits.items()}
    columns = {name: given[name] for name in wanted if name in given}
    return (FillProposal("household_member", columns, {"kind": members[1]}, (), "member"),)
