"""Clues go out to receivers and come back with verdicts; what that says of rules is counted.

Reads published runs and the ledger; writes workbooks, and entries into the ledger.
"""

from __future__ import annotations

from matcher.casework.dispatching import (
    Dispatch,
    DispatchChoice,
    Material,
    choose_findings,
    clues_of_rules,
    plan_dispatches,
)
from matcher.casework.locking import Passwords, lock_workbook, read_locked
from matcher.casework.taking import Refused, Taken, read_answers, take_rows

__all__ = [
    "Dispatch",
    "DispatchChoice",
    "Material",
    "Passwords",
    "Refused",
    "Taken",
    "choose_findings",
    "clues_of_rules",
    "lock_workbook",
    "plan_dispatches",
    "read_answers",
    "read_locked",
    "take_rows",
]
