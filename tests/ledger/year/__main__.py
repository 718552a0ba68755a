"""`python -m tests.ledger.year [PERSONS]`: work through twelve months and print what came of them."""

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.config.loader import load_project
from tests.ledger.year.nights import Night, Year

LAST_DAY = date(2025, 11, 30)
_HEADER = (
    "month", "findings that stand", "true", "precision", "lifted by memory", "given out", "confirmed", "disproved",
    "came back with something new", "came back without", "recovered (yuan)", "truth", "paid to people (yuan)", "truth",
)  # fmt: skip


def rules_about_people() -> tuple[str, ...]:
    """Give the codes of the shipped rules but for those of data quality, which go to the owner of the data."""
    project = load_project(Path(__file__).resolve().parents[3] / "pipelines" / "nightly.yaml")
    return tuple(sorted({rule.code for rule in project.rules if rule.kind != "data_quality"}))


def lines(nights: list[Night]) -> list[str]:
    """Give the table as Markdown."""
    rows = [[str(cell) for cell in _cells(night)] for night in nights]
    return [f"| {' | '.join(row)} |" for row in (list(_HEADER), ["---"] * len(_HEADER), *rows)]


def _cells(night: Night):
    came_back = ", ".join(f"{count} {why}" for why, count in sorted(night.reopened.items())) or "0"
    yield from (night.month, night.standing, night.standing_true, f"{night.precision:.3f}", night.lifted)
    yield from (night.given_out, night.confirmed, night.disproved, came_back, night.returned_unchanged)
    for money in (night.recovered_cny, night.true_recovered_cny, night.paid_back_cny, night.true_paid_back_cny):
        yield f"{money:,.2f}"


def ending(night: Night) -> list[str]:
    """Say what there was to find in all."""
    return [
        f"{name}: {night.planted[name][0]} violations planted, {night.planted[name][1]:,.2f} yuan"
        for name in ("recovered_cny", "paid_back_cny")
    ]


def main() -> None:
    """Print the table of a year."""
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with TemporaryDirectory() as folder:
        year = Year(Path(folder), persons, 7, LAST_DAY, rules_about_people())
        nights = []
        for month in year.county.window.months:
            nights.append(year.night(month))
            print(nights[-1], file=sys.stderr, flush=True)  # noqa: T201
        print("\n".join([*lines(nights), "", *ending(nights[-1])]))  # noqa: T201


if __name__ == "__main__":
    main()
