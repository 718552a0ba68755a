"""The tables to link as a tool without model tables reads them: one plain Parquet file a side, cleaned alike.

Every tool gets what ingest made of the values. Where a row gives no birth date but a valid ID, the ID's date stands in
for it, as any careful user would do; pinyin is made beforehand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from matcher.identity.name_characters import sound_of

_NAMES_SQL: Final = """
    SELECT DISTINCT person_name AS name
    FROM read_parquet($paths)
    WHERE person_name IS NOT NULL
    ORDER BY name
"""

_PLAIN_SQL: Final = """
    COPY (
        SELECT
            record_id AS unique_id,
            coalesce(citizen_id, citizen_id_raw) AS citizen_id,
            person_name AS name,
            name_pinyin,
            CAST(coalesce(
                birth_date,
                CASE WHEN citizen_id IS NOT NULL
                     THEN CAST(try_strptime(substr(citizen_id, 7, 8), '%Y%m%d') AS DATE) END
            ) AS VARCHAR) AS birth_date,
            sex,
            area_code AS area,
            phone,
            account
        FROM '{source}'
        LEFT JOIN sounds ON name = person_name
    ) TO '{target}' (FORMAT parquet)
"""


def write_plain_tables(left: Path, right: Path, folder: Path) -> tuple[Path, Path]:
    """Write both sides: `unique_id, citizen_id, name, name_pinyin, birth_date, sex, area, phone, account`, all text."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    names = connection.sql(_NAMES_SQL, params={"paths": [str(left), str(right)]}).to_arrow_table()["name"].to_pylist()
    sounds: dict[str, str] = {}
    for name in names:
        for character in name:
            if character not in sounds:
                sounds[character] = sound_of(character)
    pinyin = ["".join([sounds[character] for character in name]) for name in names]
    connection.register("sounds", pa.table({"name": pa.array(names), "name_pinyin": pa.array(pinyin)}))
    targets = (folder / "plain_left.parquet", folder / "plain_right.parquet")
    for source, target in zip((left, right), targets, strict=True):
        connection.execute(_PLAIN_SQL.format(source=source, target=target))
    connection.close()
    return targets
