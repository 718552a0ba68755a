"""Nothing that an export brings is ever obeyed: no formula, no link, no script in any file that is written.

Parquet is for machines and is exempt. Whatever else writes files is listed here, so that a new writer must be added.
"""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from matcher.report.csv_table import starts_like_a_formula
from tests.report.hostile import FORMULA, HOSTILE, WRITERS
from tests.report.test_report_page import Outline

SOURCE = Path(__file__).resolve().parents[2] / "src" / "matcher"

WRITTEN_FOR_PEOPLE = {
    "report/__init__.py": "reports",
    "report/applicants_pages.py": "applicants",
    "report/csv_table.py": "csv",
    "report/dispatch_workbook.py": "dispatch",
    "report/funnel_page.py": "pages",
    "report/judgement_workbook.py": "judgement",
    "report/letter.py": "letter",
    "report/linkage_page.py": "pages",
    "report/list_workbook.py": "notice",
    "report/page.py": "reports",
    "report/quality_page.py": "pages",
    "report/workbook.py": "reports",
    "cli/explain_links.py": "picture",
    "cli/ledger.py": "csv",
    "cli/ledger_entries.py": "csv",
    "cli/ledger_letters.py": "csv",
}
"""Modules that write files which people open, and the case below that opens such a file."""

WRITTEN_FOR_MACHINES = {
    "access.py": "a number and a hash",
    "casework/locking.py": "a workbook that another module wrote, locked; codes of receivers and passwords",
    "cli/health.py": "JSON",
    "cli/init.py": "files of this program, laid out",
    "cli/schema.py": "YAML",
    "ingest/readers/formats/unpacking.py": "a copy of a delivered file, read and thrown away",
    "ingest/readers/delimited.py": "a copy of a delivered file, read and thrown away",
    "ingest/snapshot.py": "JSON and Parquet",
    "published.py": "JSON and Parquet",
    "storage/disk.py": "the verb that other modules write with",
    "storage/encryption.py": "wrapped keys",
    "storage/lines.py": "JSON lines",
    "storage/lock.py": "who holds the workspace",
    "storage/manifest.py": "JSON",
    "storage/parquet.py": "Parquet",
    "storage/workspace.py": "names of runs and a key",
}
"""Modules that write what only programs read."""

WRITTEN_OF_MADE_UP_DATA = ("measure/", "synth/")
"""Folders whose programs write what they made up: no export comes in."""

_WRITES = re.compile(
    r"written_aside\(|xlsxwriter\.Workbook\(|\.write_text\(|\.write_bytes\(|write_csv\(|open\(.*[\"']w"
)
_CODES_OF_FORMULAS = re.compile(rb"<f[ >/]")


def test_every_module_that_writes_a_file_is_listed():
    """A new writer is opened by a test, or says why not."""
    writers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if _WRITES.search(path.read_text(encoding="utf-8"))
    }

    known = {name for name in writers if not name.startswith(WRITTEN_OF_MADE_UP_DATA)}
    assert known == WRITTEN_FOR_PEOPLE.keys() | WRITTEN_FOR_MACHINES.keys()
    assert set(WRITTEN_FOR_PEOPLE.values()) <= WRITERS.keys()


@pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")
@pytest.mark.parametrize("writer", WRITERS)
def test_no_file_obeys_what_an_export_brings(writer, tmp_path):
    """Each is opened, and each holds what was hostile: as a text."""
    files = [path for path in WRITERS[writer](tmp_path) if path.suffix != ".parquet"]

    assert files
    for path in files:
        CHECKS[path.suffix](path)
    assert any(FORMULA in text for path in files for text in TEXTS.get(path.suffix, _markup)(path))


def _xlsx(path):
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        sheets = [name for name in names if name.startswith("xl/worksheets/sheet")]
        formulas = [name for name in sheets if _CODES_OF_FORMULAS.search(parts.read(name))]
        linked = [name for name in names if b'TargetMode="External"' in parts.read(name)]
        linked += [name for name in sheets if b"<hyperlink" in parts.read(name)]
    assert (formulas, linked) == ([], [])
    assert not [name for name in names if "externalLink" in name or "vbaProject" in name or "connections" in name]
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and starts_like_a_formula(cell.value):
                    assert cell.quotePrefix, cell.coordinate


def _csv(path):
    for row in _rows(path):
        for cell in row:
            assert not starts_like_a_formula(cell), cell


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def _html(path):
    outline = Outline(path.read_text(encoding="utf-8"))
    scripts = sum(tag == "script" for tag, _ in outline.elements)
    assert scripts in {0, 2}  # the data of the page and its program, or none
    assert not [body for body in outline.bodies["script"] if "alert(1)" in body and not body.lstrip().startswith("{")]
    for tag, attributes in outline.elements:
        assert tag not in {"img", "iframe", "object", "embed", "base"}, tag
        assert not [name for name in attributes if name.startswith("on") or name.endswith("action")], tag
        assert not re.match(
            r"\s*(javascript|data|http|mailto)", (attributes.get("href") or "").removeprefix("data:,"), re.IGNORECASE
        )


def _docx(path):
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            assert b'TargetMode="External"' not in content, name
            assert not re.search(rb"<w:(instrText|fldSimple|hyperlink|object)\b", content), name


def _sheet_texts(path):
    return [
        cell
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    ]


def _docx_texts(path):
    with zipfile.ZipFile(path) as parts:
        return [re.sub(r"<[^>]+>", "", parts.read("word/document.xml").decode())]


def _markup(path):
    text = path.read_text(encoding="utf-8")
    for entity in ("&#39;", "&#x27;", "&apos;", "\\u0027"):
        text = text.replace(entity, "'")
    return [text]


CHECKS = {".xlsx": _xlsx, ".csv": _csv, ".html": _html, ".svg": _html, ".docx": _docx}
TEXTS = {
    ".xlsx": _sheet_texts,
    ".csv": lambda path: [cell for row in _rows(path) for cell in row],
    ".docx": _docx_texts,
}


def test_the_hostile_texts_are_what_spreadsheets_are_known_to_obey():
    """Every first character, also behind blanks."""
    begun = {text.lstrip(" \u3000")[:1] for text in HOSTILE}

    assert set("=+-@\t\r\n＝＋－＠") <= begun
