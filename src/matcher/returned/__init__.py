"""Workbooks that people filled in come back: read however they were edited, whoever gave them out.

Reads one file; gives its rows as texts. What they say is for casework (clues) and judging (pairs of records) to judge.
"""

from __future__ import annotations

from matcher.returned.reading import MOST_ROWS, ReturnedForm, ReturnedRow, read_returned_rows

__all__ = ["MOST_ROWS", "ReturnedForm", "ReturnedRow", "read_returned_rows"]
