"""The models of a table, read by a mapping: a file of one's own, or a ready reading.

Owns the pass over the records: which models each is about, what is said where none is, and that a
column which no record has is found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any

from msm_rules.facts import Problem
from msm_rules.facts.forms import reader
from msm_rules.facts.problems import IllFormed, found, quoted, suggestion
from msm_rules.frozen import changed
from msm_rules.sources.broken import CatalogueError, refused, unreadable
from msm_rules.sources.normalise.claims import Claim
from msm_rules.sources.raw_records import (
    NOT_READ,
    How,
    Records,
    from_path,
    json_lines_of,
    readers,
)
from msm_rules.sources.tables.assembled import assembled, problem
from msm_rules.sources.tables.forms import fitted
from msm_rules.sources.tables.mapping import Mapping, Place
from msm_rules.sources.tables.mapping_file import load_mapping
from msm_rules.sources.tables.paths import lookup, members
from msm_rules.sources.tables.ready.known import READY, Ready
from msm_rules.sources.tables.said import Odd, model_id, row_says

STDIN = "-"
TABLES = (".csv", ".tsv", ".parquet")
"""Files of which every record has the same columns."""


def mapped_records(mapping: str, place: str) -> Records:
    """The facts documents of the models at a place; what could not be read of a record stands
    before its document as a `Problem`.  Raises CatalogueError where mapping or place is unsound."""
    if mapping in READY:
        return ready_records(READY[mapping], place)
    return by_mapping(load_mapping(mapping), place)


# --- by a mapping of one's own ------------------------------------------------------------------


def by_mapping(mapping: Mapping, place: str) -> Records:
    """The models of a table by a mapping that was read."""
    if not mapping.source.name:
        name = "stdin" if place == STDIN else Path(place).name
        mapping = changed(mapping, source=changed(mapping.source, name=name))
    if place == STDIN:
        return applied(mapping, json_lines_of(sys.stdin.buffer, "stdin"), "stdin")
    return applied(mapping, from_path(Path(place), readers(mapping.how)), place)


def applied(mapping: Mapping, rows: Records, place: str) -> Records:
    """The models of records.  A table that lacks a column is refused at once; of other files, a
    path that no record has is said at the end."""
    unseen = list(mapping.columns())
    seen: dict[str, None] = {}
    for name, row in rows:
        if not isinstance(row, Table):
            is_problem = isinstance(row, Problem)
            yield (name, row) if is_problem else unreadable(name, _no_record(row))
            continue
        if unseen:
            _look(row, mapping, unseen, seen, place)
        yield from _models(mapping, name, row)
    for column in unseen if seen else ():
        message = f"is in no record{suggestion(column, seen)}"
        yield place, problem(place, column, message)


def _no_record(row: object) -> str:
    return f"expected a record with columns, found {found(row)}"


def _look(
    row: Table[str, Any], mapping: Mapping, unseen: list[str], seen: dict[str, None], place: str
) -> None:
    """Takes the columns that a record has off those not seen yet."""
    if not seen and place.lower().endswith(TABLES):
        _demand_columns(row, mapping, place)
    if len(seen) < _MOST_SEEN:
        seen.update(dict.fromkeys(str(column) for column in row))
    unseen[:] = [c for c in unseen if _lacks(row, c, mapping.each)]


_MOST_SEEN = 1000


def _lacks(row: Table[str, Any], column: str, each: tuple[str, ...]) -> bool:
    return lookup(row, column) is None and column not in row


def _demand_columns(row: Table[str, Any], mapping: Mapping, place: str) -> None:
    wanted = mapping.columns()
    lacking = [c for c in wanted if c not in row and c.partition(".")[0] not in row]
    if not lacking:
        return
    near = suggestion(lacking[0], row)
    shown = ", ".join(quoted(str(column)) for column in row)
    reason = f"has no column {quoted(lacking[0])}{near}"
    raise CatalogueError(
        place, reason, f"the mapping {quoted(mapping.where)} asks for it, and there are {shown}"
    )


def _models(mapping: Mapping, name: str, row: Table[str, Any]) -> Records:
    for at, one in members(row, mapping.each):
        if all(_kept(lookup(one, column), words) for column, words in mapping.only):
            yield from _model(mapping, f"{name}: {at}" if at else name, one)


def _kept(raw: object, words: frozenset[str]) -> bool:
    cells = raw if isinstance(raw, list) else [raw]
    return any(str(cell).strip().casefold() in words for cell in cells)


def _quoted(place: Place) -> str:
    return " or ".join(quoted(column) for column in place.columns)


def _model(mapping: Mapping, name: str, row: Table[str, Any]) -> Records:
    id_ = model_id(mapping, row)
    if id_ is None:
        yield name, problem(name, "", f"says no model: nothing stands in {_quoted(mapping.id)}")
        return
    claims: list[Claim] = []
    own: list[Claim] = []
    types = {rule.key: reader(rule.spec) for rule in mapping.rules if rule.own}
    for said in row_says(mapping, name, row):
        if isinstance(said, Odd):
            yield name, problem(name, said.column, said.message)
        elif said.fact in types:
            try:
                types[said.fact](said.value)
                own.append(said)
            except IllFormed as ill:
                yield name, problem(name, said.fact, str(ill))
        else:
            claims.append(said)
    yield from assembled(name, id_, claims, own)


# --- by a ready reading ---------------------------------------------------------------------------


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
    file: Path, where: str, how: Any, folder: bool
) -> Iterator[tuple[str, str, object]]:
    """The records of one file; in a folder one that is broken never loses the others."""
    try:
        for name, row in from_path(file, how):
            yield name, where, row
    except CatalogueError as error:
        if not folder:
            raise
        yield str(file), where, unreadable(str(file), error.reason)[1]
