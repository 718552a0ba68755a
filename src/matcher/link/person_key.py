"""Give each person a keyed name that stays the same from night to night and says nothing without the key.

`person_id` is the first 32 hex digits of HMAC-SHA-256 (RFC 2104) under the site key, of `id:` and the citizen ID, or of
`alone:` and the content hash of an identity that is linked to nothing. In SQL, so that millions take a second. Pure.
"""

from __future__ import annotations

import hashlib
from typing import Final

from matcher.engine.base import SqlStep

_BLOCK_BYTES: Final = 64
"""Block of SHA-256."""

_PERSON_ID: Final = "left(sha256($outer_pad || unhex(sha256($inner_pad || encode({text})))), 32)"


def person_id_steps(site_key: bytes) -> tuple[SqlStep, ...]:
    """Give the steps to `link_person_ids` (persons with a valid ID) and `link_own_ids` (identities without a person).

    The key itself is bound, never written into SQL.
    """
    values = _pads(site_key)
    by_id = _PERSON_ID.format(text="'id:' || canonical_id")
    by_content = _PERSON_ID.format(text="'alone:' || identities.content_hash")
    return (
        SqlStep("link_person_ids", f"SELECT person, canonical_id, {by_id} AS person_id FROM link_persons", values),
        SqlStep(
            "link_own_ids",
            f"""
            SELECT identities.identity, {by_content} AS person_id
            FROM link_identities AS identities
            ANTI JOIN link_settled AS settled ON settled.identity = identities.identity
            """,
            dict(values),
        ),
    )


def _pads(site_key: bytes) -> dict[str, object]:
    key = hashlib.sha256(site_key).digest() if len(site_key) > _BLOCK_BYTES else site_key
    padded = key.ljust(_BLOCK_BYTES, b"\0")
    return {
        "inner_pad": bytes(byte ^ 0x36 for byte in padded),
        "outer_pad": bytes(byte ^ 0x5C for byte in padded),
    }
