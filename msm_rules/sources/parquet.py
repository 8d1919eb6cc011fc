"""A catalogue in Parquet: one row a model, as a document or with a column a fact.

Owns polars' part in reading catalogues, which loads only here. A column `document` holds facts
documents as JSON; otherwise columns are named by the paths of facts (`memory.int4`), and a cell
holds the fact's JSON form, as a value of Parquet or as JSON text; null is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.broken import BadRecord, CatalogueError, unreadable
from msm_rules.sources.notation import read_json

DOCUMENT = "document"
BATCH = 2_000
"""Rows held at a time."""


def parquet_records(path: Path) -> Iterator[tuple[str, object]]:
    """The records of a Parquet file; raises CatalogueError where it is none."""
    row = 0
    for batch in _batches(path):
        whole = DOCUMENT in batch.columns
        for cells in batch.iter_rows(named=True):
            row += 1
            name = f"{path}: row {row}"
            try:
                yield name, _document(cells[DOCUMENT]) if whole else _facts(cells)
            except BadRecord as bad:
                yield unreadable(name, bad)


def parquet_rows(path: Path) -> Iterator[tuple[str, object]]:
    """The rows of a Parquet file as they are; raises CatalogueError where it is none."""
    row = 0
    for batch in _batches(path):
        for cells in batch.iter_rows(named=True):
            row += 1
            yield f"{path}: row {row}", cells


def _batches(path: Path) -> Iterator[Any]:
    try:
        import polars as pl  # slow to load, and few catalogues are Parquet
    except ImportError:
        hint = "install msm-rules[parquet], or give the catalogue as JSON lines"
        raise CatalogueError(str(path), "needs polars to be read", hint) from None
    with path.open("rb"):  # a missing file is told apart before polars words it
        pass
    try:
        rows = pl.scan_parquet(path, glob=False)
        total = rows.select(pl.len()).collect().item()
        for start in range(0, total, BATCH):
            yield rows.slice(start, BATCH).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as wrong:
        first = str(wrong).splitlines()[0] if str(wrong) else "unknown fault"
        raise CatalogueError(str(path), f"is not Parquet: {visible(first)}") from None


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
