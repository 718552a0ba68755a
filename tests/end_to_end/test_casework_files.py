"""What an office takes from the ledger of the sample county: the page of figures, the bulletin, letters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from typer.testing import CliRunner

from matcher.cli.app import app
from matcher.errors import UsageError
from matcher.pipeline import Published


@pytest.fixture
def ledger(published: Published):
    """Give a command on the ledger of the sample county; what it says as JSON."""

    def command(*words: str | Path) -> Any:
        place = ("-w", str(published.folder.parents[1]), "--json")
        done = CliRunner().invoke(app, ["ledger", *map(str, words), *place], catch_exceptions=False)
        assert done.exit_code == 0
        return json.loads(done.stdout)

    return command


LETTERS = ("letters", "--dated", "2025-12-20", "--office", "青溪县民政局", "--rules", "B01")


def test_letters_go_to_those_who_are_responsible_and_bear_no_name(ledger, tmp_path: Path):
    """Each clue of the rule is in one letter; the register says which letter went where."""
    told = ledger(*LETTERS, "--state", "open", "--by", "agency", "--due", "2026-01-31", "--out", tmp_path / "letters")

    (letter,) = told["letters"]
    assert (letter["letter"], letter["receiver"]) == ("1", "civil_affairs")
    assert (told["not_in_the_run"], told["not_of_the_agency"]) == (0, 0)
    document = Document(str(tmp_path / "letters" / "0001_civil_affairs.docx"))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert len(rows) == letter["clues"] > 0
    assert all(row[1].startswith("B01-") and "*" in row[3] and "*" in row[4] for row in rows)
    register = (tmp_path / "letters" / "register.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(register) == 2


def test_clues_of_which_no_rule_names_the_agency_are_counted(ledger, tmp_path: Path):
    """Of the rules that were chosen, and of no others."""
    out = ("--state", "open", "--due", "2026-01-31", "--out", tmp_path / "letters")
    told = ledger(*LETTERS, *out, "--to", "poverty_alleviation")

    assert told["letters"] == []
    assert told["not_in_the_run"] == 0
    assert told["not_of_the_agency"] > 0


def test_letters_that_cannot_be_written_say_why_before_anything_is(ledger, tmp_path: Path):
    """No day due, no such agency, a folder in use, names in full without a reason."""
    out = ("--state", "open", "--out", tmp_path / "letters")
    due = ("--due", "2026-01-31")

    with pytest.raises(UsageError, match="no day is named"):
        ledger(*LETTERS, *out)
    for choice in (("--to", "civil_affairs"), ("--by", "county")):  # one letter would mix dispatches of many days
        with pytest.raises(UsageError, match="no day is named"):
            ledger(*LETTERS, "--state", "dispatched", "--out", tmp_path / "letters", *choice)
    with pytest.raises(UsageError, match="no such agency"):
        ledger(*LETTERS, *out, *due, "--to", "post_office")
    with pytest.raises(UsageError, match="need a reason"):
        ledger(*LETTERS, *out, *due, "--unmasked")
    assert not (tmp_path / "letters").exists()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "old.docx").touch()
    with pytest.raises(UsageError, match="holds files already"):
        ledger(*LETTERS, *out, *due)


def test_the_bulletin_of_a_quarter(ledger, tmp_path: Path):
    """Clues were found in November; nothing was given out yet."""
    told = ledger("bulletin", "2025Q4", "--out", tmp_path / "bulletin.xlsx")

    every = told["counties"]["all"]
    assert every["found"] == every["months"]["2025-11"]["found"] > 0
    assert (every["dispatched"], every["share_confirmed"]) == (0, None)
    assert openpyxl.load_workbook(tmp_path / "bulletin.xlsx").sheetnames == ["各县通报", "各月情况"]
    with pytest.raises(UsageError, match="no month, quarter or year"):
        ledger("bulletin", "autumn")


def test_the_page_of_figures(ledger, tmp_path: Path):
    """Without verdicts no share is claimed; clues are counted by what became of them."""
    told = ledger("figures", "--page", tmp_path / "figures.html", "--lang", "en")

    assert told["shares"] == []
    assert sum(one["open"] for one in told["fates"].values()) == told["funnel"]["clues"] > 0
    page = (tmp_path / "figures.html").read_text(encoding="utf-8")
    assert "The ledger holds no verdicts yet." in page
    assert f"{told['funnel']['clues']:,}" in page


def test_passwords_never_lie_in_the_folder_that_is_handed_over(tmp_path: Path):
    """Whoever carries the locked workbooks would carry what opens them."""
    folder = tmp_path / "dispatch"
    words = ("dispatch", "--by", "township", "--due", "2026-01-31", "--author", "王科长", "--out", str(folder))
    place = ("-w", str(tmp_path), "--passwords", str(folder / "passwords.csv"))

    with pytest.raises(UsageError, match="passwords would lie beside what they lock"):
        CliRunner().invoke(app, ["ledger", *words, *place], catch_exceptions=False)

    assert not folder.exists()
