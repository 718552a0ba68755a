"""Fixtures for the tests of the ledger."""

import pytest


@pytest.fixture
def ledger_file(tmp_path):
    """Where the ledger's SQLite file will be."""
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def url(ledger_file):
    """Address of an empty ledger."""
    return f"sqlite:///{ledger_file}"
