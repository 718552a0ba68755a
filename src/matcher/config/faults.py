"""Turn what pydantic says of a YAML file into faults in plain words, with file, line and nearest valid name.

Pure: reads the document and the model's fields, no files.
"""

from __future__ import annotations

import re
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from matcher.config.base import ConfigModel
from matcher.config.document import Document, Key, Keys
from matcher.errors import Fault, nearest

Model = TypeVar("Model", bound=ConfigModel)

_LONGEST_QUOTE = 60
"""Most characters of a wrong value that a message repeats."""

_EXPECTED = {
    "int_": ("is not a whole number", "write digits only, for example 3"),
    "decimal_": ("is not a number", "write it like 720 or 0.05"),
    "float_": ("is not a number", "write it like 720 or 0.05"),
    "bool_": ("is neither true nor false", "write true or false"),
    "date_": ("is not a date", "write it as YYYY-MM-DD, for example 2025-11-30"),
    "string_type": ("is not a single text", "write one value, not a list or a mapping"),
}
"""Pydantic's error type, or how it begins → what is wrong with the value, how to mend it."""

_NO_LIST = frozenset({"tuple_type", "list_type", "set_type", "frozen_set_type"})
_NO_MAPPING = frozenset({"model_type", "model_attributes_type", "dict_type", "mapping_type"})


def validate(document: Document, model: type[Model]) -> tuple[Model | None, list[Fault]]:
    """Read a document as a configuration model.

    Returns:
        The model, or None where anything is wrong with the file; and everything that the model finds wrong. What was
        already found on reading the file is not said again.
    """
    try:
        read = model.model_validate(document.data)
    except ValidationError as error:
        return None, _model_faults(document, model, error)
    return (None if document.faulty else read), []


def _model_faults(document: Document, model: type[ConfigModel], error: ValidationError) -> list[Fault]:
    faults: dict[Keys, Fault] = {}
    for detail in error.errors(include_url=False):
        if _only_lacks_wrong_items(detail):
            continue
        keys = _real_keys(document.data, detail["loc"])
        wanted = (*keys, detail["loc"][-1]) if detail["type"] == "missing" else keys
        # A union gives one error for each of its kinds: the first is said.
        if wanted not in faults and not any(wanted[:end] in document.faulty for end in range(1, len(wanted) + 1)):
            faults[wanted] = _fault(document, model, keys, detail)
    return list(faults.values())


def _only_lacks_wrong_items(detail: ErrorDetails) -> bool:
    """Tell whether a list is too short only since pydantic left out items that are wrong, each told by itself."""
    given = detail["input"]
    return detail["type"] == "too_short" and isinstance(given, list) and len(given) >= detail["ctx"]["min_length"]


def _real_keys(data: Any, location: tuple[Key, ...]) -> Keys:
    """Keep the parts of pydantic's location that are in the file: it adds names of unions' kinds and validators."""
    keys: list[Key] = []
    for key in location:
        in_mapping = isinstance(data, dict) and key in data
        in_list = isinstance(data, list) and isinstance(key, int) and key < len(data)
        if in_mapping or in_list:
            data = data[key]
            keys.append(key)
    return tuple(keys)


def _fault(document: Document, model: type[ConfigModel], keys: Keys, detail: ErrorDetails) -> Fault:
    kind, path = detail["type"], document.path(keys)
    if kind == "missing":
        what, mend = _missing(model, keys, str(detail["loc"][-1]))
        inside = f" in {path}" if path else ""
        return Fault(what + inside, document.where(keys), mend)
    if kind == "extra_forbidden":
        parent, known = document.path(keys[:-1]), _known_keys(model, keys[:-1])
        inside = f" in {parent}" if parent else ""
        what = f"unknown key '{keys[-1]}'{inside}{nearest(str(keys[-1]), known)}"
        return Fault(what, document.where(keys), f"correct it or take it out; known here: {', '.join(known)}")
    what, mend = _wrong_value(model, keys, detail)
    return Fault(f"{path}: {what}" if path else what, document.where(keys), mend)


def _missing(model: type[ConfigModel], keys: Keys, name: str) -> tuple[str, str]:
    described = next((kind.meanings()[name] for kind in _models_at(model, keys) if name in kind.meanings()), None)
    meaning = f": {' '.join(described.split())}" if described else ""
    return f"key '{name}' is missing", f"add `{name}: …`{meaning}"


def _wrong_value(model: type[ConfigModel], keys: Keys, detail: ErrorDetails) -> tuple[str, str]:
    kind, quoted = detail["type"], _quoted(detail["input"])
    if kind in _NO_LIST:
        return f"{quoted} is not a list", "write a list: [one, two], or lines that begin with a dash"
    if kind in _NO_MAPPING:
        known = _known_keys(model, keys)
        mend = f"write it with keys: {', '.join(known)}" if known else "write it as `key: value` lines"
        return f"{quoted} is no mapping of keys to values", mend
    wrong, mend = next((words for start, words in _EXPECTED.items() if kind.startswith(start)), ("", ""))
    if wrong:
        return f"{quoted} {wrong}", mend
    return _wrong_by_context(detail)


def _wrong_by_context(detail: ErrorDetails) -> tuple[str, str]:
    """Say errors whose words need what pydantic adds to them: the words allowed, the bounds, a validator's own text."""
    kind, context, quoted = detail["type"], detail.get("ctx", {}), _quoted(detail["input"])
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        near = nearest(str(detail["input"]), allowed)
        return f"{quoted} is none of the words allowed{near}", f"write one of: {', '.join(allowed)}"
    if kind == "value_error":
        return str(context.get("error", detail["msg"])), "correct the value"
    if kind == "too_short":
        return "the list is empty", f"give at least {context.get('min_length', 1)}"
    if kind == "string_pattern_mismatch":
        return f"{quoted} does not have the right form", f"it must fit the pattern {context.get('pattern')}"
    return f"{quoted} is wrong: {detail['msg'].replace('Input', 'it', 1)}", "correct the value"


def _quoted(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f"'{text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + '…'}'"


def _known_keys(model: type[ConfigModel], keys: Keys) -> list[str]:
    return sorted({name for kind in _models_at(model, keys) for name in kind.model_fields})


def _models_at(model: type[ConfigModel], keys: Keys) -> list[type[ConfigModel]]:
    """Give the models that a place in the file may be read as, walking from the file's own model."""
    kinds: list[Any] = [model]
    for key in keys:
        kinds = [below for kind in kinds for below in _kinds_below(kind, key)]
    return [kind for kind in kinds if _is_model(kind)]


def _kinds_below(kind: Any, key: Key) -> list[Any]:
    if _is_model(kind):
        field = kind.model_fields.get(str(key))
        return _kinds_of(field.annotation) if field else []
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return _kinds_of(arguments[1])
    if get_origin(kind) in {tuple, list}:
        return _kinds_of(arguments[0])
    return []


def _kinds_of(annotation: Any) -> list[Any]:
    """Open unions and annotations: `Annotated[A | B, …] | None` gives A, B and NoneType."""
    if get_origin(annotation) is Annotated:
        return _kinds_of(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [kind for argument in get_args(annotation) for kind in _kinds_of(argument)]
    return [annotation]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, ConfigModel)
