"""Screenings as files, by the ending of the path: the table of formats, and writing whole.

Owns which ending means which form. The forms themselves stand in `table_files` and `page`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msm_rules.diagnostics.cells import visible
from msm_rules.report.table_files import csv_bytes, jsonl_bytes, parquet_bytes
from msm_rules.report.whole_file import write_whole
from msm_rules.screening import Screening


def _page(screening: Screening) -> bytes:
    from msm_rules.report.page import page  # jinja2 is slow to load, and few screenings are pages

    return page(screening).encode("utf-8", "replace")


FORMATS: dict[str, Callable[[Screening], bytes]] = {
    ".csv": csv_bytes,
    ".jsonl": jsonl_bytes,
    ".parquet": parquet_bytes,
    ".html": _page,
}
"""The endings of files that a screening can be written to."""


class UnknownFormat(Exception):
    """A path whose ending says of no known form; the text names those there are."""


def check_format(path: str | Path) -> str:
    """The ending of a path, before any work is done; raises UnknownFormat."""
    suffix = Path(path).suffix.lower()
    if suffix in FORMATS:
        return suffix
    *most, last = FORMATS
    found = f"`{visible(Path(path).name)}` does not end in"
    raise UnknownFormat(f"{found} {', '.join(most)} or {last}")


def write_screening(screening: Screening, path: str | Path) -> None:
    """Write a screening to a file, whole or not at all.

    Raises UnknownFormat, OSError where the file cannot be written, ModuleNotFoundError for Parquet
    without polars.
    """
    write_whole(Path(path), FORMATS[check_format(path)](screening))
