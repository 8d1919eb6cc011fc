"""How a fact is named in a facts document, and where it stands in the nested `model` part.

A key is a fact's path without the root (`memory.int4`), or of one entry of a map the path with the
entry's name (`benchmarks["medqa"]`). No path holds a bracket, so a key has one reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def entry_key(path: str, name: str) -> str:
    """The key of one entry of a map: `benchmarks["medqa"]`."""
    return f'{path}["{name}"]'


def split_key(key: str) -> tuple[str, str | None]:
    """A key as the fact's path and, of a map's entry, its name."""
    path, bracket, rest = key.partition('["')
    return (path, rest[:-2]) if bracket and rest.endswith('"]') else (key, None)


def place(key: str) -> tuple[str, ...]:
    """The names that lead to a fact in the nested `model` part."""
    path, entry = split_key(key)
    return (*path.split("."), *(() if entry is None else (entry,)))


def get(model: Mapping[str, object], key: str) -> object:
    """What stands in the `model` part for a fact; None where it is missing."""
    node: object = model
    for name in place(key):
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


def put(model: dict[str, Any], at: tuple[str, ...], value: object) -> bool:
    """Writes a fact into a nested `model` part that is being made; False where one stood there."""
    for name in at[:-1]:
        model = model.setdefault(name, {})
        if not isinstance(model, dict):
            return False
    stood = at[-1] in model
    model[at[-1]] = value
    return not stood


def with_value(model: Mapping[str, Any], at: tuple[str, ...], value: object) -> dict[str, Any]:
    """A `model` part in which a fact has another value; the given one stays as it was."""
    name, *rest = at
    inner = with_value(model.get(name) or {}, tuple(rest), value) if rest else value
    return {**model, name: inner}
