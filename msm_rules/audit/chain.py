"""Whether a log is what was appended to it: every row, the chain through all, and a checkpoint.

Owns finding and locating what was edited, deleted, inserted or reordered. That the end is missing,
or that the whole was written anew, only a checkpoint kept elsewhere can show. Also owns whether
the entries make sense together: a person ends only a review that was logged before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from msm_rules.audit.database import has_own_tables, reading
from msm_rules.audit.entry import BEGINNING, Decided, Entry
from msm_rules.audit.log import Row, rows
from msm_rules.frozen import record


@record
class Head:
    """How many entries a log has and the digest of the last: what a checkpoint keeps."""

    entries: int
    digest: str


@record
class Broken:
    """Where a log is not what was appended, and how that shows; None is the file as a whole."""

    number: int | None
    message: str


@record
class Verification:
    """What looking through a log found."""

    head: Head
    problems: tuple[Broken, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify_log(path: str, kept: Head | None = None) -> Verification:
    """Look through a whole log, and compare it with a checkpoint that was kept.

    Raises AuditError where the file cannot be read at all.
    """
    with reading(path) as connection:
        return verified(connection, kept)


def verified(connection: sqlite3.Connection, kept: Head | None = None) -> Verification:
    """The same of a log that is open. What is kept meanwhile is 0.1 KB for each review."""
    problems = [*_of_file(connection)]
    last, at_kept = Head(0, BEGINNING), BEGINNING if kept and not kept.entries else None
    reviews: set[bytes] = set()
    for row in rows(connection):
        entry = row.entry()
        problems += _of_row(row, entry, last)
        problems += _of_sense(row, entry, reviews)
        if row.number > last.entries:
            last = Head(row.number, str(row.digest))
        if kept is not None and row.number == kept.entries:
            at_kept = str(row.digest)
    if kept is not None:
        problems += _of_checkpoint(last, at_kept, kept)
    return Verification(last, tuple(problems))


def _of_file(connection: sqlite3.Connection) -> Iterator[Broken]:
    if not has_own_tables(connection):
        yield Broken(None, "its tables are not those of a log")
        return  # a stranger's tables are not looked through, which may run what stands in them
    (sound,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if sound != "ok":
        yield Broken(None, "the file is damaged")


def _of_row(row: Row, entry: Entry | None, last: Head) -> Iterator[Broken]:
    """What is wrong with a row, given the one before it."""
    expected = last.entries + 1
    if row.number > expected:
        missing = f"entries {expected} to {row.number - 1} are"
        one = row.number == expected + 1
        yield Broken(expected, f"{f'entry {expected} is' if one else missing} missing")
    elif row.number < expected:
        yield Broken(row.number, "stands before the first entry")
    elif row.previous != last.digest:
        yield Broken(row.number, "does not follow the entry before it")
    if entry is None:
        yield Broken(row.number, "is no entry of a log")
    elif not row.fits():
        yield Broken(row.number, "is not what was logged")


def _of_sense(row: Row, entry: Entry | None, reviews: set[bytes]) -> Iterator[Broken]:
    """That a person ends what is no review; `reviews` are the proofs of those before."""
    if isinstance(entry, Decided):
        if entry.verdict == "review":
            reviews.add(bytes.fromhex(entry.proof))
    elif entry is not None and bytes.fromhex(entry.proof) not in reviews:
        yield Broken(row.number, "ends a review that no entry before it logged")


def _of_checkpoint(last: Head, at_kept: str | None, kept: Head) -> Iterator[Broken]:
    if last.entries < kept.entries:
        missing = f"the end is missing: the checkpoint has {kept.entries} entries"
        yield Broken(last.entries + 1, missing)
    elif at_kept != kept.digest:
        yield Broken(kept.entries, "is not the entry that the checkpoint has")
