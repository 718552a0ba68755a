"""Keep what was read of each delivered file under the address of its content.

A snapshot is a folder `<source>/<key>`: `<table>.parquet` per model table, `rejects.parquet`, `snapshot.json`. Its key
is a hash over everything that its bytes depend on, so an unchanged file under an unchanged schema is not read again. It
is written beside its place and renamed when whole.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import matcher.identity
from matcher.config.model import CodeSystem, ModelTable
from matcher.ingest.account import FileReport
from matcher.ingest.delivery import Delivery
from matcher.ingest.encoding import look_ahead
from matcher.ingest.normalise import Lookups
from matcher.ingest.plan import Plan, plan_source
from matcher.ingest.reading import read_delivery
from matcher.storage.disk import force, make_folder, make_folders, remove_folder, rename
from matcher.storage.parquet import sha256_of
from matcher.storage.write_points import write_point

INGEST_VERSION: Final = 1
"""Raised when the shape of a snapshot changes. Changes of the readers themselves are noticed without it."""


@dataclass(frozen=True)
class Snapshot:
    """One delivered file, read and kept."""

    folder: Path
    """Where it lies."""
    report: FileReport
    """Account of the file."""
    tables: tuple[str, ...]
    """Model tables that the source fills, each once."""


def take_snapshot(
    delivery: Delivery, *, model: Mapping[str, ModelTable], lookups: Lookups, areas_digest: str, snapshots: Path
) -> Snapshot:
    """Read a delivered file, or find what an earlier run read of the same content.

    Raises:
        ContractError: The file cannot be read, or has no promised header.
    """
    schema = delivery.source
    plan = plan_source(schema, model, lookups.codes)
    sha256 = _hashed_ahead(delivery.path)
    key = _key(delivery, plan, sha256, (model, lookups, areas_digest))
    folder = snapshots / schema.source / key
    kept = _kept_report(folder, plan)
    if kept is not None:
        return Snapshot(folder, replace(kept, reused=True), tuple(plan.tables))
    file_id = hashlib.sha256(f"{schema.source}\0{sha256}".encode()).hexdigest()[:16]
    aside = folder.with_name(f"{key}.part")
    for left in (aside, folder):  # neither is whole
        remove_folder(left)
    make_folders(folder.parent)
    make_folder(aside)
    try:
        content = read_delivery(delivery, plan, lookups, file_id, aside)
        report = FileReport(
            source=schema.source,
            agency=schema.agency,
            source_file=delivery.source_file,
            file_id=file_id,
            sha256=sha256,
            byte_count=delivery.path.stat().st_size,
            as_of_date=delivery.as_of_date,
            encoding=content.encoding,
            sheets=content.sheets,
            reused=False,
            notes=content.notes,
            repeated_keys=content.repeated_keys,
            table_digests={path.name: sha256_of(path) for path in sorted(aside.glob("*.parquet"))},
        )
        write_point("write", aside / "snapshot.json")
        (aside / "snapshot.json").write_text(report.to_json(), encoding="utf-8")
        for path in [*sorted(aside.iterdir()), aside]:
            force(path)
        rename(aside, folder)
        force(folder.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return Snapshot(folder, report, tuple(plan.tables))


def find_snapshot(
    delivery: Delivery, *, model: Mapping[str, ModelTable], lookups: Lookups, areas_digest: str, snapshots: Path
) -> tuple[str, Snapshot | None]:
    """Hash a delivered file; find what an earlier run read of the same content, without reading it where there is none.

    Returns:
        SHA-256 of the file, and its snapshot.
    """
    plan = plan_source(delivery.source, model, lookups.codes)
    sha256 = sha256_of(delivery.path)
    folder = snapshots / delivery.source.source / _key(delivery, plan, sha256, (model, lookups, areas_digest))
    kept = _kept_report(folder, plan)
    return sha256, Snapshot(folder, replace(kept, reused=True), tuple(plan.tables)) if kept else None


def _hashed_ahead(path: Path) -> str:
    """Hash a file; what its bytes show of its encoding is looked for at the same time, on the other core."""
    with ThreadPoolExecutor(1) as other:
        looking = other.submit(look_ahead, path)
        sha256 = sha256_of(path)
        looking.result()
    return sha256


def areas_digest(lookups: Lookups) -> str:
    """Give a hash over the area table and the place that names are looked up within."""
    areas = lookups.areas
    history = [sorted(areas.former_codes.items()), sorted(areas.former_names.items())]
    content = [sorted(areas.names.items()), sorted(areas.parents.items()), *history, lookups.region]
    return _digest(content)


def _key(delivery: Delivery, plan: Plan, sha256: str, reference: tuple[Mapping[str, ModelTable], Lookups, str]) -> str:
    """Hash everything that the bytes of a snapshot depend on; its rows hold the as-of date, its rejects the name."""
    model, lookups, areas = reference
    schema = delivery.source
    systems = {step.system for step in plan.steps} | {
        column.codes for table in plan.tables for column in model[table].columns
    }
    codes: dict[str, CodeSystem] = {name: lookups.codes[name] for name in sorted(filter(None, systems))}
    content = {
        "version": [INGEST_VERSION, _program_digest()],
        "content": sha256,
        "source_file": delivery.source_file,
        "as_of_date": delivery.as_of_date.isoformat(),
        "schema": schema.model_dump(mode="json"),
        "tables": {name: model[name].model_dump(mode="json") for name in plan.tables},
        "codes": {name: system.model_dump(mode="json") for name, system in codes.items()},
        "areas": areas,
    }
    return _digest(content)[:32]


@cache
def _program_digest() -> str:
    """Hash the programs that read values, so that a mended reader reads unchanged files again."""
    folders = (Path(matcher.identity.__file__).parent, Path(__file__).parent)
    return _digest([sha256_of(path) for folder in folders for path in sorted(folder.rglob("*.py"))])


def _digest(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _kept_report(folder: Path, plan: Plan) -> FileReport | None:
    """Give the account of a whole snapshot; None where the folder is not there or lacks a file."""
    account = folder / "snapshot.json"
    files = [account, *(folder / f"{name}.parquet" for name in (*plan.tables, "rejects"))]
    if not all(path.is_file() for path in files):
        return None
    try:
        return FileReport.from_json(account.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError):  # not what this program wrote
        return None
