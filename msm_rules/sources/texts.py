"""The text of a file, whole or line by line, within limits and in one encoding.

Owns what is refused because of its size or because it is no text. What a text says is for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msm_rules.sources.broken import BadRecord, CatalogueError

MIB = 1024 * 1024
LONGEST_LINE = 16 * MIB
LARGEST = {"JSON": 256 * MIB, "YAML": 16 * MIB, "TOML": 16 * MIB}
"""Bytes beyond which a line or a file is refused; what is read line by line has no limit."""


def whole_text(path: Path, notation: str) -> str:
    """The text of a file; raises CatalogueError where it is too large, empty or not UTF-8."""
    with path.open("rb") as file:
        content = file.read(LARGEST[notation] + 1)
    if len(content) > LARGEST[notation]:
        reason = f"is larger than {LARGEST[notation] // MIB} MiB, the most for {notation}"
        raise CatalogueError(str(path), reason, "as JSON lines it may have any size")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise not_text(str(path), wrong) from None
    if not text.strip():
        raise CatalogueError(str(path), "is empty")
    return text


def lines(file: BinaryIO, name: str, encoding: str = "utf-8") -> Iterator[str | BadRecord]:
    """The lines of a file with their ends, one at a time; one that cannot be read is said instead.

    Raises CatalogueError where the file does not begin as text: then it is of another kind.
    """
    first = True
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            yield BadRecord(f"is longer than {LONGEST_LINE // MIB} MiB")
            _skip_line(file, line)
        else:
            try:
                yield line.decode("utf-8-sig" if first and encoding == "utf-8" else encoding)
            except UnicodeDecodeError as wrong:
                if first:
                    raise not_text(name, wrong, encoding) from None
                at = wrong.start + 1
                yield BadRecord(f"is not {encoding.upper()} text: byte {at} is no character")
        first = False


def _skip_line(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(LONGEST_LINE)


def not_text(name: str, wrong: UnicodeDecodeError, encoding: str = "utf-8") -> CatalogueError:
    """A file that is not in its encoding: where, and what to do about it."""
    at = wrong.object.count(b"\n", 0, wrong.start) + 1
    place = f"byte {wrong.start + 1}, in line {at}, is no character"
    return CatalogueError(name, f"is not {encoding.upper()} text: {place}", "save it as UTF-8")
