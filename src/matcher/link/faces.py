"""Find how persons are written who share a block with a record that is still to be linked.

Reads `link_residue` and the blocking passes; gives `link_faces`: the told persons, and of the quiet ones those that
agree with some record in all keys of some pass. A quiet person is met by a number or a short text in one scan of
`link_quiet` for each pass; nobody else is ever described. Pure: builds SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matcher.engine.base import SqlStep
from matcher.link.blocking import BlockingPass
from matcher.link.quiet import birth_date_of, sex_of

_VILLAGE = "CASE WHEN right(area_code, 3) <> '000' THEN area_code END"
_FACE = f"""
        person,
        person_name,
        substr(person_name, 1, 1) AS surname,
        {_VILLAGE} AS village,
        household,
        phone,
        account"""


def _texts(column: str) -> str:
    """Give the SQL of a column of `link_quiet` that is no text where nobody asks for it."""
    return f"CAST({column} AS VARCHAR)"


_KEYS: Final = {
    "person_name": ("person_name", "person_name"),
    "bare_name": ("bare_name", "person_name"),
    "surname": ("surname", "substr(person_name, 1, 1)"),
    "birth_date": ("CAST(strftime(birth_date, '%Y%m%d') AS BIGINT)", "person // 1000 % 100000000"),
    "sex": ("CASE sex WHEN 'male' THEN 1 WHEN 'female' THEN 0 END", "person % 2"),
    "village": ("village", "area_code"),  # the village of a record never ends in zeros
    "household": ("household", _texts("household")),
    "phone": ("phone", _texts("phone")),
    "account": ("account", _texts("account")),
}
"""Key of a pass → SQL of it for a record that is looked for, and for a row of `link_quiet`."""

_TOLD_FACES_SQL: Final = f"""
    SELECT DISTINCT {_FACE},
        persons.birth_date,
        persons.sex
    FROM link_trusted
    JOIN link_persons AS persons USING (person)
"""


def face_steps(passes: Sequence[BlockingPass]) -> Sequence[SqlStep]:
    """Give the steps to `link_faces`; `link_residue` is made before."""
    met = "\nUNION ALL\n".join(_met_sql(blocking) for blocking in passes)
    faces = f"""{_TOLD_FACES_SQL}
    UNION
    SELECT {_FACE},
        {birth_date_of("person")} AS birth_date,
        {sex_of("person")} AS sex
    FROM link_met_rows
    """
    return (SqlStep("link_met_rows", met), SqlStep("link_faces", faces))


def _met_sql(blocking: BlockingPass) -> str:
    """Give the SELECT of the quiet records that agree with some record in all keys of a pass."""
    wanted = ", ".join(f"{_KEYS[key][0]} AS wanted_{key}" for key in blocking.keys)
    given = " AND ".join(f"{key} IS NOT NULL" for key in blocking.keys)
    equal = " AND ".join(f"wanted_{key} = {_KEYS[key][1]}" for key in blocking.keys)
    return f"""
        SELECT person, person_name, area_code,
            {", ".join(f"{_texts(column)} AS {column}" for column in ("household", "phone", "account"))}
        FROM link_quiet
        SEMI JOIN (SELECT DISTINCT {wanted} FROM link_residue WHERE {given}) AS residue ON {equal}
    """
