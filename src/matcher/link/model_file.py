"""The file of a model: YAML to be read by people, and the same model when it is read back. Pure: text in, text out.

One line a level: m, u, the bits that they make, and the pairs that m was learnt from. `version` is that of this form;
a file of another version, or with comparisons or levels that are not known, is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from math import log2
from typing import Any, Final

import yaml

from matcher.errors import ConfigurationError, Fault
from matcher.link.comparison import LEVELS
from matcher.link.slips import REPAIRED
from matcher.link.weights import Model, Probabilities

VERSION: Final = 1
_MEND: Final = "run without `linkage: model:` to learn a model anew; it is written to the run folder"


@cache
def default_model() -> Model:
    """Give the model that is shipped."""
    text = resources.files("matcher.link").joinpath("data", "default_model.yaml").read_text(encoding="utf-8")
    return read_model(text, "default_model.yaml")


def write_model(model: Model) -> str:
    """Give the text of a model's file; the same model gives the same text."""
    lines = [
        "# How much each level of agreement weighs. m: its share among pairs of one person; u: among pairs of two;",
        "# bits: log2(m / u). `linkage: model:` in a pipeline makes later runs use this file as it stands.",
        f"version: {VERSION}",
        f"origin: {model.origin}",
        f"learning_pairs: {model.learning_pairs}",
        "comparisons:",
        *_comparison_lines(model.m, model),
    ]
    if model.m_by_source:
        lines.append("sources:")
    for source, m in model.m_by_source.items():
        lines += [
            f"  {source}:",
            f"    learning_pairs: {model.pairs_by_source.get(source, 0)}",
            "    comparisons:",
            *(f"    {line}" for line in _comparison_lines(m, None)),
        ]
    return "\n".join(lines) + "\n"


def _comparison_lines(m: Probabilities, model: Model | None) -> Iterator[str]:
    """Give the lines of all levels; with a model also its u, bits and counts."""
    for comparison, levels in m.items():
        yield f"  {comparison}:"
        for level, share in levels.items():
            values: dict[str, object] = {"m": _number(share)}
            u = model.u.get(comparison, {}).get(level) if model else None
            if u is not None:
                values |= {"u": _number(u), "bits": round(log2(share / u), 2)}
            if model and comparison in model.counts:
                values["pairs"] = model.counts[comparison].get(level, 0)
            yield f"    {level}: {{{', '.join(f'{key}: {value}' for key, value in values.items())}}}"


def _number(probability: float) -> str:
    """Write a probability so that YAML reads it as a number: with a point, also where it has an exponent."""
    text = f"{probability:.6g}"
    mantissa, exponent, power = text.partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{exponent}{power}"


def read_model(text: str, where: str) -> Model:
    """Read the text of a model's file.

    Args:
        text: YAML.
        where: Name of the file, for messages.

    Raises:
        ConfigurationError: It is no model, of another version, or has comparisons or levels that are not known.
    """
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError:
        raise ConfigurationError(Fault("the model of linkage is no YAML", where, _MEND)) from None
    if not isinstance(content, dict) or "comparisons" not in content:
        raise ConfigurationError(Fault("this is no model of linkage: it has no `comparisons`", where, _MEND))
    if content.get("version") != VERSION:
        what = f"the model of linkage is of version {content.get('version')}; this program reads version {VERSION}"
        raise ConfigurationError(Fault(what, where, _MEND))
    comparisons = content["comparisons"]
    sources: dict[str, Any] = content.get("sources") or {}
    faults = [
        *_faults(comparisons, where, tuple(LEVELS)),
        *(
            fault
            for name, part in sources.items()
            for fault in _faults(part.get("comparisons"), f"{where}, {name}", ())
        ),
    ]
    if faults:
        raise ConfigurationError(faults)
    return Model(
        m=_column(comparisons, "m"),
        u=_column(comparisons, "u"),
        learning_pairs=int(content.get("learning_pairs") or 0),
        origin="shipped" if content.get("origin") == "shipped" else "file",
        counts={name: {level: int(count) for level, count in levels.items()}
                for name, levels in _column(comparisons, "pairs").items()},
        m_by_source={source: _column(part["comparisons"], "m") for source, part in sources.items()},
        pairs_by_source={source: int(part.get("learning_pairs") or 0) for source, part in sources.items()},
    )  # fmt: skip


def _column(comparisons: Mapping[str, Mapping[str, Mapping[str, float]]], key: str) -> dict[str, dict[str, float]]:
    columns = {
        name: {level: float(values[key]) for level, values in levels.items() if key in values}
        for name, levels in comparisons.items()
    }
    return {name: levels for name, levels in columns.items() if levels}


def _faults(comparisons: object, where: str, wanted: tuple[str, ...]) -> Iterator[Fault]:
    """Find what is not known, what is missing, and what is no probability."""
    if not isinstance(comparisons, dict):
        yield Fault("`comparisons` is no list of comparisons", where, _MEND)
        return
    for name in wanted:
        if name not in comparisons:
            yield Fault(f"the model lacks the comparison '{name}'", where, _MEND)
    for name, levels in comparisons.items():
        if name not in LEVELS or not isinstance(levels, dict):
            yield Fault(f"'{name}' is no comparison of this program", where, _MEND)
            continue
        yield from _level_faults(name, levels, where, is_whole=bool(wanted))


def _level_faults(name: str, levels: dict[str, object], where: str, *, is_whole: bool) -> Iterator[Fault]:
    known = LEVELS[name][:-1]
    for level in sorted({*map(str, levels)} ^ {*known}):
        state = "lacks" if level in known else "has"
        yield Fault(f"the model {state} a level '{level}' of '{name}'; this program knows {known}", where, _MEND)
    for level, values in levels.items():
        # What a damaged ID weighs is computed from the structure of the code.
        keys = ("m", "u") if is_whole and level not in REPAIRED else ("m",)
        if not isinstance(values, dict) or not all(_is_probability(values.get(key)) for key in keys):
            yield Fault(f"{name}, {level}: {' and '.join(keys)} must be above 0 and at most 1", where, _MEND)


def _is_probability(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1
