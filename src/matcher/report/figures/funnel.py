"""From source rows to clues to what people found of them: the funnel of a comparison campaign. Pure.

A raw hit is what a join gives before lawful reasons are tried; a clue is a hit that no lawful reason lifts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from matcher.report.codes import VERDICTS


@dataclass(frozen=True)
class Funnel:
    """Counts from rows to verdicts."""

    rows: int
    """Rows compared."""
    raw_hits: int
    """Findings before exemptions."""
    lifted: dict[str, int]
    """Findings that an exemption lifts, by its code."""
    clues: int
    """Findings that stand."""
    verdicts: dict[str, int]
    """Clues by what people found (`VERDICTS`); those of whom nobody said anything are `pending`."""

    @property
    def precision(self) -> float | None:
        """Share of the judged clues that are confirmed, in full or in part; None where none is judged."""
        judged = self.clues - self.verdicts["pending"]
        return (self.verdicts["confirmed"] + self.verdicts["partly"]) / judged if judged else None

    @property
    def raw_precision(self) -> float | None:
        """The same of the raw hits, had nobody lifted any; None where a clue is not judged yet or nothing was hit."""
        if self.verdicts["pending"] or not self.raw_hits:
            return None
        return (self.verdicts["confirmed"] + self.verdicts["partly"]) / self.raw_hits


def funnel_of(rows: int, findings: pa.Table, verdicts: Mapping[str, str]) -> Funnel:
    """Count a campaign.

    Args:
        rows: Rows compared.
        findings: Findings of the run.
        verdicts: What people found, by finding; words of `VERDICTS`.

    Raises:
        ValueError: A verdict is none of the words: a fault of the caller.
    """
    unknown = sorted({*verdicts.values()} - {*VERDICTS})
    if unknown:
        raise ValueError(f"no verdicts: {unknown}")
    codes = findings["exemption_code"].to_pylist()
    standing = [one for one, code in zip(findings["finding_id"].to_pylist(), codes, strict=True) if code is None]
    given = Counter(verdicts.get(one, "pending") for one in standing)
    return Funnel(
        rows=rows,
        raw_hits=len(codes),
        lifted=dict(sorted(Counter(code for code in codes if code is not None).items())),
        clues=len(standing),
        verdicts={verdict: given[verdict] for verdict in VERDICTS},
    )
