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
from contextlib import closing, contextmanager, nullcontext, suppress
from errno import ENOSYS, ENOTSUP, EPERM
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
        # beside a link nothing of a log stands: what is written ahead is beside the file itself
        real = os.path.realpath(path)
        alone, watching = _is_alone(path, real), _unchanged(path, real)
        with watching if alone else nullcontext():
            mode = "ro&immutable=1" if alone else "ro"
            with closing(_checked(path, mode)) as connection:
                connection.execute("BEGIN")
                yield connection


def _is_alone(path: str, real: str) -> bool:
    """Whether a log must be read as a file that stands still: where nobody may write to its
    folder, SQLite can make none of the files beside it that readers and writers share.

    Raises AuditError where it has such a file that cannot be read without another.
    """
    ahead, shared = _size(f"{real}-wal"), _size(f"{real}-shm")
    if os.access(os.path.dirname(real), os.W_OK) or (ahead is not None and shared is not None):
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
        return found.st_ino, found.st_size, found.st_mtime_ns, _size(f"{real}-wal") or 0

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


def _size(path: str) -> int | None:
    """The bytes of a file; None where there is none."""
    try:
        return os.stat(path).st_size
    except OSError:
        return None


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
        # what a process that was killed had written ahead; where it is read, nobody waits for it
        with suppress(sqlite3.Error):
            found.execute("PRAGMA wal_checkpoint(PASSIVE)")
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
    found = connection.execute("SELECT name, sql FROM sqlite_master")
    return sorted(str(one[1]) for one in found if one not in _STATISTICS) == sorted(SCHEMA)


def has_own_entries(connection: sqlite3.Connection) -> bool:
    """Whether the entries stand in the table of a log. A view of their name could go on for ever,
    or show something else each time."""
    found = connection.execute("SELECT type, sql FROM sqlite_master WHERE lower(name) = 'entry'")
    return found.fetchall() == [("table", SCHEMA[0])]


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
    """Put an empty log in its place in one step; one that another process put there stays.

    Raises AuditError where a log of that name left files behind: SQLite would take what is in them
    for the new one's.
    """
    # empty ones stay after mere reading; `-shm` SQLite makes anew
    left = [f"{path}{end}" for end in ("-wal", "-journal") if _size(f"{path}{end}")]
    if left and not path.exists():
        raise AuditError(
            f"`{left[0]}` belongs to a log `{path}` that is not there, and may hold its last"
            " entries: put that log back beside it, or take this file away"
        )
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        made = Path(folder, "log")
        made.touch()  # with the rights that new files have here; SQLite would give its own
        _fill(made)
        _put(made, path)


def _fill(made: Path) -> None:
    """Make the tables in one transaction. Raises AuditError where they are not there after it."""
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        for statement in (
            "BEGIN EXCLUSIVE",
            f"PRAGMA application_id = {APPLICATION}",
            f"PRAGMA user_version = {VERSION}",
            *SCHEMA,
            "COMMIT",
        ):
            connection.execute(statement)
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    with closing(_checked(str(made), "rw")) as connection:
        if mode != "wal" or not has_own_tables(connection):
            raise AuditError("no log could be made: is the disk full?")


def _put(made: Path, path: Path) -> None:
    """Give a log that was made its name, if nothing has it. Raises OSError, or AuditError."""
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno not in (EPERM, ENOTSUP, ENOSYS):
            raise
        raise AuditError(
            f"`{path}`: no log can be made on this disk, which has no hard links; make it on"
            " another, and copy it here"
        ) from None
