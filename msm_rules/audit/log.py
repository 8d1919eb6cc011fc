"""The decision log: entries appended one by one, each chained to the one before it.

Owns appending and reading. Whether what is read is what was appended is for `chain`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from msm_rules.audit.database import has_own_entries, has_own_tables, in_words, reading
from msm_rules.audit.entry import BEGINNING, Entry, chained, read_entry, written
from msm_rules.audit.opening import open_to_append, places
from msm_rules.audit.problem import AuditError
from msm_rules.frozen import record

_LAST = "SELECT number, previous, content, digest FROM entry ORDER BY number DESC LIMIT 1"
_ALL = "SELECT number, previous, content, digest FROM entry ORDER BY number"
_ADD = "INSERT INTO entry (number, previous, content, digest) VALUES (?, ?, ?, ?)"


@record
class Row:
    """An entry as the file holds it; nothing of it is certain but the number."""

    number: int
    previous: Any
    content: Any
    digest: Any

    def entry(self) -> Entry | None:
        """What it says; None where that is no entry."""
        return read_entry(self.content)

    def fits(self) -> bool:
        """Whether the digest is that of the row."""
        if not isinstance(self.previous, str) or not isinstance(self.content, str):
            return False
        return bool(self.digest == chained(self.number, self.previous, self.content))


class Writing:
    """One transaction: what is in a log, and what is added to it; nobody else adds meanwhile."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """All entries with their numbers. Raises AuditError as `sound_rows` does."""
        return ((row.number, entry) for row, entry in _sound(self._path, self._connection))

    def extend(self, entries: Iterable[Entry]) -> range:
        """Add entries; their numbers. They are on the disk only once the transaction has ended.

        Raises AuditError where the last entry was tampered with, ValueError for a bad one.
        """
        last, previous = self._head()
        added = list(_links(last + 1, previous, map(written, entries)))
        self._connection.executemany(_ADD, added)
        return range(last + 1, last + 1 + len(added))

    def _head(self) -> tuple[int, str]:
        """Number and digest of the last entry."""
        found = self._connection.execute(_LAST).fetchone()
        if found is None:
            return 0, BEGINNING
        last = Row(*found)
        if last.entry() is None or not last.fits():
            raise AuditError(
                f"`{self._path}`: entry {last.number} is not what was logged; nothing is added"
            )
        return last.number, str(last.digest)


class Log:
    """A log that is appended to. Any number of processes may have the same one open."""

    def __init__(self, path: str) -> None:
        """Open the log, which is made if there is none. Raises AuditError."""
        self.path = path
        self._connection, self._places = open_to_append(path)

    def append(self, entry: Entry) -> int:
        """Append an entry; its number. When this returns, the entry is on the disk.

        Raises AuditError where it could not be written, where it makes no sense, or where the last
        entry was tampered with.
        """
        (number,) = self.extend((entry,))
        return number

    def extend(self, entries: Iterable[Entry]) -> range:
        """Append several entries in one transaction, all of them or none; their numbers.

        When this returns, all are on the disk. Raises AuditError as `append` does.
        """
        with self.writing() as writing:
            return writing.extend(entries)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A transaction in which the log is read and added to. When the block has ended, all is on
        the disk; where it ends with a fault, nothing was added. Raises AuditError."""
        with in_words(self.path), _transaction(self._connection):
            self._demand_place()
            yield Writing(self.path, self._connection)
            self._demand_place()

    def _demand_place(self) -> None:
        """Raise AuditError where what is written would be in no file, or not in that of the name:
        an open file can be written to after it was deleted or moved."""
        if places(self.path) != self._places:
            raise AuditError(
                f"`{self.path}` was deleted, moved or replaced while it was open; nothing is added"
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _links(number: int, previous: str, contents: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """The rows of entries, each chained to the one before it."""
    for content in contents:
        digest = chained(number, previous, content)
        yield number, previous, content, digest
        number, previous = number + 1, digest


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that no other process writes into, wholly done or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def rows(connection: sqlite3.Connection) -> Iterator[Row]:
    """All rows in the order of their numbers; none where they stand in no table of a log."""
    if has_own_entries(connection):
        for row in connection.execute(_ALL):
            yield Row(*row)


def sound_rows(path: str) -> Iterator[tuple[Row, Entry]]:
    """All rows with the entries they hold, as they were appended.

    Raises AuditError where there is no log, where it holds something else, too, or at the first
    row that is not what was logged.
    """
    with reading(path) as connection:
        yield from _sound(path, connection)


def _sound(path: str, connection: sqlite3.Connection) -> Iterator[tuple[Row, Entry]]:
    if not has_own_tables(connection):
        raise AuditError(f"`{path}`: its tables are not those of a log")
    before: tuple[int, object] = (0, BEGINNING)
    for row in rows(connection):
        entry, follows = row.entry(), (row.number - 1, row.previous) == before
        if entry is None or not row.fits() or not follows:
            raise AuditError(f"`{path}`: entry {row.number} is not what was logged")
        yield row, entry
        before = row.number, row.digest


def entries(path: str) -> Iterator[tuple[int, Entry]]:
    """All entries with their numbers. Raises AuditError as `sound_rows` does."""
    return ((row.number, entry) for row, entry in sound_rows(path))
