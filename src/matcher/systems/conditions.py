"""Read the conditions of a declaration against the data model; what is wrong is told by file and line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from matcher.config.document import Key
from matcher.config.loader import Declaration
from matcher.config.systems import SystemFile
from matcher.errors import ConfigurationError, Fault, nearest
from matcher.evaluate.expression import Expression, read_expression
from matcher.evaluate.pieces import ExpressionError
from matcher.evaluate.scope import Scope, columns_of, known_codes

SystemT = TypeVar("SystemT", bound=SystemFile)


class ConditionReader:
    """Reads the conditions of one declaration and gathers what is wrong with it."""

    def __init__(self, declaration: Declaration[SystemT]) -> None:
        self._document = declaration.document
        self._model = declaration.model
        self._codes = known_codes(declaration.codes)
        self._faults: list[Fault] = []

    def condition(self, table: str, text: str, keys: Sequence[Key]) -> Expression | None:
        """Read a condition on the rows of a table; None where it is wrong or says `true`.

        Args:
            table: Model table.
            text: The condition.
            keys: Where it is written: the way from the top of the file.
        """
        if table not in self._model:
            mend = f"name a model table{nearest(table, sorted(self._model))}"
            self.fault(f"unknown model table '{table}'", keys[:-1], mend)
            return None
        if text.strip() == "true":
            return None
        scope = Scope({table: columns_of(self._model[table])}, has_month=True, codes=self._codes)
        try:
            return read_expression(text, scope, {"boolean"})
        except ExpressionError as error:
            self.fault(error.what, keys, error.mend)
            return None

    def check_programmes(self, names: Sequence[str], keys: Sequence[Key]) -> None:
        """Refuse names that are no programmes."""
        known = sorted(self._codes.get("programme", ()))
        for name in names:
            if name not in known:
                mend = f"use a code of the code system `programme`{nearest(name, known)}"
                self.fault(f"unknown programme '{name}'", keys, mend)

    def check_columns(self, table: str, names: Sequence[str], keys: Sequence[Key]) -> None:
        """Refuse names that are no columns of a model table."""
        known = sorted(columns_of(self._model[table])) if table in self._model else sorted(names)
        for name in names:
            if name not in known:
                mend = f"use a column of '{table}'{nearest(name, known)}"
                self.fault(f"unknown column '{name}'", keys, mend)

    def fault(self, what: str, keys: Sequence[Key], mend: str) -> None:
        """Note what is wrong at a place of the file."""
        self._faults.append(Fault(what, self._document.where(tuple(keys)), mend))

    def close(self) -> None:
        """Raise what was noted.

        Raises:
            ConfigurationError: Anything was.
        """
        if self._faults:
            raise ConfigurationError(self._faults)
