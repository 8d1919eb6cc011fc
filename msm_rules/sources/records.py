"""The records of a catalogue, one after the other, whatever file they stand in.

Owns which ending of a file is read how, and the name each record has in messages
(`models.jsonl:12`, `models.json: record 3`). Holds one record of JSON lines at a time, one batch
of Parquet, and only JSON and YAML as whole files, which are limited in size.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from msm_rules.shipped import data
from msm_rules.sources.addresses import hub_address
from msm_rules.sources.broken import BadRecord, CatalogueError, refused, unreadable
from msm_rules.sources.notation import read_json, read_yaml
from msm_rules.sources.parquet import parquet_records

if TYPE_CHECKING:
    from msm_rules.sources.hub import Hub

STDIN = "-"
MODELS = "models"
"""The name of the list of records where a JSON or YAML document is a mapping."""

MIB = 1024 * 1024
LONGEST_LINE = 16 * MIB
LARGEST = {"JSON": 256 * MIB, "YAML": 16 * MIB}
"""Bytes beyond which a line or a file is refused; JSON lines and Parquet have no limit as files."""

Records: TypeAlias = Iterator[tuple[str, object]]


def read_records(path: str | Path | None, hub: Hub | None = None) -> Records:
    """The records of a file, of all files of a folder, of stdin (`-`), of an address of the Hub
    (`hub` says how it is asked), or the shipped catalogue.

    Each has a name for messages; one that cannot be read stands there as a `Problem`. Raises
    CatalogueError where there is nothing to read: no such file, not UTF-8, empty, unsound as a
    whole.
    """
    if path is None:
        shipped = BytesIO(data("msm_rules.catalogue", "models.jsonl"))
        yield from _lines(shipped, "shipped")
    elif isinstance(path, str) and (address := hub_address(path)) is not None:
        from msm_rules.sources.hub.documents import hub_documents  # loads what only the Hub needs

        yield from hub_documents(address, hub)
    elif str(path) == STDIN:
        yield from _some(_lines(sys.stdin.buffer, "stdin"), "stdin")
    else:
        yield from _some(_of_path(Path(path)), str(path))


def _some(records: Records, name: str) -> Records:
    """The records, of which there must be one."""
    empty = True
    for record in records:
        empty = False
        yield record
    if empty:
        raise CatalogueError(name, "is empty", "a catalogue holds at least one facts document")


def _of_path(path: Path) -> Records:
    try:
        if path.is_dir():
            yield from _folder(path)
        else:
            yield from _file(path)
    except (OSError, ValueError) as error:
        raise refused(path, error) from None


def _folder(folder: Path) -> Records:
    """Every catalogue file of a folder, by name; one that is broken never loses the others."""
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() in READERS and p.is_file())
    if not found:
        raise CatalogueError(str(folder), "holds no catalogue file", f"expected {_endings()}")
    for path in found:
        try:
            yield from _file(path)
        except CatalogueError as error:
            yield unreadable(str(path), error.reason)


def _file(path: Path) -> Records:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        if not path.exists():
            raise refused(path, FileNotFoundError())
        kind = f"`{path.suffix}`" if path.suffix else "no ending"
        raise CatalogueError(str(path), f"has {kind}", f"a catalogue ends in {_endings()}")
    return reader(path)


def _endings() -> str:
    *most, last = READERS
    return f"{', '.join(most)} or {last}"


# --- JSON lines ----------------------------------------------------------------------------------


def _json_lines(path: Path) -> Records:
    with path.open("rb") as file:
        yield from _lines(file, str(path))


def _lines(file: BinaryIO, name: str) -> Records:
    """One record a line. A file that does not begin as text is refused as a whole."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        record = f"{name}:{number}"
        if len(line) > LONGEST_LINE:
            yield unreadable(record, f"is longer than {LONGEST_LINE // MIB} MiB")
            _skip_line(file, line)
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as wrong:
            if number == 1:
                raise _not_text(name, wrong) from None
            yield unreadable(record, f"is not UTF-8 text: byte {wrong.start + 1} is no character")
            continue
        if not text.strip():
            continue
        try:
            yield record, read_json(text.rstrip("\r\n"))
        except BadRecord as bad:
            yield unreadable(record, bad)


def _skip_line(file: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(LONGEST_LINE)


def _not_text(name: str, wrong: UnicodeDecodeError) -> CatalogueError:
    at = wrong.object.count(b"\n", 0, wrong.start) + 1
    reason = f"is not UTF-8 text: byte {wrong.start + 1}, in line {at}, is no character"
    return CatalogueError(name, reason, "save it as UTF-8")


# --- whole documents -----------------------------------------------------------------------------


def _document(notation: str, read: Callable[[str], Iterator[Any]]) -> Callable[[Path], Records]:
    def records(path: Path) -> Records:
        try:
            yield from _in_document(str(path), list(read(_text(path, notation))))
        except BadRecord as bad:
            raise CatalogueError(str(path), str(bad)) from None

    return records


def _text(path: Path, notation: str) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST[notation] + 1)
    if len(content) > LARGEST[notation]:
        reason = f"is larger than {LARGEST[notation] // MIB} MiB, the most for {notation}"
        raise CatalogueError(str(path), reason, "as JSON lines it may have any size")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _not_text(str(path), wrong) from None
    if not text.strip():
        raise CatalogueError(str(path), "is empty")
    return text


def _in_document(name: str, documents: list[Any]) -> Records:
    """A list of records, the list `models`, one record, or several YAML documents."""
    whole: Any = documents[0] if len(documents) == 1 else documents
    if isinstance(whole, dict) and isinstance(whole.get(MODELS), list):
        whole = whole[MODELS]
    if isinstance(whole, list):
        yield from ((f"{name}: record {n}", record) for n, record in enumerate(whole, 1))
    else:
        yield name, whole


def _one_json(text: str) -> Iterator[Any]:
    yield read_json(text)


READERS: dict[str, Callable[[Path], Records]] = {
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": _document("JSON", _one_json),
    ".yaml": _document("YAML", read_yaml),
    ".yml": _document("YAML", read_yaml),
    ".parquet": parquet_records,
}
"""How a file is read, by its ending."""
