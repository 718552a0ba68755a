"""`python -m matcher`: the same command where scripts are not on the path."""

from __future__ import annotations

from matcher.cli import main

main()
