"""The records of files as they stand there, one after the other, whatever the notation.

Owns which ending is read how, and the name each record has in messages (`models.jsonl:12`,
`models.csv: row 3`, `models.json: record 3`). Holds one line, row or batch at a time; only JSON,
YAML and TOML are read as whole files, which are limited in size. What a record means is for others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.problems import found
from msm_rules.frozen import record
from msm_rules.sources.broken import BadRecord, CatalogueError, refused, unreadable
from msm_rules.sources.csv_rows import CsvForm, csv_rows
from msm_rules.sources.notation import read_json, read_toml, read_yaml
from msm_rules.sources.parquet import parquet_rows
from msm_rules.sources.texts import lines, whole_text

MODELS = "models"
"""The name of the list of records where a document is a mapping and nothing else is said."""

Records: TypeAlias = Iterator[tuple[str, object]]
Readers: TypeAlias = "dict[str, Callable[[Path], Records]]"


@record
class How:
    """How files are read, as far as a mapping says: where in a document the list of records is,
    whether YAML may have aliases, and how CSV is written."""

    at: tuple[str, ...] = ()
    aliases: bool = False
    csv: CsvForm = CsvForm()


PLAIN = How()


def readers(how: How = PLAIN) -> Readers:
    """How a file is read, by its ending."""
    rows = partial(csv_rows, form=how.csv)
    yaml = _document("YAML", partial(read_yaml, aliases=how.aliases), how)
    return {
        ".jsonl": json_lines,
        ".ndjson": json_lines,
        ".json": _document("JSON", _one(read_json), how),
        ".yaml": yaml,
        ".yml": yaml,
        ".toml": _document("TOML", _one(read_toml), how),
        ".csv": rows,
        ".tsv": rows,
        ".parquet": parquet_rows,
    }


# --- files and folders ---------------------------------------------------------------------------

MAPPING = ".map"
"""What stands before the ending of a mapping file that lies beside its table."""

NOT_READ = {
    **dict.fromkeys(
        (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".zst", ".rar"),
        ("is an archive, and archives are not read", "unpack it, and name the file or folder"),
    ),
    **dict.fromkeys(
        (".xlsx", ".xls", ".xlsm", ".ods", ".numbers"),
        ("is a spreadsheet's own file", "save it as CSV (UTF-8), and name that"),
    ),
    ".xml": (
        "is XML, which is not read",
        "of CycloneDX the JSON form is read: `cyclonedx convert` makes it from XML",
    ),
}
"""Endings of files that people try, why they are not read, and what to do."""


def from_path(path: Path, by_ending: Readers) -> Records:
    """The records of a file, or of all files of a folder; raises CatalogueError."""
    try:
        if path.is_dir():
            yield from _folder(path, by_ending)
        else:
            yield from _file(path, by_ending)
    except (OSError, ValueError) as error:
        raise refused(path, error) from None


def catalogue_files(folder: Path, by_ending: Readers) -> list[Path]:
    """The files of a folder that may hold records, by name."""
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in by_ending and p.is_file())
    return [p for p in files if not p.stem.endswith(MAPPING)]


def _folder(folder: Path, by_ending: Readers) -> Records:
    """Every catalogue file of a folder, by name; one that is broken never loses the others."""
    files = catalogue_files(folder, by_ending)
    if not files:
        hint = f"expected {_endings(by_ending)}; folders in it are not looked into"
        raise CatalogueError(str(folder), "holds no catalogue file", hint)
    for path in files:
        try:
            yield from _file(path, by_ending)
        except CatalogueError as error:
            yield unreadable(str(path), error.reason)


def _file(path: Path, by_ending: Readers) -> Records:
    suffix = path.suffix.lower()
    reader = by_ending.get(suffix)
    if reader is not None:
        return reader(path)
    if not path.exists():
        raise refused(path, FileNotFoundError())
    if suffix in NOT_READ:
        raise CatalogueError(str(path), *NOT_READ[suffix])
    kind = f"`{visible(path.suffix)}`" if path.suffix else "no ending"
    raise CatalogueError(str(path), f"has {kind}", f"a catalogue ends in {_endings(by_ending)}")


def _endings(by_ending: Readers) -> str:
    *most, last = by_ending
    return f"{', '.join(most)} or {last}"


# --- JSON lines ----------------------------------------------------------------------------------


def json_lines(path: Path) -> Records:
    """One record a line; raises CatalogueError where the file does not begin as text."""
    with path.open("rb") as file:
        yield from json_lines_of(file, str(path))


def json_lines_of(file: BinaryIO, name: str) -> Records:
    """As `json_lines`, of a file that is open; `name` is what messages call it."""
    for number, line in enumerate(lines(file, name), 1):
        place = f"{name}:{number}"
        if isinstance(line, BadRecord):
            yield unreadable(place, line)
        elif line.strip():
            try:
                yield place, read_json(line.rstrip("\r\n"))
            except BadRecord as bad:
                yield unreadable(place, bad)


# --- whole documents -----------------------------------------------------------------------------


def _document(
    notation: str, read: Callable[[str], Iterator[Any]], how: How
) -> Callable[[Path], Records]:
    def records(path: Path) -> Records:
        try:
            documents = list(read(whole_text(path, notation)))
            yield from _in_document(str(path), documents, how.at)
        except BadRecord as bad:
            raise CatalogueError(str(path), str(bad)) from None

    return records


def _one(read: Callable[[str], Any]) -> Callable[[str], Iterator[Any]]:
    def documents(text: str) -> Iterator[Any]:
        yield read(text)

    return documents


def _in_document(name: str, documents: list[Any], at: tuple[str, ...]) -> Records:
    """A list of records, the list `models`, one record, or several YAML documents."""
    whole: Any = documents[0] if len(documents) == 1 else documents
    if at:
        whole = _at(whole, at)
    elif isinstance(whole, dict) and isinstance(whole.get(MODELS), list):
        whole = whole[MODELS]
    if isinstance(whole, list):
        yield from ((f"{name}: record {n}", one) for n, one in enumerate(whole, 1))
    else:
        yield name, whole


def _at(whole: Any, at: tuple[str, ...]) -> Any:
    """What stands at a path in a document; raises BadRecord where there is no list."""
    for name in at:
        whole = whole.get(name) if isinstance(whole, dict) else None
    if not isinstance(whole, list):
        path = visible(".".join(at))
        raise BadRecord(f"has no list of records at `{path}`: found {found(whole)}")
    return whole
