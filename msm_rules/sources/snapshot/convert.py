"""A snapshot as lines of JSON, many rows at a time and on several processors.

Owns the spread of the work: each process reads spans of rows and gives back their lines, which are
put out in the order of the rows.  Where the lines are written is for callers.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

from msm_rules.facts import Problem
from msm_rules.frozen import as_dict, record
from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.snapshot.bases import Bases
from msm_rules.sources.snapshot.cells import json_line
from msm_rules.sources.snapshot.documents import records
from msm_rules.sources.snapshot.lines import Lines
from msm_rules.sources.snapshot.reading import SPAN, Snapshot, open_snapshot, span_rows

_Plain: TypeAlias = "tuple[bytes, int, list[tuple[str, str, str]]]"


@record
class Written:
    """Some rows of a snapshot: `text` holds their facts documents as JSON in UTF-8, one a line,
    `count` of them, each line ended; `problems` are what could not be read."""

    text: bytes
    count: int
    problems: tuple[Problem, ...]


def snapshot_lines(path: Path, processes: int = 1) -> Iterator[Written]:
    """The facts documents of a snapshot as lines, in the order of its rows, some thousand rows at
    a time.

    With `processes` above 1 that many interpreters are started, whose main module must be guarded
    as `multiprocessing` demands.  Raises CatalogueError for columns that are none of a snapshot's,
    and what polars raises where the file cannot be read.
    """
    snapshot = open_snapshot(path)
    starts = range(0, snapshot.length, SPAN)
    if processes <= 1 or len(starts) <= 1:
        reader = _Reader(snapshot)
        spans: Iterator[_Plain] = (reader.span(start, SPAN) for start in starts)
    else:
        spans = _spread(snapshot, starts, min(processes, len(starts)))
    for text, count, problems in spans:
        yield Written(text, count, tuple(Problem(*fields) for fields in problems))


class _Reader:
    """Reads spans of one snapshot, and keeps from span to span what recurs."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.known = Bases(snapshot.bases, snapshot.source)
        self.lines = Lines(snapshot.source, self.known)

    def span(self, start: int, length: int) -> _Plain:
        lines: list[bytes] = []
        problems: list[tuple[str, str, str]] = []
        with _uncollected():
            for name, row in span_rows(self.snapshot, start, length):
                if row.plain and row.entry is not None:
                    lines.append(self.lines.line(row.entry))
                    continue
                for found in records(row, self.known, name):
                    if isinstance(found, Problem):
                        problems.append((found.record, found.field, found.message))
                    else:
                        lines.append(json_line(found))
        return b"\n".join([*lines, b""]), len(lines), problems


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cyclic garbage meanwhile: rows make none, and it would cost a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- several processes ---------------------------------------------------------------------------

_opened: list[_Reader] = []
"""In a process that was started: what reads the snapshot."""


def _open(fields: dict[str, Any]) -> None:
    _opened.append(_Reader(Snapshot(**fields)))


def _span_there(start: int, length: int) -> _Plain:
    return _opened[0].span(start, length)


def _spread(snapshot: Snapshot, starts: range, processes: int) -> Iterator[_Plain]:
    """The spans in order; as many are under way as there are processes, and one more waits."""
    context = get_context("spawn")  # polars' threads do not survive a fork
    fields = as_dict(snapshot)
    with ProcessPoolExecutor(processes, context, initializer=_open, initargs=(fields,)) as pool:
        waiting = iter(starts)
        running: deque[Future[_Plain]] = deque()
        running += (pool.submit(_span_there, s, SPAN) for s in islice(waiting, processes + 1))
        while running:
            try:
                yield running.popleft().result()
            except BrokenProcessPool:
                reason = "cannot be read: a process that read it ended"
                raise CatalogueError(snapshot.path, reason, "read it in one process") from None
            running += (pool.submit(_span_there, s, SPAN) for s in islice(waiting, 1))
