"""The facts document of one model: what is known of it, in the form that decisions use.

Owns the document (`msm-facts/1`), its reading with all problems at once, and how a fact's key is
written. The forms of single values stand in `forms`, evidence in `evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from unicodedata import category

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.evidence import Evidence, plain, read_evidences
from msm_rules.facts.forms import Reader, reader, text
from msm_rules.facts.problems import (
    FactsError,
    IllFormed,
    Problem,
    found,
    name_of,
    quoted,
    suggestion,
)
from msm_rules.facts.vocabulary import Vocabulary
from msm_rules.values.possible import Value
from msm_rules.values.types import MapOf

SCHEMA = "msm-facts/1"
PARTS = ("schema", "model", "evidence")
LONGEST_NAME = 500

Model: TypeAlias = Mapping[str, object]

_SIMPLE = frozenset({str, int, float, bool, type(None)})
_VOCABULARIES_KEPT = 32


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of one model.

    Keys of `values` and `evidence` are paths without the root (`memory.int4`,
    `benchmarks["medqa"]`); a fact that is not there is missing. `model` is the document's part of
    that name as it was given, nested, as plain JSON; `id` keeps its spelling.
    """

    id: str
    values: Mapping[str, Value]
    evidence: Mapping[str, tuple[Evidence, ...]]
    model: Mapping[str, object]


def entry_key(path: str, name: str) -> str:
    """The key of one entry of a map: `benchmarks["medqa"]`."""
    return f'{path}["{name}"]'


def split_key(key: str) -> tuple[str, str | None]:
    """A key as the fact's path and, of a map's entry, its name."""
    path, bracket, rest = key.partition('["')
    return (path, rest[:-2]) if bracket and rest.endswith('"]') else (key, None)


@dataclass(frozen=True, slots=True)
class _Readers:
    """The readers of a vocabulary: of facts at the top by name, of all others by path."""

    vocabulary: Vocabulary
    top: Mapping[str, Reader]
    nested: Mapping[str, Reader]
    maps: Mapping[str, Reader]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document half read: what was found so far, and what is wrong, as (field, message)."""

    readers: _Readers
    values: dict[str, Value]
    evidence: dict[str, tuple[Evidence, ...]]
    given: dict[str, object]
    wrong: list[tuple[str, str]]


_readers_kept: dict[int, _Readers] = {}


def _readers(vocabulary: Vocabulary) -> _Readers:
    """The readers of a vocabulary, made once: the entry holds it, so its id is not used again."""
    kept = _readers_kept.get(id(vocabulary))
    if kept is None:
        if len(_readers_kept) >= _VOCABULARIES_KEPT:
            _readers_kept.clear()
        kept = _readers_kept[id(vocabulary)] = _make_readers(vocabulary)
    return kept


def _make_readers(vocabulary: Vocabulary) -> _Readers:
    rows = {path: (reader(spec), spec.type) for path, spec in vocabulary.facts.items()}
    maps = {path: read for path, (read, type_) in rows.items() if isinstance(type_, MapOf)}
    single = {path: read for path, (read, _) in rows.items() if path not in maps}
    top = {path: read for path, read in single.items() if "." not in path} | {"id": _read_id}
    groups = frozenset(p[:n] for p in rows for n, c in enumerate(p) if c == ".")
    return _Readers(vocabulary, top, {p: r for p, r in single.items() if "." in p}, maps, groups)


def _read_id(raw: object) -> Value:
    name = text(raw) if isinstance(raw, str) else ""
    if not name:
        raise IllFormed(f"expected a name such as `author/model`, found {found(raw)}")
    return frozenset((_name(name).casefold(),))


def _name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise IllFormed(f"has {len(name):,} characters, {LONGEST_NAME} at most are allowed")
    if not name.isprintable() and any(category(c) in ("Cc", "Zl", "Zp") for c in name):
        raise IllFormed(f"{quoted(name)} holds a control character")
    return name


def read_facts(
    data: Mapping[str, object] | ModelFacts, vocabulary: Vocabulary, record: str = ""
) -> ModelFacts:
    """A facts document, or its `model` part alone, as facts of one model.

    `record` names the document in messages, where its id does not. Raises FactsError with every
    problem of the document. Facts already read are given back as they are.
    """
    if isinstance(data, ModelFacts):
        return data
    facts, problems = _read(data, _readers(vocabulary), record)
    if problems:
        raise FactsError(problems)
    return facts


def check_document(data: object, vocabulary: Vocabulary, record: str = "") -> tuple[Problem, ...]:
    """Every problem of a facts document, in the order of its fields."""
    return _read(data, _readers(vocabulary), record)[1]


def document(facts: ModelFacts) -> dict[str, object]:
    """The facts as a document of plain JSON, with their evidence; what proofs hold and digest."""
    evidence = {key: [dict(e.record) for e in rows] for key, rows in facts.evidence.items()}
    return {"schema": SCHEMA, "model": dict(facts.model), "evidence": evidence}


def _read(data: object, readers: _Readers, record: str) -> tuple[ModelFacts, tuple[Problem, ...]]:
    reading = _Reading(readers, {}, {}, {}, [])
    model, evidence = _parts(data, reading)
    if model is not None:
        _read_model(model, reading)
    if evidence is not None:
        _read_evidence(evidence, "", reading)
    id_ = str(reading.given.get("id", ""))
    facts = ModelFacts(id_, reading.values, reading.evidence, reading.given)
    if not reading.wrong:
        return facts, ()
    name = ": ".join(dict.fromkeys(filter(None, (record, visible(id_)))))
    return facts, tuple(Problem(name, field, message) for field, message in reading.wrong)


def _parts(data: object, reading: _Reading) -> tuple[Model | None, Model | None]:
    """The `model` part and the evidence; data without a `model` is that part itself."""
    if not isinstance(data, Mapping):
        reading.wrong.append(("", f"expected a facts document, found {found(data)}"))
        return None, None
    if not ("model" in data or "schema" in data) or "id" in data:
        return data, None
    for part in data:
        if part not in PARTS:
            hint = suggestion(part, PARTS) if isinstance(part, str) else ""
            reading.wrong.append((_shown(part), f"is no part of a facts document{hint}"))
    if data.get("schema", SCHEMA) != SCHEMA:
        reading.wrong.append(("schema", f"expected `{SCHEMA}`, found {found(data['schema'])}"))
    return _part(data, "model", reading), _part(data, "evidence", reading)


def _part(data: Model, part: str, reading: _Reading) -> Model | None:
    raw = data.get(part)
    if isinstance(raw, Mapping) or (raw is None and part == "evidence"):
        return raw
    reading.wrong.append((part, f"expected a mapping from facts, found {found(raw)}"))
    return None


def _read_model(model: Model, reading: _Reading) -> None:
    top, values, given = reading.readers.top, reading.values, reading.given
    for key, raw in model.items():
        read = top.get(key)
        if read is None:
            _read_nested(key, raw, reading)
        elif raw is not None:
            try:
                value = read(raw)
                given[key] = raw if type(raw) in _SIMPLE else plain(raw)
            except IllFormed as ill:
                reading.wrong.append((f"model.{key}{ill.at}", str(ill)))
                continue
            if value is not None:
                values[key] = value
    if model.get("id") is None:
        reading.wrong.append(("model.id", "is missing: a name such as `author/model`"))


def _read_nested(path: object, raw: object, reading: _Reading) -> None:
    """A fact below the top, written nested or with dots; an entry of a map; or no fact at all."""
    readers = reading.readers
    if path in readers.nested:
        _read_entry(str(path), str(path).split("."), raw, readers.nested[str(path)], reading)
    elif path in readers.top:
        _read_entry(str(path), [str(path)], raw, readers.top[str(path)], reading)
    elif path not in readers.maps and path not in readers.groups:
        reading.wrong.append((f"model.{_shown(path)}", _no_fact(path, readers)))
    elif isinstance(raw, Mapping):
        for name, item in raw.items():
            if path in readers.maps:
                _read_map_entry(str(path), name, item, reading)
            else:
                _read_nested(f"{path}.{name}", item, reading)
    elif raw is not None:
        reading.wrong.append((f"model.{path}", f"expected a mapping, found {found(raw)}"))


def _read_map_entry(path: str, name: object, raw: object, reading: _Reading) -> None:
    try:
        key = entry_key(path, _name(text(name)))
    except IllFormed as ill:
        reading.wrong.append((f"model.{path}", f"as the name of an entry: {ill}"))
        return
    _read_entry(key, [*path.split("."), str(name)], raw, reading.readers.maps[path], reading)


def _read_entry(key: str, place: list[str], raw: object, read: Reader, reading: _Reading) -> None:
    if raw is None:
        return
    try:
        value, copy = read(raw), plain(raw)
    except IllFormed as ill:
        reading.wrong.append((f"model.{visible(key)}{ill.at}", str(ill)))
        return
    node: dict[str, Any] = reading.given
    for part in place[:-1]:
        node = node.setdefault(part, {})
    if place[-1] in node:
        reading.wrong.append((f"model.{visible(key)}", "is given twice"))
    node[place[-1]] = copy
    if value is not None:
        reading.values[key] = value


def _read_evidence(evidence: Model, prefix: str, reading: _Reading) -> None:
    """Evidence by the key of its fact; facts below the top may be nested as in the model."""
    readers = reading.readers
    for name, raw in evidence.items():
        path = f"{prefix}{name}"
        fact, entry = split_key(path)
        if fact in readers.vocabulary.facts and (entry is not None) == (fact in readers.maps):
            _keep_evidence(path, raw, reading)
        elif entry is None and fact in readers.maps and isinstance(raw, Mapping):
            for entry_name, rows in raw.items():
                _keep_evidence(entry_key(fact, str(entry_name)), rows, reading)
        elif fact in readers.groups and isinstance(raw, Mapping):
            _read_evidence(raw, f"{path}.", reading)
        elif fact in readers.groups or fact in readers.maps:
            reading.wrong.append((f"evidence.{path}", f"expected a mapping, found {found(raw)}"))
        else:
            reading.wrong.append((f"evidence.{_shown(path)}", _no_fact(path, readers)))


def _keep_evidence(key: str, raw: object, reading: _Reading) -> None:
    try:
        reading.evidence[text(key)] = reading.evidence.get(key, ()) + read_evidences(raw)
    except IllFormed as ill:
        reading.wrong.append((f"evidence.{_shown(key)}{ill.at}", str(ill)))


def _no_fact(path: object, readers: _Readers) -> str:
    known = readers.vocabulary.facts
    return f"is no fact{suggestion(path, known) if isinstance(path, str) else ''}"


def _shown(key: object) -> str:
    return name_of(key).strip("`")
