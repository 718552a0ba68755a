"""Three months of the scripted year; all twelve: python -m tests.ledger.year."""

from datetime import date

from tests.ledger.year.nights import Year

RULES = ("A12", "B01", "B03", "B18", "B40")
SOURCES = (
    "card_payments",
    "cremations",
    "death_certificates",
    "disability_certificates",
    "disability_subsidy_payments",
    "elder_allowance_payments",
    "household_register",
    "minimum_living_allowance_roster",
    "pensions_paid",
    "police_deregistrations",
    "vehicles",
    "verification_register",
    "village_deaths",
    "worker_contributions",
)
"""What these rules and their exemptions read: other deliveries would be read for nothing."""


def test_disproved_clues_stay_away_and_money_adds_up(tmp_path):
    """Each month is delivered, judged, given out, answered and paid by the commands that an office uses."""
    year = Year(tmp_path, 2000, 7, date(2025, 11, 30), RULES, sources=SOURCES)
    months = list(year.county.window.months)[5:8]

    nights = [year.night(month) for month in months]

    assert [night.returned_unchanged for night in nights] == [0, 0, 0]
    assert all(night.lifted > 0 for night in nights[1:])
    assert nights[0].precision < nights[-1].precision
    assert [night.given_out for night in nights] == [night.confirmed + night.disproved for night in nights]
    for night in nights:
        assert night.recovered_cny == night.true_recovered_cny > 0
        assert night.paid_back_cny == night.true_paid_back_cny
