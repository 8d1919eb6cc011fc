"""What the text declares: the types it writes, and the facts of its own."""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.proof.checker.meaning.types import FACTS, Type
from msm_rules.proof.checker.text.files import Module
from msm_rules.syntax import tree as t


def written(type_: t.TypeTree) -> Type:
    """A type as the text writes it."""
    match type_:
        case t.NamedType(word):
            return {"license": "licence"}.get(word.name, word.name)
        case t.OneOfType(members):
            return "choice", tuple(sorted(m.value for m in members))
        case t.SetType(element):
            return "set", written(element)
        case t.MapType(element):
            return "map", written(element)


def declared(modules: Iterable[Module]) -> dict[str, Type]:
    """The facts that files declare; of a map, the type with `map`.

    Raises ValueError for one that is there already.
    """
    found: dict[str, Type] = {}
    for item in (i for m in modules for i in m.items if isinstance(i, t.Fact)):
        path = item.path.name.removeprefix("model.")
        if path in FACTS or path in found:
            raise ValueError(f"model.{path} is a fact already")
        found[path] = written(item.type)
    return found
