"""The errors a person can mend: each says what, where and how, and carries an exit code.

A message never holds a personal value: it names a source, a file, a sheet, a row and a column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in the words of the person who must mend it."""

    what: str
    """What is wrong, in one sentence."""
    where: str
    """File, and sheet, row or line where known: `pipelines/nightly.yaml:12`."""
    mend: str
    """What to do about it."""

    def __str__(self) -> str:
        return f"{self.what}\n  where: {self.where}\n  mend:  {self.mend}"


class MatcherError(Exception):
    """Base of all errors that a person can mend.

    Attributes:
        code: Stable code of this kind of error, explained in docs/errors.md.
        exit_code: What the command line exits with (design: 2 usage, 3 contract, 4 locked, 5 missing).
        faults: Everything found wrong, at least one.
    """

    code: ClassVar[str] = "MATCH-E000"
    exit_code: ClassVar[int] = 70

    def __init__(self, faults: Fault | Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ConfigurationError(MatcherError):
    """A YAML file, or what YAML files say of each other, is wrong."""

    code = "MATCH-C001"
    exit_code = 2


class UsageError(MatcherError):
    """A command was given something that it cannot use."""

    code = "MATCH-U001"
    exit_code = 2


class ContractError(MatcherError):
    """A delivered file broke what its source promised; nothing is published."""

    code = "MATCH-I001"
    exit_code = 3


class TamperedError(MatcherError):
    """The ledger is not as it was written."""

    code = "MATCH-L001"
    exit_code = 3


class RefusedFileError(MatcherError):
    """A workbook that came back cannot be taken at all; nothing of it was."""

    code = "MATCH-L002"
    exit_code = 3


class LockedError(MatcherError):
    """Another run holds the workspace."""

    code = "MATCH-W001"
    exit_code = 4


class InputMissingError(MatcherError):
    """A file that the pipeline needs is not there, or is too old."""

    code = "MATCH-I002"
    exit_code = 5


class TryAgainError(MatcherError):
    """Something outside failed for now (disk full, database away): the same command may work later."""

    code = "MATCH-W002"
    exit_code = 75


def exit_code_of(error: BaseException) -> int:
    """Give what a command ends with that an error ends; of a signal, what its handler left with."""
    if isinstance(error, MatcherError):
        return error.exit_code
    if isinstance(error, OSError):
        return TryAgainError.exit_code
    if isinstance(error, SystemExit) and isinstance(error.code, int):
        return error.code
    return MatcherError.exit_code


def nearest(name: str, known: Sequence[str]) -> str:
    """Give a hint that names the nearest known name, or nothing: of several that are near, one that shares most words.

    Returns:
        `" (did you mean 'birth_date'?)"`, or an empty text where nothing is near.
    """
    words = set(name.split("_"))
    near = get_close_matches(name, known, n=5, cutoff=0.6)
    return f" (did you mean '{max(near, key=lambda one: len(words & set(one.split('_'))))}'?)" if near else ""
