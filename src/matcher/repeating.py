"""Texts that repeat, kept once: columns of few different values as Arrow dictionaries, with the same values. Pure."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa


def with_dictionaries(schema: pa.Schema, columns: Collection[str]) -> pa.Schema:
    """Give a schema with some columns of texts as dictionaries; names that it has not are passed over."""
    kind = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([pa.field(field.name, kind) if field.name in columns else field for field in schema])
