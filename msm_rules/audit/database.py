"""The file of a log: an SQLite database in which nothing can be changed.

Owns the tables, how a log is read, and what SQLite's errors mean in words. A log is written ahead
(WAL), so that readers never wait, and each commit is on the disk when it returns. What is written
ahead stands in files beside the log (`BESIDE`) until the last process closes it; where that was
killed they stay, and belong to the log.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
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

_STATISTICS = (
    ("sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
    ("sqlite_stat4", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
)
"""What `ANALYZE` leaves, which tools of SQLite run by themselves; it says nothing of entries."""

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


@contextmanager
def reading(path: str) -> Iterator[sqlite3.Connection]:
    """A log as it is at one moment, whoever appends meanwhile. Raises AuditError, also where it
    was written to while it was read and that could not be kept apart."""
    with in_words(path):
        if not os.path.isfile(path):
            raise AuditError(f"there is no log `{path}`")
        real = itself(path)
        alone, watching = _is_alone(path, real), _unchanged(path, real)
        with watching if alone else nullcontext():
            mode = "ro&immutable=1" if alone else "ro"
            with closing(checked(path, mode)) as connection:
                connection.execute("BEGIN")
                yield connection


def itself(path: str) -> str:
    """Where the file is that a link leads to: beside that one stands what is written ahead."""
    return os.path.realpath(path) if os.path.islink(path) else path


def _is_alone(path: str, real: str) -> bool:
    """Whether a log must be read as a file that stands still: where nobody may write to its
    folder, SQLite can make none of the files beside it that readers and writers share.

    Raises AuditError where it has such a file that cannot be read without another.
    """
    ahead, shared = size(f"{real}-wal"), size(f"{real}-shm")
    if os.access(os.path.dirname(real) or ".", os.W_OK) or (
        ahead is not None and shared is not None
    ):
        return False
    if ahead:
        raise AuditError(
            f"`{path}`: entries stand in `{real}-wal` that cannot be read here, since its folder"
            " may not be written to: copy both files to another folder, and read the log there"
        )
    return True


@contextmanager
def _unchanged(path: str, real: str) -> Iterator[None]:
    """Raise AuditError where the file was written to meanwhile, whatever else was found in it."""

    def stamp() -> object:
        found = os.stat(real)
        return found.st_ino, found.st_size, found.st_mtime_ns, size(f"{real}-wal") or 0

    def demand() -> None:
        if stamp() != before:
            raise AuditError(f"`{path}` was written to while it was read: read it again") from None

    before = stamp()
    try:
        yield
    except (AuditError, sqlite3.Error):
        demand()
        raise
    demand()


def size(path: str) -> int | None:
    """The bytes of a file; None where there is none."""
    try:
        return os.stat(path).st_size
    except OSError:
        return None


def has_own_tables(connection: sqlite3.Connection) -> bool:
    """Whether the file holds what a log holds and no more: a trigger could swallow an entry."""
    found = connection.execute("SELECT name, sql FROM sqlite_master")
    return sorted(str(one[1]) for one in found if one not in _STATISTICS) == sorted(SCHEMA)


def has_own_entries(connection: sqlite3.Connection) -> bool:
    """Whether the entries stand in the table of a log. A view of their name could go on for ever,
    or show something else each time."""
    found = connection.execute("SELECT type, sql FROM sqlite_master WHERE lower(name) = 'entry'")
    return found.fetchall() == [("table", SCHEMA[0])]


def checked(path: str, mode: str) -> sqlite3.Connection:
    """A connection to a log, in one of SQLite's modes. Raises AuditError where it is none."""
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
