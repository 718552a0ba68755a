"""A mail server for tests: SMTP as RFC 5321 has it, on this machine, with STARTTLS or TLS where it is given a key."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ANSWERS = {"AUTH": "235 welcome", "QUIT": "221 bye", "STARTTLS": "220 go on", "DATA": "354 go on"}


class Server(socketserver.TCPServer):
    """A server that runs, and what it was told."""

    def __init__(self, context: ssl.SSLContext | None, *, starttls: bool, refusing: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.context, self.starttls, self.refusing = context, starttls, refusing
        self.port: int = self.server_address[1]
        self.said: list[str] = []
        """Commands, in order; `<TLS>` where the connection became encrypted."""
        self.mails: list[str] = []
        """Mails as they were sent."""

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that breaks off is no fault of the server."""


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        if self.server.context and not self.server.starttls:
            self._encrypt()
        self._say("220 test")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            self.server.said.append(line)
            self._answer(line.split(" ", maxsplit=1)[0].upper())

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()

    def _answer(self, verb: str) -> None:
        is_unknown = self.server.refusing and verb == "RCPT"
        may_encrypt = self.server.starttls and "<TLS>" not in self.server.said
        offers = ("250-test", "250-STARTTLS" if may_encrypt else "250-AUTH PLAIN", "250 8BITMIME")
        self._say(
            *offers if verb == "EHLO" else ["550 nobody of this name" if is_unknown else _ANSWERS.get(verb, "250 good")]
        )
        if verb == "STARTTLS":
            self._encrypt()
        elif verb == "DATA":
            self.server.mails.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
            self._say("250 taken")

    def _encrypt(self) -> None:
        assert self.server.context is not None
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self.server.said.append("<TLS>")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def serving(
    context: ssl.SSLContext | None = None, *, starttls: bool = False, refusing: bool = False
) -> Iterator[Server]:
    """Run a server until the block ends.

    Args:
        context: Its certificate and key; None: nothing is encrypted.
        starttls: Whether a connection begins in clear, and is encrypted when asked.
        refusing: Whether no receiver is known to it.
    """
    with Server(context, starttls=starttls, refusing=refusing) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
