"""Readers of delivered files: each gives sheets of raw text cells with physical row numbers, and changes nothing."""
