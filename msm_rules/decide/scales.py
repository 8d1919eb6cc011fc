"""The scales of a policy, wherever they stand, with their ends as params and the day make them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, cast

from msm_rules.decide.interpret import apply
from msm_rules.graph.nodes import Body, Index, Node
from msm_rules.values.possible import Interval, Value

Scale: TypeAlias = tuple[Node, Interval, Interval]


def scales(nodes: Sequence[Node], known: Mapping[Index, Value]) -> Iterator[Scale]:
    """Every scale with its ends, those in the bodies of quantifiers too."""
    for node in nodes:
        if node.op == "scale":
            lo, hi = (cast(Interval, known[a]) for a in node.args[1:])
            yield node, lo, hi
        if node.body is not None:
            outside = {n: known[a] for n, a in enumerate(node.args) if a in known}
            yield from scales(node.body.nodes, _fixed(node.body, outside))


def _fixed(body: Body, outside: Mapping[int, Value]) -> dict[Index, Value]:
    """The values in a body that are the same for every member and every model."""
    found: dict[Index, Value] = {}
    for index, node in enumerate(body.nodes):
        if node.op == "constant":
            found[index] = cast(Value, node.const)
        elif node.op == "captured" and int(str(node.const)) in outside:
            found[index] = outside[int(str(node.const))]
        elif node.args and all(a in found for a in node.args):
            types = [body.nodes[a].type for a in node.args]
            found[index] = apply(node, [found[a] for a in node.args], types, pending=False)
    return found
