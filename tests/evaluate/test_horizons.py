"""What is not seen is not judged: horizons of files, of sources, of lists by month; and records in doubt by month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from matcher.config.base import month_number
from tests.evaluate.cases import evaluate_case, found_doubts, found_findings
from tests.evaluate.made_up import Rows, case_of, changed, death, paid
from tests.ingest.exports import HEADERS, ROWS, delivery, ingest, write_csv

NURSING = "severe_disability_without_nursing_subsidy"
CERTIFICATE = {
    "person": "zhao",
    "certificate_status": "valid",
    "level": "1",
    "category": "physical",
    "issued_on": "2020-03-01",
    "valid_until": "2030-02-28",
}
WHOLE = "2024-12..2025-11"


def nursing(person: str, months: str, **more: str) -> dict[str, str]:
    return {"person": person, "months": months, "programme": "disability_nursing_subsidy", "amount_cny": "100", **more}


def months_found(rows: Rows, rule: str, folder: Path) -> list[tuple[str, str, str]]:
    """Person, first and last month of each finding."""
    return [(found[0], found[2], found[3]) for found in found_findings(evaluate_case(case_of(rows, rule), folder))]


def test_the_slowest_source_of_a_benefit_says_how_far_its_absence_can_be_judged(tmp_path: Path):
    """One town delivers to November, the other to May: nobody is said to lack what May's town has not shown yet."""
    rows: Rows = {
        "disability_certificate": [CERTIFICATE, {**CERTIFICATE, "person": "qian"}],
        "payment": [
            nursing("zhao", "2024-12..2025-05", file="town/2025-05"),
            nursing("li", WHOLE, file="other/2025-11"),
        ],
        "death": [death("wu", "2025-01-05")],
    }

    assert months_found(rows, NURSING, tmp_path) == [("qian", "2024-12", "2025-05")]


def test_the_newest_file_of_a_source_counts(tmp_path: Path):
    """Two files of one source follow one another; the older one does not hold the newer one back."""
    rows: Rows = {
        "disability_certificate": [CERTIFICATE],
        "payment": [nursing("li", "2024-12..2025-05", file="card/2025-05"), nursing("li", WHOLE, file="card/2025-11")],
        "death": [death("wu", "2025-01-05")],
    }

    assert months_found(rows, NURSING, tmp_path) == [("zhao", "2024-12", "2025-11")]


def test_a_source_that_never_pays_the_benefit_holds_nothing_back(tmp_path: Path):
    """An old list of another benefit says nothing of this one."""
    rows: Rows = {
        "disability_certificate": [CERTIFICATE],
        "payment": [paid("li", "2024-12..2025-02", file="card/2025-02"), nursing("li", WHOLE, file="subsidy/2025-11")],
        "death": [death("wu", "2025-01-05")],
    }

    assert months_found(rows, NURSING, tmp_path) == [("zhao", "2024-12", "2025-11")]


def test_a_payment_list_shows_no_month_after_the_newest_one_in_it(tmp_path: Path):
    """A list of 30 November in which August is the newest month: later months are not paid to anybody yet."""
    rows: Rows = {
        "disability_certificate": [CERTIFICATE, {**CERTIFICATE, "person": "qian", "issued_on": "2025-01-10"}],
        "payment": [nursing(person, "2024-12..2025-08") for person in ("zhao", "li")],
        "death": [death("wu", "2025-01-05")],
    }

    assert months_found(rows, NURSING, tmp_path) == [("qian", "2025-02", "2025-08")]


def test_a_person_counts_as_alive_only_in_months_that_every_death_list_has_seen(tmp_path: Path):
    """Cremations to November, certificates to May: later months are not claimed; the earlier ones are."""
    rows: Rows = {
        "disability_certificate": [CERTIFICATE],
        "payment": [nursing("li", WHOLE)],
        "death": [
            death("wu", "2025-01-05", file="cremations/2025-11"),
            {"person": "sun", "kind": "certificate", "died_on": "2025-01-05", "file": "certificates/2025-05"},
        ],
    }

    assert months_found(rows, NURSING, tmp_path) == [("zhao", "2024-12", "2025-05")]


def test_a_person_of_whom_no_month_was_seen_is_told_of_and_others_are_not(tmp_path: Path):
    """Who was entitled only in months not seen is named; who was paid in all months seen is not."""
    rows: Rows = {
        "disability_certificate": [CERTIFICATE, {**CERTIFICATE, "person": "qian", "issued_on": "2025-08-10"}],
        "payment": [nursing("zhao", "2024-12..2025-08")],
        "death": [death("wu", "2025-01-05")],
    }

    evaluated = evaluate_case(case_of(rows, NURSING), tmp_path)

    assert found_findings(evaluated) == []
    assert found_doubts(evaluated) == [("qian", "fact_not_seen")]


def test_an_open_post_is_not_taken_further_than_its_file_has_seen(tmp_path: Path):
    """A payroll seen to March says nothing of November."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-01..2025-11")],
        "employment": [
            {
                "person": "zhao",
                "kind": "public_payroll",
                "status": "serving",
                "first_month": "2020-01",
                "file": "payroll/2025-03",
            }
        ],
    }

    assert months_found(rows, "public_payroll_member_paid", tmp_path) == [("zhao", "2025-01", "2025-03")]


def test_a_certificate_that_expires_after_its_file_may_have_been_renewed(tmp_path: Path):
    """Seen to March, valid until April: nobody has seen whether it was renewed."""
    rows: Rows = {
        "payment": [nursing("zhao", "2025-01..2025-11")],
        "disability_certificate": [
            {**CERTIFICATE, "valid_until": "2025-04-30", "file": "certificates/2025-03"},
            {**CERTIFICATE, "person": "qian", "file": "certificates/2025-03"},
        ],
    }

    assert months_found(rows, "disability_subsidy_with_void_certificate", tmp_path) == []


def test_the_dead_stay_dead_after_the_last_month_of_their_file(tmp_path: Path):
    """A death, once reported, holds for ever: it is no stretch that could have ended."""
    rows: Rows = {
        "payment": [paid("zhao", "2025-01..2025-11")],
        "death": [death("zhao", "2025-02-05", file="cremations/2025-03")],
    }

    rule = "minimum_living_allowance_paid_after_death"
    assert months_found(rows, rule, tmp_path) == [("zhao", "2025-03", "2025-11")]


def test_a_fact_that_is_not_lasting_holds_in_months_of_its_file(tmp_path: Path):
    """The same rule without the word `lasting` is cut at the file's last month."""
    rules = changed(
        "minimum_living_allowance_paid_after_death",
        facts={"death": {"table": "death", "expect": "present", "on": "month(death.died_on) < trial_month"}},
        parameters=[],
        exempt=[],
    )
    rows: Rows = {
        "payment": [paid("zhao", "2025-01..2025-11")],
        "death": [death("zhao", "2025-02-05", file="cremations/2025-04")],
    }

    found = found_findings(evaluate_case(case_of(rows), tmp_path, rules))

    assert [(one[2], one[3]) for one in found] == [("2025-03", "2025-04")]


def test_a_record_in_doubt_of_another_month_erases_nothing(tmp_path: Path):
    """An unresolved payment of 2019 is not the one that is missing in 2025."""
    stranger = nursing("stranger", "2019-05", could_be="zhao")
    rows: Rows = {
        "disability_certificate": [CERTIFICATE],
        "payment": [nursing("li", WHOLE), stranger],
        "death": [death("wu", "2025-01-05")],
    }

    evaluated = evaluate_case(case_of(rows, NURSING), tmp_path)

    assert [(found[0], found[2], found[3]) for found in found_findings(evaluated)] == [("zhao", "2024-12", "2025-11")]
    assert found_doubts(evaluated) == []


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2025, 11, 30), "2025-11"),
        (date(2025, 11, 29), "2025-10"),
        (date(2025, 11, 1), "2025-10"),
        (date(2025, 12, 31), "2025-12"),
        (date(2024, 2, 28), "2024-01"),
        (date(2024, 2, 29), "2024-02"),
    ],
)
def test_a_file_shows_the_month_of_its_day_only_if_the_month_is_over(day: date, month: str, tmp_path: Path):
    """A list of 15 November is not the whole of November."""
    path = write_csv(tmp_path / "补贴发放_202511.csv", HEADERS, *ROWS)

    files = ingest(delivery(path, day=day), snapshots=tmp_path / "snapshots").files

    assert files["horizon_month"].to_pylist() == [month_number(month)]
