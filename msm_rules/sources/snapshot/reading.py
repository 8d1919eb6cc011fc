"""Reading a snapshot: two looks over the whole of it, then its rows span by span.

Owns what must be known before the first row is read (the columns, the day of the snapshot, which
models others descend from) and the records of a catalogue that the rows are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import polars as pl

from msm_rules.facts import Problem
from msm_rules.frozen import record
from msm_rules.sources.normalise.claims import Json, Source
from msm_rules.sources.normalise.entries import HUB, Entry
from msm_rules.sources.snapshot.bases import Bases, bases, named_parents
from msm_rules.sources.snapshot.columns import ID, check_columns
from msm_rules.sources.snapshot.documents import records
from msm_rules.sources.snapshot.rows import Row, rows

Record: TypeAlias = "tuple[str, dict[str, Json] | Problem]"

SPAN = 10_000
"""Rows that are read at a time."""
HEAVIEST = 64 * 1024 * 1024
"""Bytes of text that are held as plain values at a time; the rows of a real span have a third."""

_PARENTS = ("cardData", "baseModels")
_LINEAGE = ("id", "tags", *_PARENTS)


@record
class Snapshot:
    """A snapshot that is open: `observed` is its day, `bases` what others descend from."""

    path: str
    columns: tuple[str, ...]
    length: int
    observed: str | None
    bases: dict[str, bytes]

    @property
    def source(self) -> Source:
        """The source of everything that its rows say."""
        return Source(HUB.name, HUB.extractor, self.observed)


def open_snapshot(path: Path) -> Snapshot:
    """The snapshot in a Parquet file; raises CatalogueError for columns that are none of it, and
    what polars raises where the file cannot be read."""
    table = pl.scan_parquet(path, glob=False)
    columns = tuple(check_columns(str(path), table.collect_schema()))
    length = table.select(pl.len()).collect().item()
    bare = Snapshot(str(path), columns, length, _day_of(table, columns), {})
    lineage = tuple(name for name in _LINEAGE if name in columns)
    named: set[str] = set()
    for frame in _frames(bare, tuple(name for name in _PARENTS if name in columns)):
        named |= named_parents(frame)
    kept = bases((_named(frame, named) for frame in _frames(bare, lineage)), bare.source)
    return Snapshot(bare.path, columns, length, bare.observed, kept if named else {})


def _named(frame: pl.DataFrame, named: set[str]) -> pl.DataFrame:
    """The rows whose id is among those that are named."""
    is_named = [id is not None and id.casefold() in named for id in frame[ID]]
    return frame.filter(pl.Series(is_named, dtype=pl.Boolean))


def _day_of(table: pl.LazyFrame, columns: tuple[str, ...]) -> str | None:
    """The day of the last change of any model: a snapshot is not older, and nothing shows that it
    is younger.  Cells that hold no day do not count."""
    name = "lastModified"
    if name not in columns:
        return None
    column = pl.col(name)
    if table.collect_schema()[name] == pl.String:
        days = column.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    else:
        days = column.filter(column.dt.year().is_between(1, 9999))
    last = table.select(days.max().dt.strftime("%Y-%m-%d")).collect().item()
    return None if last is None else str(last)


def span_rows(snapshot: Snapshot, start: int, length: int) -> Iterator[tuple[str, Row]]:
    """Some rows, each named by its number (from 1)."""
    batches = _batches(snapshot, start, length, snapshot.columns)
    all_rows = (row for batch in batches for row in rows(batch, snapshot.source))
    for n, row in enumerate(all_rows, start + 1):
        yield f"{snapshot.path}: row {n}", row


def snapshot_entries(path: Path) -> Iterator[Entry]:
    """The rows of a snapshot that have an id, as entries."""
    snapshot = open_snapshot(path)
    for start in range(0, snapshot.length, SPAN):
        for _, row in span_rows(snapshot, start, SPAN):
            if row.entry is not None:
                yield row.entry


def snapshot_records(path: Path) -> Iterator[Record]:
    """The records of a snapshot, row by row: documents, and problems for what cannot be read."""
    snapshot = open_snapshot(path)
    known = Bases(snapshot.bases, snapshot.source)
    for start in range(0, snapshot.length, SPAN):
        for name, row in span_rows(snapshot, start, SPAN):
            yield from ((name, found) for found in records(row, known, name))


def _frames(snapshot: Snapshot, columns: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    for start in range(0, snapshot.length, SPAN):
        yield from _batches(snapshot, start, SPAN, columns)


def _batches(
    snapshot: Snapshot, start: int, length: int, columns: tuple[str, ...]
) -> Iterator[pl.DataFrame]:
    """Some rows in batches that may be held as plain values."""
    table = pl.scan_parquet(snapshot.path, glob=False).select(columns)
    yield from _parts(table.slice(start, length).collect())


def _parts(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The frame in parts, each of one row or with no more text than is held at a time."""
    if frame.height <= 1 or _weight(frame) <= HEAVIEST:
        yield frame
        return
    half = frame.height // 2
    yield from _parts(frame.slice(0, half))
    yield from _parts(frame.slice(half))


_OF_A_MEMBER = 50
"""Bytes that a member of a list takes as a plain value, about."""


def _weight(frame: pl.DataFrame) -> int:
    columns = list(frame.iter_columns())
    texts = [c.str.len_bytes().sum() for c in columns if c.dtype == pl.String]
    members = [c.list.len().sum() * _OF_A_MEMBER for c in columns if c.dtype == pl.List]
    return sum(int(bytes_) for bytes_ in (*texts, *members))
