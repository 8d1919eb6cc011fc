"""Proofs looked up in a decision log, by their digests.

Owns what is read of a log for reports, and whether a term is over on the day of a report. Whether
the log is what was appended to it is `audit.chain`'s to say, and is said with whatever is told.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from msm_rules.audit.chain import Broken, Verification, verified
from msm_rules.audit.database import reading
from msm_rules.audit.entry import Decided, Entry, Resolved
from msm_rules.audit.log import Row, rows
from msm_rules.report.in_log import Ended, InLog, Logged, LogRead, LogState, Standing

MOST_PROBLEMS = 5
MOST = 20
"""Entries of one proof that are told, the last ones; a review may be ended any number of times."""


def read_log(path: str, digests: Collection[str], day: date, name: str = "") -> LogRead:
    """Look proofs up, by their digests, in the log at `path`, for a report of a day (UTC, as the
    times of entries are); `name` is how the log is called, else by its path.

    The log is checked and read as it is at one moment. One that is not sound is read as far as it
    can be, and its state says what is wrong. Raises AuditError where it cannot be read at all.
    """
    found: dict[str, InLog] = {}
    with reading(path) as connection:
        state = _state(verified(connection), name or path, day)
        for row in rows(connection):
            entry = row.entry()
            if entry is not None and entry.proof in digests:
                found[entry.proof] = _with(found.get(entry.proof) or InLog(state), row, entry)
    return LogRead(state, found)


def _state(checked: Verification, name: str, day: date) -> LogState:
    return LogState(
        name, day.isoformat(), checked.head.entries, checked.head.digest[:64],
        tuple(map(_words, checked.problems[:MOST_PROBLEMS])),
        max(len(checked.problems) - MOST_PROBLEMS, 0),
    )  # fmt: skip


def _words(problem: Broken) -> str:
    where = "the file" if problem.number is None else f"entry {problem.number}"
    return f"{where}: {problem.message}"


def _with(told: InLog, row: Row, entry: Entry) -> InLog:
    """The same with one more entry."""
    logged, endings = told.logged, told.endings
    if isinstance(entry, Decided):
        logged = (*logged, _logged(row, entry))
    else:
        endings = (*endings, _ended(row, entry, told.state.day))
    earlier = told.earlier + len(logged[:-MOST]) + len(endings[:-MOST])
    return InLog(told.state, logged[-MOST:], endings[-MOST:], earlier)


def _logged(row: Row, entry: Decided) -> Logged:
    says = (entry.model, entry.revision, entry.verdict, entry.determined, entry.as_of)
    return Logged(row.number, entry.time, _digest(row), says)


def _ended(row: Row, entry: Resolved, day: str) -> Ended:
    standing: Standing = "over" if entry.until < day else "holds"
    if day < entry.time[: len(day)]:
        standing = "later"
    return Ended(
        row.number, entry.time, _digest(row), entry.verdict, entry.by, entry.because,
        entry.until, standing,
    )  # fmt: skip


def _digest(row: Row) -> str:
    """The digest of a row, which in a log that is not sound may be anything."""
    return str(row.digest)[:64]
