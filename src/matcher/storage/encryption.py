"""Encryption at rest: Parquet files below a workspace that its site file says so of, each with a key of its own.

A file is encrypted as Parquet Modular Encryption has it (AES-256-GCM, footer and all columns), so that Arrow and DuckDB
read it as they read others. Its key stands in its own footer, wrapped with a key of the workspace's ring; the ring
(`storage.keys`) is wrapped with the storage key, which never lies in the workspace. To change the storage key is to
wrap the ring anew: no file changes. docs/decisions/0021 has what was tried.

Which workspace a process works in is told once, as it is opened: below its root files are encrypted, elsewhere never.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from matcher.config.site import SITE_FILE, Encryption, load_site
from matcher.errors import Fault, UsageError
from matcher.storage.disk import OWNER_FILE, written_aside
from matcher.storage.secrets import read_secret
from matcher.storage.wrapping import Suite, WrongKeyError, unwrap, wrap

KEYS_FILE: Final = "storage.keys"
_KEY_BYTES: Final = 32
_ENCRYPTED: Final = b"PARE"
_MATERIAL: Final = b'{"keyMaterialType"'
_MOST_FOOTER_BYTES: Final = 1 << 16


@dataclass(frozen=True)
class Ring:
    """The keys of a workspace that keys of files are wrapped with, by name, the newest last."""

    suite: Suite
    keys: Mapping[str, bytes]

    @property
    def newest(self) -> str:
        """The key that new files are written under."""
        return list(self.keys)[-1]


class Vault:
    """What is needed to read and write the encrypted files of one workspace; keys are looked for when first needed."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self.root = root.resolve()
        self._environment = environment

    @cached_property
    def encryption(self) -> Encryption | None:
        """What the site file says of encryption; None: files are written plainly."""
        return load_site(self.root).storage.encryption

    @cached_property
    def ring(self) -> Ring:
        """The ring; made where there is none yet, and no run was encrypted.

        Raises:
            UsageError: The storage key is missing or not the right one; or the ring is lost or damaged.
        """
        key = self.storage_key()
        if not (self.root / KEYS_FILE).is_file() and not self._was_encrypted():
            save_ring(with_new_key(Ring(load_site(self.root).storage.cipher_suite, {})), self.root, key)
        return read_ring(self.root, key)

    def _was_encrypted(self) -> bool:
        """Tell whether some table of the workspace was encrypted with a ring that is no more."""
        return any(_key_material(path) is not None for path in self.root.rglob("*.parquet"))

    def storage_key(self) -> bytes:
        """Read the storage key.

        Raises:
            UsageError: It is not where the site file says, or is no key.
        """
        if self.encryption is None:
            raise UsageError(_no_key(self.root / SITE_FILE))
        secret = self.encryption.key
        return parse_key(read_secret(secret, self.root, self._environment), secret.place)

    @cached_property
    def _factory(self) -> Any:
        """Arrow's own maker of keys for files: it asks for each to be wrapped, and writes that into the footer."""
        from pyarrow.parquet import encryption as arrow  # noqa: PLC0415  # who encrypts nothing need not load it

        ring = self.ring

        class Wrapping(arrow.KmsClient):  # type: ignore[misc]  # pyarrow has no types
            def wrap_key(self, key: bytes, name: str) -> str:
                return wrap(key, ring.keys[name], ring.suite, name)

            def unwrap_key(self, wrapped: str, name: str) -> bytes:
                return unwrap(wrapped, ring.keys[name], name)

        return arrow.CryptoFactory(lambda _: Wrapping()), arrow.KmsConnectionConfig()

    def encryption_properties(self) -> Any:
        """Give what Arrow writes one file with: a key of its own, wrapped."""
        from pyarrow.parquet import encryption as arrow  # noqa: PLC0415

        factory, connection = self._factory
        choice = arrow.EncryptionConfiguration(
            footer_key=self.ring.newest,
            uniform_encryption=True,
            double_wrapping=False,
            data_key_length_bits=8 * _KEY_BYTES,
            encryption_algorithm="AES_GCM_V1",  # the only one that DuckDB reads
        )
        return factory.file_encryption_properties(connection, choice)


_opened: Vault | None = None


def open_vault(root: Path, environment: Mapping[str, str] | None = None) -> None:
    """Tell which workspace this process works in, from now on.

    Args:
        root: Its folder.
        environment: Where a storage key may be named; None: the process's own.
    """
    global _opened  # noqa: PLW0603  # files are read and written in every room, by whoever works in the workspace
    _opened = Vault(root, os.environ if environment is None else environment)


def opened_vault() -> Vault:
    """Give the vault of the workspace that this process works in.

    Raises:
        UsageError: It has opened none.
    """
    if _opened is None:
        raise UsageError(_no_key(Path(SITE_FILE)))
    return _opened


def vault_of(path: Path) -> Vault | None:
    """Give the vault that a file is to be written in; None: it is written plainly."""
    if _opened is None or not path.resolve().is_relative_to(_opened.root) or _opened.encryption is None:
        return None
    return _opened


def file_key(path: Path) -> bytes | None:
    """Give the key of an encrypted Parquet file; None: it is not encrypted.

    Raises:
        UsageError: The key cannot be had.
    """
    material = _key_material(path)
    if material is None:
        return None
    if _opened is None:
        raise UsageError(_no_key(path))
    name = str(material.get("masterKeyID"))
    if name not in _opened.ring.keys:
        what = f"the file is encrypted with key '{name}', which {KEYS_FILE} does not have (密钥环中缺少该密钥)"
        mend = f"restore {_opened.root / KEYS_FILE} from the backup that the file is of (请用同一备份恢复密钥环)"
        raise UsageError(Fault(what, str(path), mend))
    try:
        return unwrap(str(material.get("wrappedDEK")), _opened.ring.keys[name], name)
    except WrongKeyError:
        what = "the key in the file is damaged, or was wrapped with another ring (文件中的密钥损坏或不属于此密钥环)"
        mend = "restore file and storage.keys from one backup (请用同一备份恢复文件和 storage.keys)"
        raise UsageError(Fault(what, str(path), mend)) from None


def _key_material(path: Path) -> dict[str, Any] | None:
    """Read what the end of an encrypted file says of its key, as Arrow's key tools write it."""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - 8))
        length, ending = int.from_bytes(stream.read(4), "little"), stream.read(4)
        if ending != _ENCRYPTED:
            return None
        stream.seek(max(0, size - 8 - length))
        footer = stream.read(min(length, _MOST_FOOTER_BYTES))
    start = footer.find(_MATERIAL)
    try:
        found, _ = json.JSONDecoder().raw_decode(footer[start:].decode("latin-1")) if start >= 0 else ({}, 0)
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


def parse_key(text: str, place: str) -> bytes:
    """Read a storage key as it is written down, in a place that is told where it is none.

    Raises:
        UsageError: It is no key; it is not quoted.
    """
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        what = "the storage key is not 64 hexadecimal digits (存储密钥应为 64 位十六进制数)"
        mend = "make one with `openssl rand -hex 32`, and keep a copy apart: without it nothing can be read"
        raise UsageError(Fault(what, place, mend))
    return key


def with_new_key(ring: Ring) -> Ring:
    """Give a ring with one key more, which new files are written under."""
    return Ring(ring.suite, {**ring.keys, secrets.token_hex(4): secrets.token_bytes(_KEY_BYTES)})


def save_ring(ring: Ring, root: Path, storage_key: bytes) -> None:
    """Write a ring, wrapped with the storage key, in place of what was there."""
    keys = [{"key": name, "wrapped": wrap(key, storage_key, ring.suite, name)} for name, key in ring.keys.items()]
    with written_aside(root / KEYS_FILE) as aside:
        aside.touch(mode=OWNER_FILE)
        aside.write_text(json.dumps({"suite": ring.suite, "keys": keys}, indent=1) + "\n", encoding="ascii")


def read_ring(root: Path, storage_key: bytes) -> Ring:
    """Read a ring.

    Raises:
        UsageError: It is damaged, or was wrapped with another storage key.
    """
    path = root / KEYS_FILE
    try:
        content = json.loads(path.read_text(encoding="ascii"))
        keys = {str(one["key"]): unwrap(str(one["wrapped"]), storage_key, str(one["key"])) for one in content["keys"]}
        return Ring(content["suite"], {name: keys[name] for name in keys})
    except WrongKeyError:
        what = "the storage key is not the one that the workspace's keys were wrapped with (存储密钥与密钥环不符)"
        mend = "give the key that was used before, or restore storage.keys from the backup that the key is of"
        raise UsageError(Fault(what, str(path), f"{mend} (请提供原存储密钥)")) from None
    except (OSError, ValueError, KeyError, TypeError):
        mend = "restore it from a backup: without it no encrypted file can be read (请从备份恢复)"
        raise UsageError(Fault("the workspace's keys are damaged (密钥环损坏)", str(path), mend)) from None


def _no_key(path: Path) -> Fault:
    what = "a file is encrypted, and no storage key is named (文件已加密，但未指明存储密钥)"
    mend = f"name it in the workspace's {SITE_FILE}: storage: {{encryption: {{key: {{file: …}}}}}} (docs/operation.md)"
    return Fault(what, str(path), mend)
