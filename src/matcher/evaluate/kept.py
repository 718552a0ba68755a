"""What one judging leaves for the next: rows as they were laid out, who was looked up, what was found and counted.

It is a memory, not a result: where it is lost, or was made by other rules, everybody is judged. It holds personal data,
in a folder for the owner alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa

import matcher
from matcher.engine.base import quote_identifier
from matcher.engine.kernel import Kernel
from matcher.evaluate.everybody import Judged
from matcher.evaluate.in_use import bucket_steps
from matcher.evaluate.laying_out import Laid
from matcher.evaluate.numbered import by_number, under_one_another
from matcher.evaluate.one_rule import Prepared, RuleResult, rule_steps
from matcher.evaluate.preparing import Ground, paired_names
from matcher.evaluate.reach import Night
from matcher.evaluate.views import SOURCES_NAME, piece_sql
from matcher.storage.disk import make_folder, remove_folder, rename
from matcher.storage.manifest import NAME, digests_of, write_json
from matcher.storage.parquet import put_table, read_table
from matcher.storage.write_points import write_point

_LAID: Final = "laid"
_PAIRED: Final = "paired"
_FOUND: Final = "found"
_PARTS: Final = ("findings", "evidence", "review", "hits")
_NUMBER: Final = "number"
"""Column with the number of the rule or question."""


@dataclass(frozen=True)
class Kept:
    """An earlier judging."""

    night: Night
    results: list[RuleResult]
    """By rule."""
    counted: list[pa.Table]
    """By question."""
    answers: list[pa.Table]
    """By question."""


def key_of(rules: Sequence[Prepared], ground: Ground, kernel: Kernel) -> str:
    """Digest all that decides on findings beside the rows: rules, policy, months, and what this program makes of them.

    Args:
        rules: Rules with their parameters.
        ground: What they read, and of how many buckets.
        kernel: Has the sources.
    """
    digest = hashlib.sha256()
    for part in _parts_of_key(rules, ground, kernel):
        digest.update(part.encode())
        digest.update(b"\x00")
    return digest.hexdigest()


def _parts_of_key(rules: Sequence[Prepared], ground: Ground, kernel: Kernel) -> Iterator[str]:
    (engine,) = kernel.fetch("SELECT version() AS version")["version"].to_pylist()
    yield f"{matcher.__version__} {engine} {pl.__version__}"
    yield f"{ground.laid.buckets} {ground.laid.salt}"
    for table, schema in sorted(ground.laid.schemas.items()):
        yield f"{table}: {schema.to_string(show_schema_metadata=False)}"
    for table, columns in sorted(ground.use.columns.items()):
        yield piece_sql(table, columns, ground.laid.salt)
    for step in bucket_steps(ground.use):
        yield step.sql
    sources = kernel.fetch(f"SELECT * FROM {quote_identifier(SOURCES_NAME)} ORDER BY source")
    yield str(sources.to_pylist())
    for rule in rules:
        yield rule.plan.rule.model_dump_json()
        for step in rule_steps(rule.plan, rule.window):
            yield f"{step.name} {step.sql} {sorted(step.values.items())}"
        yield str(rule.parameters.to_pydict())


def lay_paired(ground: Ground, folder: Path, kernel: Kernel) -> Night:
    """Write down who was paired beyond households, and give the night with that."""
    folder.mkdir(mode=0o700)
    paired = {}
    for name in paired_names(ground.use):
        paired[name] = folder / f"{name}.parquet"
        put_table(kernel.fetch(f"SELECT * FROM {quote_identifier(name)}"), paired[name], compression="lz4")
    laid = ground.laid
    core = {place: [path for path in paths if path.name.startswith("core-")] for place, paths in laid.files.items()}
    return Night(Laid(laid.folder, laid.buckets, laid.salt, None, laid.schemas, core), paired)


def keep(folder: Path, key: str, night: Night, judged: Judged) -> None:
    """Keep a judging in place of the one before, whose rows are gone at once. Its files leave the kernel's folder.

    Where rules were withheld that others yield to, nothing is kept: who was told what depends on everybody.

    Args:
        folder: Where it is kept.
        key: What decides on findings (`key_of`).
        night: Rows and pairs.
        judged: What was found and counted.
    """
    remove_folder(folder)
    if judged.silent:
        return
    for place in (folder, *(folder / part for part in (_LAID, _PAIRED, _FOUND))):
        make_folder(place)
    for paths in night.laid.files.values():
        for path in paths:
            rename(path, folder / _LAID / path.name)
    for path in night.paired.values():
        rename(path, folder / _PAIRED / path.name)
    for part in _PARTS:
        table = under_one_another((getattr(result, part) for result in judged.results), _NUMBER)
        _write(table, folder / _FOUND / f"{part}.parquet")
    for name, tables in (("counted", judged.counted), ("answers", judged.answers)):
        _write(under_one_another(tables, _NUMBER), folder / _FOUND / f"{name}.parquet")
    state = {
        "key": key,
        "buckets": night.laid.buckets,
        "salt": night.laid.salt,
        "questions": len(judged.counted),
        "files": digests_of(folder),
        "rules": [{"trials": one.trials, "tried": one.tried} for one in judged.results],
    }
    write_json(state, folder / NAME)  # the last: without it nothing is read


def _write(table: pa.Table, path: Path) -> None:
    write_point("write", path)
    put_table(table, path, compression="lz4")


def read_kept(folder: Path, key: str, schemas: Mapping[str, pa.Schema]) -> Kept | None:
    """Read what was kept; None where there is nothing whole, or it was made by other rules.

    Args:
        folder: Where it is kept.
        key: What decides on findings now.
        schemas: Tables that are laid out, by name: those of the same key were the same.
    """
    try:
        state = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if state.get("key") != key or state["files"] != digests_of(folder):
        return None
    laid = Laid(folder / _LAID, state["buckets"], state["salt"], None, dict(schemas))
    for table in schemas:
        for bucket in range(laid.buckets):
            path = laid.folder / f"core-{table}-{bucket}.parquet"
            if path.exists():
                laid.files[table, bucket] = [path]
    paired = {path.stem: path for path in sorted((folder / _PAIRED).glob("*.parquet"))}
    found = {part: _found(folder / _FOUND / f"{part}.parquet", len(state["rules"])) for part in _PARTS}
    results = [
        RuleResult(
            findings=found["findings"][number],
            evidence=found["evidence"][number],
            review=found["review"][number],
            hits=found["hits"][number],
            trials=one["trials"],
            tried=one["tried"],
        )
        for number, one in enumerate(state["rules"])
    ]
    counted, answers = (
        by_number(read_table(folder / _FOUND / f"{name}.parquet"), _NUMBER, state["questions"])
        for name in ("counted", "answers")
    )
    return Kept(Night(laid, paired), results, counted, answers)


def _found(path: Path, rules: int) -> list[pa.Table | None]:
    """Read what rules found; None for all of them where no rule found anything."""
    return [table if table.num_columns else None for table in by_number(read_table(path), _NUMBER, rules)]
