"""Look at a machine and a workspace before a night does: what is wrong, what may become so, and how to mend it.

Reads; changes nothing. Nothing that it says names a person.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib import metadata
from typing import Final, Literal

from matcher.config.base import Text
from matcher.engine.kernel import Kernel
from matcher.errors import MatcherError
from matcher.ledger import is_there, open_ledger
from matcher.published import read_record
from matcher.storage.encryption import KEYS_FILE, Vault, read_ring
from matcher.storage.secrets import secret_file
from matcher.storage.workspace import Workspace

Level = Literal["good", "warning", "bad"]
"""`bad`: a night would fail, or leave something open. `warning`: it may, or a person should know."""

_LEAST_PYTHON: Final = (3, 11)
_LEAST_MEMORY_GB: Final = 4
"""What a county needs; a province is given more (docs/benchmarks.md)."""
_ROOM_IN_RUNS: Final = 3
"""Room for so many runs of the size of the last one is asked for: one that is built, its spill, and one to spare."""
_FOR_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_SUM: Final = "SELECT sum(hash(range) % 1000003)::VARCHAR AS same FROM range(1000000)"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    """What: `disk`."""
    level: Level
    """How it is."""
    said: Text
    """What was found."""
    mend: Text | None = None
    """What to do about it."""


def examine(workspace: Workspace | None, now: datetime) -> list[Check]:
    """Look at the machine, and at a workspace where one is given.

    Args:
        workspace: The workspace; None: the machine alone.
        now: The machine's time, with a zone.
    """
    checks = [*_python(), *_packages(), *_locale(), *_memory(), *_account(), *_database()]
    if workspace is not None:
        looks: tuple[Callable[[Workspace], Iterator[Check]], ...] = (_disk, _key, _storage_key, _rights, _runs)
        checks += [check for look in looks for check in look(workspace)]
        checks += _clock(workspace, now)
    return checks


def _good(name: str, zh: str, en: str) -> Check:
    return Check(name, "good", Text(zh=zh, en=en))


def _python() -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _LEAST_PYTHON:
        mend = Text(zh="安装 Python 3.11 或更新版本", en="install Python 3.11 or newer")
        yield Check("python", "bad", Text(zh=f"Python {version} 过旧", en=f"Python {version} is too old"), mend)
    else:
        yield _good("python", f"Python {version}", f"Python {version}")


def _packages() -> Iterator[Check]:
    needed = [one for one in metadata.requires("matcher") or [] if "extra ==" not in one]
    names = sorted({found.group() for one in needed if (found := re.match(r"[\w.-]+", one))})
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        said = Text(zh=f"缺少组件：{', '.join(missing)}", en=f"packages are missing: {', '.join(missing)}")
        yield Check("packages", "bad", said, Text(zh="重新安装程序", en="install the program anew"))
    else:
        yield _good("packages", f"{len(names)} 个组件齐全", f"all {len(names)} packages are there")


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _locale() -> Iterator[Check]:
    encoding = sys.getfilesystemencoding().lower()
    if encoding != "utf-8":
        said = Text(
            zh=f"文件名编码为 {encoding}，找不到中文文件名", en=f"file names are {encoding}: Chinese ones are not found"
        )
        yield Check("locale", "bad", said, Text(zh="设置 LANG=C.UTF-8", en="set LANG=C.UTF-8"))
    else:
        yield _good("locale", "文件名编码为 UTF-8", "file names are UTF-8")


def _memory() -> Iterator[Check]:
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    cores = os.cpu_count() or 1
    said = Text(zh=f"内存 {gigabytes:.1f} GB，{cores} 核", en=f"{gigabytes:.1f} GB of memory, {cores} cores")
    if gigabytes < _LEAST_MEMORY_GB:
        mend = Text(zh="用 --memory 限制连接所用内存", en="limit joins with --memory")
        yield Check("memory", "warning", said, mend)
    else:
        yield Check("memory", "good", said)


def _account() -> Iterator[Check]:
    if os.geteuid() == 0:
        mend = Text(
            zh="用专门账号运行（docs/operation.md）", en="run nights as an account of their own (docs/operation.md)"
        )
        yield Check("account", "warning", Text(zh="当前为 root 账号", en="this is root's account"), mend)
    else:
        yield _good("account", "非 root 账号", "not root's account")


def _database() -> Iterator[Check]:
    """Let the database add the same numbers with one thread and with two: it must say the same both times."""
    answers = set()
    try:
        for threads in (1, 2):
            with Kernel(threads=threads) as kernel:
                answers.add(kernel.fetch(_SUM)["same"][0].as_py())
    except (MatcherError, OSError) as error:
        said = Text(
            zh=f"数据库组件不可用：{type(error).__name__}", en=f"the database does not work: {type(error).__name__}"
        )
        yield Check("database", "bad", said, Text(zh="重新安装程序", en="install the program anew"))
        return
    if len(answers) == 1:
        yield _good("database", "单线程与双线程结果一致", "one thread and two say the same")
    else:
        said = Text(zh="单线程与双线程结果不一致", en="one thread and two do not say the same")
        yield Check(
            "database", "bad", said, Text(zh="检查内存条；重新安装程序", en="test the memory; install the program anew")
        )


def _last_run(workspace: Workspace) -> str | None:
    """Give the run that holds; None where none does, or where CURRENT is lost, which `_runs` tells."""
    try:
        return workspace.current()
    except MatcherError:
        return None


def _disk(workspace: Workspace) -> Iterator[Check]:
    free = shutil.disk_usage(workspace.root).free
    current = _last_run(workspace)
    files = workspace.run_folder(current).rglob("*") if current else iter(())
    wanted = _ROOM_IN_RUNS * sum(path.stat().st_size for path in files if path.is_file())
    said = Text(
        zh=f"剩余 {free / 1024**3:.1f} GB，建议至少 {wanted / 1024**3:.1f} GB",
        en=f"{free / 1024**3:.1f} GB are free, {wanted / 1024**3:.1f} GB are asked for",
    )
    if free < wanted:
        mend = Text(zh="清理磁盘，或 `matcher runs purge`", en="make room, or `matcher runs purge`")
        yield Check("disk", "bad", said, mend)
    else:
        yield Check("disk", "good", said)


def _key(workspace: Workspace) -> Iterator[Check]:
    if not workspace.run_ids() and not (workspace.root / "site.key").exists():  # to ask for it would make one
        yield _good("key", "站点密钥由首次运行生成", "the first run makes the site key")
        return
    try:
        workspace.site_key()
    except MatcherError as error:
        mend = Text(zh="从备份恢复 site.key", en=error.faults[0].mend)
        yield Check("key", "bad", Text(zh="站点密钥缺失或损坏", en=error.faults[0].what), mend)
    else:
        yield _good("key", "站点密钥完好", "the site key is whole")


def _storage_key(workspace: Workspace) -> Iterator[Check]:
    """Look at the storage key of an encrypted workspace: that it is the right one, and where it lies."""
    vault = Vault(workspace.root, os.environ)
    try:
        if vault.encryption is None:
            return
        if (workspace.root / KEYS_FILE).is_file():
            read_ring(workspace.root, vault.storage_key())
        else:
            vault.storage_key()
    except MatcherError as error:
        mend = Text(zh="提供正确的存储密钥（docs/operation.md）", en=error.faults[0].mend)
        yield Check("storage key", "bad", Text(zh="存储密钥缺失或不符", en=error.faults[0].what), mend)
        return
    path = secret_file(vault.encryption.key, workspace.root, os.environ)
    if path is None:
        yield _good("storage key", "存储密钥正确", "the storage key is the right one")
    elif path.resolve().is_relative_to(workspace.root):
        said = Text(zh="存储密钥就在工作区里，加密形同虚设", en="the storage key lies in the workspace that it locks")
        yield Check("storage key", "bad", said, Text(zh="移到别处", en="keep it elsewhere"))
    elif path.stat().st_mode & _FOR_OTHERS:
        said = Text(zh=f"其他账号可读写存储密钥：{path}", en=f"others may read or write the storage key: {path}")
        yield Check("storage key", "bad", said, Text(zh=f"chmod 400 {path}", en=f"chmod 400 {path}"))
    else:
        yield _good(
            "storage key", "存储密钥正确，仅属主可读", "the storage key is the right one, and its owner's alone"
        )


def _rights(workspace: Workspace) -> Iterator[Check]:
    """Name what others than the owner may reach: a closed folder closes all that is in it."""
    is_open = workspace.root.stat().st_mode & _FOR_OTHERS
    reachable = [path.name for path in workspace.root.iterdir() if path.lstat().st_mode & _FOR_OTHERS]
    if is_open and reachable:
        names = ", ".join(sorted(reachable)[:5])
        said = Text(zh=f"其他账号可读写：{names}", en=f"others may read or write: {names}")
        yield Check("rights", "bad", said, Text(zh=f"chmod 700 {workspace.root}", en=f"chmod 700 {workspace.root}"))
    else:
        yield _good("rights", "仅属主可读写", "the owner's alone")


def _runs(workspace: Workspace) -> Iterator[Check]:
    try:
        current = workspace.current()
    except MatcherError as error:
        yield Check(
            "runs",
            "bad",
            Text(zh="CURRENT 丢失或有误", en=error.faults[0].what),
            Text(zh="从备份恢复", en=error.faults[0].mend),
        )
        return
    if current is None:
        yield Check("runs", "warning", Text(zh="尚未发布结果", en="nothing has been published yet"))
    elif _as_of(workspace, current) is None or not is_there(workspace.ledger_url):
        said = Text(zh=f"批次 {current} 无法读取，或台账丢失", en=f"{current} cannot be read, or the ledger is lost")
        verify = Text(zh="`matcher verify` 指出损坏之处；从备份恢复", en="`matcher verify` names it; restore a backup")
        yield Check("runs", "bad", said, verify)
    else:
        count = len(workspace.run_ids())
        yield _good(
            "runs", f"最近一次发布 {current}，共保留 {count} 次", f"{current} was published last; {count} are kept"
        )


def _clock(workspace: Workspace, now: datetime) -> Iterator[Check]:
    """Compare the machine's clock with what the ledger and the last run say of theirs."""
    last = _last_recorded_at(workspace)
    current = _last_run(workspace)
    as_of = _as_of(workspace, current) if current else None
    if last is not None and datetime.fromisoformat(last) > now:
        said = Text(
            zh=f"系统时间 {now:%Y-%m-%d %H:%M} 早于台账最后记录 {last}",
            en=f"it is {now:%Y-%m-%d %H:%M}, and the ledger was written at {last}",
        )
        yield Check("clock", "bad", said, Text(zh="校准系统时间", en="set the clock"))
    elif as_of is not None and as_of > now.date():
        said = Text(zh=f"最近一次比对日期 {as_of} 在今天之后", en=f"the last run describes {as_of}, which is to come")
        yield Check("clock", "warning", said, Text(zh="核对 as_of 与系统时间", en="look at as_of and at the clock"))
    else:
        yield _good("clock", f"系统时间 {now:%Y-%m-%d %H:%M} UTC", f"it is {now:%Y-%m-%d %H:%M} UTC")


def _last_recorded_at(workspace: Workspace) -> str | None:
    """Give when the ledger was written last; None where there is none: to open it would make one."""
    if not is_there(workspace.ledger_url):
        return None
    with open_ledger(workspace.ledger_url) as ledger:
        return ledger.last_recorded_at()


def _as_of(workspace: Workspace, run_id: str) -> date | None:
    """Give the day that a run describes; None where its record cannot be read, which `_runs` tells."""
    try:
        return read_record(workspace.run_folder(run_id)).as_of
    except MatcherError:
        return None
