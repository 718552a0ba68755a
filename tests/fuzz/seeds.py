"""The whole files that the fuzzer damages: the gallery, and the sample county's exports cut short."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import python_calamine
import yaml

from matcher.config.areas import read_areas
from matcher.config.loader import Project, load_project
from matcher.config.source import SourceSchema
from matcher.identity.area import AreaTable
from matcher.ingest import Delivery, Ingested, ingest_sources
from tests.ingest.exports import AREAS, CODES, MODEL
from tests.ingest.gallery.make_gallery import FOLDER
from tests.ingest.gallery.outcomes import schema_of
from tests.ingest.gallery.shelf import PEOPLE

ROOT: Final = Path(__file__).resolve().parents[2]
SENTINEL: Final = "泄密甲乙"
"""A name that stands in damaged cells, and must stand in no message."""
MADE_UP_NAMES: Final = ("李一", "王二", "赵三")
_LINES: Final = 40
_MOST_BYTES: Final = 40_000
_ID: Final = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)")
_CASES: Final = FOLDER.with_name("cases.yaml")
_FREE: Final[Mapping[str, Any]] = {"max_reject_share": 1.0, "min_rows": 0}
"""Promises that no damaged file breaks, so that its rows can be counted."""


@dataclass(frozen=True)
class Seed:
    """One whole file, and what it is read with."""

    name: str
    """Where it comes from."""
    content: bytes
    """Its bytes."""
    shape: str
    """`text`, `xlsx`, `ods`, `xls`, `xml`, `page`, `dbase`, `archive`, `locked`, or `other`."""
    source: str
    """Source of the sample county; empty for the made-up payments of the gallery."""
    case: Mapping[str, Any] = field(default_factory=dict)
    """What the gallery changes in the payments schema."""
    secrets: frozenset[str] = frozenset()
    """Names and citizen IDs in its cells, which no message may hold."""

    def read(self, delivered: Delivery, snapshots: Path) -> Ingested:
        """Ingest a damaged copy of this file as the program would."""
        if self.source:
            project = sample_project()
            return ingest_sources(
                [delivered],
                model=project.model,
                codes=project.codes,
                areas=sample_areas(),
                region=project.pipeline.region,
                snapshots=snapshots,
            )
        return ingest_sources([delivered], model=MODEL, codes=CODES, areas=AREAS, region="180121", snapshots=snapshots)

    def delivery(self, path: Path) -> Delivery:
        """Give a damaged copy as a delivery."""
        schema = free_schema(self.source) if self.source else schema_of(self.case, path.parent)
        return Delivery(schema, path, path.name, date(2025, 10, 31))


@cache
def all_seeds() -> tuple[Seed, ...]:
    """Give every file that is damaged, in a settled order."""
    return (*_gallery_seeds(), *_sample_seeds())


def _gallery_seeds() -> Iterable[Seed]:
    known: list[dict[str, Any]] = yaml.safe_load(_CASES.read_text(encoding="utf-8"))
    # Of two cases of one file, the one that reads it: with the right password, under the right schema.
    cases = {case["file"]: case for case in sorted(known, key=lambda case: "records" in case)}
    secrets = frozenset({SENTINEL, *MADE_UP_NAMES, *PEOPLE.values()})
    for path in sorted(FOLDER.iterdir()):
        content = path.read_bytes()
        yield Seed(f"gallery/{path.name}", content, _shape(content), "", cases.get(path.name, {}), secrets)


def _sample_seeds() -> Iterable[Seed]:
    project = sample_project()
    for source, schema in project.sources.items():
        paths = sorted(path for pattern in schema.files for path in project.inputs.rglob(pattern.rpartition("/")[2]))
        for path in paths[:2]:
            content = path.read_bytes()
            shape = _shape(content)
            if shape == "text":
                content = b"".join(content.splitlines(keepends=True)[:_LINES])
            if len(content) <= _MOST_BYTES:  # few rows are enough, and read fast
                yield Seed(f"sample/{path.name}", content, shape, source, {}, _secrets(content, shape))


def _shape(content: bytes) -> str:
    if content.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in content else "xls"
    if content.startswith(b"PK"):
        return "ods" if b"opendocument" in content[:200] else "xlsx" if b"xl/workbook.xml" in content else "archive"
    start = content[:600].lower()
    if b"office:spreadsheet" in start:
        return "xml"
    if b"<table" in start or b"<html" in start:
        return "page"
    if content[:1] in {b"\x03", b"\x30"}:
        return "dbase"
    return "other" if content.startswith((b"%PDF", b"Rar!")) else "text"


def _secrets(content: bytes, shape: str) -> frozenset[str]:
    """Give the citizen IDs of a sample file, and what stands below a header that speaks of names."""
    rows: list[list[str]] = []
    if shape == "text":
        rows = list(csv.reader(io.StringIO(decoded(content)[0])))
    else:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows.extend([str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python())
    found = {cell for row in rows for cell in row if _ID.fullmatch(cell)}
    head = next((row for row in rows if any("姓名" in cell for cell in row)), [])
    places = [place for place, cell in enumerate(head) if "姓名" in cell]
    found.update(row[place] for row in rows for place in places if place < len(row) and "姓名" not in row[place])
    return frozenset({SENTINEL, *(text for text in found if len(text) > 1)})


def decoded(content: bytes) -> tuple[str, str]:
    """Give the text of a delimited seed, and its encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", "replace"), "gb18030"


@cache
def sample_project() -> Project:
    """Load the nightly pipeline of the sample county, once in a process."""
    return load_project(ROOT / "pipelines" / "nightly.yaml")


@cache
def sample_areas() -> AreaTable:
    """Give the area table of the sample county."""
    areas = read_areas(sample_project().areas_file)
    return AreaTable.from_rows(
        [area.area_code for area in areas], [area.name for area in areas], [area.parent_code for area in areas]
    )


@cache
def free_schema(source: str) -> SourceSchema:
    """Give a schema of the sample county without promises on rows."""
    schema = sample_project().sources[source]
    plain = {**schema.model_dump(mode="json", exclude_none=True, by_alias=True), "promise": dict(_FREE)}
    return SourceSchema.model_validate(plain)
