"""Mapping files: the few words in which somebody says what the columns of a table are.

Owns the language of such files (YAML, TOML or JSON), and the checking of one: every mistake is
named with its place, what was expected, and the nearest word that exists.  A mapping declares; it
holds no program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from functools import partial
from pathlib import Path
from typing import Any

from msm_rules.facts import builtin
from msm_rules.facts.problems import IllFormed, found, name_of, suggestion
from msm_rules.sources.broken import BadRecord, CatalogueError, refused
from msm_rules.sources.csv_rows import CsvForm
from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.notation import read_json, read_toml, read_yaml
from msm_rules.sources.raw_records import How
from msm_rules.sources.tables.mapping import MISSING, Mapping, Place, Rule
from msm_rules.sources.tables.mapping_parts import (
    read_csv,
    read_decimal,
    read_id,
    read_method,
    read_observed,
    read_only,
    read_path,
    read_table,
    read_text,
    read_words,
)
from msm_rules.sources.tables.rules import fact_rule
from msm_rules.sources.tables.score_rules import score_rule
from msm_rules.sources.texts import whole_text

KEYS = (
    *("id", "facts", "benchmarks", "prototypes", "source", "method", "observed", "missing"),
    *("decimal", "records", "each", "only", "csv"),
)
"""Everything that a mapping may say."""

HINT = (
    "docs/tables.md has the words of a mapping, and examples; "
    "that of a leaderboard has `scores`, see docs/evaluations.md"
)


class _Checked:
    """The mapping so far, and every mistake in it."""

    def __init__(self, data: Table[str, Any], name: str) -> None:
        self.data, self.name = data, name
        self.wrong: list[str] = []

    def part(self, at: str, read: Callable[[Any], Any], default: Any = None) -> Any:
        """What stands at the top under a name, read; the default where nothing does."""
        raw = self.data.get(at)
        return default if raw is None else self.tried(at, lambda: read(raw), default)

    def tried(self, at: str, read: Callable[[], Any], default: Any = None) -> Any:
        """What a reading gives; a mistake is kept with its place, and the default given."""
        try:
            return read()
        except IllFormed as ill:
            self.wrong.append(f"{at}{ill.at}: {ill}")
            return default


def load_mapping(path: str | Path) -> Mapping:
    """The mapping in a file.  Raises CatalogueError with every mistake in it."""
    file = Path(path)
    notation = _NOTATIONS.get(file.suffix.lower())
    if notation is None:
        reason = "is no mapping file: one ends in " + ", ".join(_NOTATIONS)
        raise CatalogueError(str(path), reason)
    try:
        data = _READERS[notation](whole_text(file, notation))
    except (OSError, ValueError) as error:
        raise refused(file, error) from None
    except BadRecord as bad:
        raise CatalogueError(str(path), str(bad)) from None
    return read_mapping(data, str(path))


_NOTATIONS = {".yaml": "YAML", ".yml": "YAML", ".toml": "TOML", ".json": "JSON"}


def _one_yaml(text: str) -> Any:
    documents = list(read_yaml(text))
    return documents[0] if len(documents) == 1 else documents


_READERS: dict[str, Callable[[str], Any]] = {
    "YAML": _one_yaml,
    "TOML": read_toml,
    "JSON": read_json,
}


def read_mapping(data: object, name: str) -> Mapping:
    """The mapping that a document says; `name` is what messages call it.  Raises CatalogueError
    with every mistake in it."""
    if not isinstance(data, Table):
        raise CatalogueError(
            name, f"is no mapping: expected `id` and `facts`, found {found(data)}", HINT
        )
    checked = _Checked(data, name)
    for key in data:
        if key not in KEYS:
            near = suggestion(key, KEYS) if isinstance(key, str) else ""
            checked.wrong.append(f"{name_of(key)} is no word of a mapping{near}")
    mapping = _mapping(checked)
    if checked.wrong:
        more = "".join(f"\n       {message}" for message in checked.wrong[1:])
        raise CatalogueError(name, f"is no sound mapping: {checked.wrong[0]}{more}", HINT)
    return mapping


def _mapping(checked: _Checked) -> Mapping:
    part = checked.part
    if checked.data.get("id") is None:
        checked.wrong.append("`id` is missing: the column that says which model a row is about")
    id_, prefix = part("id", read_id, (Place(), ""))
    observed, observed_form = part("observed", read_observed, (None, None))
    day = observed.constant if observed is not None else None
    name = part("source", read_text, "")
    return Mapping(
        where=checked.name,
        id=id_,
        prefix=prefix,
        rules=tuple(_rules(checked)),
        source=Source(name, "table/1", day if isinstance(day, str) else None),
        how=How(part("records", read_path, ()), True, part("csv", read_csv, CsvForm())),
        each=part("each", read_path, ()),
        only=part("only", read_only, ()),
        observed=observed if observed is not None and observed.columns else None,
        observed_form=observed_form,
        method=part("method", read_method, "declared"),
        missing=MISSING | part("missing", read_words, frozenset()),
        decimal=part("decimal", read_decimal),
    )


def _rules(checked: _Checked) -> Iterator[Rule]:
    """Every rule; a mapping that has none says only which models there are, which is allowed."""
    tables: tuple[tuple[str, Callable[[Any, Any, str], tuple[Rule, ...]]], ...] = (
        ("facts", lambda name, raw, at: (fact_rule(name, raw, at, builtin()),)),
        ("benchmarks", score_rule),
        ("prototypes", lambda name, raw, at: (_prototype(name, raw, at),)),
    )
    for top, read in tables:
        rows = checked.part(top, read_table, {})
        for name, raw in rows.items():
            at = f"{top}.{name}"
            yield from checked.tried(at, partial(read, name, raw, at), ())


def _prototype(name: Any, raw: Any, at: str) -> Rule:
    return fact_rule(f'prototypes["{name}"]', raw, at, builtin())
