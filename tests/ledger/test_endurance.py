"""Writers beside each other, and writers that are killed; at full size: python -m tests.ledger.endurance."""

import random

from tests.ledger.endurance import killed_writers, many_writers


def test_writers_beside_each_other_lose_nothing(url):
    """Each of them waits for the others."""
    found = many_writers(url, 4, 10)

    assert (found.told, found.kept, found.doubled, found.lost, found.faults) == (40, 40, 0, 0, ())


def test_a_writer_killed_at_any_moment_loses_and_doubles_nothing(url):
    """What was told is there; what was not told is there whole, or not at all."""
    found = killed_writers(url, 4, random.Random(7))

    assert found.kept >= found.kills
    assert (found.told, found.doubled, found.lost, found.faults) == (found.kept, 0, 0, ())
