"""All configuration of one pipeline, loaded and checked: what every room is given its part of. Pure: plain data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from matcher.config.base import ConfigModel
from matcher.config.document import Document, Keys
from matcher.config.model import CodeSystem, ModelTable
from matcher.config.pipeline import Pipeline
from matcher.config.policy import Policy
from matcher.config.rule import Exemption, Rule
from matcher.config.source import SourceSchema
from matcher.errors import Fault, nearest

Kind = Literal["pipeline", "model", "codes", "source", "rule", "exemption", "policy"]
"""What kinds of things have a name of their own in the YAML files."""

_CHECKED: tuple[Kind, ...] = ("rule", "exemption", "policy")
"""What matcher.evaluate checks."""

UNSEEN = "*"
"""Stands among known names for those of a file that is no YAML: what it holds cannot be said."""

ItemT_co = TypeVar("ItemT_co", bound=ConfigModel, covariant=True)


@dataclass(frozen=True)
class Definition(Generic[ItemT_co]):
    """One named thing, and where it is written."""

    kind: Kind
    name: str
    item: ItemT_co
    document: Document
    base: Keys = ()
    """Where it begins in its file; empty where the file holds it alone."""

    def where(self, *keys: str | int) -> str:
        """Say where one of its keys is written, as file:line."""
        return self.document.where((*self.base, *keys))

    def path(self, *keys: str | int) -> str:
        """Say the way to one of its keys as a reader would."""
        return self.document.path((*self.base, *keys))


@dataclass
class Definitions:
    """Everything read from a pipeline's files, as far as it could be read."""

    by_kind: dict[Kind, list[Definition[Any]]] = field(default_factory=dict)
    """Definitions by kind, in the order in which they were read. A list of one kind holds models of one class."""
    documents: list[Document] = field(default_factory=list)
    """All files that are YAML."""
    unread: dict[Kind, set[str]] = field(default_factory=dict)
    """Names of things whose own file is at fault: they exist, so nobody who names them is wrong. `*` stands for names
    that could not even be seen."""

    def add(self, definition: Definition[Any]) -> None:
        """Add one definition."""
        self.by_kind.setdefault(definition.kind, []).append(definition)

    def of_kind(self, kind: Kind) -> Sequence[Definition[ConfigModel]]:
        """Give what was read of one kind."""
        return self.by_kind.get(kind, [])

    @property
    def pipelines(self) -> Sequence[Definition[Pipeline]]:
        """The pipeline; none where its file is at fault."""
        return self.by_kind.get("pipeline", [])

    @property
    def tables(self) -> Sequence[Definition[ModelTable]]:
        """Model tables."""
        return self.by_kind.get("model", [])

    @property
    def codes(self) -> Sequence[Definition[CodeSystem]]:
        """Code systems."""
        return self.by_kind.get("codes", [])

    @property
    def sources(self) -> Sequence[Definition[SourceSchema]]:
        """Source schemas."""
        return self.by_kind.get("source", [])

    @property
    def rules(self) -> Sequence[Definition[Rule]]:
        """Rules."""
        return self.by_kind.get("rule", [])

    @property
    def exemptions(self) -> Sequence[Definition[Exemption]]:
        """Exemptions."""
        return self.by_kind.get("exemption", [])

    @property
    def policies(self) -> Sequence[Definition[Policy]]:
        """Policy files."""
        return self.by_kind.get("policy", [])

    def names(self, kind: Kind) -> list[str]:
        """Give the known names of one kind, sorted, those that could not be read among them."""
        return sorted({one.name for one in self.of_kind(kind)} | self.unread.get(kind, set()))

    def code_values(self, system: str) -> list[str] | None:
        """Give the codes of a code system; None where it is not there or could not be read."""
        found = next((one.item for one in self.codes if one.name == system), None)
        return [entry.code for entry in found.entries] if found else None


def unknown(what: str, name: str, known: Sequence[str], where: str) -> list[Fault]:
    """Give one fault where a name is not among those known, with the nearest of them.

    Args:
        what: What the name should be, with who says it: `rule 'x' names an exemption`.
        name: The name.
        known: All valid names.
        where: file:line.
    """
    if name in known or UNSEEN in known:
        return []
    mend = f"use one of: {', '.join(known)}" if known else "there is none yet: add it, or take this line out"
    return [Fault(f"{what} that does not exist: '{name}'{nearest(name, known)}", where, mend)]


@dataclass(frozen=True)
class Project:
    """One pipeline with everything it names."""

    pipeline: Pipeline
    root: Path
    """The folder that all configuration lies under; messages give paths from here."""
    inputs: Path
    """Folder of the exports."""
    areas_file: Path
    """Area table."""
    model_file: Path | None
    """Weights of linkage that the pipeline names; none: they are learnt."""
    model: dict[str, ModelTable]
    """All model tables by name."""
    codes: dict[str, CodeSystem]
    """All code systems by name."""
    sources: dict[str, SourceSchema]
    """Source schemas that the pipeline uses, in its order."""
    source_names: tuple[str, ...]
    """Names of all source schemas, used or not."""
    rules: tuple[Rule, ...]
    """Rules chosen by the pipeline, by catalogue code, name and first month."""
    exemptions: tuple[Exemption, ...]
    """All exemptions, by name."""
    policies: tuple[Policy, ...]
    """All policy files, by name."""
    digest: str
    """SHA-256 over the paths and texts of all YAML files."""
    definitions: Definitions = field(repr=False)
    """Where all of it is written."""

    def locate(self, kind: Kind, name: str, *keys: str | int) -> str:
        """Say where a key of a named thing is written: `pipelines/rules/allowance.yaml:31`."""
        found = next((one for one in self.definitions.of_kind(kind) if one.name == name), None)
        return found.where(*keys) if found else f"{kind} '{name}'"

    def locate_rule(self, name: str, key: str = "") -> str:
        """Say where a key of a rule, an exemption or a policy is written, as the checks of matcher.evaluate name it.

        Args:
            name: Name of the rule, exemption or policy.
            key: The way to it: `facts.death.on`, `regions.180121.parameters.elder_allowance_age`. What comes after
                `exempt.<exemption>` is looked for in that exemption.
        """
        definitions = self.definitions
        first, _, rest = key.partition(".")
        exemption, _, inner = rest.partition(".")
        if first == "exempt" and inner and exemption in definitions.names("exemption"):
            return self.locate_rule(exemption, inner)
        named = [one for kind in _CHECKED for one in definitions.of_kind(kind) if one.name == name]
        ways = [(one.document.resolve(one.base, key), one) for one in named]
        if not ways:
            return f"rule '{name}'"
        way, one = max(ways, key=lambda found: len(found[0]) - len(found[1].base))
        return one.document.where(way)

    def source_digest(self, source: str) -> str:
        """Give the SHA-256 of what decides how a source's files are read: its schema, the tables it fills, codes.

        An unchanged file under an unchanged digest need not be read again.
        """
        schema = self.sources[source]
        tables = {fill.table for fill in schema.fills}
        systems = {column.codes for column in schema.columns} | {
            column.codes for table in tables for column in self.model[table].columns
        }
        used = [
            *(one for one in self.definitions.sources if one.name == source),
            *(one for one in self.definitions.tables if one.name in tables),
            *(one for one in self.definitions.codes if one.name in systems),
        ]
        return digest_of(one.document for one in used)


def digest_of(documents: Iterable[Document]) -> str:
    """Give the SHA-256 over the paths and texts of documents, in the order of their paths."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda each: each.place):
        for part in (document.place, document.text):
            content = part.encode()
            digest.update(f"{len(content)}:".encode() + content)  # lengths keep neighbours apart
    return digest.hexdigest()
