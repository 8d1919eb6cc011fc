"""The words that a policy names, by their kind: what is tried first where a fact is a word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msm_rules.decide.session import Session
from msm_rules.values.possible import NOTHING
from msm_rules.values.types import SetOf, Type

Words = Mapping[Type, tuple[str, ...]]


def words_of(session: Session) -> Words:
    """The words that the policy names, by their type, in the order in which it names them."""
    found: dict[Type, dict[str, None]] = {}
    graph, static = session.graph, session.binding.static
    pairs: list[tuple[Type, Any]] = [
        (n.type, static[i]) for i, n in enumerate(graph.nodes) if i in static
    ]
    pairs += [
        (n.type, n.const)
        for node in graph.nodes
        if node.body is not None
        for n in node.body.nodes
        if n.op == "constant"
    ]
    for type_, value in pairs:
        element = type_.element if isinstance(type_, SetOf) else type_
        for word in sorted(_named(type_, value)):
            found.setdefault(element, {})[word.replace("*", "x").replace("?", "x")] = None
    text = "".join(source.text for source in graph.sources)
    return {
        type_: tuple(sorted(words, key=partial(_place, text))) for type_, words in found.items()
    }


def _place(text: str, word: str) -> tuple[int, str]:
    """Where a word first stands in the policy; what authors name first is what they think of."""
    at = text.find(f'"{word}"')
    return (at if at >= 0 else len(text), word)


def _named(type_: Type, value: Any) -> frozenset[str]:
    if isinstance(type_, SetOf):
        return value[0] if isinstance(value, tuple) else NOTHING
    return value if isinstance(value, frozenset) else NOTHING
