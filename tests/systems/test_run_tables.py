"""Tables of a published run are read as rules see them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from matcher.config.base import month_number
from matcher.systems.run_tables import RunTables
from tests.systems.made_up_run import MadeUpRun, made_up_id


def test_payments_are_read_with_what_was_paid_net(tmp_path: Path):
    """What is added up needs the files in their order."""
    made = MadeUpRun(tmp_path / "workspace")
    month = month_number("2025-11")
    for amount in (Decimal("500.00"), Decimal("-120.00")):
        paid = {"programme": "minimum_living_allowance", "benefit_month": month, "amount_cny": amount}
        made.add("payment", made_up_id(201), "陈秀英", paid_on=date(2025, 11, 20), **paid)
    run, place = made.publish()

    with RunTables(run, place.snapshots) as tables:
        rows = tables.rows("payment", ["month_net_cny"])

    assert rows["month_net_cny"].to_list() == [Decimal("380.00")] * 2
