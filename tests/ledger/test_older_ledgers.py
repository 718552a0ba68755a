"""A ledger that an older program wrote is brought up to date, and its chain stays whole."""

import pytest

from matcher.ledger import Access, open_ledger
from matcher.ledger.schema import SCHEMA_VERSION
from tests.ledger.made_up_findings import RECORDED_AT, counts, finding, record
from tests.ledger.rows import change, query


@pytest.fixture
def version_1(url):
    """A ledger with two clues, as version 1 of the tables kept them."""
    record(url, "night-1", finding("a", area_code=None), finding("b", area_code=None))
    change(url, "ALTER TABLE clues DROP COLUMN area_code")
    change(url, "DROP TABLE accesses")
    change(url, "UPDATE schema_version SET version = 1")
    return url


def test_an_older_ledger_is_brought_up_to_date(version_1):
    """Its chain is as it was, its clues go on, new ones know their place."""
    assert record(version_1, "night-2", "a", "c") == counts(new=1, continuing=1, gone=1)

    assert query(version_1, "SELECT version FROM schema_version") == [(SCHEMA_VERSION,)]
    assert query(version_1, "SELECT finding_id, area_code FROM clues ORDER BY sequence") == [
        ("a", None),
        ("b", None),
        ("c", "180121001001"),
    ]
    with open_ledger(version_1) as ledger:
        assert (
            ledger.note_access(Access("王科长", "wang", "matcher report", "night-2", 3, "复核"), RECORDED_AT).number
            == 1
        )
        assert ledger.verify() == []
