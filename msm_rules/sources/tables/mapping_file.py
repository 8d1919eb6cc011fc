"""Mapping files: the few words in which somebody says what the columns of a table are.

Owns the language of such files (YAML, TOML or JSON), and the checking of one: every mistake is
named with its place, what was expected, and the nearest word that exists.  A mapping declares; it
holds no program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from msm_rules.facts import builtin
from msm_rules.facts.problems import IllFormed, found, name_of, suggestion
from msm_rules.facts.vocabulary import METHODS
from msm_rules.sources.broken import BadRecord, CatalogueError, refused
from msm_rules.sources.csv_rows import ENCODINGS, CsvForm
from msm_rules.sources.normalise.claims import Source
from msm_rules.sources.notation import read_json, read_toml, read_yaml
from msm_rules.sources.raw_records import How
from msm_rules.sources.tables.dates import form
from msm_rules.sources.tables.mapping import MISSING, Mapping, Place, Rule
from msm_rules.sources.tables.rules import fact_rule, place_of, score_rule
from msm_rules.sources.texts import whole_text

KEYS = (
    *("id", "facts", "benchmarks", "prototypes", "source", "method", "observed", "missing"),
    *("decimal", "records", "each", "only", "csv"),
)
"""Everything that a mapping may say."""

HINT = "docs/tables.md has the words of a mapping, and examples"


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
        raise CatalogueError(name, f"is no mapping: expected `id` and `facts`, {found(data)}", HINT)
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
    id_, prefix = part("id", _id, (Place(), ""))
    observed, observed_form = part("observed", _observed, (None, None))
    day = observed.constant if observed is not None else None
    name = part("source", _text, "")
    return Mapping(
        where=checked.name,
        id=id_,
        prefix=prefix,
        rules=tuple(_rules(checked)),
        source=Source(name, "table/1", day if isinstance(day, str) else None),
        how=How(part("records", _path, ()), True, part("csv", _csv, CsvForm())),
        each=part("each", _path, ()),
        only=part("only", _only, ()),
        observed=observed if observed is not None and observed.columns else None,
        observed_form=observed_form,
        method=part("method", method, "declared"),
        missing=MISSING | part("missing", _words, frozenset()),
        decimal=part("decimal", _decimal),
    )


def _rules(checked: _Checked) -> Iterator[Rule]:
    """Every rule; a mapping that has none says only which models there are, which is allowed."""
    tables: tuple[tuple[str, Callable[[Any, Any, str], tuple[Rule, ...]]], ...] = (
        ("facts", lambda name, raw, at: (fact_rule(name, raw, at, builtin()),)),
        ("benchmarks", score_rule),
        ("prototypes", lambda name, raw, at: (_prototype(name, raw, at),)),
    )
    for top, read in tables:
        rows = checked.part(top, _table, {})
        for name, raw in rows.items():
            at = f"{top}.{name}"
            yield from checked.tried(at, partial(read, name, raw, at), ())


def _prototype(name: Any, raw: Any, at: str) -> Rule:
    return fact_rule(f'prototypes["{name}"]', raw, at, builtin())


# --- the parts -----------------------------------------------------------------------------------


def _table(raw: object) -> Table[str, Any]:
    if not isinstance(raw, Table) or not all(isinstance(name, str) for name in raw):
        raise IllFormed(f"expected a table of facts, found {found(raw)}")
    return raw


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise IllFormed(f"expected a text, found {found(raw)}")
    return raw


def method(raw: object) -> str:
    """How the table knows its facts; raises IllFormed for what is none, or not for tables."""
    if raw == "attested":
        hint = "facts that your organisation settled go into a file for `--facts`"
        raise IllFormed(f"a table attests nothing: {hint}")
    if not isinstance(raw, str) or raw not in METHODS:
        near = suggestion(raw, METHODS) if isinstance(raw, str) else ""
        raise IllFormed(f"expected one of {', '.join(METHODS[1:])}, found {found(raw)}{near}")
    return raw


def _id(raw: object) -> tuple[Place, str]:
    """Where the id stands, and what is written before it."""
    if isinstance(raw, Table) and "prefix" in raw:
        rest = {name: value for name, value in raw.items() if name != "prefix"}
        return place_of(rest, ()), _text(raw["prefix"])
    place = place_of(raw, ())
    if not place.columns:
        raise IllFormed("expected the column with the models' names, found a constant")
    return place, ""


def _observed(raw: object) -> tuple[Place | None, Any]:
    """A day, or the column that has one and its form."""
    if isinstance(raw, date):
        return Place(constant=raw.isoformat()), None
    if isinstance(raw, str):
        try:
            return Place(constant=date.fromisoformat(raw).isoformat()), None
        except ValueError:
            hint = "a day such as `2026-11-22`, or `{column: ...}`"
            raise IllFormed(f"expected {hint}, found {found(raw)}") from None
    place = place_of(raw, ("format",))
    pattern = form(_text(raw["format"])) if isinstance(raw, Table) and "format" in raw else None
    return place, pattern


def _path(raw: object) -> tuple[str, ...]:
    return tuple(_text(raw).split("."))


def _words(raw: object) -> frozenset[str]:
    rows = raw if isinstance(raw, list) else [raw]
    if not rows or not all(isinstance(row, str | int | float) for row in rows):
        raise IllFormed(f"expected a list of words, found {found(raw)}")
    return frozenset(str(row).strip().casefold() for row in rows)


def _decimal(raw: object) -> str:
    if raw not in (".", ","):
        raise IllFormed(f'expected "." or ",", found {found(raw)}')
    return str(raw)


def _only(raw: object) -> tuple[tuple[str, frozenset[str]], ...]:
    if not isinstance(raw, Table) or not all(isinstance(name, str) for name in raw):
        raise IllFormed(f"expected columns and the words to keep, found {found(raw)}")
    return tuple((name, _words(kept)) for name, kept in raw.items())


_CSV = ("separator", "skip", "encoding")


def _csv(raw: object) -> CsvForm:
    if not isinstance(raw, Table):
        raise IllFormed(f"expected a mapping with {', '.join(_CSV)}, found {found(raw)}")
    for name in raw:
        if name not in _CSV:
            raise IllFormed(f"{name_of(name)} is none of {', '.join(_CSV)}")
    separator, skip = raw.get("separator"), raw.get("skip", 0)
    separator = "\t" if separator == "tab" else separator
    if separator is not None and not (isinstance(separator, str) and _may_separate(separator)):
        wrong = f'expected one sign such as ";", or `tab`, found {found(separator)}'
        raise IllFormed(wrong, ".separator")
    if isinstance(skip, bool) or not isinstance(skip, int) or not 0 <= skip <= 1000:
        raise IllFormed(f"expected how many rows to leave out, found {found(skip)}", ".skip")
    encoding = raw.get("encoding", "utf-8")
    if encoding not in ENCODINGS:
        raise IllFormed(f"expected one of {', '.join(ENCODINGS)}, found {found(encoding)}")
    return CsvForm(separator, skip, str(encoding))


def _may_separate(sign: str) -> bool:
    return len(sign) == 1 and sign not in '"\r\n \0' and ord(sign) < 128
