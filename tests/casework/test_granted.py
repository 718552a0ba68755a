"""Exemptions that people granted become rows of the register that rules apply."""

from pathlib import Path

import yaml

from matcher.casework.granted import HEADERS, register_rows
from matcher.ledger import Entry
from tests.casework.made_up_dispatch import FINDINGS, GIVEN_AT, clues_by_number
from tests.report.made_up import PROGRAMMES

SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "sources" / "civil_affairs" / "verification_register.yaml"


def test_a_granted_exemption_names_person_rule_author_and_last_day(ledger):
    """What is in the ledger as a hash has its name from the run."""
    details = {"valid_until": "2026-06-30"}
    granted = Entry("B01-000001", "exemption_granted", "家属已退回", exemption_code="E06", details=details)
    assert ledger.enter([granted], "王科长", GIVEN_AT) == ["written"]
    finding_id = clues_by_number(ledger)["B01-000001"]["finding_id"]

    rows = register_rows(FINDINGS, {finding_id: ledger.told(["B01-000001"])["B01-000001"]}, PROGRAMMES)

    (row,) = rows.to_pylist()
    assert row.pop("姓名") in {"王小明", "欧阳明"}
    assert row == {
        "身份证号": "180121194003051234",
        "豁免代码": "E06",
        "模型编号": "B01",
        "补贴项目": PROGRAMMES["minimum_living_allowance"].zh,
        "认定人": "王科长",
        "认定日期": "2025-12-01",
        "有效期至": "2026-06-30",
        "认定理由": "家属已退回",
    }


def test_what_nobody_granted_gives_no_row():
    assert register_rows(FINDINGS, {}, PROGRAMMES).num_rows == 0


def test_the_register_reads_every_header():
    """The file goes into the inbox as it is."""
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    known = {header for column in schema["columns"] for header in column["headers"]}

    assert set(HEADERS) <= known
