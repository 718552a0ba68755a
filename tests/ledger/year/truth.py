"""What is true of a clue in a month: whether somebody broke the rule by then, and how much money it was."""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from matcher.measure.score_findings import truth_of_persons
from matcher.measure.score_truth import read_case_truth
from matcher.report.codes import DISPROOF_CODES
from matcher.synth.benefits import case_amount
from matcher.synth.county import County
from matcher.synth.person import PlantedCase

OTHERWISE = "E28"
"""Why a clue is disproved of which the truth tells no reason: the data are wrong."""


@dataclass(frozen=True)
class Answer:
    """What verification on the spot shows."""

    is_true: bool
    reason_code: str
    """Why it is not true; empty where it is."""
    amount: Decimal
    """Yuan that were paid wrongly, or are owed, by the end of the month."""


class Verifier:
    """Who goes and looks: knows the truth, and says what of it has happened by a month."""

    def __init__(self, county: County, run_folder: Path, truth_folder: Path) -> None:
        self._county = county
        persons = pl.read_parquet(run_folder / "persons.parquet")
        whose = truth_of_persons(persons, read_case_truth(truth_folder))
        self._truth_person = dict(whose.iter_rows())
        self._cases: dict[tuple[str, str, str], PlantedCase] = {}
        ranks = {"violation": 0, "undecidable": 1, "look_alike": 2}
        for case in sorted(county.cases, key=lambda one: (ranks[one.role], one.exemption_code), reverse=True):
            self._cases[case.code, case.person.truth_person, case.programme] = case

    def answer(self, clue, month: int) -> Answer:
        """Say what is true of a clue (a row of CLUES) at the end of a month number."""
        key = (clue["catalogue_code"], self._truth_person.get(clue["person_id"], ""), clue["programme"])
        case = self._cases.get(key)
        if case is None or case.role != "violation" or (case.months and min(case.months) > month):
            code = case.reason_code or case.exemption_code if case is not None else ""
            return Answer(False, code if code in DISPROOF_CODES else OTHERWISE, Decimal(0))
        return Answer(True, "", self.amount(case, month))

    def amount(self, case: PlantedCase, month: int) -> Decimal:
        """Give what is at stake of a case by the end of a month."""
        if case.amount is not None:
            return case.amount
        known = replace(case, months=tuple(one for one in case.months if one <= month))
        return case_amount(known, self._county.window)

    def planted(self, month: int) -> dict[str, tuple[int, Decimal]]:
        """Count the violations there are by the end of a month, and their money, by what is done with it."""
        found = {"recovered_cny": (0, Decimal(0)), "paid_back_cny": (0, Decimal(0))}
        for case in self._cases.values():
            if case.role == "violation" and (not case.months or min(case.months) <= month):
                name = "paid_back_cny" if case.code.startswith("A") else "recovered_cny"
                count, amount = found[name]
                found[name] = (count + 1, amount + self.amount(case, month))
        return found
