"""Findings of each run meet the clues of earlier runs: new, continuing, gone, returned; people say what became of them.

Appended events, hash-chained.

The ledger holds no personal data: finding and person are keyed hashes, evidence is a digest.
"""

from matcher.ledger.accesses import ACCESS, Access, AccessPhase
from matcher.ledger.book import Ledger, open_ledger
from matcher.ledger.chain import Mark
from matcher.ledger.clues import CLUES
from matcher.ledger.database import is_there
from matcher.ledger.entries import Entry, Outcome
from matcher.ledger.meeting import Met, Scope
from matcher.ledger.register import DispatchLine
from matcher.ledger.standing import Standing

__all__ = [
    "ACCESS",
    "CLUES",
    "Access",
    "AccessPhase",
    "DispatchLine",
    "Entry",
    "Ledger",
    "Mark",
    "Met",
    "Outcome",
    "Scope",
    "Standing",
    "is_there",
    "open_ledger",
]
