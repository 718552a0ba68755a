"""Clues go out to receivers and come back with verdicts; what that says of rules is counted.

Reads published runs and the ledger; writes workbooks, and entries into the ledger.
"""

from __future__ import annotations

from matcher.casework.dispatching import Dispatch, DispatchChoice, Material, choose_findings, plan_dispatches
from matcher.casework.returned import ReturnedRow, read_returned_rows
from matcher.casework.taking import Refused, Taken, take_rows

__all__ = [
    "Dispatch",
    "DispatchChoice",
    "Material",
    "Refused",
    "ReturnedRow",
    "Taken",
    "choose_findings",
    "plan_dispatches",
    "read_returned_rows",
    "take_rows",
]
