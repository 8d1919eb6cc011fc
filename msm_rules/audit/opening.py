"""Logs opened to append to, and made where there are none, whole or not at all.

Owns the making of the file, and which file it is that was opened. What stands in it is
`database`'s to say.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import ExitStack, closing, suppress
from errno import ENOSYS, ENOTSUP, EPERM
from pathlib import Path

from msm_rules.audit.database import (
    APPLICATION,
    SCHEMA,
    VERSION,
    checked,
    has_own_tables,
    in_words,
    itself,
    size,
)
from msm_rules.audit.problem import AuditError

Place = tuple[int, int] | None
"""Which file stands under a name; None where there is none."""
Places = tuple[Place, Place]


def open_to_append(path: str) -> tuple[sqlite3.Connection, Places]:
    """A connection to the log, which is made if there is none, and which file that is.

    Raises AuditError.
    """
    with in_words(path):
        if not os.path.exists(path):
            _make(Path(itself(path)))
        before = _place(path)
        found = checked(path, "rw")
        with ExitStack() as unless_sound:
            unless_sound.callback(found.close)
            if not has_own_tables(found):
                raise AuditError(f"`{path}`: its tables are not those of a log; nothing is added")
            # what a process that was killed had written ahead; nobody waits for who reads it
            with suppress(sqlite3.Error):
                found.execute("PRAGMA wal_checkpoint(PASSIVE)")
            # more than FULL only where somebody took it out of WAL: the folder is synced, too
            found.execute("PRAGMA synchronous = EXTRA")
            place, ahead = places(path)
            if place != before:
                raise AuditError(f"`{path}` was replaced while it was opened")
            unless_sound.pop_all()
        return found, (place, ahead)


def places(path: str) -> Places:
    """Which file the log is, and which that is written ahead beside it."""
    return _place(path), _place(f"{itself(path)}-wal")


def _place(path: str) -> Place:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _make(path: Path) -> None:
    """Put an empty log in its place in one step; one that another process put there stays.

    Raises AuditError where a log of that name left files behind: SQLite would take what is in them
    for the new one's.
    """
    # empty ones stay after mere reading; `-shm` SQLite makes anew
    left = [f"{path}{end}" for end in ("-wal", "-journal") if size(f"{path}{end}")]
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
    with closing(checked(str(made), "ro&immutable=1")) as connection:
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
