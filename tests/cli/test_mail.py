"""How a night ended goes out by mail where a site asks for it: to a real server, over a real connection."""

from __future__ import annotations

import base64
import json
import os
import ssl
import subprocess
from email import message_from_string, policy
from pathlib import Path

import pytest

from matcher.cli.health import note_health, noting_health
from matcher.errors import ContractError, Fault
from matcher.storage.workspace import Workspace
from tests.cli.mail_server import serving

SITE = """\
mail:
  host: localhost
  port: {port}
  security: {security}
  authority: server.pem
  sender: matcher@office.example
  to: [first@office.example, second@office.example]
"""
LOGON = """\
  user: matcher
  password: {credential: mail-password}
"""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key, in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made = [*command, "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "server.pem"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def place(tmp_path: Path, certificate: Path) -> Workspace:
    (tmp_path / "runs").mkdir()
    (tmp_path / "server.pem").write_bytes((certificate / "server.pem").read_bytes())
    return Workspace(tmp_path)


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate / "server.pem", certificate / "key.pem")
    return made


def ask(place: Workspace, port: int, security: str, more: str = "") -> None:
    (place.root / "site.yaml").write_text(SITE.format(port=port, security=security) + more, encoding="utf-8")


def latest(place: Workspace) -> dict[str, object]:
    found: dict[str, object] = json.loads((place.runs / "latest.json").read_text(encoding="utf-8"))
    return found


def test_a_night_that_published_is_told_to_all_who_are_named(place: Workspace, certificate: Path):
    """Over an encrypted connection, with the password of the service; the mail says what `latest.json` says."""
    (place.root / "credentials").mkdir()
    (place.root / "credentials" / "mail-password").write_text("made up\n", encoding="utf-8")
    with serving(context(certificate)) as server, pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "CREDENTIALS_DIRECTORY", str(place.root / "credentials"))
        ask(place, server.port, "tls", LOGON)
        note_health(place, "published", 0, findings=812)

    assert server.said[0] == "<TLS>"
    logon = next(line for line in server.said if line.startswith("AUTH PLAIN"))
    assert base64.b64decode(logon.removeprefix("AUTH PLAIN ")) == b"\0matcher\0made up"
    assert [line for line in server.said if line.startswith(("mail", "rcpt"))] == [
        "mail FROM:<matcher@office.example>",
        "rcpt TO:<first@office.example>",
        "rcpt TO:<second@office.example>",
    ]
    mail = message_from_string(server.mails[0], policy=policy.default)
    assert "published (已发布), exit code 0" in mail["Subject"]
    text = mail.get_content()
    assert json.loads(text[text.index("{") :]) == latest(place)


def test_starttls_is_asked_before_anything_is_said(place: Workspace, certificate: Path):
    with serving(context(certificate), starttls=True) as server:
        ask(place, server.port, "starttls")
        note_health(place, "failed", 75, error="MATCH-W002")

    assert [line.split(" ")[0].lower() for line in server.said] == [
        "ehlo", "starttls", "<tls>", "ehlo", "mail", "rcpt", "rcpt", "data", "quit",
    ]  # fmt: skip
    assert "FAILED" in message_from_string(server.mails[0], policy=policy.default)["Subject"]


def test_a_night_that_was_stopped_is_told_and_ends_as_it_ended(place: Workspace):
    """Also where the pipeline itself is wrong: the site file lies in the workspace."""
    ending = ContractError(Fault("列缺失：姓名", "payments.csv", "ask the agency"))
    with serving() as server:
        ask(place, server.port, "none", "  when: failed_run\n")
        note_health(place, "published", 0)
        with pytest.raises(ContractError), noting_health(place):
            raise ending

    (sent,) = server.mails
    assert "列缺失：姓名" in message_from_string(sent, policy=policy.default).get_content()


@pytest.mark.parametrize("fault", ["refusing", "away", "another certificate", "no password", "site file"])
def test_a_mail_that_fails_fails_no_night_and_is_told(
    fault: str, place: Workspace, certificate: Path, capsys: pytest.CaptureFixture[str]
):
    """What the server said is not repeated: it may quote what it was told."""
    with serving(context(certificate), refusing=fault == "refusing") as server:
        ask(place, server.port, "tls", LOGON if fault == "no password" else "")
        if fault == "another certificate":
            (place.root / "site.yaml").write_text(
                (place.root / "site.yaml").read_text(encoding="utf-8").replace("  authority: server.pem\n", "")
            )
        elif fault == "away":
            ask(place, 1, "tls")
        elif fault == "site file":
            (place.root / "site.yaml").write_text("mail: {hots: mail.example}\n")
        note_health(place, "published", 0, findings=812)

    said = capsys.readouterr().err
    expected = {
        "refusing": "SMTPRecipientsRefused",
        "away": "ConnectionRefusedError",
        "another certificate": "SSLCertVerificationError",
        "no password": "CREDENTIALS_DIRECTORY is not set",
        "site file": "key 'host' is missing",
    }[fault]
    assert expected in said
    assert "nobody of this name" not in said
    assert server.mails == []
    assert latest(place)["findings"] == 812


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mail: {host: h, sender: a, to: [b@c]}", "no mail address"),
        ("mail: {host: h, sender: a@b, to: []}", "at least 1"),
        ("mail: {host: h, sender: a@b, to: [c@d], user: u}", "go together"),
        (
            "mail: {host: h, security: none, sender: a@b, to: [c@d], user: u, password: {file: p}}",
            "not sent without encryption",
        ),
        ("mail: {host: h, sender: a@b, to: [c@d], user: u, password: {file: p, environment: P}}", "name one of"),
        ("mail: {host: h, sender: a@b, to: ['c@d\\r\\nBcc: e@f']}", "no mail address"),
    ],
)
def test_a_site_file_that_is_wrong_is_told_with_its_line(
    text: str, said: str, place: Workspace, capsys: pytest.CaptureFixture[str]
):
    (place.root / "site.yaml").write_text(text + "\n", encoding="utf-8")

    note_health(place, "published", 0)

    err = capsys.readouterr().err
    assert said in err
    assert "site.yaml:1" in err


def test_nobody_is_told_where_nobody_is_named(place: Workspace, monkeypatch: pytest.MonkeyPatch):
    """Nothing that could send is even loaded; test_no_network watches the sockets of a night."""
    monkeypatch.setitem(__import__("sys").modules, "matcher.mail", None)

    note_health(place, "published", 0)
    (place.root / "site.yaml").write_text("mail: {host: h, sender: a@b, to: [c@d], when: failed_run}\n")
    note_health(place, "published", 0)
