"""What is known of headers: those of all source schemas, the titles of model columns, and a vocabulary beside them.

Reads schema files and two word lists of this package; gives tables to look headers up in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Final, TypeVar

from matcher.config.base import ConfigModel
from matcher.config.document import read_document
from matcher.config.faults import validate
from matcher.config.identity_columns import FILLED_FROM
from matcher.config.model import CodeSystem, ModelTable
from matcher.config.source import SourceSchema
from matcher.errors import ConfigurationError, Fault
from matcher.identity.text import normalise_header

Model = TypeVar("Model", bound=ConfigModel)

IGNORE: Final = "ignore"
"""Target of headers that are known and say nothing that the model holds."""

_OWN, _TITLE, _BORROWED = 1.0, 0.95, 0.85
"""How much a header of a schema, of a model column's title, and of another table's column of the same name counts."""


@dataclass(frozen=True)
class Alias:
    """A header, in the form that headers are compared in, and how surely it means its target."""

    form: str
    """As `matcher.identity.text.normalise_header` gives it."""
    weight: float
    """0..1."""


@dataclass(frozen=True)
class Knowledge:
    """Schemas, and the words beside them."""

    model: Mapping[str, ModelTable]
    """Model tables by name."""
    codes: Mapping[str, CodeSystem]
    """Code systems by name."""
    sources: tuple[SourceSchema, ...]
    """Source schemas that are there already, sorted by name."""

    @cached_property
    def aliases(self) -> dict[str, tuple[Alias, ...]]:
        """Target (`person_name`, `vehicle.seats`, `ignore`) → its headers, the surest first."""
        found: dict[str, dict[str, float]] = {}
        for target, text, weight in (*_vocabulary(), *_of_sources(self.sources), *_of_model(self.model)):
            form = normalise_header(text)
            if form:
                forms = found.setdefault(target, {})
                forms[form] = max(weight, forms.get(form, 0.0))
        return {target: _sorted_aliases(forms) for target, forms in sorted(found.items())}

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every known header, in the form to compare."""
        return frozenset(alias.form for aliases in self.aliases.values() for alias in aliases)

    def aliases_of(self, table: str, column: str) -> tuple[Alias, ...]:
        """Give the headers of a model column: its own, and those of like-named columns of other tables."""
        if column in FILLED_FROM and self.model[table].column(column) is None:
            return self.aliases.get(column, ())
        forms = {
            alias.form: alias.weight * _BORROWED
            for target, aliases in self.aliases.items()
            if target.endswith(f".{column}")
            for alias in aliases
        }
        for alias in self.aliases.get(f"{table}.{column}", ()):
            forms[alias.form] = max(alias.weight, forms.get(alias.form, 0.0))
        return _sorted_aliases(forms)

    @cached_property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Model table, or `code system code` → words that speak for it."""
        return {key: tuple(words) for key, _, words in _lines("words.txt")}


def read_knowledge(schemas: Path) -> Knowledge:
    """Read all schemas of a folder.

    Args:
        schemas: Folder with model/, codes/ and sources/.

    Raises:
        ConfigurationError: A file of it is wrong; `matcher check` says more.
    """
    model = {table.table: table for table in _read_folder(schemas / "model", ModelTable)}
    codes = {system.codes: system for system in _read_folder(schemas / "codes", CodeSystem)}
    sources = sorted(_read_folder(schemas / "sources", SourceSchema), key=lambda source: source.source)
    if not model:
        raise ConfigurationError(Fault("there is no model table", str(schemas / "model"), "run `matcher init` first"))
    return Knowledge(model, codes, tuple(sources))


def _read_folder(folder: Path, kind: type[Model]) -> list[Model]:
    items, faults = [], []
    for path in sorted(folder.rglob("*.yaml")):
        document, found = read_document(path, path.relative_to(folder.parent).as_posix())
        faults.extend(found)
        if document:
            item, found = validate(document, kind)
            faults.extend(found)
            items.extend([item] if item else [])
    if faults:
        raise ConfigurationError(faults)
    return items


def _vocabulary() -> Iterator[tuple[str, str, float]]:
    for target, weight, headers in _lines("headers.txt"):
        yield from ((target, header, float(weight)) for header in headers)


def _of_sources(sources: Iterable[SourceSchema]) -> Iterator[tuple[str, str, float]]:
    for source in sources:
        targets = {
            name: target if target in FILLED_FROM else f"{fill.table}.{target}"
            for fill in source.fills
            for target, name in fill.columns.items()
        }
        for column in source.columns:
            # Headers of a person's name are in the vocabulary: what they mean depends on who else is in the row.
            if targets.get(column.column, "person_name") not in {"person_name", "citizen_id"}:
                yield from ((targets[column.column], header, _OWN) for header in column.headers)
        yield from ((IGNORE, header, _OWN) for header in source.ignore_columns)


def _of_model(model: Mapping[str, ModelTable]) -> Iterator[tuple[str, str, float]]:
    for table in model.values():
        for column in table.columns:
            target = column.column if column.column in FILLED_FROM else f"{table.table}.{column.column}"
            yield target, column.meaning.zh, _TITLE


def _sorted_aliases(forms: Mapping[str, float]) -> tuple[Alias, ...]:
    return tuple(Alias(form, weight) for form, weight in sorted(forms.items(), key=lambda item: (-item[1], item[0])))


def surnames() -> frozenset[str]:
    """Give the surnames that most people have."""
    text = resources.files("matcher.ingest.draft").joinpath("data", "surnames.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _lines(name: str) -> Iterator[tuple[str, str, list[str]]]:
    """Give the lines of a word list: what stands before the colon, its last word, and the words behind it."""
    text = resources.files("matcher.ingest.draft").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            before, _, behind = line.partition(": ")
            target, _, last = before.rpartition(" ")
            yield (target if name == "headers.txt" else before), last, behind.split()
