"""What the database says when it fails, as errors that a person can mend: in two languages, no values of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, OperationalError

from matcher.config.base import Text
from matcher.errors import Fault, MatcherError, TryAgainError, UsageError

Kind = Literal["locked", "full", "read_only", "no_place", "disk", "away", "damaged", "refused", "unusable"]


@dataclass(frozen=True)
class _Said:
    what: Text
    mend: Text
    error: type[MatcherError] = TryAgainError


_BACKUP: Final = Text(
    en="keep the file as it is, restore the ledger from the latest backup, and import workbooks of later days again",
    zh="保留原文件不动，用最近的备份恢复台账，再重新导入备份之后收回的工作簿",
)

_SAID: Final[dict[Kind, _Said]] = {
    "locked": _Said(
        Text(
            en="the ledger stays locked: another process is writing to it and did not end in time; nothing was written",
            zh="台账被锁定：另一进程正在写入，等待超时；本次未写入任何内容",
        ),
        Text(en="wait until the other command ends, then give the same command again", zh="待另一命令结束后重新执行"),
    ),
    "full": _Said(
        Text(
            en="the disk that holds the ledger is full; nothing of this step was written",
            zh="台账所在磁盘已满；本步骤未写入任何内容",
        ),
        Text(en="make room on that disk, then give the same command again", zh="清理磁盘空间后重新执行同一命令"),
    ),
    "read_only": _Said(
        Text(
            en="the ledger cannot be written: it is read-only for this account", zh="台账不可写：当前账户只有只读权限"
        ),
        Text(
            en="give this account the right to write the file and its folder (or tables), then give the command again",
            zh="为当前账户授予该文件及其文件夹（或数据表）的写权限后重新执行",
        ),
    ),
    "no_place": _Said(
        Text(
            en="the ledger's file cannot be opened: its folder is not there, or this account may not write in it",
            zh="无法打开台账文件：文件夹不存在，或当前账户无权写入",
        ),
        Text(en="connect the disk, or give this account the right to write there", zh="连接磁盘，或授予写权限"),
    ),
    "disk": _Said(
        Text(
            en="the disk that holds the ledger failed while it was read or written, or is full",
            zh="读写台账时磁盘出错，或磁盘已满",
        ),
        Text(
            en="look at the disk and its free space, then give the same command again; `matcher ledger verify` proves "
            "that the ledger is whole",
            zh="检查磁盘及剩余空间后重新执行；用 matcher ledger verify 核实台账完整",
        ),
    ),
    "away": _Said(
        Text(
            en="the ledger cannot be used now: its database is away, or ended the connection; nothing of this step was "
            "written",
            zh="台账暂不可用：数据库未启动或连接中断；本步骤未写入任何内容",
        ),
        Text(
            en="bring the database back, then give the same command again: what was taken before is not taken twice",
            zh="恢复数据库后重新执行同一命令：此前已写入的内容不会重复写入",
        ),
    ),
    "damaged": _Said(
        Text(en="the ledger cannot be read: it is damaged or half written", zh="无法读取台账：文件损坏或不完整"),
        _BACKUP,
        UsageError,
    ),
    "refused": _Said(
        Text(
            en="the database refused what was to be written: too long, or at odds with what is there; nothing of this "
            "step was written",
            zh="数据库拒绝写入：内容过长或与已有内容冲突；本步骤未写入任何内容",
        ),
        Text(
            en="shorten what was typed and give the command again; `matcher ledger verify` proves that the ledger is "
            "whole, no backup is needed",
            zh="缩短所填内容后重新执行；用 matcher ledger verify 核实台账完整，无需恢复备份",
        ),
        UsageError,
    ),
    "unusable": _Said(
        Text(en="the ledger cannot be used now", zh="台账暂不可用"),
        Text(
            en="wait for other commands to end; look at free disk space, rights and the connection; then try again",
            zh="等待其他命令结束，检查磁盘空间、权限与连接后重试",
        ),
    ),
}

_OF_SQLITE: Final[tuple[tuple[str, Kind], ...]] = (
    ("SQLITE_BUSY", "locked"),
    ("SQLITE_LOCKED", "locked"),
    ("SQLITE_FULL", "full"),
    ("SQLITE_READONLY", "read_only"),
    ("SQLITE_CANTOPEN", "no_place"),
    ("SQLITE_CORRUPT", "damaged"),
    ("SQLITE_NOTADB", "damaged"),
    ("SQLITE_ERROR", "damaged"),  # our statements are right: a table that they name is not there
    ("SQLITE_IOERR", "disk"),
    ("SQLITE_CONSTRAINT", "refused"),
    ("SQLITE_MISMATCH", "refused"),
    ("SQLITE_TOOBIG", "refused"),
)
"""Kinds by how SQLite's name of an error begins."""

_OF_POSTGRESQL: Final[tuple[tuple[str, Kind], ...]] = (
    ("55P03", "locked"),
    ("53100", "full"),
    ("25006", "read_only"),
    ("42501", "read_only"),
    ("42P01", "damaged"),
    ("42703", "damaged"),
    ("XX00", "damaged"),
    ("22", "refused"),
    ("23", "refused"),
    ("08", "away"),
    ("57P", "away"),
)
"""Kinds by how the SQLSTATE begins."""


def as_told(kind: Kind, place: str, detail: str = "") -> MatcherError:
    """Give the error of a kind.

    Args:
        kind: What failed.
        place: What messages call the ledger.
        detail: What the database said, without values of rows.
    """
    said = _SAID[kind]
    what = f"{said.what.en} ({said.what.zh})"
    return said.error(Fault(f"{what}: {detail}" if detail else what, place, f"{said.mend.en} ({said.mend.zh})"))


def error_of(error: DatabaseError, place: str) -> MatcherError:
    """Give what a person can do about an error of the database."""
    return as_told(_kind(error), place, _detail(error))


def _kind(error: DatabaseError) -> Kind:
    if error.connection_invalidated:
        return "away"
    by_sqlite = getattr(error.orig, "sqlite_errorname", None)
    by_state = getattr(error.orig, "sqlstate", None)
    for name, kinds in ((by_sqlite, _OF_SQLITE), (by_state, _OF_POSTGRESQL)):
        for begin, kind in kinds:
            if name is not None and name.startswith(begin):
                return kind
    if hasattr(error.orig, "diag") and by_state is None and isinstance(error, OperationalError):
        return "away"  # the driver could not reach the server
    if by_sqlite is None and "UTF-8" in str(error.orig):
        return "damaged"
    if isinstance(error, DataError | IntegrityError):
        return "refused"  # the driver itself refused it
    return "unusable" if isinstance(error, OperationalError) else "damaged"


def _detail(error: DatabaseError) -> str:
    """Give the first line of what the database said: its further lines quote values."""
    diagnosis = getattr(error.orig, "diag", None)
    said = getattr(diagnosis, "message_primary", None) or str(error.orig)
    return said.strip().partition("\n")[0]
