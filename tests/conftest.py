"""How hypothesis runs here: the same examples every time, and no time limit that a busy machine could break."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")
