"""What would settle a decision: the walk back from the verdict along what is not exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import cast

from msm_rules.decide.interpret import PREFIXES, apply, fact_key, in_body
from msm_rules.graph.nodes import Body, Graph, Index, Node
from msm_rules.values import licence_terms
from msm_rules.values.licence_terms import alternatives_of
from msm_rules.values.operators import known_exactly
from msm_rules.values.possible import FALSE, TRUE, Members, Value, is_exact
from msm_rules.values.types import LICENCE, SetOf

Values = Mapping[Index, Value]


def open_facts(graph: Graph, values: Values, static: Values) -> tuple[str, ...]:
    """The inexact facts, and licence terms nobody knows, that the verdict hangs on; sorted."""
    found: set[str] = set()
    for index in inexact(graph, values, static, graph.verdict):
        node = graph.nodes[index]
        args = [values[a] for a in node.args]
        if node.op in PREFIXES:
            found.add("model." + fact_key(node, args))
        else:
            found.update(_silent(graph, node, args))
    return tuple(sorted(found))


def inexact(graph: Graph, values: Values, static: Values, start: Index) -> Iterator[Index]:
    """The nodes that leave a node open: itself and, below it, whatever is not exact and counts."""
    todo, seen = [start], {start}
    while todo:
        index = todo.pop()
        node = graph.nodes[index]
        if _exact(node, values[index]):
            continue
        yield index
        if node.op in PREFIXES:
            continue
        for a in _relevant(node, [values[a] for a in node.args]):
            if a not in seen and a not in static:
                seen.add(a)
                todo.append(a)


def _relevant(node: Node, values: Sequence[Value]) -> Iterator[Index]:
    """The arguments that count: not a rule that takes no part, nor a branch that is not taken."""
    for n, a in enumerate(node.args):
        left_out = node.op == "mean" and n % 3 == 0 and values[n + 2] == FALSE
        other = {1: FALSE, 2: TRUE}.get(n) if node.op == "if" else None
        if not left_out and (other is None or values[0] != other):
            yield a


def _exact(node: Node, value: Value) -> bool:
    if node.type == SetOf(LICENCE):
        return known_exactly(node.type, value, pending=False) != FALSE
    return is_exact(node.type, value)


def _silent(graph: Graph, node: Node, args: Sequence[Value]) -> Iterator[str]:
    """What a licence leaves open although it is known which licence it is."""
    if node.body is not None:
        yield from _in_members(node, args, graph.nodes[node.args[0]])
    elif node.op in _QUESTIONS:
        yield from _of_licence(node.op, args)


def _in_members(node: Node, args: Sequence[Value], domain: Node) -> Iterator[str]:
    """The same for each member of a quantifier's set that is open."""
    body = node.body
    assert body is not None
    lower, upper = args[0]  # type: ignore[misc]
    licences = isinstance(domain.type, SetOf) and domain.type.element == LICENCE
    for member in sorted(lower if upper is None else upper):  # type: ignore[arg-type]
        word: Value = alternatives_of(str(member)) if licences else frozenset({str(member)})
        yield from _in_body(body, word, args)


def _in_body(body: Body, member: Value, args: Sequence[Value]) -> Iterator[str]:
    found = in_body(body, member, args, partial(apply, pending=False))
    for node, value in zip(body.nodes, found, strict=True):
        if node.op in _QUESTIONS and not is_exact(node.type, value):
            yield from _of_licence(node.op, [found[a] for a in node.args])


TERMS, PARTS = "terms", "parts"
_QUESTIONS = {
    "permits": TERMS,
    "requires": TERMS,
    "prohibits": TERMS,
    "category": "category",
    "category_in": "category",
    "user_cap": "user-cap",
    "excluded_territories": "territories",
    "licence_in": PARTS,
    "licence_equal": PARTS,
    "licence_matches": PARTS,
}
"""The operators that ask a licence something, and what: its terms, which it is, or this."""


def _of_licence(op: str, args: Sequence[Value]) -> Iterator[str]:
    licence = args[0]
    if not isinstance(licence, frozenset):
        return
    asked = _QUESTIONS[op]
    if asked == TERMS:
        silent = licence_terms.silent(op, licence, cast(Members, args[1]))
        yield from (f"licence {x.casefold()}" for x in silent)
    elif asked != PARTS:
        unread = licence_terms.unread(licence, category=asked == "category")
        yield from (f"licence {x.casefold()}: {asked}" for x in unread)
    if len(licence) == 1:
        yield from (f"licence {x.casefold()}" for x in licence if " AND " in x)
