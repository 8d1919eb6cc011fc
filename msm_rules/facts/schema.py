"""The JSON Schema of a facts document, made from the vocabulary.

Owns the schema alone. It says all that JSON Schema can: not that ends are in order, that
`at_least` lies within `at_most`, that a licence expression is well formed, that a date exists, or
that no fact is given twice; `reading` says these.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from msm_rules.facts.evidence import FIELDS
from msm_rules.facts.forms import WHOLE
from msm_rules.facts.reading import LONGEST_NAME, SCHEMA
from msm_rules.facts.vocabulary import METHODS, FactSpec, Vocabulary
from msm_rules.values.possible import LINE, Interval
from msm_rules.values.types import BOOL, DATE, Enum, MapOf, SetOf, is_ordered

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DAYS = ("observed", "on", "until")
_NULL: Schema = {"type": "null"}
_DATE: Schema = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "maxLength": 10,
    "format": "date",
}
_NAME: Schema = {
    "type": "string",
    "maxLength": LONGEST_NAME,
    "not": {"pattern": "[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]"},
}


def facts_schema(vocabulary: Vocabulary) -> Schema:
    """The JSON Schema (2020-12) of `msm-facts/1` for a vocabulary."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:msm:{SCHEMA}",
        "title": "Facts of one model, with their evidence",
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "model": {"$ref": "#/$defs/model"},
            "evidence": {"anyOf": [{"$ref": "#/$defs/evidence"}, _NULL]},
        },
        "required": ["model"],
        "additionalProperties": False,
        "$defs": {
            "model": _model(vocabulary),
            "evidence": _evidence(vocabulary),
            "rows": {"type": "array", "items": _row()},
            **{f"enum-{n}": {"enum": sorted(e.members)} for n, e in vocabulary.enums.items()},
        },
    }


def _model(vocabulary: Vocabulary) -> Schema:
    rows = {path: _fact(spec, vocabulary) for path, spec in vocabulary.facts.items()}
    rows["id"] = {**_NAME, "minLength": 1, "description": vocabulary.facts["id"].doc}
    properties = _with_groups(rows)
    return {**_object(properties), "type": "object", "required": ["id"]}


def _with_groups(rows: Mapping[str, Schema]) -> Schema:
    """Facts below the top, both dotted and nested."""
    properties: Schema = dict(rows)
    for group in sorted({path.split(".", 1)[0] for path in rows if "." in path} - rows.keys()):
        inner = {p.split(".", 1)[1]: row for p, row in rows.items() if p.startswith(f"{group}.")}
        properties[group] = _object(_with_groups(inner))
    return properties


def _object(properties: Schema) -> Schema:
    return {
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": False,
    }


def _fact(spec: FactSpec, vocabulary: Vocabulary) -> Schema:
    value: Schema = {"anyOf": [*_value(spec, vocabulary), _NULL]}
    if isinstance(spec.type, MapOf):
        value = {
            "type": ["object", "null"],
            "propertyNames": _NAME,
            "additionalProperties": value,
        }
    return {"description": spec.doc, **value}


def _value(spec: FactSpec, vocabulary: Vocabulary) -> list[Schema]:
    """The forms of a known value."""
    type_ = spec.value_type
    if type_ == BOOL:
        return [{"type": "boolean"}]
    if isinstance(type_, SetOf):
        return _set(_word(type_.element, vocabulary), 1 if spec.path == WHOLE else 0)
    if is_ordered(type_):
        return _ordered(_DATE if type_ == DATE else _number(spec.natural or LINE))
    word = _word(type_, vocabulary)
    return [word, _form({"one_of": {"type": "array", "items": word, "minItems": 1}}, ["one_of"])]


def _word(type_: object, vocabulary: Vocabulary) -> Schema:
    if not isinstance(type_, Enum):
        return {"type": "string"}
    if vocabulary.enums.get(type_.name) == type_:
        return {"$ref": f"#/$defs/enum-{type_.name}"}
    return {"enum": sorted(type_.members)}


def _number(natural: Interval) -> Schema:
    bounds = {"minimum": natural[0], "maximum": natural[1]}
    return {"type": "number", **{name: x for name, x in bounds.items() if abs(x) != inf}}


def _ordered(end: Schema) -> list[Schema]:
    ends = {"type": "array", "items": {"anyOf": [end, _NULL]}, "minItems": 2, "maxItems": 2}
    return [end, _form({"between": ends}, ["between"])]


def _set(word: Schema, least: int) -> list[Schema]:
    members = {"type": "array", "items": word}
    filled = {**members, "minItems": least} if least else members
    return [filled, _form({"at_least": members, "at_most": filled}, ["at_least"])]


def _form(properties: Schema, required: list[str]) -> Schema:
    return {**_object(properties), "type": "object", "required": required}


def _evidence(vocabulary: Vocabulary) -> Schema:
    rows: Schema = {"$ref": "#/$defs/rows"}
    maps = [path for path, spec in vocabulary.facts.items() if isinstance(spec.type, MapOf)]
    nested = {"type": "object", "propertyNames": _NAME, "additionalProperties": rows}
    properties = {path: nested if path in maps else rows for path in vocabulary.facts}
    schema = {**_object(_with_groups(properties)), "type": "object"}
    patterns = {rf'^{path.replace(".", "[.]")}\["[\s\S]*"\]$': rows for path in maps}
    return {**schema, "patternProperties": patterns}


def _row() -> Schema:
    plain = {"type": ["string", "null"]}
    fields = {name: plain for name in FIELDS if name != "raw"}
    days = {name: {"anyOf": [_DATE, _NULL]} for name in _DAYS}
    properties = {**fields, **days, "method": {"enum": list(METHODS)}, "raw": {}}
    return {"type": "object", "properties": properties, "required": ["method"]}
