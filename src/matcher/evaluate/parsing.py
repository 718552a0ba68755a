"""Parse what rules say: a text that may be anything becomes a tree, or a fault in words. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from matcher.evaluate.pieces import ExpressionError, Piece
from matcher.evaluate.scope import Scope
from matcher.evaluate.syntax import read_node

LONGEST: Final = 10_000
"""Characters of an expression; the longest of the catalogue has a tenth of it."""

_NO_CHARACTER: Final = re.compile("[\\x00\\ud800-\\udfff]")
"""What no text of SQL can hold: the zero byte, and halves of surrogate pairs."""


@lru_cache(maxsize=4096)
def parse_text(text: str) -> exp.Expr:
    """Parse one expression; nothing of it is believed yet.

    The catalogue says 900 different things 2,250 times, and a run reads it twice: each is parsed once. So a tree is
    read by many, and nobody changes it.

    Raises:
        ExpressionError: It is too long, holds what is no character, or is not one expression.
    """
    if len(text) > LONGEST:
        raise ExpressionError(
            f"it has {len(text):,} characters", f"write {LONGEST:,} at most; name parts as exemptions"
        )
    if _NO_CHARACTER.search(text):
        raise ExpressionError("it holds what is no character", "write it anew; it was copied from something else")
    try:
        return sqlglot.parse_one(text, dialect="duckdb", into=exp.Condition)
    except SqlglotError:
        raise ExpressionError("it is not one expression", "write one SQL condition or value, without ';'") from None
    except RecursionError:
        raise too_deep() from None


def too_deep() -> ExpressionError:
    """Give the fault of an expression whose brackets nobody can follow, this program included."""
    return ExpressionError("it nests too deeply", "take brackets away, or name parts as exemptions")


def read_tree(node: exp.Expr, scope: Scope) -> Piece:
    """Read a whole tree.

    Raises:
        ExpressionError: Something in it is not allowed, not known, or of the wrong kind; or it nests too deeply.
    """
    try:
        return read_node(node, scope)
    except RecursionError:
        raise too_deep() from None
