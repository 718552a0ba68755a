"""Small made-up findings tables and runs for the tests of the ledger."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa

from matcher.ledger import Scope, open_ledger
from matcher.tables import FINDINGS

AS_OF = date(2025, 11, 30)
RECORDED_AT = datetime(2025, 12, 1, 2, 30, tzinfo=UTC)
PERSON_NAME = "测试甲"
CITIZEN_ID = "180121194003070028"


def finding(finding_id, **given):
    """One row of FINDINGS, its columns given by name over ordinary ones."""
    row = {
        "finding_id": finding_id,
        "catalogue_code": "B01",
        "rule_id": RULE,
        "kind": "ineligible",
        "severity": "certain",
        "programme": "minimum_living_allowance",
        "person_id": f"person of {finding_id}",
        "citizen_id": CITIZEN_ID,
        "person_name": PERSON_NAME,
        "area_code": "180121001001",
        "subject_source": "card_payments",
        "subject_file": "民政局/一卡通_202511.csv",
        "subject_row": 7,
        "first_month": "2025-03",
        "last_month": "2025-11",
        "month_count": 9,
        "amount_cny": Decimal("4905.00"),
        "link_grade": "G1",
        "match_probability": 1.0,
        "evidence": [{"source": "card_payments", "file": "民政局/一卡通_202511.csv", "sheet": None, "row": 7}],
        "status": "new",
    }
    return row | given


def findings(*rows):
    """A FINDINGS table of rows, a bare text standing for an ordinary row of that finding_id."""
    full = [finding(row) if isinstance(row, str) else row for row in rows]
    return pa.Table.from_pylist(full, schema=FINDINGS.schema)


def exempted(finding_id, code="E06"):
    """A row that an exemption lifts."""
    return finding(finding_id, exemption_code=code)


RULE = "minimum_living_allowance_paid_after_death"
SCOPE = Scope(AS_OF, (RULE,))


def record(url, run_id, *rows, as_of=AS_OF, rules=(RULE,), recorded_at=RECORDED_AT):
    """Record one run in the ledger at an address; give its counts."""
    with open_ledger(url) as ledger:
        return ledger.record_run(run_id, Scope(as_of, rules), findings(*rows), recorded_at)


def counts(*, new=0, continuing=0, returned=0, gone=0, exempted=0):
    """Counts as the ledger gives them."""
    return {"new": new, "continuing": continuing, "returned": returned, "gone": gone, "exempted": exempted}


def statuses(met):
    """Status by finding_id."""
    return dict(zip(met.findings["finding_id"].to_pylist(), met.findings["status"].to_pylist(), strict=True))
