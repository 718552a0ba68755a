"""Read a secret from where a site keeps it: a file, a variable of the environment, a credential of the service."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from matcher.config.site import Secret
from matcher.errors import Fault, UsageError

CREDENTIALS: Final = "CREDENTIALS_DIRECTORY"
"""Variable in which systemd names the folder of a service's credentials."""


def read_secret(secret: Secret, folder: Path, environment: Mapping[str, str]) -> str:
    """Give a secret, without the line end behind it.

    Args:
        secret: Where it is kept.
        folder: Folder of the site file.
        environment: Variables of the environment, as the command was given them.

    Raises:
        UsageError: It is not there, cannot be read, or is empty.
    """
    if secret.environment is not None:
        text, where = environment.get(secret.environment, ""), secret.place
    else:
        path = secret_file(secret, folder, environment)
        where = str(path) if path else f"{secret.place}: {CREDENTIALS} is not set"
        text = _text(path) if path else ""
    if not text.strip("\r\n"):
        what = "a secret that the site file names is missing or empty (站点配置所指的密钥或密码缺失或为空)"
        mend = f"put it there, readable by this account alone (chmod 400); or correct {folder / 'site.yaml'}"
        raise UsageError(Fault(what, where, mend))
    return text.strip("\r\n")


def secret_file(secret: Secret, folder: Path, environment: Mapping[str, str]) -> Path | None:
    """Give the file that a secret is kept in; None: in no file, or the service was given no credentials."""
    if secret.file is not None:
        return folder / secret.file
    credentials = environment.get(CREDENTIALS)
    return Path(credentials) / secret.credential if credentials and secret.credential else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
