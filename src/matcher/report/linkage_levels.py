"""The weights of the linkage page: the histogram of pairs, and what each level of each comparison is worth. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from matcher.report.linkage_charts import Histogram, HistogramRow, histogram_chart, worth_chart
from matcher.report.linkage_texts import WORDS
from matcher.report.linkage_words import COMPARISONS, bits_text, chance_text, level_words, odds_text
from matcher.report.wording import Wording, figure

_LOWEST_BIT: Final = -30
"""Pairs below weigh no more to a reader: a chance of one to a thousand million."""
_HIGHEST_BIT: Final = 60
_MOST_BINS: Final = 70
_TICK_BITS: Final = 10

OUTCOMES: Final = ("accepted", "review", "apart")


def histogram_of(figures: Mapping[str, Any], wording: Wording) -> Markup | None:
    """Draw how the weights of the pairs lie to the thresholds; None where no pair was compared."""
    bins = figures["bins"]
    if not bins:
        return None
    first, last = _span(bins, figures)
    bin_bits = -(-(last - first) // _MOST_BINS)
    places = -(-(last - first) // bin_bits)
    counts = {name: [0] * places for name in OUTCOMES}
    for one in bins:
        place = min(max((one["first_bit"] - first) // bin_bits, 0), places - 1)
        for name in OUTCOMES:
            counts[name][place] += one[name]
    rows = tuple(
        HistogramRow(
            f"pairs-{name}",
            wording.say(WORDS[name]),
            wording.say(WORDS["pairs"]).format(figure(sum(counts[name]))),
            tuple(counts[name]),
        )
        for name in OUTCOMES
    )
    marks = tuple(
        (figures[f"{name}_weight"], wording.say(WORDS[f"from_{name}"]).format(f"{figures[f'{name}_weight']:g}"))
        for name in ("review", "accept")
    )
    ends = (first, first + places * bin_bits)
    ticks = range(-(-ends[0] // _TICK_BITS) * _TICK_BITS, ends[1] + 1, _TICK_BITS)
    axis = (wording.say(WORDS["bits"]), wording.say(WORDS["odds"]))
    named = tuple((bit, odds_text(bit, wording)) for bit in ticks)
    title = wording.say(WORDS["histogram"])
    return histogram_chart(Histogram(title, first, bin_bits, rows, marks, named, axis))


def _span(bins: Sequence[Mapping[str, int]], figures: Mapping[str, Any]) -> tuple[int, int]:
    """Give the bits that the histogram shows: all bins and both thresholds, within what a reader can tell apart."""
    bits = [one["first_bit"] for one in bins]
    thresholds = [round(figures["review_weight"]), round(figures["accept_weight"])]
    first = max(min(*bits, *thresholds) - 1, _LOWEST_BIT)
    last = min(max(*bits, *thresholds) + 2, _HIGHEST_BIT)
    return first, last


def level_rows(levels: Sequence[Mapping[str, Any]], wording: Wording) -> list[dict[str, Any]]:
    """Give the comparisons, each with its levels that have a weight or were met."""
    met = [level for level in levels if level["m"] is not None or level["median"] is not None or level["pairs"]]
    weights = [bits for level in met for bits in _weights(level) or ()]
    scale = (min(weights, default=0.0), max(weights, default=0.0))
    order = {name: place for place, name in enumerate(COMPARISONS)}
    met.sort(key=lambda level: order.get(level["comparison"], len(order)))
    return [
        {
            "name": wording.say_code(COMPARISONS, comparison),
            "levels": [_level_row(level, scale, wording) for level in group],
        }
        for comparison, group in groupby(met, key=lambda level: str(level["comparison"]))
    ]


def _weights(level: Mapping[str, Any]) -> tuple[float, float, float] | None:
    """Give lowest, middle and highest weight: of the pairs that reached the level, else what the model gives it."""
    if level["median"] is not None:
        return level["lowest"], level["median"], level["highest"]
    if not level["m"] or not level["u"]:
        return None
    bits = math.log2(level["m"] / level["u"])
    return bits, bits, bits


def _level_row(level: Mapping[str, Any], scale: tuple[float, float], wording: Wording) -> dict[str, Any]:
    weights, is_unseen = _weights(level), level["median"] is None
    lowest, median, highest = weights or (0.0, 0.0, 0.0)
    ends = (bits_text(lowest), bits_text(highest))
    return {
        "name": level_words(level["comparison"], level["level"], wording),
        "is_unseen": is_unseen,
        "m": "" if level["m"] is None else chance_text(level["m"]),
        "u": "" if level["u"] is None else chance_text(level["u"]),
        "weight": bits_text(median) if weights else "",
        "spread": f"{ends[0]} … {ends[1]}" if ends[0] != ends[1] else "",
        "bar": worth_chart(weights, scale, is_unseen=is_unseen) if weights else "",
        "learnt": figure(level["learnt"]) if level["learnt"] else "",
        "pairs": figure(level["pairs"]) if level["pairs"] else "",
        "links": figure(level["links"]) if level["links"] else "",
    }
