"""What mutants are made of, and which tests say how it must behave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Target:
    """A part of the program."""

    sources: tuple[str, ...]
    """Patterns of its modules, below src/matcher."""
    specification: tuple[str, ...]
    """Patterns of the test files that specify it, below tests."""
    sample: int
    """How many of its mutants are tried, where there are more."""
    left_out: str = ""
    """Which of its tests judge none, as pytest's -k says it: those that make a million cases of what ten show."""

    def modules(self) -> list[Path]:
        """Give its modules, from the root of the repository."""
        return sorted({path for pattern in self.sources for path in Path().glob(f"src/matcher/{pattern}.py")})

    def tests(self) -> list[Path]:
        """Give its test files."""
        return sorted({path for pattern in self.specification for path in Path().glob(f"tests/{pattern}.py")})


TARGETS: Final = {
    "identity": Target(
        ("identity/[!n]*", "identity/name_*", "identity/numerals"), ("identity/test_*",), 400, "not a_million",
    ),
    "ingest": Target(
        ("ingest/normalise", "ingest/conversion", "ingest/mapping", "config/constant"),
        ("ingest/test_column_types", "ingest/test_fill_conditions", "ingest/test_mapping", "ingest/test_unpivot"),
        200,
    ),
    "link": Target(
        ("link/comparison", "link/weights", "link/scoring", "link/calibration", "link/grades", "link/model_file",
         "identity/number_comparison"),
        ("link/test_scoring", "link/test_bits", "link/test_compare_pairs", "link/test_calibration",
         "link/test_levels_of_facts", "link/test_model_file"),
        200, "not household_agrees and not learnt_is_given and not links_are_weighed_by",
    ),
    "rules": Target(
        ("evaluate/parsing", "evaluate/pieces", "evaluate/syntax", "evaluate/reading", "evaluate/expression",
         "evaluate/functions", "evaluate/compile", "evaluate/amounts"),
        ("evaluate/test_expression", "evaluate/test_compile", "evaluate/test_check", "evaluate/test_calculations",
         "evaluate/test_evaluate_rules", "evaluate/test_limits_and_freshness", "evaluate/test_net"),
        200,
    ),
    "ledger": Target(
        ("ledger/*",), ("ledger/test_[abdehmorsv]*", "ledger/test_faults"), 250,
        "not postgresql and not two_processes and not server and not full_disk and not endurance"
        " and not killed_at_any_moment and not grow_no_more",
    ),
}  # fmt: skip
"""Name → target."""
