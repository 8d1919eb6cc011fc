"""The models of a table, read by a mapping: a file of one's own, or a ready reading.

Owns the choice between these, and for a file the pass over the records: which models each is
about, what is said where none is, and that a column which no record has is found.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any

from msm_rules.facts import Problem
from msm_rules.facts.forms import reader
from msm_rules.facts.problems import IllFormed, found, quoted, suggestion
from msm_rules.frozen import changed
from msm_rules.sources.broken import CatalogueError, unreadable
from msm_rules.sources.normalise.claims import Claim
from msm_rules.sources.raw_records import (
    Records,
    from_path,
    json_lines_of,
    readers,
)
from msm_rules.sources.tables.assembled import assembled, problem
from msm_rules.sources.tables.mapping import Mapping, Place
from msm_rules.sources.tables.mapping_file import load_mapping
from msm_rules.sources.tables.members import key_of
from msm_rules.sources.tables.paths import lookup, members
from msm_rules.sources.tables.ready.known import READY
from msm_rules.sources.tables.ready_made import ready_records
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
    unseen[:] = [c for c in unseen if lookup(row, c) is None and c not in row]


_MOST_SEEN = 1000


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
    return any(key_of(cell) in words for cell in cells)


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
