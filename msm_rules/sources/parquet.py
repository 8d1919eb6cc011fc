"""A catalogue in Parquet: one row a model, as a document, with a column a fact, or of the Hub.

Owns what kind of table a file holds, and the late loading of polars. A column `document` holds
facts documents as JSON; the columns of a hub snapshot are the business of `snapshot`; otherwise
columns are named by the paths of facts (`memory.int4`), and a cell holds the fact's JSON form, as
a value of Parquet or as JSON text; null is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.broken import BadRecord, CatalogueError, refused, unreadable
from msm_rules.sources.notation import read_json

if TYPE_CHECKING:
    from msm_rules.sources.snapshot import Written

DOCUMENT = "document"
BATCH = 2_000
"""Rows held at a time."""

Records: TypeAlias = "Iterator[tuple[str, object]]"


def parquet_records(path: Path) -> Records:
    """The records of a Parquet file; raises CatalogueError where it is none."""
    with _reading(path):
        yield from _reader(path)(path)


def parquet_rows(path: Path) -> Records:
    """The rows of a Parquet file as they are; raises CatalogueError where it is none."""
    with _reading(path):
        yield from _each(path, lambda cells: cells)


def parquet_lines(path: Path, processes: int = 1) -> Iterator[Written] | None:
    """The facts documents of a hub snapshot as lines of JSON, in bulk; None where it is none.

    See `snapshot.snapshot_lines`; raises CatalogueError where the file cannot be read.
    """
    try:
        with _reading(path):
            columns = _columns(path)
    except (OSError, ValueError) as error:
        raise refused(path, error) from None
    is_snapshot = DOCUMENT not in columns and _snapshot().is_snapshot(columns)
    return _lines(path, processes) if is_snapshot else None


def _lines(path: Path, processes: int) -> Iterator[Written]:
    with _reading(path):
        yield from _snapshot().snapshot_lines(path, processes)


def _reader(path: Path) -> Callable[[Path], Records]:
    columns = _columns(path)
    if DOCUMENT in columns:
        return _documents
    read: Callable[[Path], Records] = _snapshot().snapshot_records
    return read if _snapshot().is_snapshot(columns) else _facts_records


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """What polars says of a file, as an error that names it."""
    pl = _polars(path)
    with path.open("rb"):  # a missing file is told apart before polars words it
        pass
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as wrong:
        first = str(wrong).splitlines()[0] if str(wrong) else "unknown fault"
        raise CatalogueError(str(path), f"is not Parquet: {visible(first)}") from None


def _polars(path: Path) -> Any:
    try:
        import polars  # slow to load, and few catalogues are Parquet
    except ImportError:
        hint = "install msm-rules[parquet], or give the catalogue as JSON lines"
        raise CatalogueError(str(path), "needs polars to be read", hint) from None
    return polars


def _snapshot() -> Any:
    from msm_rules.sources import snapshot  # loads polars

    return snapshot


def _columns(path: Path) -> list[str]:
    names: list[str] = _polars(path).scan_parquet(path, glob=False).collect_schema().names()
    return names


def _documents(path: Path) -> Records:
    return _each(path, lambda cells: _document(cells[DOCUMENT]))


def _facts_records(path: Path) -> Records:
    return _each(path, _facts)


def _each(path: Path, read: Callable[[dict[str, Any]], object]) -> Records:
    row = 0
    for batch in _batches(path):
        for cells in batch.iter_rows(named=True):
            row += 1
            name = f"{path}: row {row}"
            try:
                yield name, read(cells)
            except BadRecord as bad:
                yield unreadable(name, bad)


def _batches(path: Path) -> Iterator[Any]:
    pl = _polars(path)
    rows = pl.scan_parquet(path, glob=False)
    total = rows.select(pl.len()).collect().item()
    for start in range(0, total, BATCH):
        yield rows.slice(start, BATCH).collect()


def _document(cell: object) -> object:
    if not isinstance(cell, str):
        raise BadRecord("has no facts document as JSON text in the column `document`")
    return read_json(cell)


def _facts(cells: dict[str, Any]) -> dict[str, object]:
    found = ((name, _plain(cell)) for name, cell in cells.items())
    return {name: value for name, value in found if value is not None}


def _plain(cell: Any) -> Any:
    """A cell as plain JSON; text that is a list, a mapping or a text of JSON is read as such."""
    if isinstance(cell, str):
        return read_json(cell) if cell[:1] in ("{", "[", '"') else cell
    if isinstance(cell, dict):
        inner = {name: _plain(value) for name, value in cell.items()}
        return {name: value for name, value in inner.items() if value is not None} or None
    return [_plain(item) for item in cell] if isinstance(cell, list) else cell
