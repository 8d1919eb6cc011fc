"""The file of a log: an SQLite database in which nothing can be changed, made whole or not at all.

Owns the tables, how connections are set up, and what SQLite's errors mean in words. A log is
written ahead (WAL), so that readers never wait, and each commit is on the disk when it returns.
What is written ahead stands in files beside the log (`BESIDE`) until the last process closes it;
where that was killed they stay, and belong to the log.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from errno import ENOTSUP, EPERM
from pathlib import Path

from msm_rules.audit.problem import AuditError

APPLICATION = 0x6D736D6C
"""SQLite's `application_id` of a log: "msml"."""
VERSION = 1
WAIT = 60.0
"""Seconds to wait for other processes that append."""
BESIDE = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite keeps beside a log."""

SCHEMA = (
    "CREATE TABLE entry (number INTEGER PRIMARY KEY, previous TEXT NOT NULL,"
    " content TEXT NOT NULL, digest TEXT NOT NULL)",
    "CREATE TRIGGER no_change BEFORE UPDATE ON entry"
    " BEGIN SELECT RAISE(ABORT, 'a log is only appended to'); END",
    "CREATE TRIGGER no_deletion BEFORE DELETE ON entry"
    " BEGIN SELECT RAISE(ABORT, 'a log is only appended to'); END",
)
"""All that a log holds. The triggers keep mistakes out; intent is found by the chain."""

_REASONS: Mapping[str, str] = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "it may not be written to",
    "SQLITE_CANTOPEN": "it cannot be opened, or no file can be made beside it",
    "SQLITE_NOTADB": "it is no decision log",
    "SQLITE_CORRUPT": "it is damaged",
    "SQLITE_IOERR": "the disk gave an error, or is full",
    "SQLITE_BUSY": f"other processes have held it for more than {WAIT:.0f} seconds",
    "SQLITE_PERM": "it may not be opened",
}


@contextmanager
def in_words(path: str) -> Iterator[None]:
    """Raise AuditError for what SQLite and the system say of a file."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        known = (reason for begin, reason in _REASONS.items() if name.startswith(begin))
        raise AuditError(f"`{path}`: {next(known, str(error))}") from None
    except OSError as error:
        raise AuditError(f"`{path}`: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, OverflowError) as error:
        raise AuditError(f"`{path}`: {error}") from None


def open_to_read(path: str) -> sqlite3.Connection:
    """A connection that changes nothing. Raises AuditError where there is no log."""
    with in_words(path):
        if not os.path.isfile(path):
            raise AuditError(f"there is no log `{path}`")
        return _checked(path, "ro")


Place = tuple[int, int] | None
"""Which file stands under a name; None where there is none."""


def open_to_append(path: str) -> sqlite3.Connection:
    """A connection to the log, which is made if there is none. Raises AuditError."""
    with in_words(path):
        real = os.path.realpath(path)
        if not os.path.exists(real):
            _make(Path(real))
        found = _checked(path, "rw")
        if not has_own_tables(found):
            found.close()
            raise AuditError(f"`{path}`: its tables are not those of a log; nothing is added")
        # more than FULL only where somebody took the log out of WAL: the folder is synced, too
        found.execute("PRAGMA synchronous = EXTRA")
        return found


def places(path: str) -> tuple[Place, Place]:
    """Which file the log is, and which that is written ahead beside it."""
    return _place(path), _place(f"{os.path.realpath(path)}-wal")


def _place(path: str) -> Place:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def has_own_tables(connection: sqlite3.Connection) -> bool:
    """Whether the file holds what a log holds and no more: a trigger could swallow an entry."""
    found = connection.execute("SELECT sql FROM sqlite_master")
    return sorted(str(sql) for (sql,) in found) == sorted(SCHEMA)


def _checked(path: str, mode: str) -> sqlite3.Connection:
    uri = f"{Path(path).absolute().as_uri()}?mode={mode}"
    found = sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None)
    found.text_factory = _text
    try:
        (application,) = found.execute("PRAGMA application_id").fetchone()
        (version,) = found.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION:
            raise AuditError(f"`{path}`: it is no decision log")
        if version != VERSION:
            raise AuditError(f"`{path}`: it is a log of version {version}, not {VERSION}")
    except BaseException:
        found.close()
        raise
    return found


def _text(data: bytes) -> str:
    """Text as it is in the file; what was made no Unicode can still be read, and be found."""
    return data.decode("utf-8", "surrogateescape")


def _make(path: Path) -> None:
    """Put an empty log in its place in one step; one that another process put there stays."""
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as made:
            made.execute("PRAGMA journal_mode = WAL")
            for statement in (
                f"PRAGMA application_id = {APPLICATION}",
                f"PRAGMA user_version = {VERSION}",
                *SCHEMA,
            ):
                made.execute(statement)
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        for made_too in ("", "-wal", "-shm"):  # the latter two stay where a disk is full
            Path(f"{beside}{made_too}").unlink(missing_ok=True)
