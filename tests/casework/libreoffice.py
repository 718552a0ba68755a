"""Edit a workbook in LibreOffice, as somebody does who has no Excel: cells are typed into, and it is saved.

Run by the Python that LibreOffice speaks to (the system's), with a JSON of what to do on standard input:
`{"path", "saved", "sheet", "filter", "cells": [[row, column, kind, value], …]}`, rows and columns from 1, kind one of
text, number, formula. Standard library and `uno` only.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Start a LibreOffice of its own, type, save, and end it."""
    import uno  # type: ignore[import-not-found] # noqa: PLC0415  # only the system's Python has it

    asked = json.loads(sys.stdin.read())
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"matcher{Path(profile).name}"
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
        office = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"])
        try:
            desktop = _desktop(uno, pipe)
            _edit(uno, desktop, asked)
            desktop.terminate()
            office.wait(timeout=60)
        finally:
            office.kill()


def _desktop(uno: Any, pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    url = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
    for _ in range(300):
        try:
            context = resolver.resolve(url)
        except Exception:  # noqa: BLE001  # it is not up yet; uno's own exceptions are made at run time
            time.sleep(0.2)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise SystemExit("LibreOffice does not answer")


def _edit(uno: Any, desktop: Any, asked: dict[str, Any]) -> None:
    def said(name: str, value: object) -> Any:
        one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        return one

    book = desktop.loadComponentFromURL(Path(asked["path"]).as_uri(), "_blank", 0, (said("Hidden", True),))
    sheet = book.Sheets.getByName(asked["sheet"])
    sheet.unprotect("")
    for row, column, kind, value in asked["cells"]:
        cell = sheet.getCellByPosition(column - 1, row - 1)
        if kind == "number":
            cell.setValue(value)
        elif kind == "formula":
            cell.setFormula(value)
        else:
            cell.setString(value)
    book.storeToURL(Path(asked["saved"]).as_uri(), (said("FilterName", asked["filter"]),))
    book.close(True)


if __name__ == "__main__":
    main()
