"""Tests as a specification."""
