"""The direct interpreter: one pass over the graph, every operator by its row of the table.

Slow and plain. It evaluates what does not change from model to model, decisions with facts not
asked for yet, bodies of quantifiers, and it is what the generated code is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from msm_rules.facts.keys import entry_key
from msm_rules.graph.nodes import Body, FactRef, Graph, Index, Node
from msm_rules.values.licence_terms import alternatives_of
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import LINE, MILLION, Value, missing
from msm_rules.values.types import LICENCE, SetOf

PREFIXES = {"fact": "", "method": "@method:", "observed": "@observed:"}
"""The leaves whose values come from the facts of a model, and what stands before the fact's key."""

NO_METHOD: Value = frozenset({""})

Values = Mapping[str, Value]


def fact_key(node: Node, args: Sequence[Value]) -> str:
    """The key of the fact a leaf is about; an argument may name the entry of a map."""
    assert isinstance(node.const, FactRef)
    if not args:
        return node.const.value_key
    (name,) = args[0]  # type: ignore[misc]
    return entry_key(node.const.path, str(name))


def leaf_key(node: Node, args: Sequence[Value]) -> str:
    """The key under which the values of a model hold a leaf."""
    return PREFIXES[node.op] + fact_key(node, args)


def leaf_missing(node: Node, naturals: Mapping[str, Value]) -> Value:
    """The value of a leaf of which the facts say nothing."""
    if node.op == "method":
        return NO_METHOD
    if node.op == "observed":
        return LINE
    assert isinstance(node.const, FactRef)
    return naturals[node.const.path]


def evaluate(
    graph: Graph,
    known: Mapping[Index, Value],
    values: Values,
    naturals: Mapping[str, Value],
    pending: Collection[str] = (),
    wanted: Callable[[Node], bool] = lambda node: True,
    ranges: Mapping[str, Value] = MappingProxyType({}),
) -> dict[Index, Value]:
    """The value of every node, in order; `known` are those given (params, the day, blanks).

    A leaf whose key is in `pending` has its natural range, or the one in `ranges`, and what rests
    on it is told so.
    """
    found: dict[Index, Value] = dict(known)
    resting: set[Index] = set()
    for index, node in enumerate(graph.nodes):
        if index in found or not wanted(node):
            continue
        if any(a in resting for a in node.args):
            resting.add(index)
        args = [found[a] for a in node.args]
        if node.op in PREFIXES:
            key = fact_key(node, args)
            if key in pending:
                resting.add(index)
                narrow = ranges.get(key) if node.op == "fact" else None
                found[index] = _pending(node, naturals) if narrow is None else narrow
            else:
                value = values.get(leaf_key(node, args))
                found[index] = leaf_missing(node, naturals) if value is None else value
        elif node.op == "constant":
            found[index] = node.const  # type: ignore[assignment]
        elif node.op == "blank":
            found[index] = (0, MILLION)
        else:
            types = [graph.nodes[a].type for a in node.args]
            found[index] = apply(node, args, types, pending=index in resting)
    return found


def _pending(node: Node, naturals: Mapping[str, Value]) -> Value:
    return missing(node.type) if node.op != "fact" else leaf_missing(node, naturals)


def apply(node: Node, args: Sequence[Value], types: Sequence[object], *, pending: bool) -> Value:
    """The value of one operator on the values of its arguments."""
    row = OPERATORS[node.op]
    if row.kind == "quantifier":
        assert node.body is not None
        element = types[0].element if isinstance(types[0], SetOf) else None
        results = member_results(node.body, args, element == LICENCE, pending=pending)
        return row.meaning(args[0], results)  # type: ignore[no-any-return]
    leading = (types[-1],) if row.typed else ()
    if row.kind == "knowledge":
        return row.meaning(*leading, *args, pending=pending)  # type: ignore[no-any-return]
    return row.meaning(*leading, *args)  # type: ignore[no-any-return]


def member_results(
    body: Body, args: Sequence[Value], licences: bool, *, pending: bool = False
) -> dict[str, int]:
    """What a quantifier's body says of each member: of all possible ones, where they are known."""
    lower, upper = args[0]  # type: ignore[misc]
    members: frozenset[str] = lower if upper is None else upper  # type: ignore[assignment]
    return {m: _of_member(body, m, args, licences, pending) for m in sorted(members)}


def _of_member(
    body: Body, member: str, args: Sequence[Value], licences: bool, pending: bool
) -> int:
    word: Value = alternatives_of(member) if licences else frozenset({member})
    result = in_body(body, word, args, partial(apply, pending=pending))[body.result]
    assert isinstance(result, int)
    return result


def in_body(
    body: Body,
    member: Value,
    args: Sequence[Value],
    evaluate: Callable[[Node, Sequence[Value], Sequence[object]], Value],
) -> list[Value]:
    """The values of the nodes of a quantifier's body for one member; `args` are the quantifier's,
    `evaluate` gives the value of a node on those of its arguments and their types."""
    found: list[Value] = []
    for node in body.nodes:
        if node.op == "member":
            found.append(member)
        elif node.op == "captured":
            found.append(args[int(str(node.const))])
        elif node.op == "constant":
            found.append(node.const)  # type: ignore[arg-type]
        else:
            types = [body.nodes[a].type for a in node.args]
            found.append(evaluate(node, [found[a] for a in node.args], types))
    return found
