"""Figures that offices publish of a month, counted so that they add up, or say by how much they do not.

- `coverage`: a target group against programmes by place and state, each person once, with forbidden pairs and what is
  left over.
- `rosters`, `findings`: two runs side by side: who entered, left and changed, and which findings came and went.
- `households`: people and households checked, and those with a hit; a household is counted once.
- `breakdown`: one total by several properties, each of which adds up to it.
- `reconciliation`: what count × rate, or the rows of a batch, leave over against the stated total.
- `series`: months that a programme's payments skip in a place.
- `funnel`: rows, clues, and what people found of the clues.
"""

from matcher.report.figures.breakdown import Breakdown, break_down
from matcher.report.figures.coverage import (
    CoverageLine,
    CoverageQuestion,
    CoverageTable,
    Overlap,
    ProgrammeShare,
    count_coverage,
)
from matcher.report.figures.findings import FindingFlow, compare_standing_findings
from matcher.report.figures.funnel import Funnel, funnel_of
from matcher.report.figures.households import HouseholdCounts, household_counts
from matcher.report.figures.reconciliation import Residual, reconcile_batches, reconcile_rate
from matcher.report.figures.rosters import Flow, ProgrammeFlow, RosterComparison, compare_rosters
from matcher.report.figures.series import Gap, series_gaps

__all__ = [
    "Breakdown", "CoverageLine", "CoverageQuestion", "CoverageTable", "FindingFlow", "Flow", "Funnel", "Gap",
    "HouseholdCounts", "Overlap", "ProgrammeFlow", "ProgrammeShare", "Residual", "RosterComparison", "break_down",
    "compare_rosters", "compare_standing_findings", "count_coverage", "funnel_of", "household_counts",
    "reconcile_batches", "reconcile_rate", "series_gaps",
]  # fmt: skip
