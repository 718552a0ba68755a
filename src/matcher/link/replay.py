"""What earlier judgements do to a run: known pairs are decided as people decided them, probabilities are calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from matcher.engine.kernel import Kernel
from matcher.link.calibration import Calibration, calibrate, calibrate_step
from matcher.link.judged import JUDGEMENTS
from matcher.link.judgement import Book, find_records, read_book


@dataclass(frozen=True)
class Replay:
    """Judgements that a run follows."""

    book: Book
    site_key: bytes
    calibration: Calibration | None
    """None: too few pairs were judged."""

    def apply(self, kernel: Kernel) -> dict[str, int]:
        """Give weighed links the probability that judged pairs of their weight had; say what was followed."""
        if self.calibration:
            kernel.register("link_calibration", self.calibration.table())
            kernel.run([calibrate_step(self.calibration)])
        found = kernel.fetch("SELECT count(DISTINCT (left_record_id, right_record_id)) AS pairs FROM link_judgements")
        standing = self.book.standing()
        return {
            "judgements": len(standing),
            "judged_pairs": len({pair for pair, _ in standing}),
            "judged_pairs_in_this_run": int(found["pairs"][0].as_py()),
            "calibration_pairs": self.calibration.pairs if self.calibration else 0,
        }


def read_replay(folder: Path, site_key: bytes, accept_weight: float) -> Replay | None:
    """Read what people judged so far; None where nobody has judged anything.

    Args:
        folder: The workspace's folder of judgements.
        site_key: Secret of this site.
        accept_weight: Bits from which a pair is accepted.
    """
    book = read_book(folder)
    return Replay(book, site_key, calibrate(book.outcomes(), accept_weight)) if book.given else None


def judgements_of(kernel: Kernel, judgements: pa.Table | Replay | None) -> pa.Table:
    """Give the judgements as matcher.link.judged follows them; `link_mentions` must be there."""
    if isinstance(judgements, Replay):
        return find_records(kernel, judgements.book, judgements.site_key)
    return JUDGEMENTS.empty_table() if judgements is None else judgements
