"""What the report benchmark times, each in a process of its own: the program's reports, and a bare table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from matcher.config.loader import load_project
from matcher.config.pipeline import ReportChoice
from matcher.measure.report_tables import made_up_run
from matcher.report import write_reports

Work = Callable[[], object]


def xlsxwriter_table(arguments: dict[str, str]) -> Work:
    """Write the findings as one plain sheet: a text for each value, nothing said of it."""
    tables, _, _ = made_up_run(load_project(Path(arguments["pipeline"])), int(arguments["rows"]))
    target = Path(arguments["target"]) / "bare.xlsx"

    def write() -> None:
        with xlsxwriter.Workbook(str(target)) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(tables.findings.to_pylist()):
                for column, value in enumerate(row.values()):
                    sheet.write_string(number, column, str(value))

    return write


def matcher_report(arguments: dict[str, str]) -> Work:
    """Write a workbook per county, the page, and the tables beside them."""
    tables, facts, details = made_up_run(load_project(Path(arguments["pipeline"])), int(arguments["rows"]))
    folder = Path(arguments["target"]) / "reports"
    folder.mkdir(exist_ok=True)
    choice = ReportChoice(workbook_per="county", linkage=False)
    return lambda: write_reports(tables, facts, choice, folder, details)
