"""The systems that offices run on top of a published run: what changed between two runs, who is covered by what.

Reads published runs and the snapshots that they were made from; gives counts and lists that report writes down.
"""

from __future__ import annotations
