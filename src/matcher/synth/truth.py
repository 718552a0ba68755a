"""Write what is true beside the exports: who each row is, who lives, and every planted case."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from matcher.config.base import month_text
from matcher.synth.benefits import case_amount
from matcher.synth.county import County
from matcher.synth.places import area_rows
from matcher.synth.sheets import Delivery, Placed

_RECORDS = ("source", "source_file", "sheet", "row_number", "part", "truth_person")
_REJECTS = ("source", "source_file", "sheet", "row_number", "truth_person")
_PEOPLE = ("truth_person", "citizen_id", "name", "sex", "birth_date", "village_code", "household", "died_on")
_CASES = (
    "case_id",
    "catalogue_code",
    "role",
    "truth_person",
    "programme",
    "first_month",
    "last_month",
    "month_count",
    "amount_cny",
    "exemption_code",
    "reason_code",
    "note",
)


def write_areas(out: Path) -> None:
    """Write the area table that the pipeline reads."""
    _write(out / "areas.csv", ("area_code", "name", "parent_code", "kind"), area_rows())


def write_truth(out: Path, county: County, placed: Sequence[tuple[Delivery, list[Placed]]]) -> None:
    """Write the truth tables."""
    rows = [(delivery, place) for delivery, places in placed for place in places]
    _write(
        out / "records.csv.gz",
        _RECORDS,
        (
            (delivery.source, delivery.path, place.sheet, place.row_number, part, place.row.person.truth_person)
            for delivery, place in rows
            if not place.row.is_reject
            for part in place.row.parts
        ),
    )
    _write(
        out / "rejects.csv",
        _REJECTS,
        (
            (delivery.source, delivery.path, place.sheet, place.row_number, place.row.person.truth_person)
            for delivery, place in rows
            if place.row.is_reject
        ),
    )
    _write(out / "people.csv", _PEOPLE, _people(county))
    _write(out / "cases.csv", _CASES, _cases(county))


def _people(county: County) -> Iterable[Sequence[object]]:
    for person in county.persons:
        village = person.household.village.code
        yield (
            person.truth_person,
            person.citizen_id,
            person.name,
            person.sex,
            person.born.isoformat(),
            village,
            person.household.number,
            person.died_on.isoformat() if person.died_on is not None else "",
        )


def _cases(county: County) -> Iterable[Sequence[object]]:
    ordered = sorted(county.cases, key=lambda case: (case.code, case.role, case.person.number, case.programme))
    for number, case in enumerate(ordered, start=1):
        months = sorted(case.months)
        is_violation = case.role == "violation"
        yield (
            f"{case.code}-{number:04d}",
            case.code,
            case.role,
            case.person.truth_person,
            case.programme,
            month_text(months[0]) if months else "",
            month_text(months[-1]) if months else "",
            len(months),
            f"{case_amount(case, county.window):.2f}" if is_violation else "",
            case.exemption_code,
            case.reason_code,
            case.note,
        )


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV; one named .gz is packed, without the time of packing: the same rows give the same bytes."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    content = stream.getvalue().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
