"""Take the answers of returned rows: each is taken, known already, blank, or refused with a reason.

Nothing is guessed: a row that contradicts itself, another row or what was given out is refused whole. Pure, but for
the ledger that it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from matcher.casework.answers import amount_of, count_of, day_of, reason_code_of
from matcher.ledger import Entry, Ledger, Standing
from matcher.ledger.happenings import CHINA
from matcher.report import catalogue, codes
from matcher.report import dispatch_texts as said
from matcher.returned import ReturnedForm, ReturnedRow, read_returned_rows

_TRUE: Final = frozenset({"confirmed", "partly"})
_MONEY: Final = {"recovered": "recovered_cny", "paid_back": "paid_back_cny"}
_KEPT: Final = ("verifier", "second_verifier", "proof", "handling", "sanction", "voluntary", "review")


_FORM: Final = ReturnedForm(
    headers={
        "clue": said.CLUE_NUMBER,
        "check_code": said.CHECK_CODE,
        "amount": said.SUSPECTED_AMOUNT,
        "first_month": catalogue.FIRST_MONTH,
        "last_month": catalogue.LAST_MONTH,
        "month_count": catalogue.MONTH_COUNT,
        **said.ANSWERS,
    },
    known_by="clue",
    verdict="verdict",
    answers=tuple(said.ANSWERS),
)


@dataclass(frozen=True)
class Refused:
    """A row that was not taken."""

    file: str
    sheet: str
    row_number: int
    clue_number: str
    reason: str
    """matcher.report.dispatch_texts.REFUSALS."""


@dataclass(frozen=True)
class Taken:
    """What became of every row: rows = taken + unchanged + blank + refused."""

    taken: int
    unchanged: int
    blank: int
    refused: tuple[Refused, ...]
    verdicts: Mapping[str, int]
    """Rows taken by verdict."""


class _RefusalError(Exception):
    """Why a row is refused."""


def read_answers(path: Path) -> list[ReturnedRow]:
    """Read the rows of a workbook of clues that came back.

    Raises:
        RefusedFileError: None of it can be taken.
    """
    return read_returned_rows(path, _FORM)


def take_rows(rows: Sequence[ReturnedRow], ledger: Ledger, *, author: str, at: datetime) -> Taken:
    """Take the rows of one workbook; what is taken of it is written at once.

    Args:
        rows: Its rows.
        ledger: The ledger.
        author: Who brings it in.
        at: When, with a zone.
    """
    standings = ledger.told(row.said("clue") for row in rows)
    twice = _said_twice(rows)
    refused: list[Refused] = []
    asked: dict[str, tuple[ReturnedRow, list[Entry]]] = {}
    blank = unchanged = 0
    for row in rows:
        clue = row.said("clue")
        if not row.said("verdict"):
            blank += 1
            continue
        try:
            entries = _entries(row, standings.get(clue), at.astimezone(CHINA).date(), is_said_twice=clue in twice)
        except _RefusalError as refusal:
            refused.append(_refused(row, str(refusal)))
            continue
        unchanged += clue in asked
        asked.setdefault(clue, (row, entries))
    outcomes = iter(ledger.enter([entry for _, entries in asked.values() for entry in entries], author, at))
    verdicts: dict[str, int] = {}
    for row, entries in asked.values():
        became = [next(outcomes) for _ in entries]
        if "written" in became:
            said_verdict = entries[0].verdict or ""
            verdicts[said_verdict] = verdicts.get(said_verdict, 0) + 1
        elif all(outcome == "unchanged" for outcome in became):
            unchanged += 1
        else:
            refused.append(_refused(row, "not_allowed"))
    return Taken(sum(verdicts.values()), unchanged, blank, tuple(refused), dict(sorted(verdicts.items())))


def _refused(row: ReturnedRow, reason: str) -> Refused:
    return Refused(row.file, row.sheet, row.row_number, row.said("clue"), reason)


def _said_twice(rows: Iterable[ReturnedRow]) -> set[str]:
    """Give the clues that rows of one workbook answer in different ways."""
    answers: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        if row.said("verdict"):
            answers.setdefault(row.said("clue"), set()).add(tuple(row.said(name) for name in said.ANSWERS))
    return {clue for clue, different in answers.items() if len(different) > 1}


def _entries(row: ReturnedRow, standing: Standing | None, today: date, *, is_said_twice: bool) -> list[Entry]:
    """Give what a row says as entries.

    Raises:
        _RefusalError: Why the row is refused.
    """
    if standing is None:
        raise _RefusalError("unknown_clue")
    dispatched = standing.last.get("dispatched")
    if dispatched is None:
        raise _RefusalError("not_dispatched")
    _require_as_given_out(row, dispatched)
    if row.formulas or is_said_twice:
        raise _RefusalError("formula" if row.formulas else "said_twice")
    verdict, code = _verdict(row)
    days = {name: _day(row, name, dispatched, today) for name in said.DATES}
    amounts = {name: _amount(row, name) for name in said.AMOUNTS}
    _require_grounds(row, verdict, days["verified_on"])
    if verdict not in _TRUE and (amounts["recovered_cny"] or amounts["paid_back_cny"]):
        raise _RefusalError("not_allowed")
    details = _details(row, dispatched, days["verified_on"])
    clue = row.said("clue")
    entries = [Entry(clue, "verdict", row.said("situation"), verdict, code, amounts["due_cny"], details)]
    for event, name in _MONEY.items():
        entries += _money(clue, event, amounts[name], standing, _text(days["recovered_on"]))
    if days["closed_on"]:
        entries.append(Entry(clue, "closed", details={"on": days["closed_on"].isoformat()}))
    return entries


def _require_as_given_out(row: ReturnedRow, dispatched: Mapping[str, Any]) -> None:
    if row.said("check_code").upper() != dispatched["details"].get("check"):
        raise _RefusalError("other_ledger")
    fen = dispatched["amount_fen"]
    amount = None if fen is None else Decimal(fen).scaleb(-2)
    shown = amount_of(row.said("amount")) if row.said("amount") else None
    months = (row.said("first_month"), row.said("last_month"), count_of(row.said("month_count") or "0"))
    if shown != amount or months != (dispatched["first_month"], dispatched["last_month"], dispatched["month_count"]):
        raise _RefusalError("evidence_edited")


def _require_grounds(row: ReturnedRow, verdict: str, verified_on: date | None) -> None:
    """Require who verified, and when: nobody can be asked otherwise."""
    if verdict != "pending" and not row.said("verifier"):
        raise _RefusalError("no_verifier")
    if verdict != "pending" and verified_on is None:
        raise _RefusalError("no_date")


def _verdict(row: ReturnedRow) -> tuple[str, str | None]:
    verdict = said.choice_of(codes.VERDICTS, row.said("verdict"))
    if verdict is None:
        raise _RefusalError("not_a_verdict")
    if verdict != "disproved":
        return verdict, None
    if not row.said("reason_code"):
        raise _RefusalError("no_reason")
    code = reason_code_of(row.said("reason_code"))
    if code is None:
        raise _RefusalError("not_a_reason")
    return verdict, code


def _day(row: ReturnedRow, name: str, dispatched: Mapping[str, Any], today: date) -> date | None:
    if not row.said(name):
        return None
    day = day_of(row.said(name))
    if day is None:
        raise _RefusalError("not_a_date")
    if day > today or day.isoformat() < dispatched["details"].get("as_of", ""):
        raise _RefusalError("date_out_of_range")
    return day


def _amount(row: ReturnedRow, name: str) -> Decimal | None:
    if not row.said(name):
        return None
    amount = amount_of(row.said(name))
    if amount is None:
        raise _RefusalError("not_an_amount")
    return amount


def _details(row: ReturnedRow, dispatched: Mapping[str, Any], verified_on: date | None) -> dict[str, str | int]:
    details: dict[str, str | int] = {name: row.said(name) for name in _KEPT if row.said(name)}
    details["dispatch"] = dispatched["details"].get("dispatch", "")
    if verified_on is not None:
        details["verified_on"] = verified_on.isoformat()
    if row.said("accountable_count"):
        count = count_of(row.said("accountable_count"))
        if count is None:
            raise _RefusalError("not_an_amount")
        details["accountable_count"] = count
    return details


def _money(clue: str, event: str, so_far: Decimal | None, standing: Standing, day: str) -> list[Entry]:
    """Give what was added to a sum that people write as it stands so far."""
    if so_far is None:
        return []
    added = so_far - Decimal(standing.money_fen.get(event, 0)).scaleb(-2)
    if added < 0:
        raise _RefusalError("recovered_less")
    details = {"on": day} if day else {}
    return [Entry(clue, event, amount_cny=added, details={**details, "so_far": str(so_far)})] if added else []


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
