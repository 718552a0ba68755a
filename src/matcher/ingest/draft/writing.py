"""Write a draft as a commented source schema in YAML, or as plain data. Samples pass through the mask given. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from matcher.identity.text import normalise_header
from matcher.ingest.draft.drafting import DraftedSource
from matcher.ingest.draft.proposals import ColumnProposal, FillProposal
from matcher.ingest.draft.unknown import SAMPLE_ROWS

Mask = Callable[[str, str], str]
"""Hides what is personal in a sample: told the source column type (`ignored` for columns that are not read) and the
value."""

_PLAIN: Final = re.compile(r"[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff]*")
_LONGEST_SAMPLE: Final = 24
_WANTED: Final = frozenset({"citizen_id", "person_name"})
"""Identity columns without whose header a file is refused, beside those that the model table requires."""
_PERSONAL: Final = 0.3
"""Share of cells that read as somebody's name or number, from which free text is masked as such."""
_OF_BIRTH: Final = ("出生", "生日")
"""Words in the header of a day or month of birth."""
_ADDING_UP: Final = frozenset({"payment", "pension", "medical_cost"})
"""Tables whose deliveries add up month by month."""
_LESS: Final = 0.05
"""What is promised less than the sample shows."""
_WORDS_OF_YAML: Final = frozenset({"yes", "no", "true", "false", "on", "off", "null", "y", "n"})


def write_draft(drafted: DraftedSource, mask: Mask) -> str:
    """Give the schema as YAML, with comments that say why and what is unsure.

    Args:
        drafted: The proposal.
        mask: Hides what is personal in samples.
    """
    return "\n".join([*_head(drafted), *_names(drafted), *_columns(drafted, mask), *_fills(drafted)]) + "\n"


def draft_facts(drafted: DraftedSource, mask: Mask) -> dict[str, object]:
    """Give the proposal as plain data for programs."""
    names, draft, sheets = drafted.names, drafted.draft, drafted.file.sheets
    return {
        "file": drafted.file.path.name,
        "header_row": sheets.row,
        "sheets": [name for name in sheets.names if name],
        "rows": sheets.rows,
        "source": names.source,
        "agency": names.agency,
        "tables": [{"table": one.table, "score": one.score} for one in draft.ranking[:5]],
        "fills": [{"table": f.table, "columns": f.columns, "constants": f.constants} for f in draft.fills]
        if not draft.could_fill
        else [],
        "could_fill": list(draft.could_fill),
        "columns": [_column_facts(column, mask) for column in draft.columns],
    }


def _column_facts(column: ColumnProposal, mask: Mask) -> dict[str, object]:
    fit = column.fit
    return {
        "header": _tidy(column.profile.header),
        "column": column.name or None,
        "type": column.type if fit else None,
        "fills": f"{fit.wish.table}.{fit.wish.column}" if fit else None,
        "score": fit.score if fit else None,
        "samples": _samples(column, mask),
        "unsure": list(column.unsure),
    }


def _head(drafted: DraftedSource) -> Iterator[str]:
    file, sheets, guess = drafted.file, drafted.file.sheets, drafted.file.sheets.guess
    yield f"# A draft for {_tidy(file.path.name)}: read it, mend what is marked `unsure`, and run `matcher check`."
    named = ", ".join(_tidy(name) for name in sheets.names if name)
    where = f" of sheet {named}" if named else ""
    data = "numbers stand below" if guess.over_data else "no numbers stand below"
    yield f"# Header: row {sheets.row}{where} (score {guess.score:.2f}): {guess.cells} cells, {guess.words:.0%} words,"
    yield f"# {guess.distinct:.0%} distinct, {guess.known} known headers, {data}."
    some = f"the first {sheets.rows}" if sheets.rows >= SAMPLE_ROWS else str(sheets.rows)
    yield f"# Judged by {some} rows of data. Shares below are of the cells that hold something."
    if file.others or file.unread:
        yield f"# Other sheets, not read for this draft: {', '.join(map(_tidy, (*file.others, *file.unread)))}"
    ranked = ", ".join(f"{one.table} {one.score:.2f}" for one in drafted.draft.ranking[:4])
    yield f"# Tables that its columns could fill, by score: {ranked}"


def _names(drafted: DraftedSource) -> Iterator[str]:
    names, draft, main = drafted.names, drafted.draft, drafted.draft.fills[0].table
    yield f"source: {names.source}"
    yield f"agency: {names.agency}" + ("" if names.agency_told else "  # unsure: such lists mostly come from there")
    yield f"title: {{zh: {_quoted(names.title)}, en: {_quoted(names.source.replace('_', ' ').capitalize())}}}"
    yield f"files: [{_quoted(names.files)}]"
    if drafted.file.others and all(drafted.file.sheets.names):
        pattern = "|".join(re.escape(name) for name in drafted.file.sheets.names if name)
        yield f"format: {{sheets: {_quoted(f'^({pattern})$')}}}"
    if not names.date_told:
        yield "# unsure: the name of this file tells no day; name files like 名册_20251130"
    yield f"as_of: {{file_name: {_quoted(names.file_name_date)}}}"
    if main in _ADDING_UP:
        yield "snapshot: all  # payments add up, file after file"
    promises = _promises(drafted)
    if draft.once_only and main not in _ADDING_UP:
        yield "once_only: true  # no citizen ID stands twice"
        promises.append(f"keys: [{', '.join('[' + ', '.join(key) + ']' for key in draft.keys)}]")
    if promises:
        yield f"promise: {{{', '.join(promises)}}}"


def _promises(drafted: DraftedSource) -> list[str]:
    """Promise little less than the share of citizen IDs that can be joined on in the sample."""
    column = next((one for one in drafted.draft.columns if one.name == "citizen_id" and one.profile.filled), None)
    least = int(100 * (column.profile.joinable - _LESS)) if column else 0
    return [f"min_valid_id_share: {least / 100:.2f}"] if least > 0 else []


def _columns(drafted: DraftedSource, mask: Mask) -> Iterator[str]:
    yield "columns:"
    forms: set[str] = set()
    ignored: list[ColumnProposal] = []
    for column in drafted.draft.columns:
        form = normalise_header(column.profile.header)
        if form in forms:
            yield f"  # '{_tidy(column.profile.header)}' is there again; the first one is read"
        elif column.fit is None:
            ignored.append(column)
        else:
            yield from _column(column, mask)
        forms.add(form)
    if not ignored:
        return
    yield "ignore_columns:  # nothing of the model is like them; give a column to what you need"
    for column in ignored:
        samples = " · ".join(_samples(column, mask))
        yield f"  - {_quoted(_flat(column.profile.header))}" + (f"  # {samples}" if samples else "")


def _column(column: ColumnProposal, mask: Mask) -> Iterator[str]:
    fit, profile = column.fit, column.profile
    if fit is None:
        return
    said = f"{fit.wish.table}.{fit.wish.column}" if not fit.wish.is_identity else fit.wish.column
    filled = profile.filled / profile.rows if profile.rows else 0.0
    why = f"like '{fit.known_as}'" if fit.known_as else "by its cells"
    cells = f"{fit.readable:.0%} readable), {filled:.0%} filled, {profile.distinct} distinct"
    yield f"  # {said}: score {fit.score:.2f} ({why}, {cells}"
    samples = " · ".join(_samples(column, mask))
    if samples:
        yield f"  # samples: {samples}"
    yield from (f"  # unsure: {reason}" for reason in column.unsure)
    parts = [f"column: {column.name}", f"type: {column.type}"]
    if column.codes and column.type == "code":
        parts.append(f"codes: {column.codes}")
    if fit.wish.required or fit.wish.column in _WANTED:
        parts.append("required: true")
    if column.type == "money" and "万元" in profile.header:
        parts.append("unit: ten_thousand_yuan")
    parts.append(f"headers: [{_quoted(_flat(profile.header))}]")
    yield f"  - {{{', '.join(parts)}}}"


def _fills(drafted: DraftedSource) -> Iterator[str]:
    if drafted.draft.could_fill:
        yield "# unsure: no word and no column tells what this list is; its columns could fill each of"
        yield f"# {', '.join(drafted.draft.could_fill)}. Choose a table, or read another list: what stands in a table"
        yield "# is believed of people. Until then `matcher check` refuses this schema."
        yield "fills: []"
        return
    yield "fills:"
    for fill in drafted.draft.fills:
        yield from (f"  # unsure: {reason}" for reason in fill.unsure)
        yield f"  - table: {fill.table}"
        if len(drafted.draft.fills) > 1:
            yield f"    part: {fill.part}"
        if fill.when_present:
            yield f"    when_present: [{', '.join(fill.when_present)}]"
        yield from _fill_columns(fill)


def _fill_columns(fill: FillProposal) -> Iterator[str]:
    if fill.columns:
        yield "    columns:"
        yield from (f"      {target}: {source}" for target, source in fill.columns.items())
    if fill.constants:
        said = ", ".join(f"{name}: {code}" for name, code in fill.constants.items())
        yield f"    constants: {{{said}}}"


def _samples(column: ColumnProposal, mask: Mask) -> list[str]:
    """Give the samples in an order of their own: side by side, two columns of one row would fill each other's gaps."""
    kind = column.type if column.fit and column.type != "text" else _kind_to_mask(column)
    if any(word in column.profile.header for word in _OF_BIRTH):
        kind = "date"  # a month of birth is one too
    return sorted(_tidy(mask(kind, text.strip()))[:_LONGEST_SAMPLE] for text in column.profile.samples)


def _kind_to_mask(column: ColumnProposal) -> str:
    """Say what free text holds, so that it is masked as that."""
    kinds = ("citizen_id", "phone", "person_name", "account")
    return next((kind for kind in kinds if column.profile.share(kind) >= _PERSONAL), "ignored")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """Give a text on one line, without what a terminal or a YAML reader could take for more."""
    return "".join(character if character.isprintable() else " " for character in _flat(text))


def _quoted(text: str) -> str:
    """Quote a YAML text where it needs that."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    return "'" + _tidy(text).replace("'", "''") + "'"
