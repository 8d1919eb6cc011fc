"""A snapshot as lines of JSON, many rows at a time and on several processors.

Owns what is done with a span of rows, whichever process reads it.  Where the lines are written is
for callers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from msm_rules.facts import Problem
from msm_rules.frozen import record
from msm_rules.sources.snapshot.bases import Bases
from msm_rules.sources.snapshot.cells import json_line
from msm_rules.sources.snapshot.documents import records
from msm_rules.sources.snapshot.lines import Lines
from msm_rules.sources.snapshot.reading import SPAN, Snapshot, open_snapshot, span_rows
from msm_rules.sources.snapshot.rows import Row
from msm_rules.sources.snapshot.spread import Part, Span, spread
from msm_rules.uncollected import uncollected

TOGETHER = 100
"""Rows whose lines are handed on together: some hundred kilobytes."""


@record
class Written:
    """Some rows of a snapshot: `text` holds their facts documents as JSON in UTF-8, one a line,
    `count` of them, each line ended; `problems` are what could not be read."""

    text: bytes
    count: int
    problems: tuple[Problem, ...]


def snapshot_lines(path: Path, processes: int = 1) -> Iterator[Written]:
    """The facts documents of a snapshot as lines, in the order of its rows, some at a time.

    With `processes` above 1 that many interpreters are started, whose main module must be guarded
    as `multiprocessing` demands.  Raises CatalogueError for columns that are none of a snapshot's,
    and what polars raises where the file cannot be read.
    """
    snapshot = open_snapshot(path)
    spans = [(start, SPAN) for start in range(0, snapshot.length, SPAN)]
    if processes <= 1 or len(spans) <= 1:
        read = reader(snapshot)
        parts: Iterator[Part] = (part for span in spans for part in read(span))
    else:
        parts = spread(snapshot, reader, spans, min(processes, len(spans)))
    for text, count, problems in parts:
        yield Written(text, count, tuple(Problem(*fields) for fields in problems))


def reader(snapshot: Snapshot) -> Callable[[Span], Iterator[Part]]:
    """What reads spans of one snapshot, and keeps from span to span what recurs."""
    known = Bases(snapshot.bases, snapshot.source)
    lines = Lines(snapshot.source, known)

    def read(span: Span) -> Iterator[Part]:
        rows = span_rows(snapshot, *span)
        while some := _some(rows, lines, known):
            yield some

    return read


def _some(rows: Iterator[tuple[str, Row]], lines: Lines, known: Bases) -> Part | None:
    """The next rows as lines; None where there are none."""
    made: list[bytes] = []
    problems: list[tuple[str, str, str]] = []
    with uncollected():
        for name, row in islice(rows, TOGETHER):
            if row.plain and row.entry is not None:
                made.append(lines.line(row.entry))
                continue
            for found in records(row, known, name):
                if isinstance(found, Problem):
                    problems.append((found.record, found.field, found.message))
                else:
                    made.append(json_line(found))
    return (b"\n".join([*made, b""]), len(made), problems) if made or problems else None
