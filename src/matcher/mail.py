"""Tell by mail how a night ended, where a site asks for it: counts and codes as in `runs/latest.json`, no person.

The only part of the program that speaks to a mail server; it is loaded when a mail is to be sent, never otherwise.
"""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

from matcher.config.site import Mail
from matcher.errors import Fault, MatcherError, TryAgainError
from matcher.storage.secrets import read_secret

_SECONDS: Final = 20
"""How long the server may take to answer."""
_ENDED: Final = {"published": "published (已发布)", "failed": "FAILED (未发布)"}


def send_note(mail: Mail, note: Mapping[str, Any], folder: Path, environment: Mapping[str, str]) -> None:
    """Send the note of a night.

    Args:
        mail: To whom, and how.
        note: What `runs/latest.json` says: counts and codes, no personal value.
        folder: Folder of the site file.
        environment: Variables of the environment, as the command was given them.

    Raises:
        UsageError: The password, or the file of certificates, is not where the site file says.
        TryAgainError: The server cannot be reached, is not who it should be, or does not take the mail.
    """
    password = read_secret(mail.password, folder, environment) if mail.password else None
    message = message_of(mail, note)
    try:
        with _connected(mail, folder) as server:
            if mail.user is not None and password is not None:
                server.login(mail.user, password)
            refused = server.send_message(message)
    except (OSError, UnicodeError, smtplib.SMTPException) as error:  # what a server says may quote what it was told
        raise _not_sent(mail, type(error).__name__) from None
    if refused:
        raise _not_sent(mail, f"{len(refused)} of {len(mail.to)} receivers were refused")


def message_of(mail: Mail, note: Mapping[str, Any]) -> EmailMessage:
    """Write the mail of a night: how it ended, then all that the note says."""
    ended, run_id = _ENDED[note["status"]], note["run_id"] or "-"
    message = EmailMessage()
    message["Subject"] = f"matcher: {ended}, exit code {note['exit_code']}, {run_id}"
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.to)
    message["Date"] = format_datetime(datetime.fromisoformat(note["finished_at"]))
    stands = f"the run that stands (有效批次): {run_id}"
    lines = [f"{ended}; {stands}", "", json.dumps(note, ensure_ascii=False, indent=1), ""]
    message.set_content("\n".join(lines), charset="utf-8", cte="base64")
    return message


def _connected(mail: Mail, folder: Path) -> smtplib.SMTP:
    """Open the connection; where it is to be encrypted, nothing is said before it is."""
    if mail.security == "none":
        return smtplib.SMTP(mail.host, mail.port, timeout=_SECONDS)
    context = ssl.create_default_context(cafile=str(folder / mail.authority) if mail.authority else None)
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=_SECONDS)
    try:
        server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _not_sent(mail: Mail, why: str) -> MatcherError:
    mend = (
        "look at the server, and at `mail` in site.yaml; the night is as it is told here (请检查邮件服务器与 site.yaml)"
    )
    return TryAgainError(Fault(f"the mail was not sent (邮件未发出): {why}", f"{mail.host}:{mail.port}", mend))
