"""Tables that need no mapping, since their header uses the names of the facts themselves.

Owns which headers are such: a column `id`, others called as in a facts document (`parameters`,
`memory.int4`, `benchmarks.medqa`, whose cells are fractions).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import builtin
from msm_rules.facts.keys import entry_key
from msm_rules.facts.problems import IllFormed, name_of
from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.csv_rows import CsvForm, csv_rows
from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.raw_records import MAPPING, Records
from msm_rules.sources.tables.address import ENDINGS
from msm_rules.sources.tables.assembled import problem
from msm_rules.sources.tables.mapped import applied
from msm_rules.sources.tables.mapping import Mapping as TableMapping
from msm_rules.sources.tables.mapping import Place, Rule
from msm_rules.sources.tables.rules import fact_rule
from msm_rules.values.types import MapOf

ID = "id"
MOST_TOLD = 20
"""How many columns that are no facts are told."""


def headed_rows(path: Path) -> Records:
    """The models of a CSV file by its header.  Raises CatalogueError where that names no `id`."""
    rows = csv_rows(path, CsvForm())
    bad: list[tuple[str, object]] = []
    for name, row in rows:
        if isinstance(row, Mapping):
            yield from _headed(path, row, chain(bad, [(name, row)], rows))
            return
        bad.append((name, row))
    yield from bad


def _headed(path: Path, first: Mapping[str, object], rows: Records) -> Records:
    columns = list(first)
    if ID not in columns:
        raise _no_id(path, columns)
    rules, unknown = _rules(columns)
    for column, why in unknown[:MOST_TOLD]:
        yield str(path), problem(str(path), column, f"is left out: the column {why}")
    if len(unknown) > MOST_TOLD:
        more = f"{len(unknown) - MOST_TOLD:,} more columns are no facts"
        yield str(path), problem(str(path), "", more)
    source = Source(path.name, "table/1")
    yield from applied(TableMapping(str(path), Place((ID,)), rules, source), rows, str(path))


def _rules(columns: list[str]) -> tuple[tuple[Rule, ...], list[tuple[str, str]]]:
    """A rule for each column that is a fact, and why the others are none."""
    rules: list[Rule] = []
    unknown: list[tuple[str, str]] = []
    for column in columns:
        if column == ID:
            continue
        try:
            rules.append(fact_rule(key_of_column(column), {"column": column}, column, builtin()))
        except IllFormed as ill:
            unknown.append((column, str(ill)))
    return tuple(rules), unknown


def key_of_column(column: str) -> str:
    """The key of the fact that a header names; an entry of a map may be written with a point."""
    path, point, entry = column.partition(".")
    spec = builtin().facts.get(path)
    if point and entry and spec is not None and isinstance(spec.type, MapOf):
        return entry_key(path, entry)
    return column


def _no_id(path: Path, columns: list[str]) -> CatalogueError:
    shown = ", ".join(map(name_of, columns[:MOST_TOLD]))
    hint = (
        f"say which column is which fact in `{path.name}{MAPPING}.yaml`; "
        f"`msm facts convert {path.name} --suggest-mapping` writes a first draft"
    )
    if (other := _misnamed(path)) is not None:
        called = f"{path.name}{MAPPING}{other.suffix}"
        hint = f"call `{visible(other.name)}` `{visible(called)}`, so that it is found"
    return CatalogueError(str(path), f"has no column `id`; its columns are {shown}", hint)


def _misnamed(path: Path) -> Path | None:
    """A mapping beside a table that is called otherwise than it must be to be found."""
    places = (path.with_name(f"{path.stem}{MAPPING}{ending}") for ending in ENDINGS)
    return next((place for place in places if place.is_file()), None)
