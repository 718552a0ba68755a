"""What may befall a night beside a write that fails: each must leave what an undisturbed night leaves.

`python -m tests.reliability.scenarios [NAME …]` runs them in nights forked from one process, with a sample of the
faults (tests/reliability/faults.py), and prints what was wrong with each as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

from matcher.ledger import open_ledger
from matcher.storage.write_points import Kind
from tests.reliability.faults import NIGHTS, TRY_AGAIN, Trial, nights_of
from tests.reliability.small_night import KILLED, SITE_KEY, STARTED_AT, Outcome, in_child, run_night
from tests.reliability.states import differences, state_of, unreadable

FIRST, SECOND = NIGHTS
FIRST_AGAIN = f"{FIRST} taken up"
Wrong = list[str]
Scenario = Callable[[Trial], Wrong]


def a_write_that_fails(trial: Trial) -> Wrong:
    """Two of the numbered writes; a kill is below."""
    trial.fail(FIRST_AGAIN, 60, "ENOSPC")
    trial.fail(FIRST_AGAIN, 100, "EIO")
    return trial.figures.wrong


def a_killed_run_is_taken_up_where_it_stopped(trial: Trial) -> Wrong:
    """Killed as it begins its reports, a night neither links nor judges again."""

    def kill(kind: Kind, place: str) -> None:
        if place.endswith(".xlsx"):
            os.kill(os.getpid(), signal.SIGKILL)

    trial.prepare(FIRST)
    killed = run_night(trial.sites[0], trial.place, kill)
    with patch("matcher.pipeline.link_stage", _never), patch("matcher.pipeline.evaluate_stage", _never):
        again = run_night(trial.sites[0], trial.place)
    return [*_as_ever(trial, FIRST, again), *([] if killed.code == KILLED else [f"not killed: {killed}"])]


def an_unchanged_night_neither_links_nor_judges(trial: Trial) -> Wrong:
    """The third night of the same exports: the person ids of the second are those of the first."""
    shutil.rmtree(trial.place, ignore_errors=True)
    shutil.copytree(trial.twins.workspace((0, 0)), trial.place)
    with patch("matcher.pipeline.link_stage", _never), patch("matcher.pipeline.evaluate_stage", _never):
        ended = run_night(trial.sites[0], trial.place)
    second, third = (trial.place / "runs" / f"000{number}-2025-11-30" for number in (2, 3))
    same = [name for name in ("findings", "persons", "review") if _bytes(second, name) != _bytes(third, name)]
    return _failed(ended) or same


def a_damaged_step_is_made_again(trial: Trial) -> Wrong:
    """One byte of a kept table is changed."""
    trial.prepare(FIRST_AGAIN)
    kept = trial.place / "steps" / "evaluate" / "findings.parquet"
    damaged = bytearray(kept.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    kept.write_bytes(damaged)
    return _as_ever(trial, FIRST_AGAIN, run_night(trial.sites[0], trial.place))


def the_lock_dies_with_a_killed_process_and_says_who_holds_it(trial: Trial) -> Wrong:
    """A night that is held up holds the workspace; another is turned away; killed, it holds nothing."""
    trial.prepare(FIRST_AGAIN)
    holder = os.fork()
    if not holder:
        run_night(trial.sites[0], trial.place, lambda kind, place: time.sleep(600 if kind == "commit" else 0))
        os._exit(0)
    note = trial.place / "lock.json"
    while not note.is_file():
        time.sleep(0.01)
    turned_away = run_night(trial.sites[0], trial.place)
    held_by = json.loads(note.read_text(encoding="utf-8"))
    os.kill(held_by["process"], signal.SIGKILL)
    os.waitpid(holder, 0)
    is_told = f"matcher run small, process {held_by['process']}" in turned_away.said
    wrong = [] if turned_away.code == 4 and is_told else [f"not turned away: {turned_away}"]
    return wrong + _as_ever(trial, FIRST_AGAIN, run_night(trial.sites[0], trial.place))


def the_clock_moved_back(trial: Trial) -> Wrong:
    """A second night says that it is a year before the first: nothing but the times in the ledger differ."""
    shutil.rmtree(trial.place, ignore_errors=True)
    shutil.copytree(trial.twins.workspace((0,)), trial.place)
    ended = run_night(trial.sites[0], trial.place, at=STARTED_AT - timedelta(days=365))
    found, expected = state_of(trial.place), trial.twins.state((0, 0))
    files = [one for one in differences(expected, found) if not one.startswith("ledger")]
    return _failed(ended) or files or _chain(trial.place)


def time_zones_and_daylight_saving(trial: Trial) -> Wrong:
    """The same moment, told in Shanghai and in New York, which has daylight saving: the same bytes."""
    wrong: Wrong = []
    for zone, hours in (("Asia/Shanghai", 8), ("America/New_York", -5)):
        trial.prepare(FIRST_AGAIN)

        def there(zone: str = zone) -> None:
            os.environ["TZ"] = zone
            time.tzset()

        at = STARTED_AT.astimezone(timezone(timedelta(hours=hours)))
        ended = run_night(trial.sites[0], trial.place, at=at, before=there)
        wrong += [f"{zone}: {one}" for one in _as_ever(trial, FIRST_AGAIN, ended)]
    return wrong


def a_full_disk(trial: Trial) -> Wrong:
    """A file system of few megabytes, a little larger each time: told clearly until the night fits."""
    wrong: Wrong = []
    ended = Outcome(TRY_AGAIN, "", 0.0)
    for kilobytes in (300, 900, 1400, 20_000):
        disk = trial.place.with_name("disk")
        disk.mkdir(exist_ok=True)
        _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(disk))
        try:
            with patch.object(trial, "place", disk / "workspace"):
                trial.prepare(
                    FIRST_AGAIN
                ) if kilobytes >= 1400 else None  # a step that is kept is smaller than what made it
                ended = run_night(trial.sites[0], trial.place)
                wrong += [f"{kilobytes} KB: {one}" for one in [*_told(ended, "磁盘已满"), *unreadable(trial.place)]]
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    return wrong + _failed(ended)


def a_read_only_disk(trial: Trial) -> Wrong:
    """The night says so, and what was published stands."""
    trial.prepare(SECOND)
    _mount("--bind", str(trial.place), str(trial.place))
    try:
        _mount("-o", "remount,ro,bind", str(trial.place))
        ended = run_night(trial.sites[1], trial.place)
    finally:
        subprocess.run(["umount", str(trial.place)], check=True)
    wrong = [] if ended.code == TRY_AGAIN else [f"ended with {ended.code}"]
    return wrong + _told(ended, "只读") + differences(trial.twins.state((0,)), state_of(trial.place))


def locale_c(trial: Trial) -> Wrong:
    """As cron may start it: the locale is C, and nothing says UTF-8."""
    trial.prepare(FIRST_AGAIN)
    key = trial.place / "site.key"
    key.write_text(f"{SITE_KEY}\n", encoding="ascii")
    code = (
        "from unittest.mock import patch; from datetime import datetime; from matcher.cli import main\n"
        f"at = datetime.fromisoformat({STARTED_AT.isoformat()!r})\n"
        "with patch('matcher.cli.run.now', return_value=at): main()"
    )
    given = ["run", str(trial.sites[0].pipeline), "--workspace", str(trial.place), "--quiet"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(_OF_LOCALES)}
    surroundings = {**plain, "LC_ALL": "C"}
    command = [sys.executable, "-c", code, *given]
    ended = subprocess.run(command, capture_output=True, env=surroundings, check=False)
    return _as_ever(trial, FIRST_AGAIN, Outcome(ended.returncode, ended.stderr.decode("utf-8", "replace"), 0.0))


SCENARIOS: Final[dict[str, Scenario]] = {
    one.__name__: one
    for one in (
        a_write_that_fails,
        a_killed_run_is_taken_up_where_it_stopped,
        an_unchanged_night_neither_links_nor_judges,
        a_damaged_step_is_made_again,
        the_lock_dies_with_a_killed_process_and_says_who_holds_it,
        the_clock_moved_back,
        time_zones_and_daylight_saving,
        locale_c,
        a_full_disk,
        a_read_only_disk,
    )
}
_OF_LOCALES: Final = ("LC_", "LANG", "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONCOERCECLOCALE")
NEED_MOUNTS: Final = ("a_full_disk", "a_read_only_disk")


def _never(*given: object) -> None:
    """Stand where links or findings would be made that are kept."""
    raise AssertionError(given)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _failed(ended: Outcome) -> Wrong:
    return [f"ended with {ended.code}: {ended.said[-500:]}"] if ended.code else []


def _told(ended: Outcome, words: str) -> Wrong:
    """Name what is wrong with how a disk's fault was told; a night that ended well told none."""
    clear = words in ended.said and "MATCH-W002" in ended.said and "Traceback" not in ended.said
    return [] if ended.code == 0 or (ended.code == TRY_AGAIN and clear) else [f"{ended.code}: {ended.said[-600:]}"]


def _as_ever(trial: Trial, night: str, ended: Outcome) -> Wrong:
    """Name what differs from an undisturbed night."""
    return _failed(ended) or differences(trial.twins.state(nights_of(night)), state_of(trial.place))


def _bytes(run: Path, name: str) -> bytes:
    return (run / f"{name}.parquet").read_bytes()


def _chain(workspace: Path) -> Wrong:
    """Name what the ledger's own proof finds."""

    def verify() -> None:
        with open_ledger(f"sqlite:///{workspace / 'ledger.sqlite'}") as ledger:
            print(*(fault.what for fault in ledger.verify()))  # noqa: T201

    said = in_child(verify).said.strip()
    return [said] if said else []


def main() -> None:
    """Run scenarios, and print what was wrong with each."""
    found: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        for name in sys.argv[1:] or SCENARIOS:
            trial.figures.wrong.clear()
            started = time.monotonic()
            found[name] = list(SCENARIOS[name](trial))
            print(f"{name}: {time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)  # noqa: T201
    print(json.dumps(found, ensure_ascii=False, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
