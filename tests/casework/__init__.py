"""Tests of matcher.casework."""
