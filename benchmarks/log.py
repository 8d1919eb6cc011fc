"""What the decision log costs: `python benchmarks/log.py [ENTRIES]`. Asserts nothing.

The log against bare commits of SQLite, of the same bytes into the same table with the same settings
(write-ahead, each commit on the disk when it returns). The two take turns in every round, so that a
disk whose speed drifts does not favour one. What is measured beside SQLite is making the canonical
text of an entry, checking the entry before it, and chaining.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from msm_rules.audit.chain import verify_log
from msm_rules.audit.entry import Decided
from msm_rules.audit.log import Log, rows

ENTRIES = 2000
ROUNDS = 5
BATCHES = (1, 10, 100, 1000)
TABLE = (
    "CREATE TABLE entry (number INTEGER PRIMARY KEY, previous TEXT NOT NULL,"
    " content TEXT NOT NULL, digest TEXT NOT NULL)"
)
Appending = Callable[[Path, int], None]


def decisions(count: int) -> list[Decided]:
    """Entries as `msm decide --log` makes them."""
    return [
        Decided(
            time="2026-11-22T09:00:00.000+00:00",
            proof=f"{n:064x}",
            graph="cd" * 32,
            policy="clinical_assistant",
            version="1.0.0",
            model=f"organisation-{n % 97}/model-{n}-instruct",
            revision=f"{n:040x}",
            verdict="review",
            determined=n % 2 == 0,
            as_of="2026-11-22",
            system="ward 7",
            reference=f"T-{n}",
        )
        for n in range(count)
    ]


def by_log(entries: Sequence[Decided]) -> Appending:
    """Appending to a log, so many in one transaction."""

    def append(path: Path, batch: int) -> None:
        with Log(str(path)) as log:
            for at in range(0, len(entries), batch):
                log.extend(entries[at : at + batch])

    return append


def by_sqlite(written: Sequence[tuple[object, ...]]) -> Appending:
    """The same rows by SQLite alone."""

    def append(path: Path, batch: int) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(TABLE)
        for at in range(0, len(written), batch):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?)", written[at : at + batch]
            )
            connection.execute("COMMIT")
        connection.close()

    return append


def rows_of(entries: Sequence[Decided], folder: Path) -> list[tuple[object, ...]]:
    """What the log writes of entries."""
    path = str(folder / "rows.db")
    with Log(path) as log:
        log.extend(entries)
    connection = sqlite3.connect(path)
    found = [(r.number, r.previous, r.content, r.digest) for r in rows(connection)]
    connection.close()
    return found


def in_turn(folder: Path, batch: int, *jobs: Appending) -> list[list[float]]:
    """Seconds of each job in each round."""
    times: list[list[float]] = [[] for _ in jobs]
    for turn in range(ROUNDS):
        for n, (job, kept) in enumerate(zip(jobs, times, strict=True)):
            path = folder / f"{batch}-{turn}-{n}.db"
            start = time.perf_counter()
            job(path, batch)
            kept.append(time.perf_counter() - start)
    return times


def main(count: int) -> None:
    entries = decisions(count)
    with tempfile.TemporaryDirectory(dir=".") as name:  # on a real disk: /tmp may be in memory
        folder = Path(name)
        written = rows_of(entries, folder)
        print("| entries in a transaction | log, entries/s | SQLite, entries/s | ratio of times |")
        print("| --- | --- | --- | --- |")
        for batch in BATCHES:
            some = min(count, 300 * batch)
            log, bare = in_turn(folder, batch, by_log(entries[:some]), by_sqlite(written[:some]))
            ratio = median(x / y for x, y in zip(log, bare, strict=True))
            each = (f"{some / median(times):,.0f}" for times in (log, bare))
            print(f"| {batch} | {' | '.join(each)} | {ratio:.2f} |")
        start = time.perf_counter()
        assert verify_log(str(folder / "rows.db")).ok
        print(f"\nlooking through a log: {count / (time.perf_counter() - start):,.0f} entries/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES)
