"""Which letters are written, to whom, and what they say of the clues."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from matcher.casework import Material
from matcher.casework.lettering import LetterChoice, plan_letters
from matcher.ledger import Entry
from matcher.report.details import NO_DETAILS
from matcher.report.wording import Wording
from tests.casework.made_up_dispatch import FINDINGS, GIVEN_AT
from tests.report.made_up import make_facts


@pytest.fixture
def plan(ledger, folder):
    """Plan letters for all clues, which went out as D0001 and D0002."""

    def planning(**changes):
        given: dict[str, Any] = {
            "by": "dispatch",
            "to": None,
            "state": "dispatched",
            "number": "民核移〔2025〕{n}号",
            "first": 7,
            "dated": date(2025, 12, 20),
            "office": "测试县民政局",
            "due_on": None,
            "masked": True,
            "wording": Wording("zh"),
        }
        choice = LetterChoice(**given | changes)
        return plan_letters(Material(FINDINGS, make_facts(), NO_DETAILS), ledger.clues().to_pylist(), choice)

    return planning


def test_a_letter_goes_with_each_dispatch(plan):
    """Numbered on from the first, due as the dispatch is."""
    first, second = plan()

    assert [one.file_name for one in (first, second)] == [
        "0007_D0001_180121100000.docx",
        "0008_D0002_180121101000.docx",
    ]
    assert first.content.values == {
        "receiver": first.receiver_name,
        "number": "民核移〔2025〕7号",
        "date": "2025 年 12 月 20 日",
        "office": "测试县民政局",
        "due": "2025 年 12 月 31 日",
        "dispatch": "D0001",
        "what": "疑似线索",
        "request": "清单中的情况均为数据比对得出的疑点，不是结论。请逐条核实，听取本人说明",
        "title": "青溪县社会救助每日比对",
        "run": "2025-11-30-7f3a9c1e",
        "as_of": "2025 年 11 月 30 日",
        "count": "3",
        "persons": "3",
        "amount": "2,535.50",
    }
    assert [len(one.content.clues) for one in (first, second)] == [3, 1]


def test_names_and_ids_are_masked(plan):
    (row, *_) = plan(by="village")[0].content.clues

    assert "*" in row["clue.name"]
    assert row["clue.citizen_id"].count("*") == 8
    (row, *_) = plan()[0].content.clues  # an agency may be among the receivers
    assert row["clue.citizen_id"].count("*") == 11
    (row, *_) = plan(masked=False)[0].content.clues
    assert "*" not in row["clue.name"] + row["clue.citizen_id"]
    assert plan(masked=False)[0].file_name.endswith("_unmasked.docx")


def test_letters_may_go_to_agencies_or_to_one_that_rules_name(plan):
    """What no rule names an agency for is not sent to it."""
    assert {one.receiver for one in plan(by="agency", due_on=date(2026, 1, 31))} == {"civil_affairs"}
    (one,) = plan(to="civil_affairs", due_on=date(2026, 1, 31))
    assert (one.receiver, len(one.content.clues), one.content.values["due"]) == (
        "civil_affairs",
        4,
        "2026 年 1 月 31 日",
    )
    assert plan(to="health", due_on=date(2026, 1, 31)) == []


def test_confirmed_clues_bear_the_amount_that_was_confirmed(plan, ledger):
    """And the receiver is asked to act, no more to verify; no visit and no hearing is claimed that nobody recorded."""
    ledger.enter([Entry("B01-000001", "verdict", verdict="partly", amount_cny=Decimal("100.00"))], "李四", GIVEN_AT)

    letter = plan(by="county", state="confirmed", due_on=date(2026, 1, 31))[0]

    amounts = {row["clue.number"]: row["clue.amount"] for row in letter.content.clues}
    assert amounts["B01-000001"] == "100.00"
    assert letter.content.values["what"] == "经核查属实的线索"
    assert letter.content.values["request"] == "上述线索已核查属实。请依职责处理"
