"""The site file: what a workspace says of the machine it lies on, `site.yaml` beside its runs. Pure but for reading it.

It lies there, and not in a pipeline, so that whoever reads a workspace knows how, and so that a night is told of even
where its pipeline is what is wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from matcher.config.base import ConfigModel
from matcher.config.document import read_document
from matcher.config.faults import validate
from matcher.errors import ConfigurationError

SITE_FILE = "site.yaml"


def _checked_address(text: str) -> str:
    if text.count("@") != 1 or text != text.strip("@") or any(sign.isspace() or sign in "<>,;\"'" for sign in text):
        raise ValueError("this is no mail address; write it like office@example.cn")
    return text


MailAddress = Annotated[str, AfterValidator(_checked_address)]
"""An address without a name: `office@example.cn`."""


class Secret(ConfigModel):
    """Where a secret is kept; never the secret itself."""

    file: str | None = None
    """A file that holds nothing else, relative to the site file."""
    environment: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """A variable of the environment."""
    credential: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_.-]+$")
    """A credential of the service (systemd: `LoadCredential=`)."""

    @property
    def place(self) -> str:
        """Where it is kept, as people are told of it."""
        if self.file is not None:
            return self.file
        return f"environment, {self.environment}" if self.environment else f"credential {self.credential}"

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(place is not None for place in (self.file, self.environment, self.credential)) != 1:
            raise ValueError("name one of `file`, `environment` and `credential`")
        return self


class Mail(ConfigModel):
    """How somebody is told by mail how a night ended: counts and codes, nothing of a person."""

    host: str
    """The mail server."""
    port: int = Field(default=465, ge=1, le=65535)
    """Its port."""
    security: Literal["tls", "starttls", "none"] = "tls"
    """How the connection is encrypted: from the first byte, after STARTTLS, or not at all."""
    authority: str | None = None
    """File of the certificates that the server's is held against, relative to the site file; none: the system's."""
    sender: MailAddress
    """Who sends it."""
    to: tuple[MailAddress, ...] = Field(min_length=1)
    """Who is told."""
    user: str | None = None
    """Who logs on to the server; none: nobody."""
    password: Secret | None = None
    """Where the password of `user` is kept."""
    when: Literal["every_run", "failed_run"] = "every_run"
    """Whether a run that was published is told as well."""

    @model_validator(mode="after")
    def _a_password_is_encrypted(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("`user` and `password` go together")
        if self.password is not None and self.security == "none":
            raise ValueError("a password is not sent without encryption; take `security: tls` or `starttls`")
        return self


class Encryption(ConfigModel):
    """How tables of the workspace are encrypted."""

    key: Secret
    """Where the storage key is kept: 64 hexadecimal digits. Never in the workspace."""


class Storage(ConfigModel):
    """How the workspace is kept."""

    encryption: Encryption | None = None
    """None: tables are written plainly, and the disk is to be encrypted."""
    cipher_suite: Literal["standard", "guomi"] = "standard"
    """What keys are wrapped with: AES-256, or SM4 (国密)."""


class SiteFile(ConfigModel):
    """What a workspace says of its machine; every part may be left out."""

    mail: Mail | None = None
    """Who is told by mail how nights end; none: nobody, and no connection is opened."""
    storage: Storage = Storage()
    """How the workspace is kept."""


def load_site(folder: Path) -> SiteFile:
    """Load the site file of a workspace; where there is none, nothing is said.

    Raises:
        ConfigurationError: Something in it is wrong; it holds all faults, by line.
    """
    file = folder / SITE_FILE
    if not file.is_file():
        return SiteFile()
    document, faults = read_document(file, str(file))
    site, more = validate(document, SiteFile) if document else (None, [])
    if site is None:
        raise ConfigurationError([*faults, *more])
    return site
