"""Make a county that does not exist: its people, what its agencies export of them, and the truth beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.synth.applications import write_applications
from matcher.synth.build import build_county
from matcher.synth.exports import deliveries_of
from matcher.synth.readme import write_readme
from matcher.synth.settings import Settings, read_settings
from matcher.synth.sheets import write_delivery
from matcher.synth.truth import write_areas, write_truth

__all__ = ["Settings", "SynthSummary", "make_county", "read_settings"]


@dataclass(frozen=True)
class SynthSummary:
    """What was made."""

    persons: int
    files: int
    rows: int
    violations: int
    look_alikes: int


def make_county(out: Path, *, persons: int, seed: int, as_of: date, settings: Settings | None = None) -> SynthSummary:
    """Make a county: `inbox/` as agencies export it, `applications/`, `areas.csv`, `truth/` and `README.md`.

    The same arguments give the same bytes.

    Args:
        out: Folder to write into; made where it is not there. Files of an earlier county are overwritten.
        persons: People to make, at least 2,000; every 5,000 bring another round of planted cases.
        seed: Seed of all chance.
        as_of: Day that the exports describe; the twelve months up to its month are shown.
        settings: How much is planted and what blurs it; none: as shipped.

    Raises:
        UsageError: Fewer people than the planted cases need.
    """
    county = build_county(persons=persons, seed=seed, as_of=as_of, settings=settings)
    deliveries = deliveries_of(county)
    placed = [(delivery, write_delivery(out / "inbox", delivery, as_of)) for delivery in deliveries]
    write_areas(out)
    write_applications(out, county, seed)
    write_truth(out / "truth", county, placed)
    write_readme(out, county, placed)
    return SynthSummary(
        persons=len(county.persons),
        files=len(deliveries),
        rows=sum(len(places) for _, places in placed),
        violations=sum(case.role == "violation" for case in county.cases),
        look_alikes=sum(case.role == "look_alike" for case in county.cases),
    )
