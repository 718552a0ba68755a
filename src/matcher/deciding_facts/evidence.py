"""A digest of the facts that decide each finding: it changes when a fact does, and not because a month went by.

What the rows say counts, not where they lie: next month's export lists the same car on another line. Rows of payments
are left out, since the months on trial are kept beside the digest, and months that grow with each export are too. Pure.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final

from matcher.deciding_facts.rows import Row, TablesOfFinding
from matcher.tables import IDENTITY, PROVENANCE

_ON_TRIAL: Final = frozenset({"payment", "exemption"})
"""Tables whose rows decide nothing by themselves: what was paid, and what was decided before."""

_LEFT_OUT: Final = frozenset(
    {
        *PROVENANCE.columns,
        *IDENTITY.columns,
        *("finding_id", "person_id", "source_file", "link_grade", "person_citizen_id", "citizen_id_right"),
        *("benefit_month", "income_month", "last_month"),
    }
)


def evidence_digests(rows: Mapping[str, TablesOfFinding]) -> dict[str, str]:
    """Give the SHA-256 of the deciding facts of each finding.

    Args:
        rows: Model rows of each finding by model table.
    """
    return {finding_id: _digest(tables) for finding_id, tables in rows.items()}


def keyed_digests(digests: Mapping[str, str], site_key: bytes) -> dict[str, str]:
    """Key digests with the site's secret, so that nobody finds a date of death by trying all days."""
    return {
        name: hmac.new(site_key, f"evidence:{digest}".encode(), hashlib.sha256).hexdigest()
        for name, digest in digests.items()
    }


def _digest(tables: TablesOfFinding) -> str:
    lines = {f"{table}\n{_content(row)}" for table, rows in tables.items() if table not in _ON_TRIAL for row in rows}
    return hashlib.sha256("\n\n".join(sorted(lines)).encode()).hexdigest()


def _content(row: Row) -> str:
    said = {name: str(value) for name, value in row.items() if value is not None and name not in _LEFT_OUT}
    return json.dumps(said, sort_keys=True, ensure_ascii=False)
