"""What is kept of alerts from month to month: who was alerted, and who has been given aid since.

    warnings/<YYYY-MM>.parquet   `ALERTED`: one row per person and direction of that month
    warnings/aided.parquet       `AIDED`: one row per forward alert whose person has been aided since

No name and no citizen ID is kept. Writing a month again replaces it: the same run gives the same files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa

from matcher.config.base import month_number, month_text
from matcher.report.warnings import Alert, Conversion
from matcher.storage.parquet import read_table, write_table

ALERTED: Final = pa.schema(
    [("month", pa.int32()), ("person_id", pa.string()), ("direction", pa.string()), ("level", pa.string()),
     ("programmes", pa.list_(pa.string()))]
)  # fmt: skip
"""`programmes`: the aid that the person was given in the month of the alert."""

AIDED: Final = pa.schema(
    [("month", pa.int32()), ("person_id", pa.string()), ("aided_month", pa.int32()), ("programme", pa.string())]
)
"""`month`: of the alert. `aided_month`: the first that shows aid which the person did not have then."""


class WarningRegister:
    """The alerts of all months of a workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def months(self) -> list[int]:
        """Give the months that are kept, in order."""
        names = (path.stem for path in self._folder.glob("*.parquet"))
        return sorted(month_number(name) for name in names if re.fullmatch(r"\d{4}-\d{2}", name))

    def people(self, month: int) -> set[tuple[str, str]]:
        """Give the people of one month's alerts with their directions; none where the month is not kept."""
        alerted = self._alerted([month])
        return set(alerted.select("person_id", "direction").rows())

    def first_months(self, *, before: int) -> dict[tuple[str, str], int]:
        """Give the first month in which each person was alerted in each direction, of those before a month."""
        earlier = self._alerted(month for month in self.months() if month < before)
        first = earlier.group_by("person_id", "direction").agg(pl.col("month").min())
        return {(person, direction): month for person, direction, month in first.rows()}

    def keep(self, month: int, alerts: Iterable[Alert], roster: pl.DataFrame) -> None:
        """Keep a month's alerts, and whom of earlier forward alerts it shows with aid that was not there then.

        Args:
            month: The month.
            alerts: Its alerts.
            roster: `programme` and `person_id` of everybody who is given aid in it.
        """
        self._folder.mkdir(exist_ok=True, mode=0o700)
        given = dict(roster.group_by("person_id").agg(pl.col("programme").unique().sort()).rows())
        rows = [
            {"month": month, "person_id": one.person_id, "direction": one.direction, "level": one.level,
             "programmes": given.get(one.person_id, [])}
            for one in sorted(alerts, key=lambda one: (one.person_id, one.direction))
        ]  # fmt: skip
        write_table(pa.Table.from_pylist(rows, ALERTED), self._path(month_text(month)))
        self._keep_aided(month, roster)

    def conversions(self, until: int) -> tuple[Conversion, ...]:
        """Count, for each month before one, its forward alerts and those whose people were aided up to that one."""
        months = [month for month in self.months() if month < until]
        alerted = self._alerted(months).filter(pl.col("direction") == "forward")
        aided = self._aided().filter(pl.col("aided_month") <= until)
        return tuple(
            Conversion(
                month_text(month),
                alerted.filter(pl.col("month") == month)["person_id"].n_unique(),
                aided.filter(pl.col("month") == month)["person_id"].n_unique(),
            )
            for month in months
        )

    def _keep_aided(self, month: int, roster: pl.DataFrame) -> None:
        earlier = self._alerted(one for one in self.months() if one < month)
        forward = earlier.filter(pl.col("direction") == "forward").select("month", "person_id", "programmes")
        found = forward.join(roster.select("person_id", "programme"), on="person_id")
        found = found.filter(~pl.col("programme").is_in(pl.col("programmes")))
        found = found.select("month", "person_id", pl.lit(month, pl.Int32).alias("aided_month"), "programme")
        # What this month said before is said anew; what other months said stands.
        kept = self._aided().filter(pl.col("aided_month") != month)
        both = pl.concat([kept, found]).sort("month", "person_id", "aided_month", "programme")
        first = both.unique(["month", "person_id"], keep="first", maintain_order=True)
        write_table(first.to_arrow().cast(AIDED), self._path("aided"))

    def _alerted(self, months: Iterable[int]) -> pl.DataFrame:
        paths = [path for month in months if (path := self._path(month_text(month))).is_file()]
        return pl.DataFrame(pa.concat_tables([ALERTED.empty_table(), *(read_table(path) for path in paths)]))

    def _aided(self) -> pl.DataFrame:
        path = self._path("aided")
        return pl.DataFrame(read_table(path) if path.is_file() else AIDED.empty_table())

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.parquet"
