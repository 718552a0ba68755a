"""What may become of a clue: every state against every event."""

import pytest

from matcher.ledger.schema import CASEWORK, FOUND, GONE, RETURNED, SEEN_AGAIN, VERDICT
from matcher.ledger.states import TRANSITIONS, VERDICTS, move_of, state_after

EXPECTED = """
event               none open       gone   dispatched confirmed disproved exempted  closed
found               open -          -      -          -         -         -         -
seen_again          -    open       -      dispatched confirmed disproved exempted  closed
returned            -    open       open   dispatched confirmed disproved exempted  closed
gone                -    gone       -      dispatched confirmed disproved exempted  closed
dispatched          -    dispatched -      dispatched -         -         -         -
verdict:confirmed   -    -          -      confirmed  confirmed confirmed -         -
verdict:partly      -    -          -      confirmed  confirmed confirmed -         -
verdict:disproved   -    -          -      disproved  disproved disproved -         -
verdict:pending     -    -          -      dispatched -         -         -         -
exemption_granted   -    exempted   -      exempted   -         -         exempted  -
recovered           -    -          -      -          confirmed -         -         closed
paid_back           -    -          -      -          confirmed -         -         closed
closed              -    closed     closed closed     closed    closed    closed    -
reopened            -    -          -      open       open      open      open      open
"""
HEADER, *LINES = [line.split() for line in EXPECTED.strip().splitlines()]
CASES = [
    (None if state == "none" else state, line[0], None if after == "-" else after)
    for line in LINES
    for state, after in zip(HEADER[1:], line[1:], strict=True)
]


@pytest.mark.parametrize(("state", "move", "after"), CASES)
def test_an_event_leads_where_the_table_says(state, move, after):
    """A dash: it is not allowed."""
    assert state_after(state, move) == after


def test_the_table_speaks_of_every_state_and_every_event():
    """A state or an event that is added must be thought through."""
    moves = {FOUND, SEEN_AGAIN, GONE, RETURNED} | {
        move_of(event, verdict) for event in CASEWORK for verdict in (VERDICTS if event == VERDICT else (None,))
    }

    assert {state for state, _, _ in CASES} == set(TRANSITIONS)
    assert {move for _, move, _ in CASES} == moves


def test_what_a_run_sees_never_takes_a_clue_out_of_peoples_hands():
    """Only a clue that nobody took up can go and come back by itself."""
    for state in ("dispatched", "confirmed", "disproved", "exempted", "closed"):
        assert {state_after(state, move) for move in (SEEN_AGAIN, GONE, RETURNED)} == {state}
