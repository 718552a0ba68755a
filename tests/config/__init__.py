"""Tests of matcher.config."""
