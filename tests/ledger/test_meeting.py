"""A run's findings against what earlier runs saw."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.ledger.meeting import OPEN_CLUES, Baseline, gone_clues, meet_findings
from tests.ledger.made_up_findings import AS_OF, RULE, SCOPE, counts, exempted, findings, statuses


def baseline(known=(), still_open=(), known_exempted=(), latest_exempted=()):
    clues = [{"finding_id": name, "rule_id": RULE, "as_of_date": AS_OF.isoformat()} for name in still_open]
    sets = [pa.array(list(part), pa.string()) for part in (known, known_exempted, latest_exempted)]
    return Baseline(sets[0], pa.Table.from_pylist(clues, schema=OPEN_CLUES), *sets[1:])


def meet(rows, earlier, scope=SCOPE):
    return meet_findings(rows, earlier, scope)


def test_what_nobody_knew_is_new():
    """An empty ledger knows nothing."""
    met = meet(findings("a", "b"), baseline())

    assert statuses(met) == {"a": "new", "b": "new"}
    assert met.counts == counts(new=2)


def test_status_follows_the_latest_run():
    """Open in the latest run: continuing. Known, but not open: returned. Open and not seen: gone."""
    met = meet(findings("a", "b", "c"), baseline(known="bcd", still_open="bd"))

    assert statuses(met) == {"a": "new", "b": "continuing", "c": "returned"}
    assert met.counts == counts(new=1, continuing=1, returned=1, gone=1)


def test_an_exempted_finding_has_a_status_and_is_no_clue():
    """It must not look like a new accusation, nor leave a gap when it goes."""
    met = meet(
        findings(exempted("a"), exempted("b"), exempted("c")), baseline(known_exempted="bcd", latest_exempted="bd")
    )

    assert statuses(met) == {"a": "new", "b": "continuing", "c": "returned"}
    assert met.counts == counts(exempted=3)


def test_a_clue_that_an_exemption_lifts_is_gone():
    """It no longer stands; its row says that it was there before."""
    met = meet(findings(exempted("a")), baseline(known="a", still_open="a"))

    assert statuses(met) == {"a": "continuing"}
    assert met.counts == counts(gone=1, exempted=1)


def test_an_exempted_finding_that_stands_for_the_first_time_is_new():
    """A reader of clues has never seen it."""
    met = meet(findings("a"), baseline(known_exempted="a", latest_exempted="a"))

    assert statuses(met) == {"a": "new"}


def test_rows_keep_their_order_and_their_other_columns():
    """Only the status is the ledger's."""
    given_rows = findings("b", "a")

    met = meet(given_rows, baseline(known="a", still_open="a"))

    assert met.findings["finding_id"].to_pylist() == ["b", "a"]
    assert met.findings.drop_columns(["status"]).equals(given_rows.drop_columns(["status"]))


def test_a_finding_that_stands_twice_is_a_fault_of_the_program():
    """Counting it twice would be found out much later."""
    with pytest.raises(ValueError, match="twice"):
        meet(findings("a", "a"), baseline())


LETTERS = st.sets(st.sampled_from("abcdefgh"))


@given(current=LETTERS, known=LETTERS, lifted=LETTERS, still_open=LETTERS, shuffled=st.randoms(use_true_random=False))
def test_order_changes_nothing_and_every_clue_is_counted_once(current, known, lifted, still_open, shuffled):
    """Standing findings = new + continuing + returned; open clues = continuing + gone."""
    still_open &= known
    rows = [exempted(name) if name in lifted else name for name in sorted(current)]
    earlier = baseline(known=sorted(known), still_open=sorted(still_open))
    met = meet(findings(*rows), earlier)
    shuffled.shuffle(rows)
    again = meet(findings(*rows), earlier)

    assert statuses(met) == statuses(again)
    assert met.counts == again.counts
    seen = met.counts
    assert len(current - lifted) == seen["new"] + seen["continuing"] + seen["returned"]
    assert len(still_open) == seen["continuing"] + seen["gone"]
    assert sorted(still_open - (current - lifted)) == gone_clues(findings(*rows), earlier, SCOPE).to_pylist()
