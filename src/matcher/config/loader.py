"""Load a pipeline file and everything it names; all faults of all files come in one error.

Reads YAML files under the pipeline's folder, its schemas, rules and policy folders; opens no data file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from matcher.config.base import ConfigModel
from matcher.config.document import Document, read_document
from matcher.config.faults import validate
from matcher.config.model import CodeSystem, ModelTable
from matcher.config.naming_checks import name_faults
from matcher.config.pipeline import Pipeline
from matcher.config.policy import Policy
from matcher.config.project import UNSEEN, Definition, Definitions, Kind, Project, digest_of
from matcher.config.rule import RuleFile
from matcher.config.rule_checks import chosen_rules, pipeline_faults, rule_faults
from matcher.config.source import SourceSchema
from matcher.config.source_checks import code_faults, source_faults, table_faults
from matcher.config.systems import SystemFile
from matcher.errors import ConfigurationError, Fault, nearest

__all__ = ["Declaration", "Project", "load_declaration", "load_policy", "load_project"]

Model = TypeVar("Model", bound=ConfigModel)
ModelT = TypeVar("ModelT", bound=SystemFile)

_CHECKS: tuple[Callable[[Definitions], Iterator[Fault]], ...] = (
    name_faults,
    table_faults,
    code_faults,
    source_faults,
    pipeline_faults,
    rule_faults,
)


def load_project(pipeline_file: Path) -> Project:
    """Load and check all configuration of a pipeline.

    Args:
        pipeline_file: The pipeline's YAML file.

    Returns:
        The project. The folder of the inputs need not be there yet: ingest asks for it.

    Raises:
        ConfigurationError: Anything is wrong in any of the files; it holds all faults, by file and line.
    """
    pipeline_file = Path(pipeline_file).absolute()
    if not pipeline_file.is_file():
        near = sorted(path.name for path in pipeline_file.parent.glob("*.yaml"))
        what = f"there is no pipeline file '{pipeline_file.name}'{nearest(pipeline_file.name, near)}"
        raise ConfigurationError(Fault(what, str(pipeline_file), f"the folder has: {', '.join(near) or 'no pipeline'}"))
    folders = _folders(pipeline_file)
    reader = _Reader(folders["root"])
    reader.read_pipeline(pipeline_file)
    reader.read_folder(folders["schemas"] / "model", "model", ModelTable)
    reader.read_folder(folders["schemas"] / "codes", "codes", CodeSystem)
    reader.read_folder(folders["schemas"] / "sources", "source", SourceSchema)
    reader.read_rules(folders["rules_folder"])
    reader.read_folder(folders["policy_folder"], "policy", Policy)
    faults = [*reader.faults, *(fault for check in _CHECKS for fault in check(reader.definitions))]
    faults.extend(_missing_areas(reader.definitions, pipeline_file))
    if faults:
        raise ConfigurationError(sorted(dict.fromkeys(faults), key=_place))
    return _project(reader.definitions, pipeline_file, folders["root"])


def load_policy(file: Path) -> Policy:
    """Load one policy file that no pipeline names: a reform that is only thought of.

    Raises:
        ConfigurationError: It is not there, or something in it is wrong; it holds all faults, by line.
    """
    reader = _Reader(Path(file).absolute().parent)
    policy = reader.read_policy(Path(file).absolute())
    if policy is None:
        raise ConfigurationError(sorted(dict.fromkeys(reader.faults), key=_place))
    return policy


@dataclass(frozen=True)
class Declaration(Generic[ModelT]):
    """One file that says what a system does on top of runs, and the data model that its conditions speak of."""

    item: ModelT
    document: Document
    model: dict[str, ModelTable]
    """Model tables by name."""
    codes: dict[str, CodeSystem]
    """Code systems by name."""


def load_declaration(file: Path, model: type[ModelT]) -> Declaration[ModelT]:
    """Load one file that declares a system, with the data model that it names.

    Args:
        file: The YAML file.
        model: What it is read as.

    Raises:
        ConfigurationError: It is not there, or something in it or in the data model is wrong; it holds all faults.
    """
    file = Path(file).absolute()
    reader = _Reader(Path(os.path.commonpath([file.parent, _resolved(file, "../schemas")])))
    document = reader.read_file(file)
    item = reader.validated(document, model)
    schemas = _resolved(file, item.schemas if item else "../schemas")
    if item is not None:
        reader.read_folder(schemas / "model", "model", ModelTable)
        reader.read_folder(schemas / "codes", "codes", CodeSystem)
    if item is None or document is None or reader.faults:
        raise ConfigurationError(sorted(dict.fromkeys(reader.faults), key=_place))
    tables = {one.name: one.item for one in reader.definitions.tables}
    return Declaration(item, document, tables, {one.name: one.item for one in reader.definitions.codes})


def _folders(pipeline_file: Path) -> dict[str, Path]:
    """Find the folders as the pipeline file names them, even where the rest of it is wrong."""
    document, _ = read_document(pipeline_file, pipeline_file.name)
    given: dict[str, Any] = document.data if document else {}
    folders = {}
    for key in ("schemas", "rules_folder", "policy_folder"):
        name = given.get(key) or Pipeline.model_fields[key].default
        folders[key] = _resolved(pipeline_file, name if isinstance(name, str) else "")
    folders["root"] = Path(os.path.commonpath([pipeline_file.parent, *folders.values()]))
    return folders


def _resolved(pipeline_file: Path, relative: str) -> Path:
    return Path(os.path.normpath(pipeline_file.parent / relative))


@dataclass
class _Reader:
    """Reads files into definitions and collects what is wrong with them."""

    root: Path
    definitions: Definitions = field(default_factory=Definitions)
    faults: list[Fault] = field(default_factory=list)

    def read_pipeline(self, path: Path) -> None:
        """Read the pipeline file."""
        document = self.read_file(path)
        pipeline = self.validated(document, Pipeline)
        if document and pipeline:
            self.definitions.add(Definition("pipeline", pipeline.pipeline, pipeline, document))

    def read_policy(self, path: Path) -> Policy | None:
        """Read one policy file, which joins no definitions; None where something in it is wrong."""
        return self.validated(self.read_file(path), Policy)

    def read_folder(self, folder: Path, kind: Kind, model: type[ConfigModel]) -> None:
        """Read every file of a folder as one kind of thing; its name is the value of the model's first field."""
        name_key = next(iter(model.model_fields))
        for document in self._documents(folder, kind):
            item = self.validated(document, model)
            if item is None:
                self._unread(kind, document.data.get(name_key))
            else:
                self.definitions.add(Definition(kind, getattr(item, name_key), item, document))

    def read_rules(self, folder: Path) -> None:
        """Read every rule file of a folder."""
        for document in self._documents(folder, "rule"):
            file = self.validated(document, RuleFile)
            if file is None:
                self._unread_rules(document)
                continue
            for position, rule in enumerate(file.rules):
                self.definitions.add(Definition("rule", rule.rule, rule, document, ("rules", position)))
            for position, exemption in enumerate(file.exemptions):
                self.definitions.add(
                    Definition("exemption", exemption.exemption, exemption, document, ("exemptions", position))
                )

    def _documents(self, folder: Path, kind: Kind) -> Iterator[Document]:
        place = self._said(folder)
        if not folder.is_dir():
            mend = "make it, or correct the pipeline's `schemas`, `rules_folder` or `policy_folder`"
            self.faults.append(Fault(f"folder '{place}' is not there", place, mend))
            return
        for path in sorted(folder.rglob("*.yml")):
            what = f"'{path.name}' ends in .yml and would not be read"
            self.faults.append(Fault(what, self._said(path), f"rename it to {path.stem}.yaml"))
        for path in sorted(folder.rglob("*.yaml")):
            document = self.read_file(path)
            if document:
                yield document
            else:
                self._unread(kind, UNSEEN)

    def read_file(self, path: Path) -> Document | None:
        """Read one file as YAML; None where it is none."""
        document, faults = read_document(path, self._said(path))
        self.faults.extend(faults)
        if document:
            self.definitions.documents.append(document)
        return document

    def validated(self, document: Document | None, model: type[Model]) -> Model | None:
        """Read a document as a configuration model; None where something in it is wrong."""
        if document is None:
            return None
        item, faults = validate(document, model)
        self.faults.extend(faults)
        return item

    def _unread(self, kind: Kind, name: object) -> None:
        if isinstance(name, str):
            self.definitions.unread.setdefault(kind, set()).add(name)

    def _unread_rules(self, document: Document) -> None:
        kinds: tuple[tuple[Kind, str], ...] = (("rule", "rules"), ("exemption", "exemptions"))
        for kind, key in kinds:
            listed = document.data.get(key)
            for item in listed if isinstance(listed, list) else ():
                if isinstance(item, dict):
                    self._unread(kind, item.get(kind))
                    self._unread(kind, item.get("code"))

    def _said(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()


def _missing_areas(definitions: Definitions, pipeline_file: Path) -> Iterator[Fault]:
    for pipeline in definitions.pipelines:
        areas = pipeline.item.areas
        if not _resolved(pipeline_file, areas).is_file():
            mend = "put the area table there, or correct the path (it begins at the pipeline file's folder)"
            yield Fault(f"the area table is not there: '{areas}'", pipeline.where("areas"), mend)


def _place(fault: Fault) -> tuple[str, int, str]:
    """Order faults by file, line and words."""
    file, _, line = fault.where.rpartition(":")
    return (file, int(line), fault.what) if line.isdigit() else (fault.where, 0, fault.what)


def _project(definitions: Definitions, pipeline_file: Path, root: Path) -> Project:
    pipeline = definitions.pipelines[0].item
    sources = {one.name: one.item for one in definitions.sources}
    rules = tuple(sorted(_items(definitions.rules), key=lambda rule: (rule.code, rule.rule, rule.valid_from)))
    return Project(
        pipeline=pipeline,
        root=root,
        inputs=_resolved(pipeline_file, pipeline.inputs),
        areas_file=_resolved(pipeline_file, pipeline.areas),
        model_file=_resolved(pipeline_file, pipeline.linkage.model) if pipeline.linkage.model else None,
        model={one.name: one.item for one in definitions.tables},
        codes={one.name: one.item for one in definitions.codes},
        sources={use.source: sources[use.source] for use in pipeline.sources},
        source_names=tuple(sorted(sources)),
        rules=chosen_rules(rules, pipeline),
        exemptions=tuple(sorted(_items(definitions.exemptions), key=lambda one: one.exemption)),
        policies=tuple(sorted(_items(definitions.policies), key=lambda one: one.policy)),
        digest=digest_of(definitions.documents),
        definitions=definitions,
    )


def _items(definitions: Iterable[Definition[Model]]) -> list[Model]:
    return [one.item for one in definitions]
