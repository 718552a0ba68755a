"""Write the README of a made-up county: what it holds, with the figures of this very county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from matcher.synth.county import County
from matcher.synth.sheets import Delivery, Placed


def write_readme(out: Path, county: County, placed: Sequence[tuple[Delivery, list[Placed]]]) -> None:
    """Write `README.md` of a county."""
    (out / "README.md").write_text("\n".join(_lines(county, placed)) + "\n", encoding="utf-8")


def _lines(county: County, placed: Sequence[tuple[Delivery, list[Placed]]]) -> list[str]:
    window = county.window
    rejects = sum(place.row.is_reject for _, places in placed for place in places)
    return [
        "# A made-up county",
        "",
        f"Exports of sixteen agencies of 青溪县 (180121) as of {window.as_of.isoformat()}, and the truth beside them.",
        "**Everyone in it is made up.** Names are drawn by chance from common surnames and given-name characters.",
        "All IDs begin with 1801: no province ever had the code 18, so no ID in here can be a living person's. Phone",
        "numbers begin with 154 and accounts with 90, which lead nowhere. The places exist only in `areas.csv`.",
        "",
        f"`matcher synth` wrote it: {len(county.persons):,} people in {len(county.households):,} households;",
        f"{len(placed)} files with {sum(len(places) for _, places in placed):,} rows of people.",
        "The same number of people, seed and day give the same bytes.",
        "",
        "| where | what |",
        "| --- | --- |",
        "| `inbox/` | the exports, one folder per agency, the day in the file name |",
        "| `applications/` | households that apply for aid: no run reads them, `matcher verify-applicants` does |",
        "| `areas.csv` | the area table: province, prefecture, counties, townships, villages |",
        "| `truth/people.csv` | who lives (or lived) in the county |",
        "| `truth/records.csv.gz` | who each row of each file is; `part` is the part of the source's fills |",
        f"| `truth/rejects.csv` | rows that must be rejected ({rejects}: months that do not exist) |",
        "| `truth/cases.csv` | planted violations and lawful look-alikes |",
        "",
        "## The files",
        "",
        "| file | source | form | rows |",
        "| --- | --- | --- | ---: |",
        *_files(placed),
        "",
        "The dirt is that of real exports: title, total and signature rows, repeated headers, headers that change",
        "between deliveries, IDs with a wrong, swapped, missing or extra digit or without the tail that a spreadsheet",
        "lost, 15-digit and masked IDs, blanks, spaces in names, homophones and other forms of surnames, dates,",
        "months and amounts in many forms. It touches some planted cases too, never further than one slip can mend.",
        "",
        "## What is planted",
        "",
        "A violation must be found with its months and amount; nobody else breaks one of these rules. A look-alike",
        "must not stand: with an E-code in `exemption_code` the hit is kept and lifted by that code, without one no",
        "hit arises at all; `reason_code` says why it is lawful. An undecidable case is lawful too, and no export can",
        "tell: it may stand as `verify` at most.",
        "",
        "| code | violations | look-alikes | undecidable | lifted by |",
        "| --- | ---: | ---: | ---: | --- |",
        *_cases(county),
    ]


def _files(placed: Sequence[tuple[Delivery, list[Placed]]]) -> list[str]:
    forms = {"": "XLSX", "gb18030": "CSV, GB18030", "utf-8-sig": "CSV, UTF-8 with BOM"}
    lines = []
    for delivery, places in sorted(placed, key=lambda pair: (pair[0].source, pair[0].path)):
        sheets = len(delivery.sheets)
        form = forms[delivery.encoding] + (f", {sheets} sheets" if sheets > 1 else "")
        lines.append(f"| `{delivery.path}` | {delivery.source} | {form} | {len(places):,} |")
    return lines


def _cases(county: County) -> list[str]:
    counts = Counter((case.code, case.role) for case in county.cases)
    lines = []
    for code in sorted({case.code for case in county.cases}):
        codes = sorted({case.exemption_code for case in county.cases if case.code == code and case.exemption_code})
        numbers = [counts[code, role] for role in ("violation", "look_alike", "undecidable")]
        lines.append(f"| {code} | {' | '.join(map(str, numbers))} | {', '.join(codes)} |")
    return lines
