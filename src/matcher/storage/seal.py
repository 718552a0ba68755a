"""Seals: digests under the site's key, so that who can write a file but has not the key cannot make it look untouched.

Each purpose has a key of its own, derived from the site's (NIST SP 800-108 in its simplest form: HMAC of a label), so
that no seal ever equals a person id or a seal of another kind. Pure.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Mapping[str, Any]) -> str:
    """Write a mapping as JSON in the one form that is hashed: keys sorted, no spaces, nulls left out."""
    given = {key: value for key, value in content.items() if value is not None}
    return json.dumps(given, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal(purpose: str, content: Mapping[str, Any], site_key: bytes) -> str:
    """Give the seal of a content: HMAC-SHA-256 of its canonical form, as hex.

    Args:
        purpose: What the seal is for: contents of two purposes never have one seal.
        content: What JSON can say.
        site_key: Key of the workspace.
    """
    key = hmac.digest(site_key, f"matcher seal: {purpose}".encode(), "sha256")
    return hmac.digest(key, canonical(content).encode(), hashlib.sha256).hex()


def same_seal(one: str, other: str) -> bool:
    """Tell whether two seals are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
