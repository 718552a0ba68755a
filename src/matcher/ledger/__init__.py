"""Findings of each run meet the clues of earlier runs: new, continuing, gone, returned. Appended events, hash-chained.

The ledger holds no personal data: finding and person are keyed hashes, evidence is a digest.
"""

from matcher.ledger.book import Ledger, open_ledger
from matcher.ledger.clues import CLUES
from matcher.ledger.meeting import Met, Scope

__all__ = ["CLUES", "Ledger", "Met", "Scope", "open_ledger"]
