"""Fixtures for the tests of the ledger: every test that asks for an address runs on both databases."""

import pytest

from tests.ledger.postgresql import running_server


@pytest.fixture
def ledger_file(tmp_path):
    """Where a ledger's SQLite file will be."""
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def sqlite_url(ledger_file):
    """Address of an empty ledger in SQLite."""
    return f"sqlite:///{ledger_file}"


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL for all tests."""
    with running_server() as started:
        yield started


@pytest.fixture
def postgresql_url(server):
    """Address of an empty ledger in PostgreSQL."""
    return server.new_ledger()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """Address of an empty ledger."""
    return request.getfixturevalue(f"{request.param}_url")
