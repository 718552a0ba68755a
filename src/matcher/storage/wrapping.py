"""Wrap keys with keys: AES-256-GCM, or SM4-GCM (GB/T 32907) where a site must. Pure but for random nonces.

A wrapped text says how it was wrapped, so that a ring may hold keys of both suites. The cipher's own key is derived
from the wrapping key for this purpose and cipher alone.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from typing import Any, Final, Literal

from matcher.errors import Fault, UsageError

Suite = Literal["standard", "guomi"]
"""`guomi` (国密): SM4 and SM3 in place of AES and SHA-256 where this program chooses; Parquet's own cipher is AES."""

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_CIPHER_KEY_BYTES: Final[dict[str, int]] = {"standard": 32, "guomi": 16}


class WrongKeyError(Exception):
    """What is wrapped was not wrapped with this key, or was changed since."""


def wrap(key: bytes, wrapping_key: bytes, suite: Suite, name: str) -> str:
    """Wrap a key.

    Args:
        key: What is wrapped.
        wrapping_key: What it is wrapped with.
        suite: With which cipher.
        name: Name of the wrapping: bound to it, so that one wrapped key cannot stand in for another.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    encryptor = _cipher(suite, wrapping_key, nonce, None).encryptor()
    encryptor.authenticate_additional_data(f"{suite}:{name}".encode())
    sealed = encryptor.update(key) + encryptor.finalize()
    return f"{suite}:{base64.b64encode(nonce + encryptor.tag + sealed).decode()}"


def unwrap(wrapped: str, wrapping_key: bytes, name: str) -> bytes:
    """Give a key that was wrapped.

    Raises:
        WrongKeyError: It was wrapped with another key or under another name, or was changed.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # an extra

    suite, _, text = wrapped.partition(":")
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        content = b""
    if suite not in _CIPHER_KEY_BYTES or len(content) <= _NONCE_BYTES + _TAG_BYTES:
        raise WrongKeyError
    nonce, tag = content[:_NONCE_BYTES], content[_NONCE_BYTES : _NONCE_BYTES + _TAG_BYTES]
    decryptor = _cipher(suite, wrapping_key, nonce, tag).decryptor()
    decryptor.authenticate_additional_data(f"{suite}:{name}".encode())
    try:
        key: bytes = decryptor.update(content[_NONCE_BYTES + _TAG_BYTES :]) + decryptor.finalize()
    except InvalidTag:
        raise WrongKeyError from None
    return key


def _cipher(suite: str, wrapping_key: bytes, nonce: bytes, tag: bytes | None) -> Any:
    """Give the cipher, with a key derived from the wrapping key (HMAC of a label, as seals have it)."""
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as error:
        what = "the part that encrypts is not installed (未安装加密组件)"
        raise UsageError(Fault(what, "cryptography", "install matcher with its extra `encryption`")) from error
    key = hmac.digest(wrapping_key, f"matcher wrapping: {suite}".encode(), "sha256")[: _CIPHER_KEY_BYTES[suite]]
    algorithm = algorithms.AES(key) if suite == "standard" else algorithms.SM4(key)
    return Cipher(algorithm, modes.GCM(nonce, tag))
