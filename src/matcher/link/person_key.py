"""Give each person a keyed name that stays the same from night to night and says nothing without the key.

`person_id` is the first 32 hex digits of HMAC-SHA-256 (RFC 2104) under the site key, of `id:` and the citizen ID, or of
`alone:` and the content hash of an identity that is linked to nothing. One exception: where records that are linked to
nothing give the same nearly whole damaged ID with the same name, and no birth date or sex against it, they speak of one
person, in whatever sources; then `damaged:`, that ID and the name are hashed. Such records stay `alone`, without a
grade: no valid ID is known for them. In SQL, so that millions take a second. Pure.
"""

from __future__ import annotations

import hashlib
from typing import Final

from matcher.engine.base import SqlStep

_BLOCK_BYTES: Final = 64
"""Block of SHA-256."""

_PERSON_ID: Final = "left(sha256($outer_pad || unhex(sha256($inner_pad || encode({text})))), 32)"

# A mask and a tail lost to a spreadsheet leave what several persons share; the rest is as much as a whole ID.
_SAME_DAMAGE_SQL: Final = """
    SELECT identities.citizen_id_raw, identities.person_name
    FROM link_identities AS identities
    ANTI JOIN link_settled AS settled ON settled.identity = identities.identity
    WHERE identities.canonical_id IS NULL
        AND identities.citizen_id_status IN ('wrong_check', 'wrong_date', 'wrong_length', 'wrong_characters')
        AND regexp_full_match(identities.citizen_id_raw, '[0-9]{16,18}[0-9X]')
        AND identities.person_name IS NOT NULL
    GROUP BY identities.citizen_id_raw, identities.person_name
    HAVING count(*) > 1 AND count(DISTINCT identities.birth_date) <= 1 AND count(DISTINCT identities.sex) <= 1
"""


def person_id_steps(site_key: bytes) -> tuple[SqlStep, ...]:
    """Give the steps to `link_person_ids` and `link_own_ids`.

    The first names the persons with a valid ID that were asked for, the second the identities without a person. The key
    itself is bound, never written into SQL.
    """
    values = key_pads(site_key)
    by_id = person_id_of("canonical_id")
    by_content = _PERSON_ID.format(
        text="coalesce('damaged:' || identities.citizen_id_raw || chr(31) || same.person_name, "
        "'alone:' || identities.content_hash)"
    )
    return (
        SqlStep("link_same_damage", _SAME_DAMAGE_SQL),
        SqlStep("link_person_ids", f"SELECT person, canonical_id, {by_id} AS person_id FROM link_persons", values),
        SqlStep(
            "link_own_ids",
            f"""
            SELECT identities.identity, {by_content} AS person_id
            FROM link_identities AS identities
            LEFT JOIN link_same_damage AS same
                ON same.citizen_id_raw = identities.citizen_id_raw
                AND same.person_name = identities.person_name
                AND identities.canonical_id IS NULL
            ANTI JOIN link_settled AS settled ON settled.identity = identities.identity
            """,
            dict(values),
        ),
    )


def keyed_hash_of(text: str) -> str:
    """Give the SQL of the keyed hash of a text; `key_pads` are bound."""
    return _PERSON_ID.format(text=text)


def person_id_of(citizen_id: str) -> str:
    """Give the SQL of the person_id of who has a citizen ID; `key_pads` are bound."""
    return keyed_hash_of(f"'id:' || {citizen_id}")


def key_pads(site_key: bytes) -> dict[str, object]:
    """Give the values that are bound where a person_id is made."""
    key = hashlib.sha256(site_key).digest() if len(site_key) > _BLOCK_BYTES else site_key
    padded = key.ljust(_BLOCK_BYTES, b"\0")
    return {
        "inner_pad": bytes(byte ^ 0x36 for byte in padded),
        "outer_pad": bytes(byte ^ 0x5C for byte in padded),
    }
