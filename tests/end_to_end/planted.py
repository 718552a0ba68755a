"""Values of made-up people that must be found nowhere but in tables: how to choose them, and how to look for them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

WANTED = 200
_NUMBER = re.compile(r"\d{14,19}[Xx]?")
_TABLES = {".parquet"}


@dataclass(frozen=True)
class Planted:
    """Citizen IDs, accounts and names of people of the sample county."""

    numbers: frozenset[str]
    names: tuple[str, ...]

    def found_in(self, text: str) -> list[str]:
        """Give what of them stands in a text."""
        numbers = {found.upper() for found in _NUMBER.findall(text)}
        return sorted(numbers & self.numbers) + [name for name in self.names if name in text]


def planted_values(workspace: Path, run_id: str) -> Planted:
    """Choose every ID and account that findings are about, and names of three letters or more that no text has."""
    findings = pl.read_parquet(workspace / "runs" / run_id / "findings.parquet")
    people = set(findings["person_id"])
    persons = pl.read_parquet(workspace / "runs" / run_id / "persons.parquet")
    ids = set(persons.filter(pl.col("person_id").is_in(people))["citizen_id"].drop_nulls())
    payments = pl.concat(
        pl.read_parquet(path, columns=["citizen_id", "account"])
        for path in sorted((workspace / "snapshots").glob("*/*/payment.parquet"))
    ).filter(pl.col("citizen_id").is_in(ids))
    accounts = set(payments["account"].drop_nulls())
    words = _words_of_the_program()
    names = sorted({name for name in findings["person_name"].drop_nulls() if len(name) >= 3 and name not in words})
    return Planted(frozenset(ids | accounts), tuple(names[:WANTED]))


def _words_of_the_program() -> str:
    """Read all texts that reports are made of: a name that is a word of theirs proves nothing."""
    root = Path(__file__).resolve().parents[2]
    folders = (root / "src" / "matcher", root / "pipelines", root / "schemas")
    paths = (path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".yaml", ".j2", ".js"})
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def texts_below(folder: Path) -> Iterator[tuple[str, str]]:
    """Give each file that is no table: its name, and everything that can be read in it, the name included."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix in _TABLES:
            yield name, name
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                yield name, "\n".join([name, *(parts.read(one).decode("utf-8", "replace") for one in parts.namelist())])
        else:
            yield name, f"{name}\n{path.read_bytes().decode('utf-8', 'replace')}"
