"""A ledger that was lost is not made anew without a word: what people said of clues is gone with it."""

from matcher.cli.lacking import tell_lost_ledger
from matcher.storage.workspace import Workspace
from tests.ledger.made_up_findings import record

RUN = "0001-2025-11-30"


def test_a_lost_ledger_is_told_of_where_runs_were_published(tmp_path, capsys):
    """Not in a new workspace, and not where the ledger knows them."""
    place = Workspace(tmp_path)
    tell_lost_ledger(place)
    (place.runs / RUN).mkdir(parents=True)
    (tmp_path / "CURRENT").write_text(RUN, encoding="utf-8")
    record(place.ledger_url, RUN, "a")
    tell_lost_ledger(place)
    assert capsys.readouterr().err == ""

    (tmp_path / "ledger.sqlite").unlink()
    tell_lost_ledger(place)

    said = capsys.readouterr().err.replace("\n", "")
    assert "the ledger knows no run" in said
    assert "台账中没有任何已发布的批次" in said
