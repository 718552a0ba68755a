"""People judge pairs of records: which pairs they are asked about, and what becomes of their answers.

Reads one published run and the snapshots that it was made from; writes the workspace's folder of judgements, which
matcher.link replays in each later run.
"""

from __future__ import annotations

from matcher.judging.asking import Asking, Questions, ask_pairs
from matcher.judging.taking import Refused, Taken, read_answers, take_answers

__all__ = ["Asking", "Questions", "Refused", "Taken", "ask_pairs", "read_answers", "take_answers"]
