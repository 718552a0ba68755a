"""Tests of matcher.engine."""
