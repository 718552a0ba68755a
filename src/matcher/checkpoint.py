"""The checkpoint of a run: what stands on the cover of its reports, so that whoever holds one is a witness.

    0007-9F3A12CD45E67788-1234-AB12CD34EF567788
    run  seal of the run  |    seal of the ledger's chain up to that event
                          event of the ledger, the last one before the run

Both seals are keyed (matcher.storage.seal) and cut to 16 hex digits, 64 bits. Who can write the workspace, and even has
its key, can write another run and another ledger; the paper in a reader's hand then no longer fits them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from matcher.errors import Fault, UsageError
from matcher.ledger import Mark
from matcher.storage.seal import same_seal, seal

_DIGITS: Final = 16
_SHAPE: Final = re.compile(rf"(\d{{1,9}})-([0-9A-F]{{{_DIGITS}}})-(\d{{1,18}})-([0-9A-F]{{{_DIGITS}}})")


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint, taken apart."""

    run_number: int
    run_seal: str
    event_number: int
    """Last event of the ledger before the run; 0 where there was none."""
    ledger_seal: str

    def __str__(self) -> str:
        return f"{self.run_number:04d}-{self.run_seal}-{self.event_number}-{self.ledger_seal}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a checkpoint as a person types it: spaces, case and long dashes do not matter.

        Raises:
            UsageError: It is none.
        """
        plain = re.sub(r"[‐-―－]", "-", re.sub(r"\s", "", text)).upper()
        found = _SHAPE.fullmatch(plain)
        if found is None:
            mend = "copy it whole from the report's cover: NNNN-XXXXXXXXXXXXXXXX-N-XXXXXXXXXXXXXXXX"
            raise UsageError(Fault("this is no checkpoint", "--checkpoint", mend))
        run, run_seal, event, ledger_seal = found.groups()
        return cls(int(run), run_seal, int(event), ledger_seal)

    def is_of_run(self, content: Mapping[str, Any], site_key: bytes) -> bool:
        """Tell whether a run says what it said when the checkpoint was made."""
        return same_seal(self.run_seal, _short("run", content, site_key))

    def is_of_ledger(self, mark: Mark | None, site_key: bytes) -> bool:
        """Tell whether a ledger's chain is, up to the event named, what it was; None: it has no such event."""
        return mark is not None and same_seal(self.ledger_seal, _short("ledger", _of_mark(mark), site_key))


def make_checkpoint(run_number: int, content: Mapping[str, Any], end: Mark, site_key: bytes) -> Checkpoint:
    """Make the checkpoint of a run.

    Args:
        run_number: Number of the run.
        content: Digests of its tables, and its record.
        end: Last event of the ledger before the run.
        site_key: Key of the workspace.
    """
    ledger_seal = _short("ledger", _of_mark(end), site_key)
    return Checkpoint(run_number, _short("run", content, site_key), end.number, ledger_seal)


def _of_mark(mark: Mark) -> dict[str, Any]:
    return {"number": mark.number, "digest": mark.digest}


def _short(purpose: str, content: Mapping[str, Any], site_key: bytes) -> str:
    return seal(f"checkpoint of the {purpose}", content, site_key)[:_DIGITS].upper()
