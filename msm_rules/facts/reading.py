"""Walking through a facts document: which reader takes which field, and where problems are.

Owns the shape of the document: its parts, facts at the top, below the top (nested or dotted), and
entries of maps. The forms of single values stand in `forms`, evidence in `evidence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from unicodedata import category

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.evidence import Evidence, plain, read_evidences
from msm_rules.facts.forms import Reader, reader, text
from msm_rules.facts.keys import entry_key, put, split_key
from msm_rules.facts.problems import IllFormed, found, quoted, shown, suggestion
from msm_rules.facts.vocabulary import Vocabulary
from msm_rules.frozen import field, record
from msm_rules.values.possible import Value
from msm_rules.values.types import MapOf

SCHEMA = "msm-facts/1"
PARTS = ("schema", "model", "evidence")
LONGEST_NAME = 500

Part: TypeAlias = Mapping[Any, object]

_SIMPLE = frozenset({str, int, float, bool})
_VOCABULARIES_KEPT = 32


@record
class Readers:
    """The readers of a vocabulary: of facts at the top by name, of all others by path."""

    vocabulary: Vocabulary
    top: Mapping[str, Reader]
    nested: Mapping[str, Reader]
    maps: Mapping[str, Reader]
    groups: frozenset[str]


@record
class Reading:
    """A document half read: what was found so far, and what is wrong, as (field, message)."""

    readers: Readers
    values: dict[str, Value] = field(default_factory=dict)
    evidence: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    given: dict[str, object] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)


_kept: dict[int, Readers] = {}


def readers_of(vocabulary: Vocabulary) -> Readers:
    """The readers of a vocabulary, made once: the entry holds it, so its id is not used again."""
    kept = _kept.get(id(vocabulary))
    if kept is None:
        if len(_kept) >= _VOCABULARIES_KEPT:
            _kept.clear()
        kept = _kept[id(vocabulary)] = _make_readers(vocabulary)
    return kept


def _make_readers(vocabulary: Vocabulary) -> Readers:
    rows = {path: (reader(spec), spec.type) for path, spec in vocabulary.facts.items()}
    maps = {path: read for path, (read, type_) in rows.items() if isinstance(type_, MapOf)}
    single = {path: read for path, (read, _) in rows.items() if path not in maps}
    top = {path: read for path, read in single.items() if "." not in path} | {"id": _read_id}
    nested = {path: read for path, read in single.items() if "." in path}
    groups = frozenset(p[:n] for p in rows for n, c in enumerate(p) if c == ".")
    return Readers(vocabulary, top, nested, maps, groups - top.keys() - maps.keys())


def value_reader(vocabulary: Vocabulary, key: str) -> Reader | None:
    """The reader of the fact with that key; None where the vocabulary has no such fact."""
    readers = readers_of(vocabulary)
    path, entry = split_key(key)
    if entry is not None:
        return readers.maps.get(path)
    return readers.nested.get(key) or readers.top.get(key)


def _read_id(raw: object) -> Value:
    if not isinstance(raw, str) or not raw:
        raise IllFormed(f"expected a name such as `author/model`, found {found(raw)}")
    return frozenset((_name(raw).casefold(),))


def _name(raw: object) -> str:
    name = text(raw)
    if len(name) > LONGEST_NAME:
        raise IllFormed(f"has {len(name):,} characters, {LONGEST_NAME} at most are allowed")
    if not name.isprintable() and any(category(c) in ("Cc", "Zl", "Zp") for c in name):
        raise IllFormed(f"{quoted(name)} holds a control character")
    return name


def read_parts(data: object, vocabulary: Vocabulary) -> Reading:
    """Everything in a document (or in its `model` part alone), and everything wrong with it."""
    reading = Reading(readers_of(vocabulary))
    model, evidence = _parts(data, reading)
    if model is not None:
        _read_model(model, reading)
    if evidence is not None:
        for key, raw in _by_key(evidence, reading):
            _keep_evidence(key, raw, reading)
    return reading


def _parts(data: object, reading: Reading) -> tuple[Part | None, Part | None]:
    """The `model` part and the evidence; data without a `model` is that part itself."""
    if not isinstance(data, Mapping):
        reading.wrong.append(("", f"expected a facts document, found {found(data)}"))
        return None, None
    if not ("model" in data or "schema" in data) or "id" in data:
        return data, None
    for part in data:
        if part not in PARTS:
            hint = suggestion(part, PARTS) if isinstance(part, str) else ""
            reading.wrong.append((shown(part), f"is no part of a facts document{hint}"))
    if data.get("schema", SCHEMA) != SCHEMA:
        reading.wrong.append(("schema", f"expected `{SCHEMA}`, found {found(data['schema'])}"))
    return _part(data, "model", reading), _part(data, "evidence", reading)


def _part(data: Part, part: str, reading: Reading) -> Part | None:
    raw = data.get(part)
    if isinstance(raw, Mapping) or (raw is None and part == "evidence"):
        return raw
    reading.wrong.append((part, f"expected a mapping from facts, found {found(raw)}"))
    return None


def _read_model(model: Part, reading: Reading) -> None:
    top, values, given = reading.readers.top, reading.values, reading.given
    for name, raw in model.items():
        read = top.get(name)
        if read is None:
            _read_below("", name, raw, (), reading)
        elif raw is not None:
            try:
                value = read(raw)
                given[name] = _copy(raw)
            except IllFormed as ill:
                reading.wrong.append((f"model.{name}{ill.at}", str(ill)))
                continue
            if value is not None:
                values[name] = value
    if model.get("id") is None:
        reading.wrong.append(("model.id", "is missing: a name such as `author/model`"))


def _read_below(
    prefix: str, name: object, raw: object, above: tuple[str, ...], reading: Reading
) -> None:
    """A fact below the top, written nested or with dots; a whole map; or no fact at all."""
    readers = reading.readers
    path = f"{prefix}{name}" if isinstance(name, str) else ""
    at = (*above, *path[len(prefix) :].split("."))
    if read := readers.nested.get(path) or readers.top.get(path):
        _read_entry(path, at, raw, read, reading)
    elif path not in readers.maps and path not in readers.groups:
        reading.wrong.append((f"model.{prefix}{shown(name)}", _no_fact(path, readers)))
    elif type(raw) is dict or isinstance(raw, Mapping):
        for inner, item in raw.items():
            if path in readers.maps:
                _read_map_entry(path, at, inner, item, reading)
            else:
                _read_below(f"{path}.", inner, item, at, reading)
    elif raw is not None:
        reading.wrong.append((f"model.{path}", f"expected a mapping, found {found(raw)}"))


def _copy(raw: Any) -> object:
    """A value that a reader has taken, as plain JSON; such a list holds nothing but texts."""
    kind = type(raw)
    return raw if kind in _SIMPLE else raw.copy() if kind is list else plain(raw)


def _read_map_entry(
    path: str, at: tuple[str, ...], raw_name: object, raw: object, reading: Reading
) -> None:
    try:
        name = _name(raw_name)
    except IllFormed as ill:
        reading.wrong.append((f"model.{path}", f"as the name of an entry: {ill}"))
    else:
        _read_entry(entry_key(path, name), (*at, name), raw, reading.readers.maps[path], reading)


def _read_entry(key: str, at: tuple[str, ...], raw: object, read: Reader, reading: Reading) -> None:
    if raw is None:
        return
    try:
        value = read(raw)
        copy = _copy(raw)
    except IllFormed as ill:
        reading.wrong.append((f"model.{visible(key)}{ill.at}", str(ill)))
        return
    if not put(reading.given, at, copy):
        reading.wrong.append((f"model.{visible(key)}", "is given twice"))
    if value is not None:
        reading.values[key] = value


def _by_key(evidence: Part, reading: Reading, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Evidence by the key of its fact; below the top it may be nested, as facts are."""
    readers = reading.readers
    for name, raw in evidence.items():
        path = f"{prefix}{name}" if isinstance(name, str) else ""
        fact, entry = split_key(path)
        if fact in readers.vocabulary.facts and (entry is not None) == (fact in readers.maps):
            yield path, raw
        elif fact not in readers.groups and (entry is not None or fact not in readers.maps):
            reading.wrong.append((f"evidence.{prefix}{shown(name)}", _no_fact(path, readers)))
        elif not isinstance(raw, Mapping):
            reading.wrong.append((f"evidence.{path}", f"expected a mapping, found {found(raw)}"))
        elif fact in readers.groups:
            yield from _by_key(raw, reading, f"{path}.")
        else:
            yield from _by_entry(fact, raw, reading)


def _by_entry(path: str, entries: Part, reading: Reading) -> Iterator[tuple[str, object]]:
    for name, raw in entries.items():
        try:
            yield entry_key(path, _name(name)), raw
        except IllFormed as ill:
            reading.wrong.append((f"evidence.{path}", f"as the name of an entry: {ill}"))


def _keep_evidence(key: str, raw: object, reading: Reading) -> None:
    try:
        reading.evidence[text(key)] = reading.evidence.get(key, ()) + read_evidences(raw)
    except IllFormed as ill:
        reading.wrong.append((f"evidence.{visible(key)}{ill.at}", str(ill)))


def _no_fact(path: str, readers: Readers) -> str:
    return f"is no fact{suggestion(path, readers.vocabulary.facts)}"
