"""The models of a well-known catalogue, read by a ready reading.

Owns the pass over such a catalogue, a file or a folder of files, and that what several of its
records say of one model is put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msm_rules.facts import Problem
from msm_rules.sources.broken import CatalogueError, refused, unreadable
from msm_rules.sources.normalise.claims import Claim
from msm_rules.sources.raw_records import NOT_READ, How, Readers, Records, from_path, readers
from msm_rules.sources.tables.assembled import assembled, problem
from msm_rules.sources.tables.forms import fitted
from msm_rules.sources.tables.ready.known import Ready


def ready_records(ready: Ready, place: str) -> Records:
    """The models of a well-known catalogue; what several records say of one is one document."""
    said: dict[str, tuple[str, str, list[Claim]]] = {}
    for name, where, row in _ready_rows(ready, place):
        if isinstance(row, Problem):
            yield name, row
            continue
        record, odd = fitted(row, ready.forms)
        yield from ((name, problem(name, at, message)) for at, message in odd)
        if not record:
            yield name, problem(name, "", f"holds nothing that is expected of {ready.title}")
            continue
        for model, claim in ready.read(where, record):
            if not model:
                yield name, problem(name, "", "says no model: it has no name")
                break
            said.setdefault(model.casefold(), (name, model, []))[2].append(claim)
    for name, model, claims in said.values():
        yield from assembled(name, model, claims)


def _ready_rows(ready: Ready, place: str) -> Iterator[tuple[str, str, object]]:
    """Every record with its name in messages, and as the reading knows it: in a folder, the path
    of its file there."""
    how = readers(How(ready.at, True))
    path = Path(place)
    try:
        folder = path.is_dir()
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in ready.endings)
    except (OSError, ValueError) as error:
        raise refused(path, error) from None
    if folder and not files:
        reason = f"holds no file that ends in {' or '.join(ready.endings)}"
        raise CatalogueError(place, reason, f"expected {ready.title}")
    if not path.exists():
        raise refused(path, FileNotFoundError())
    if not folder and path.suffix.lower() not in (*ready.endings, *NOT_READ):
        reason = f"does not end in {' or '.join(ready.endings)}"
        raise CatalogueError(place, reason, f"expected {ready.title}")
    for file in files if folder else [path]:
        where = file.relative_to(path).as_posix() if folder else f"{file.parent.name}/{file.name}"
        yield from _ready_file(file, where, how, folder)


def _ready_file(
    file: Path, where: str, how: Readers, folder: bool
) -> Iterator[tuple[str, str, object]]:
    """The records of one file; in a folder one that is broken never loses the others."""
    try:
        for name, row in from_path(file, how):
            yield name, where, row
    except CatalogueError as error:
        if not folder:
            raise
        yield str(file), where, unreadable(str(file), error.reason)[1]
