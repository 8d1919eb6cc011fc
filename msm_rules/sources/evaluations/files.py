"""Files of results as bytes: which there are in a folder, and one parsed document after another.

Owns the limits: a JSON file is read whole and may have 64 MiB, a line of JSON lines 16 MiB.
`NaN` and `Infinity`, which the harnesses write, are read as such, so that one of them does not
cost the rest of its file.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msm_rules.frozen import record
from msm_rules.sources.broken import BadRecord, CatalogueError, refused
from msm_rules.sources.notation import read_json

MIB = 1024 * 1024
LARGEST = 64 * MIB
LONGEST_LINE = 16 * MIB
MOST_FILES = 200_000
"""Files of a folder beyond which it is refused."""

JSON, LINES, TABLES = (".json",), (".jsonl", ".ndjson"), (".csv", ".tsv")
_SAMPLES = re.compile(r"(?:^samples_.*|.*_samples)\.jsonl$")
"""Answers to single questions, which lm-evaluation-harness and Every Eval Ever keep: no results."""


@record
class Document:
    """A parsed document: its name in messages, the SHA-256 of its bytes, the day in its file's
    name (`results_2024-04-02T10-38-22.166273.json`), and what it holds."""

    where: str
    digest: str
    day: str | None
    value: Any


def result_files(folder: Path) -> list[Path]:
    """The files of a folder that may hold results, by name; raises CatalogueError."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in (*JSON, *LINES, *TABLES) and not _SAMPLES.match(name):
                found.append(path)
        if len(found) > MOST_FILES:
            reason = f"holds more than {MOST_FILES:,} files of results"
            raise CatalogueError(str(folder), reason, "read its folders one by one")
    return [path for path in found if path.is_file()]


def json_documents(path: Path, where: str) -> Iterator[Document | tuple[str, str]]:
    """The documents of a JSON file, one, or several in a list, or of JSON lines.

    One that cannot be read is its name and why.  Raises CatalogueError where nothing of a file
    can be."""
    try:
        if path.suffix.lower() in LINES:
            yield from _lines(path, where)
        else:
            yield from _whole(path, where)
    except (OSError, ValueError) as error:
        raise refused(path, error) from None


def _whole(path: Path, where: str) -> Iterator[Document | tuple[str, str]]:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size  # reading as much as may be would reserve it all
        data = file.read(min(size, LARGEST) + 1)
    if len(data) > LARGEST:
        raise CatalogueError(
            str(path), f"is larger than {LARGEST // MIB} MiB, the most for results"
        )
    digest, day = hashlib.sha256(data).hexdigest(), day_in(path.name)
    try:
        value = read_json(_text(data), infinite=True)
    except BadRecord as bad:
        raise CatalogueError(str(path), str(bad)) from None
    if not isinstance(value, list):
        yield Document(where, digest, day, value)
        return
    for number, each in enumerate(value, 1):
        yield Document(f"{where}: record {number}", digest, day, each)


def _lines(path: Path, where: str) -> Iterator[Document | tuple[str, str]]:
    number = 0
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            name = f"{where}:{number}"
            if len(line) > LONGEST_LINE:
                yield name, f"is longer than {LONGEST_LINE // MIB} MiB"
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
                continue
            if not line.strip():
                continue
            try:
                value = read_json(_text(line), infinite=True)
            except BadRecord as bad:
                yield name, str(bad)
                continue
            yield Document(name, hashlib.sha256(line).hexdigest(), day_in(path.name), value)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise BadRecord(
            f"is not UTF-8 text: byte {wrong.start + 1}, in line {line}, is no character"
        ) from None


_DAY = re.compile(r"(?<!\d)(20\d\d-\d\d-\d\d)(?!\d)")


def day_in(name: str) -> str | None:
    """The day in a file's name, in ISO 8601 and if there is one alone."""
    found = set(_DAY.findall(name))
    try:
        return date.fromisoformat(found.pop()).isoformat() if len(found) == 1 else None
    except ValueError:
        return None
