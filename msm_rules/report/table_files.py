"""A screening's table as the bytes of a file: CSV, JSON lines, Parquet.

Owns the three forms. Spreadsheets run a cell that begins as a formula does: such texts, which
strangers write, get an apostrophe before them in CSV.
"""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

from msm_rules.report.table import Cell, columns, lines
from msm_rules.screening import Screening

BETWEEN = "; "
"""What stands between the members of a list in one cell of CSV."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(screening: Screening) -> bytes:
    """The table as CSV (RFC 4180) with a line of names."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(map(harmless, columns(screening)))
    writer.writerows([_csv_cell(cell) for cell in line.values()] for line in lines(screening))
    return out.getvalue().encode()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv_cell(cell: Cell) -> Cell:
    match cell:
        case bool():
            return "true" if cell else "false"
        case list():
            return harmless(BETWEEN.join(cell))
        case str():
            return harmless(cell)
        case _:
            return cell


def jsonl_bytes(screening: Screening) -> bytes:
    """The table as JSON lines: one object a model."""
    texts = (json.dumps(line, ensure_ascii=False, allow_nan=False) for line in lines(screening))
    return "".join(f"{text}\n" for text in texts).encode("utf-8", "replace")


def parquet_bytes(screening: Screening) -> bytes:
    """The table as Parquet. Raises ModuleNotFoundError without polars."""
    import polars as pl  # slow to load, and few tables are Parquet

    kinds = {str: pl.String, bool: pl.Boolean, int: pl.Int64, float: pl.Float64}
    schema = {
        name: pl.List(pl.String) if kind is list else kinds[kind]
        for name, kind in columns(screening).items()
    }
    out = BytesIO()
    pl.DataFrame(list(lines(screening)), schema=schema).write_parquet(out)
    return out.getvalue()
