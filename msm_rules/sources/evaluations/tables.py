"""Leaderboards as tables: CSV with one row a model, read by a mapping.

Owns the file: its delimiter, its header, comments and limits.  Holds one row at a time; what cells
say stands in `rows`, what columns mean in the mapping.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from msm_rules.facts.problems import quoted
from msm_rules.sources.broken import CatalogueError, refused
from msm_rules.sources.evaluations.columns import Table
from msm_rules.sources.evaluations.mapping import SHIPPED, shipped_mapping
from msm_rules.sources.evaluations.rows import Opened, row_run, source_of
from msm_rules.sources.evaluations.run import Run
from msm_rules.sources.normalise.score import Oddity

DELIMITERS = (",", ";", "\t")
MOST_ROWS = 2_000_000
LONGEST_LINE = 1024 * 1024
"""Characters of a line beyond which a table is refused."""

SHORT = "has another number of cells than the header"


def open_table(path: Path, where: str, table: Table | None) -> Opened:
    """A table by its mapping, or by the one that ships for its header; raises CatalogueError."""
    try:
        digest = _digest(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            if table is None:
                table = recognised(file)
            if table is None:
                hint = f"say what its columns mean in {quoted(f'{path.stem}.mapping.yaml')}"
                raise CatalogueError(str(path), "is a table without a mapping", hint)
            file.seek(0)
            delimiter, header = _header(str(path), file, table)
    except (OSError, ValueError) as error:
        raise _not_read(path, error) from None
    _check_columns(str(path), table, header)
    return Opened(where, table, delimiter, header, digest)


def _not_read(path: Path, error: OSError | ValueError) -> CatalogueError:
    if isinstance(error, UnicodeDecodeError):
        return CatalogueError(str(path), "is not UTF-8 text", "save it as UTF-8")
    return refused(path, error)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def recognised(lines: Iterable[str]) -> Table | None:
    """The mapping that ships for a table with this header, whatever the order of its columns."""
    known = {shipped_mapping(each).header: shipped_mapping(each) for each in SHIPPED}
    for text in _texts(lines, None):
        if table := known.get(frozenset(_cells(text, ","))):
            return table
        if not text.startswith("#"):
            return None
    return None


def _texts(lines: Iterable[str], comment: str | None) -> Iterator[str]:
    """The lines of a table without comments and empty ones, none longer than it may be."""
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise ValueError(f"has a line of more than {LONGEST_LINE:,} characters")
        if line.strip() and not (comment and line.startswith(comment)):
            yield line


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _header(where: str, lines: Iterable[str], table: Table) -> tuple[str, tuple[str, ...]]:
    """The delimiter and the header.  Undeclared, it is the one of `, ; tab` whose cells hold the id
    column; two that do are an error, since a wrong one would shift every column."""
    line = next(_texts(lines, table.comment), None)
    if line is None:
        raise CatalogueError(where, "is empty")
    tried = (table.delimiter,) if table.delimiter else DELIMITERS
    fitting = [(sign, cells) for sign in tried if table.id in (cells := _cells(line, sign))]
    if len(fitting) > 1:
        hint = 'declare it in the mapping, such as `delimiter: ";"`'
        raise CatalogueError(where, "may be delimited in more than one way", hint)
    if not fitting:
        shown = ", ".join(quoted(cell) for cell in _cells(line, tried[0])[:12])
        raise CatalogueError(where, f"has no column {quoted(table.id)}", f"its columns are {shown}")
    return fitting[0][0], tuple(fitting[0][1])


def _check_columns(where: str, table: Table, header: tuple[str, ...]) -> None:
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise CatalogueError(where, f"has the column {quoted(twice[0])} twice")
    for column in _needed(table):
        if column not in header:
            raise CatalogueError(where, f"has no column {quoted(column)}, which its mapping names")


def _needed(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield column.column
        yield from (v for v in (column.n, column.stderr, column.shots) if isinstance(v, str))
    yield from (rule.column for rule in table.where)


def table_runs(path: Path, opened: Opened) -> Iterator[Run]:
    """A run for each row; raises CatalogueError where the file as a whole cannot be read on."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(file, opened)
    except (OSError, ValueError, csv.Error) as error:
        wrong = error if isinstance(error, OSError | ValueError) else ValueError(str(error))
        raise _not_read(path, wrong) from None


def _rows(lines: Iterable[str], opened: Opened) -> Iterator[Run]:
    reader = csv.reader(_texts(lines, opened.table.comment), delimiter=opened.delimiter)
    next(reader, None)
    for number, cells in enumerate(reader, 1):
        if number > MOST_ROWS:
            raise ValueError(f"has more than {MOST_ROWS:,} rows")
        if len(cells) != len(opened.header):
            odd = (Oddity(f"row {number}", SHORT),)
            yield Run(opened.where, source_of(opened.table), None, odd=odd)
            continue
        row = dict(zip(opened.header, map(str.strip, cells), strict=True))
        yield row_run(opened, row, f"row {number}")
