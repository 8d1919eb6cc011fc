"""The pieces that schemas of results are made of: objects without surprises, and common values.

An object has exactly the properties that are named, all of them always there; what may be absent is
named as `optional`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Schema = dict[str, Any]

ANYTHING: Schema = {}
TEXT: Schema = {"type": "string"}
TRUTH: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
POSITION: Schema = {"type": "integer", "minimum": 1}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
VERDICT: Schema = {"enum": ["accept", "review", "reject"]}


def document(kind: str, title: str, properties: Mapping[str, Schema]) -> Schema:
    """The schema of a whole document, `msm-KIND/1`."""
    return {**_heading(kind, title), **part(_named(kind, properties))}


def documents(kind: str, title: str, *shapes: Shape) -> Schema:
    """The schema of documents `msm-KIND/1` that have one of several shapes."""
    found = [
        {"title": shape.title, **part(_named(kind, shape.properties), shape.optional)}
        for shape in shapes
    ]
    return {**_heading(kind, title), "oneOf": found}


class Shape(NamedTuple):
    """One of the shapes that a document may have."""

    title: str
    properties: Mapping[str, Schema]
    optional: Mapping[str, Schema] = {}


def _named(kind: str, properties: Mapping[str, Schema]) -> Mapping[str, Schema]:
    return {"schema": {"const": f"msm-{kind}/1"}, **properties}


def _heading(kind: str, title: str) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:msm-rules:{kind}:1",
        "title": title,
    }


def part(properties: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": {**properties, **(optional or {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def said(shape: Schema, description: str) -> Schema:
    """A shape with what it means."""
    return {**shape, "description": description}


def each(shape: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": shape}


def by_name(shape: Schema) -> Schema:
    """An object with one of these for each name."""
    return {"type": "object", "additionalProperties": shape}


def maybe(shape: Schema) -> Schema:
    """One of these, or null for what is not known or not there."""
    return {"anyOf": [shape, {"type": "null"}]}


def one_of(*words: str) -> Schema:
    """One of some words."""
    return {"enum": list(words)}


TEXTS = each(TEXT)

POLICY = part({"name": TEXT, "version": TEXT})

UNREAD = part({"record": TEXT, "field": TEXT, "message": TEXT})
"""What could not be read, as `problems` have it."""
