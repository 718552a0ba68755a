"""Tests of matcher.ledger."""
