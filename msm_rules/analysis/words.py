"""The words that a policy names, by their kind: what is tried first where a fact is a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from msm_rules.decide.session import Session
from msm_rules.values.possible import NOTHING
from msm_rules.values.types import SetOf, Type

Words = Mapping[Type, tuple[str, ...]]


def words_of(session: Session, *, globs: bool = True) -> Words:
    """The words that the policy names, by their type, in the order in which it names them; with
    `globs` also one that each of its patterns fits."""
    found: dict[Type, dict[str, None]] = {}
    for type_, value in _constants(session):
        element = type_.element if isinstance(type_, SetOf) else type_
        for word in sorted(_named(type_, value)):
            if not globs and ("*" in word or "?" in word):
                continue
            found.setdefault(element, {})[word.replace("*", "x").replace("?", "x")] = None
    text = "".join(source.text for source in session.graph.sources)
    return {
        type_: tuple(sorted(words, key=partial(_place, text))) for type_, words in found.items()
    }


def lists_of(session: Session, element: Type) -> tuple[frozenset[str], ...]:
    """The sets and single words of a kind that the policy names, without repetition."""
    kinds = (element, SetOf(element))  # type: ignore[arg-type]
    found = (_named(type_, value) for type_, value in _constants(session) if type_ in kinds)
    return tuple(dict.fromkeys(filter(None, found)))


def _constants(session: Session) -> Iterator[tuple[Type, Any]]:
    """What is the same for every model, with its type, also within quantifiers."""
    graph, static = session.graph, session.binding.static
    yield from ((n.type, static[i]) for i, n in enumerate(graph.nodes) if i in static)
    for node in graph.nodes:
        if node.body is not None:
            yield from ((n.type, n.const) for n in node.body.nodes if n.op == "constant")


def _place(text: str, word: str) -> tuple[int, str]:
    """Where a word first stands in the policy; what authors name first is what they think of."""
    at = text.find(f'"{word}"')
    return (at if at >= 0 else len(text), word)


def _named(type_: Type, value: Any) -> frozenset[str]:
    if isinstance(type_, SetOf):
        return value[0] if isinstance(value, tuple) else NOTHING
    return value if isinstance(value, frozenset) else NOTHING
