"""CSV beside the workbook: UTF-8 with BOM, so that Excel reads it; no cell that a spreadsheet would calculate."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl
import polars.selectors as cs
import pyarrow as pa

from matcher.storage.disk import written_aside

_FORMULA_STARTS: Final = "=+-@\t\r\n＝＋－＠"
"""First characters at which a spreadsheet takes a text for a formula; the full-width ones are read alike in East
Asian versions. Source: OWASP, CSV injection."""


_BLANKS: Final = " \u3000\ufeff"
"""What a spreadsheet may skip before it looks at the first character."""


def starts_like_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take a text for a formula, also behind leading spaces."""
    return text.lstrip(_BLANKS)[:1] in _STARTS


_STARTS: Final = frozenset(_FORMULA_STARTS)


def write_csv(table: pa.Table, path: Path) -> Path:
    """Write a table as CSV: texts and headers that look like formulas get a leading apostrophe, lists become text."""
    frame = pl.DataFrame(table)
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    frame = frame.with_columns(_place_text(name) for name in lists)
    frame = frame.rename({name: f"'{name}" for name in frame.columns if starts_like_a_formula(name)})
    frame = frame.with_columns(
        pl.when(pl.col(name).str.strip_chars_start(_BLANKS).str.slice(0, 1).is_in(list(_FORMULA_STARTS)))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in frame.select(cs.string()).columns
    )
    with written_aside(path) as aside:
        frame.write_csv(aside, include_bom=True)
    return path


def _place_text(name: str) -> pl.Expr:
    """Write evidence as `source|file|sheet|row`, one after the other with `; ` between."""
    element = pl.element().struct
    place = pl.concat_str(
        element.field("source"),
        element.field("file"),
        element.field("sheet").fill_null(""),
        element.field("row").cast(pl.String),
        separator="|",
    )
    return pl.col(name).list.eval(place).list.join("; ").alias(name)
