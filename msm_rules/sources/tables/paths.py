"""Where a value stands in a record: a column, or a path of names such as `limit.context`.

Owns the reading of paths.  A name with dots in it goes before a path; a list on the way stands for
each of its members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def lookup(record: Mapping[str, Any], column: str) -> Any:
    """What stands there; None where nothing does."""
    if column in record:
        return record[column]
    return _below(record, column.split(".")) if "." in column else None


def _below(node: Any, names: list[str]) -> Any:
    """What stands behind names, of which the first few may be one name with dots."""
    if not names:
        return node
    if isinstance(node, list):  # one list deep, so that a stranger's nesting costs nothing
        found = (_below(item, names) for item in node if not isinstance(item, list))
        kept = [item for item in found if item is not None]
        return _flat(kept) if kept else None
    if not isinstance(node, Mapping):
        return None
    whole = ".".join(names)
    if whole in node:
        return node[whole]
    return _below(node[names[0]], names[1:]) if names[0] in node else None


def _flat(items: list[Any]) -> list[Any]:
    return [one for item in items for one in (item if isinstance(item, list) else [item])]


def members(
    record: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The record once for each member of the list at a path, which holds that member alone, so
    that the same path leads to it; the name of each says which it is.  Nothing where there is no
    list."""
    if not path:
        yield "", record
        return
    name, *rest = path
    inner = record.get(name)
    if rest:
        if isinstance(inner, Mapping):
            for at, one in members(inner, tuple(rest)):
                yield f"{name}.{at}", {**record, name: one}
    elif isinstance(inner, list):
        for n, one in enumerate(inner):
            yield f"{name}[{n}]", {**record, name: one}
