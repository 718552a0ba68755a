"""What the database refuses is told as refused: nobody is sent to restore a ledger that is whole."""

import pytest
from sqlalchemy import insert

from matcher.errors import UsageError
from matcher.ledger import Access, open_ledger
from matcher.ledger.database import open_database, writing
from matcher.ledger.schema import accesses
from tests.ledger.made_up_findings import RECORDED_AT

ACCESS = Access("王科长", "wang", "matcher report", "0001-2025-11-30", 812, "纪委调阅")


def assert_refused(raised):
    (fault,) = raised.value.faults
    assert "refused what was to be written" in fault.what
    assert "拒绝写入" in fault.what
    assert "no backup is needed" in fault.mend
    assert "王" not in fault.what


@pytest.mark.parametrize("author", ["王" * 201, "王\0"])
def test_a_value_that_does_not_fit_is_refused(postgresql_url, author):
    """SQLite takes texts of any length."""
    with open_ledger(postgresql_url) as ledger, pytest.raises(UsageError) as raised:
        ledger.note_access(Access(author, *list(ACCESS.__dict__.values())[1:]), RECORDED_AT)

    assert_refused(raised)


def test_a_number_that_is_there_already_is_refused(url):
    """On both databases."""
    with open_ledger(url) as ledger:
        ledger.note_access(ACCESS, RECORDED_AT)
        row = ledger.accesses()[0]
    engine = open_database(url)

    with pytest.raises(UsageError) as raised, writing(engine) as connection:
        connection.execute(insert(accesses).values(row))

    engine.dispose()
    assert_refused(raised)
