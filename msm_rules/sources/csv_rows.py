"""Rows of a CSV file by the names in its first row, one at a time.

Owns the form of such files (RFC 4180): what separates cells, quotes, and rows that do not fit the
header. A row with a fault is said and left out; a quote that is never closed costs its own row, not
the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.problems import name_of
from msm_rules.frozen import record
from msm_rules.sources.broken import BadRecord, CatalogueError, refused, unreadable
from msm_rules.sources.texts import lines

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
"""What may stand between cells where nothing is declared; the one that gives most names counts."""

ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1")
LONGEST_ROW = 1024 * 1024
"""Characters of one row, which may have many lines where a cell is quoted."""


@record
class CsvForm:
    """How a CSV file is written, as far as its mapping says: what separates cells (None: found
    out from the header), the rows before the header, and the encoding."""

    separator: str | None = None
    skip: int = 0
    encoding: str = "utf-8"


def csv_rows(path: Path, form: CsvForm) -> Iterator[tuple[str, object]]:
    """Each row as a mapping from the names in the header; row numbers are those a spreadsheet
    shows.  Raises CatalogueError where there is no header, or one that names a column twice."""
    with path.open("rb") as file:
        source = _Lines(lines(file, str(path), form.encoding))
        source.skip(form.skip)
        header, separator = _header(source, path, form)
        number = form.skip + 1
        for cells in _rows(source, separator):
            number += 1
            name = f"{path}: row {number}"
            if isinstance(cells, BadRecord):
                yield unreadable(name, cells)
            elif any(cell.strip() for cell in cells):
                yield _named(name, header, cells)


def column_names(path: Path, form: CsvForm) -> list[str]:
    """The names in the header.  Raises CatalogueError where there is none, or no such file."""
    try:
        with path.open("rb") as file:
            source = _Lines(lines(file, str(path), form.encoding))
            source.skip(form.skip)
            return [name for name in _header(source, path, form)[0] if name]
    except (OSError, ValueError) as error:
        raise refused(path, error) from None


class _Lines:
    """Lines that can be put back, so that a row with a fault does not lose those after it."""

    def __init__(self, source: Iterator[str | BadRecord]) -> None:
        self.source = source
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self.source)
        if isinstance(line, BadRecord):
            raise line
        self.taken.append(line)
        self.length += len(line)
        if self.length > LONGEST_ROW and len(self.taken) > 1:
            raise csv.Error("a row without end")
        return line

    def start(self) -> None:
        """A new row begins."""
        self.taken, self.length = [], 0

    def put_back(self, first: int) -> None:
        """Give the lines taken for this row once more, from the `first` on."""
        self.again.extendleft(reversed(self.taken[first:]))

    def skip(self, count: int) -> None:
        """Leave out so many lines, whatever they hold."""
        for _ in range(count):
            next(self.source, None)


def _rows(source: _Lines, separator: str) -> Iterator[list[str] | BadRecord]:
    reader = csv.reader(source, delimiter=separator, strict=True)
    while True:
        source.start()
        try:
            yield next(reader)
        except StopIteration:
            return
        except BadRecord as bad:
            source.put_back(1)
            yield bad
        except csv.Error as wrong:
            source.put_back(1)
            yield BadRecord(_why(wrong, source.taken))
            reader = csv.reader(source, delimiter=separator, strict=True)


def _why(wrong: csv.Error, taken: list[str]) -> str:
    if "field larger" in str(wrong):
        return f"has a cell of more than {csv.field_size_limit():,} characters"
    if len(taken) > 1 or "unexpected end" in str(wrong):
        return 'opens a quote `"` that is not closed'
    return f"is not CSV: {visible(str(wrong))}"


def _header(source: _Lines, path: Path, form: CsvForm) -> tuple[list[str], str]:
    """The names of the columns, and what separates cells: of what may, that with most names."""
    said = _said_by_excel(source)
    declared = form.separator or said
    wanted = [declared] if declared else list(SEPARATORS)
    found = [(names, s) for s in wanted if (names := _cells(source, s, path)) is not None]
    if not found:
        raise CatalogueError(str(path), "has a header that is not CSV", "is a quote not closed?")
    names, separator = max(found, key=lambda pair: len(pair[0]))
    next(csv.reader(source, delimiter=separator, strict=True))
    names = [" ".join(name.split()) for name in names]
    _check_names(names, path)
    return names, separator


def _said_by_excel(source: _Lines) -> str | None:
    """The sign in a first line `sep=;`, which Excel writes and reads; that line is no row."""
    source.start()
    first = next(source, "")
    found = re.fullmatch(r"sep=(.)\r?\n?", first)
    if found is None:
        source.put_back(0)
    return found[1] if found else None


def _cells(source: _Lines, separator: str, path: Path) -> list[str] | None:
    """The cells of the next row, which is not taken; None where it is not CSV."""
    source.start()
    try:
        return next(csv.reader(source, delimiter=separator, strict=True))
    except StopIteration:
        reason = "the first row names the columns"
        raise CatalogueError(str(path), "has no header", reason) from None
    except BadRecord as bad:
        raise CatalogueError(str(path), f"has a header that {bad}") from None
    except csv.Error:
        return None
    finally:
        source.put_back(0)


def _check_names(names: list[str], path: Path) -> None:
    """Every column has a name of its own; those without one may stand at the end."""
    named = [name for name in names if name]
    if not named:
        raise CatalogueError(str(path), "has no header", "the first row names the columns")
    twice = next((name for n, name in enumerate(named) if name in named[:n]), None)
    if twice is not None:
        reason = f"names the column {name_of(twice)} twice"
        raise CatalogueError(str(path), reason, "give each column a name of its own")


def _named(name: str, header: list[str], cells: list[str]) -> tuple[str, object]:
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(header):
        cell = "cell" if len(cells) == 1 else "cells"
        count = f"has {len(cells)} {cell}, and the header names {len(header)} columns"
        return unreadable(name, count)
    return name, {column: cell for column, cell in zip(header, cells, strict=True) if column}
