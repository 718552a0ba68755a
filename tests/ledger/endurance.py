"""Many writers at once, and writers killed at any moment: what is told as written is there, once, in a whole chain.

`python -m tests.ledger.endurance` runs it at full size on both databases and prints the figures.
"""

import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.ledger import Entry, open_ledger
from tests.ledger.made_up_entries import ENTERED_AT, dispatched, verdict
from tests.ledger.made_up_findings import record
from tests.ledger.postgresql import running_server
from tests.ledger.rows import query

_CLUES_EACH = 50
"""Clues that each writer works on in turn."""

_WRITER = "from tests.ledger.endurance import write; write({url!r}, {writer}, {first}, {last})"


@dataclass(frozen=True)
class Figures:
    """What came of it."""

    told: int
    """Entries that a writer said were written."""
    kept: int
    """Entries in the ledger."""
    doubled: int
    """Entries that are there more than once."""
    lost: int
    """Entries that were told and are not there."""
    faults: tuple[str, ...]
    """What the proof of the chain finds."""
    kills: int
    """Writers killed."""
    seconds: float
    """Wall time."""


def write(url, writer, first, last):
    """Write entries first to last of one writer, each a transaction, and tell of each on standard output."""
    with open_ledger(url) as ledger:
        for step in range(first, last):
            number = f"B01-{writer * _CLUES_EACH + step % _CLUES_EACH + 1:06d}"
            receipt = f"{writer}-{step}"
            entry = Entry(number, "recovered", amount_cny=Decimal(step + 1), details={"receipt": receipt})
            if ledger.enter([entry], f"writer {writer}", ENTERED_AT) == ["written"]:
                print(receipt, flush=True)  # noqa: T201 - what the parent counts


def many_writers(url, writers, entries):
    """Let several processes write at once."""
    _prepare(url, writers * _CLUES_EACH)
    started = time.monotonic()
    running = [_start(url, writer, 0, entries) for writer in range(writers)]
    told = [line for process in running for line in process.communicate()[0].split()]
    return _figures(url, told, 0, started)


def killed_writers(url, kills, chance):
    """Kill a writer again and again while it writes; the next one goes on after what was told."""
    _prepare(url, _CLUES_EACH)
    started = time.monotonic()
    told: list[str] = []
    for _ in range(kills):
        first = 1 + max((int(receipt.split("-")[1]) for receipt in told), default=-1)
        process = _start(url, 0, first, 1_000_000)
        told += process.stdout.readline().split()  # it has begun to write
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        told += process.communicate()[0].split()
        told = _with_untold(url, told)
    return _figures(url, told, kills, started)


def _with_untold(url, told):
    """Take up what was written in the moment of the kill, before it could be told."""
    known = set(told)
    return told + [receipt for receipt in _receipts(url) if receipt not in known]


def _prepare(url, clues):
    record(url, "night-1", *(f"{number:04d}" for number in range(clues)))
    numbers = [f"B01-{number:06d}" for number in range(1, clues + 1)]
    with open_ledger(url) as ledger:
        ledger.enter([step for one in numbers for step in (dispatched(one), verdict(one))], "王科长", ENTERED_AT)


def _start(url, writer, first, last):
    code = _WRITER.format(url=url, writer=writer, first=first, last=last)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def _receipts(url):
    rows = query(url, "SELECT details FROM events WHERE event = 'recovered' ORDER BY event_number")
    return [details.split('"receipt":"')[1].split('"')[0] for (details,) in rows]


def _figures(url, told, kills, started):
    seconds = time.monotonic() - started
    kept = _receipts(url)
    with open_ledger(url) as ledger:
        faults = tuple(fault.what for fault in ledger.verify())
    return Figures(len(told), len(kept), len(kept) - len(set(kept)), len(set(told) - set(kept)), faults, kills, seconds)


def main():
    """Run it at full size."""
    chance = random.Random(20251130)
    with TemporaryDirectory() as folder, running_server() as server:
        for name, address in (
            ("SQLite", lambda number: f"sqlite:///{Path(folder) / f'{number}.sqlite'}"),
            ("PostgreSQL", lambda _: server.new_ledger()),
        ):
            print(name, "8 writers x 1,000:", many_writers(address(1), 8, 1000), flush=True)  # noqa: T201
            print(name, "100 kills:", killed_writers(address(2), 100, chance), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
