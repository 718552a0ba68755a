"""Read one YAML file as text values, with the line of every key.

Every scalar is text (`0101`, `NO` and dates stay as written). Duplicate keys, empty values and several documents in
one file are faults. Reads the one file that it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from matcher.errors import Fault

Key = str | int
Keys = tuple[Key, ...]
"""The way from the top of a file to one value: keys of mappings, positions in lists."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The C parser where PyYAML was built with it: same result, ten times faster."""

_EMPTY = ("", "~", "null", "Null", "NULL")
"""How YAML writes that there is no value; meant as a text, it is quoted."""

_MOST_VALUES = 200_000
"""Most values in one file: aliases of aliases can make a few lines into more than a machine holds."""

_DEEPEST = 50
"""Most parts within one another; files of a project have seven. A hundred thousand end PyYAML and the process."""

_NAMING_KEYS = (
    "column",
    "rule",
    "exemption",
    "source",
    "table",
    "codes",
    "code",
    "policy",
    "region",
    "parameter",
    "since",
)
"""Keys whose value names a list item for a reader, the first that is there."""


@dataclass(frozen=True)
class Document:
    """One YAML file, read."""

    place: str
    """Path relative to the project's root, with forward slashes."""
    text: str
    """Content as read."""
    data: Any
    """Content as dicts, lists and texts."""
    lines: dict[Keys, int]
    """Line of each key and list item, from 1."""
    faulty: frozenset[Keys]
    """Where a fault was found on reading."""

    def where(self, keys: Keys = ()) -> str:
        """Say where a value stands: `pipelines/nightly.yaml:12`; the nearest line above for one that is not there."""
        known = next((keys[:end] for end in range(len(keys), 0, -1) if keys[:end] in self.lines), ())
        return f"{self.place}:{self.lines.get(known, 1)}"

    def path(self, keys: Keys) -> str:
        """Say the way to a value as a reader would: `columns[benefit_month].type`; empty for the file itself."""
        said, node = "", self.data
        for key in keys:
            node = _below(node, key)
            said += f"[{_item_name(node, key)}]" if isinstance(key, int) else f".{key}"
        return said.removeprefix(".")

    def resolve(self, base: Keys, names: str) -> Keys:
        """Find a value by a way written in words: `regions.180121.parameters.stop_lag_months`.

        Args:
            base: Where the way begins.
            names: Keys with dots between; a list item by its position from 0, its name or its text.

        Returns:
            The way as far as it is in the file.
        """
        node, keys = self.data, base
        for key in base:
            node = _below(node, key)
        for name in filter(None, names.split(".")):
            step = name if isinstance(node, dict) else _position(node, name)
            node = None if step is None else _below(node, step)
            if step is None or node is None:
                break
            keys = (*keys, step)
        return keys


def read_document(path: Path, place: str) -> tuple[Document | None, list[Fault]]:
    """Read one YAML file.

    Args:
        path: The file.
        place: What messages call it.

    Returns:
        The document, or None where it is no YAML at all; and the faults found.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        return None, [Fault(f"the file cannot be read: {error.strerror}", place, "check its name and its rights")]
    except UnicodeDecodeError:
        return None, [Fault("the file is not written in UTF-8", place, "save it as UTF-8")]
    document, faults = _document_of(text, place)
    return document, list(faults)


@lru_cache(maxsize=1024)
def _document_of(text: str, place: str) -> tuple[Document | None, tuple[Fault, ...]]:
    """Read a text as YAML; once in a process, since most files are unchanged when they are read again.

    So a document is shared, and nobody changes it.
    """
    try:
        if line := _too_deep(text):
            mend = "write lists line by line"
            return None, (Fault("parts stand within one another too deeply", f"{place}:{line}", mend),)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return None, (_syntax_fault(error, place),)
    if not isinstance(root, yaml.MappingNode):
        mend = "write `key: value` lines at its top"
        return None, (Fault("the file is empty or is no mapping of keys", f"{place}:1", mend),)
    reader = _Reader(place)
    data = reader.value(root, ())
    faults = tuple(reader.faults.values())
    return Document(place, text, data, reader.lines, frozenset(reader.faults)), faults


def _too_deep(text: str) -> int | None:
    """Give the line where parts begin to stand within one another too deeply; read one event after the other."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            return event.start_mark.line + 1 if event.start_mark else 1
    return None


class _Reader:
    """Turns nodes into plain values, and notes lines and faults on the way."""

    def __init__(self, place: str) -> None:
        self.lines: dict[Keys, int] = {}
        self.faults: dict[Keys, Fault] = {}
        self._place = place
        self._open: set[int] = set()  # nodes above the one at hand
        self._count = 0

    def value(self, node: yaml.Node, keys: Keys) -> Any:
        """Give the plain value of a node."""
        self.lines.setdefault(keys, node.start_mark.line + 1)
        self._count += 1
        if id(node) in self._open or self._count > _MOST_VALUES:
            line = self.lines[keys] - 1
            self._fault(keys, line, "an alias (`*name`) repeats the part it stands in, or far too much", "write it out")
            return ""
        self._open.add(id(node))
        try:
            return self._plain(node, keys)
        finally:
            self._open.remove(id(node))

    def _plain(self, node: yaml.Node, keys: Keys) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*keys, position)) for position, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and not node.style:  # quoted and block texts have a style
            self._refuse_empty(node, keys)
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, keys: Keys) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(keys, line, "a key is a list or a mapping", "write a word as the key")
                continue
            key = str(key_node.value)
            if key in values:
                first = self.lines[(*keys, key)]
                self._fault(
                    (*keys, key), line, f"key '{key}' stands twice; first in line {first}", "keep one of the two"
                )
                continue
            self.lines[(*keys, key)] = line + 1
            values[key] = self.value(value_node, (*keys, key))
        return values

    def _refuse_empty(self, node: yaml.Node, keys: Keys) -> None:
        if node.value in _EMPTY:
            name = f"key '{keys[-1]}'" if keys and isinstance(keys[-1], str) else "a list item"
            mend = "write a value, or leave it out; in quotes where the text itself is meant"
            self._fault(keys, self.lines[keys] - 1, f"{name} has no value", mend)

    def _fault(self, keys: Keys, line: int, what: str, mend: str) -> None:
        self.faults.setdefault(keys, Fault(what, f"{self._place}:{line + 1}", mend))


def _syntax_fault(error: yaml.YAMLError, place: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    where = place if mark is None else f"{place}:{mark.line + 1}"
    return Fault(
        f"the file is not YAML: {problem}", where, "mend this line or the one above: brackets, quotes, indentation"
    )


def _below(node: Any, key: Key) -> Any:
    if isinstance(node, dict):
        return node.get(str(key))
    if isinstance(node, list) and isinstance(key, int) and key < len(node):
        return node[key]
    return None


def _position(node: Any, name: str) -> int | None:
    if not isinstance(node, list):
        return None
    named = (
        position
        for position, item in enumerate(node)
        if name == item or (isinstance(item, dict) and name == _item_name(item, position))
    )
    return next(named, int(name) if name.isdigit() and int(name) < len(node) else None)


def _item_name(node: Any, position: int) -> str:
    if isinstance(node, dict):
        named = next((node[key] for key in _NAMING_KEYS if isinstance(node.get(key), str)), None)
        if named:
            return str(named)
    return str(position + 1)
