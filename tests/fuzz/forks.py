"""Start the program that reads workbooks by forking one that is ready, since starting Python takes most of the time.

As a program of its own this file runs `workbook_child.py` unchanged up to where it reads what it is asked; it waits
there for pipes, and forks. The fork reads its request, limits itself and parses as ever. Of every twenty files of a run
one is read as in earnest, with a fresh process each time.
"""

from __future__ import annotations

import os
import runpy
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import IO, Any

_PID = struct.Struct("<i")
_END = struct.Struct("<idi")
"""Status, processor seconds, and most memory in kilobytes of a fork that ended."""


class Nursery:
    """A process that forks on request."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.largest_mb = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    @contextmanager
    def instead_of_popen(self, module: Any) -> Iterator[None]:
        """Let a module start its children here."""
        earnest = module.subprocess
        own = SimpleNamespace(Popen=self._start, PIPE=subprocess.PIPE, DEVNULL=subprocess.DEVNULL)
        module.subprocess = own
        try:
            yield
        finally:
            module.subprocess = earnest

    def _start(self, command: list[str], **_: Any) -> Fork:
        if self._process is None or self._process.poll() is not None:
            self._line, theirs = socket.socketpair()
            own = [*command[:-1], __file__, str(theirs.fileno()), command[-1]]
            self._process = subprocess.Popen(own, pass_fds=[theirs.fileno()], stderr=subprocess.DEVNULL)
            theirs.close()
        return Fork(self)

    def close(self) -> None:
        """End the process that forks."""
        if self._process and self._line:
            self._line.close()
            self._process.wait()

    def talk(self, pipes: list[int]) -> int:
        """Hand the ends of two pipes to a new fork; gives its process number."""
        if self._line is None:
            raise RuntimeError
        socket.send_fds(self._line, [b"f"], pipes)
        pid = int(_PID.unpack(self._line.recv(_PID.size))[0])
        if pid <= 1:  # signals to such numbers reach more than one process
            raise RuntimeError
        return pid

    def end(self) -> int:
        """Wait for the end of the fork."""
        if self._line is None:
            raise RuntimeError
        self._line.sendall(b"e")
        status, seconds, most = _END.unpack(self._line.recv(_END.size))
        self.seconds += seconds
        self.largest_mb = max(self.largest_mb, most // 1024)
        return int(status)


class Fork:
    """One fork, to whoever takes it for a child process."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        self.pid = nursery.talk([theirs_in, theirs_out])
        os.close(theirs_in)
        os.close(theirs_out)
        self.stdin: IO[bytes] = os.fdopen(ours_in, "wb")
        self.stdout: IO[bytes] = os.fdopen(ours_out, "rb")
        self._is_waited_for = False

    def kill(self) -> None:
        """End it; the nursery still has its number, so nobody else can be hit."""
        if not self._is_waited_for:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait until it has ended."""
        self._is_waited_for = True
        return self._nursery.end()


class _Requests:
    """Stands for standard input: reading it waits, forks, and only comes back in a fork."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def read(self) -> str:
        """Give what a fork is asked."""
        while True:
            word, pipes, _, _ = socket.recv_fds(self._line, 1, 2)
            if not word:
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                self._line.close()
                os.dup2(pipes[1], 1)
                os.close(pipes[1])
                with os.fdopen(pipes[0], "rb") as stream:
                    return stream.read().decode()
            self._line.sendall(_PID.pack(pid))
            for pipe in pipes:
                os.close(pipe)
            # It is left unburied until its end is asked for, so that its number stays its own.
            self._line.recv(1)
            self._line.sendall(_END.pack(*_buried(pid)))


def _buried(pid: int) -> tuple[int, float, int]:
    _, status, used = os.wait4(pid, 0)
    return status, used.ru_utime + used.ru_stime, used.ru_maxrss


if __name__ == "__main__":
    sys.stdin = _Requests(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_path(sys.argv[2], run_name="__main__")
