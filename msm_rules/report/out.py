"""Screenings as files, by the ending of the path: the table of formats, and writing whole.

Owns which ending means which form. The forms themselves stand in `table_files` and `page`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from msm_rules.diagnostics.cells import visible
from msm_rules.report.table_files import csv_bytes, jsonl_bytes, parquet_bytes
from msm_rules.report.whole_file import write_whole
from msm_rules.screening import Screening

Writer: TypeAlias = "Callable[[Screening, str | None], bytes]"
"""Makes the bytes of a file; the command is the one that makes it again."""


def _page(screening: Screening, command: str | None) -> bytes:
    from msm_rules.report.shortlist_page import shortlist_page  # loads jinja2, and few are pages

    return shortlist_page(screening, command).encode("utf-8", "replace")


def _markdown(screening: Screening, command: str | None) -> bytes:
    from msm_rules.report.shortlist_markdown import shortlist_markdown  # few are Markdown

    return shortlist_markdown(screening, command).encode("utf-8", "replace")


def _table(write: Callable[[Screening], bytes]) -> Writer:
    return lambda screening, command: write(screening)


FORMATS: dict[str, Writer] = {
    ".csv": _table(csv_bytes),
    ".jsonl": _table(jsonl_bytes),
    ".parquet": _table(parquet_bytes),
    ".md": _markdown,
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


def write_screening(screening: Screening, path: str | Path, command: str | None = None) -> None:
    """Write a screening to a file, whole or not at all.

    `command` is the command line that makes it again, where that is known; pages say it.

    Raises UnknownFormat, OSError where the file cannot be written, ModuleNotFoundError for Parquet
    without polars.
    """
    write_whole(Path(path), FORMATS[check_format(path)](screening, command))
