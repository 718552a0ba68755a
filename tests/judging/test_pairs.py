"""Which pairs of a run people are asked about."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from matcher.judging.pairs import Pair, choose_queue, choose_sample


def pair(number, group="G4", weight=12.0, outcome="accepted"):
    """A pair of a run."""
    return Pair({"record_id": f"l{number}"}, {"record_id": f"r{number}"}, f"p{number}", outcome, group, weight)


def chance(one):
    """Nothing to do with what a pair is."""
    return sha256(one.person_id.encode()).hexdigest()


PAIRS = [
    *(pair(number) for number in range(100)),
    *(pair(number, weight=31.0) for number in range(100, 105)),
    *(pair(number, "near_tie", 3.0, "near_tie") for number in range(105, 125)),
    pair(125, "judgements_contradict", None, "judgements_contradict"),
]


def test_a_sample_takes_as_many_from_every_bucket_as_it_has():
    """The small buckets whole, the others in equal parts; what has no weight is in no bucket."""
    chosen = choose_sample(PAIRS, 25, chance)

    assert Counter(one.stratum for one in chosen) == {("G4", 12): 10, ("G4", 30): 5, ("near_tie", 2): 10}


def test_a_sample_does_not_depend_on_the_order_of_pairs():
    """Nor on a call of chance: it is the same each time."""
    assert choose_sample(PAIRS[::-1], 25, chance) == choose_sample(PAIRS, 25, chance)


def test_a_sample_of_more_than_there_is_is_all_that_has_a_weight():
    """Nothing twice."""
    assert len(choose_sample(PAIRS, 1000, chance)) == 125


def test_the_queue_begins_with_what_contradicts_itself_and_goes_on_with_the_likeliest():
    """No link that was accepted."""
    light = pair(200, "below_threshold", 1.0, "below_threshold")

    chosen = choose_queue([light, *PAIRS], 22)

    assert [one.match_weight for one in chosen] == [None, *[3.0] * 20, 1.0]
