"""What a source promises of each delivery: how many rows, how whole, how old, how like the delivery before.

Part of a source schema. A broken promise stops the run before anything is published, or is told and passed over. Pure.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field, model_validator

from matcher.config.base import ConfigModel, Identifier

BreachMode = Literal["stop", "warn"]
"""What a broken promise does: stop the run before anything is published, or be reported."""

PromiseCheck = Literal[
    "row_count",
    "reject_share",
    "age",
    "repeated_keys",
    "unknown_codes",
    "valid_ids",
    "empty_values",
    "row_change",
    "totals",
    "count_in_name",
    "unchanged",
    "reject_change",
    "empty_change",
    "headers",
]
"""Names of the promises, as `breaches` below and `matcher run --accept SOURCE:CHECK` say them."""

PROMISE_CHECKS: tuple[PromiseCheck, ...] = get_args(PromiseCheck)


class Change(ConfigModel):
    """Bounds of a delivery's rows as a multiple of the rows of the delivery before."""

    at_least: float | None = Field(default=None, ge=0, le=1)
    """Smallest multiple: 0.7 lets three rows of ten be gone."""
    at_most: float | None = Field(default=None, ge=1)
    """Largest multiple: 1.5 lets half as many again come."""

    @model_validator(mode="after")
    def _bounds_something(self) -> Change:
        if self.at_least is None and self.at_most is None:
            raise ValueError("it bounds nothing: give at_least, at_most or both")
        return self


class Promise(ConfigModel):
    """What a delivery must keep to, beside its columns. Shares are 0..1; what is not given is not promised."""

    min_rows: int = Field(default=1, ge=0)
    """Fewest data rows in a file (check `row_count`)."""
    max_reject_share: float = Field(default=0.05, ge=0, le=1)
    """Largest share of rejected rows, 0..1 (check `reject_share`)."""
    max_age_days: int | None = Field(default=None, ge=1)
    """Oldest as-of date before the run's, in days (check `age`)."""
    keys: tuple[tuple[Identifier, ...], ...] = ()
    """Columns that no two rows of a file may have in common: `[[citizen_id, benefit_month]]`. Rows in which one of them
    is empty are not compared (check `repeated_keys`)."""
    max_repeated_share: float = Field(default=0, ge=0, le=1)
    """Largest share of rows that repeat a key of an earlier row."""
    max_unknown_code_share: float | None = Field(default=None, ge=0, le=1)
    """Largest share, among the filled cells of each code column, that no spelling explains (check `unknown_codes`)."""
    min_valid_id_share: float | None = Field(default=None, ge=0, le=1)
    """Smallest share of citizen IDs that can be joined on, among those given (check `valid_ids`)."""
    max_empty_share: float | None = Field(default=None, ge=0, le=1)
    """Largest share of rows in which a required column is empty (check `empty_values`)."""
    row_change: Change | None = None
    """Bounds against the last published run: against the file of the same day, else of the day before it. The first
    delivery of a source has nothing to be compared with (check `row_change`)."""
    new_content: bool = True
    """Whether the files of a later day are other files than those of the last published run (check `unchanged`)."""
    max_reject_rise: float | None = Field(default=0.03, gt=0, le=1)
    """Most by which the share of rejected rows may rise over the last published run (check `reject_change`)."""
    max_empty_rise: float | None = Field(default=0.2, gt=0, le=1)
    """Most by which the share of empty cells of a column may rise over the last published run (check `empty_change`).
    This and the two before it are promised of deliveries of 50 rows and more."""
    kept_headers: bool = True
    """Whether every column that the last published run found a header for has one again; of numbered columns the last
    may be gone that no more than `max_empty_rise` of the rows used (check `headers`)."""
    totals: tuple[Identifier, ...] = ()
    """Columns of amounts or counts whose total rows must be the sum of the rows they cover. Total rows of other money
    columns are summed too, and only noted where they disagree (check `totals`)."""
    count_in_name: Literal["persons", "rows"] | None = None
    """What the number in the file name counts, as in 7372人…: it must be the number of data rows. A name without a
    number breaks the promise (check `count_in_name`)."""
    on_breach: BreachMode = "stop"
    """What a breach does."""
    breaches: dict[PromiseCheck, BreachMode] = Field(default_factory=dict)
    """What breaches of single checks do, over `on_breach`: `{age: warn}`."""

    def mode_of(self, check: PromiseCheck) -> BreachMode:
        """Say what a breach of a check does."""
        return self.breaches.get(check, self.on_breach)
