"""What a stated total and what it should be made of leave over between them. Pure.

Even published figures do not always reconcile: the residual is told, with its sign, never spread or hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
import pyarrow as pa


@dataclass(frozen=True)
class Residual:
    """A stated total against what it is made of."""

    name: str
    """What is reconciled: a batch, a programme."""
    stated: Decimal | None
    """Total as stated; None where nobody stated one."""
    reckoned: Decimal | None
    """Total of the rows, or count × rate; None where there are no rows."""
    whole_units: bool | None = None
    """Whether the stated total is a whole number of rates; None where there is no rate."""

    @property
    def residual(self) -> Decimal:
        """Stated less reckoned; a total that one side lacks counts as nought."""
        return (self.stated or Decimal(0)) - (self.reckoned or Decimal(0))

    @property
    def reconciles(self) -> bool:
        """Whether both sides are there and agree to the fen."""
        return self.stated is not None and self.reckoned is not None and self.residual == 0


def reconcile_rate(name: str, count: int, rate: Decimal, stated: Decimal) -> Residual:
    """Reconcile a stated total with so many people at one rate."""
    return Residual(name, stated, count * rate, whole_units=stated % rate == 0)


def reconcile_batches(rows: pa.Table, stated: Mapping[str, Decimal]) -> list[Residual]:
    """Reconcile the rows of each batch with the total that its voucher states.

    Args:
        rows: `batch` and `amount_cny` (DECIMAL); rows without a batch are under the empty name.
        stated: Totals by batch.

    Returns:
        One residual per batch of either side, sorted by batch.
    """
    frame = pl.DataFrame(rows.select(["batch", "amount_cny"])).with_columns(pl.col("batch").fill_null(""))
    sums: dict[str, Decimal] = dict(frame.group_by("batch").agg(pl.col("amount_cny").sum()).rows())
    return [Residual(name, stated.get(name), sums.get(name)) for name in sorted({*sums, *stated})]
