"""The flat trace: how the values of one decision are kept, and read back.

A trace holds the value of every node that takes work to compute: comparisons and other questions
two bits each, ordered values two 64-bit floats, weighted means two 32-bit whole numbers; words and
sets, of which there are few, follow as objects. Leaves are not copied (the facts hold them), nor
are nodes that only pass on what others hold (`VIEWS`: connectives, choices, changes of unit): they
are read through their arguments. So every node has its value, and a kept decision is small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from struct import Struct
from typing import Literal, TypeAlias

from msm_rules.decide.interpret import PREFIXES, Values, apply, leaf_key, leaf_missing
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Index, Node
from msm_rules.values.possible import Value
from msm_rules.values.types import BOOL, SCORE, VERDICT, is_ordered

Trace: TypeAlias = bytes | tuple[object, ...]

VIEWS = frozenset(
    {
        "not", "and", "or", "waive", "unknown_rejects", "unknown_passes",
        "if", "prefer", "score_of", "unknown_scores", "take_lower", "take_upper", "fraction",
    }
)  # fmt: skip
"""The operators whose nodes are read through their arguments."""

Place = Literal["static", "leaf", "view", "bool", "score", "ordered", "object"]


@record
class Layout:
    """Where the value of each node is kept."""

    places: tuple[Place, ...]
    bools: tuple[Index, ...]  # verdict last
    scores: tuple[Index, ...]
    ordered: tuple[Index, ...]
    objects: tuple[Index, ...]
    struct: Struct

    @property
    def masks(self) -> int:
        """How many bytes the bools take: four in each, the verdict in one of its own."""
        return (len(self.bools) + 3) // 4 + 1


def layout(graph: Graph) -> Layout:
    """The layout of the traces of a policy."""
    places = tuple(_place(n) for n in graph.nodes)

    def at(place: str) -> tuple[Index, ...]:
        return tuple(i for i, p in enumerate(places) if p == place and i != graph.verdict)

    bools, scores, ordered, objects = (at(p) for p in ("bool", "score", "ordered", "object"))
    masks = (len(bools) + 3) // 4 + 1
    struct = Struct(f"<{len(ordered) * 2}d{len(scores) * 2}I{masks}B")
    return Layout(places, bools, scores, ordered, objects, struct)


def _place(node: Node) -> Place:
    if node.static:
        return "static"
    if node.op in PREFIXES:
        return "leaf"
    if node.op in VIEWS:
        return "view"
    if node.type in (BOOL, VERDICT):
        return "bool"
    if node.type == SCORE:
        return "score"
    return "ordered" if is_ordered(node.type) else "object"


def pack(shape: Layout, verdict: Index, found: Mapping[Index, Value]) -> Trace:
    """The trace of values computed otherwise (by the interpreter, or column by column)."""
    numbers = [end for i in shape.ordered for end in found[i]]  # type: ignore[union-attr]
    scores = [end for i in shape.scores for end in found[i]]  # type: ignore[union-attr]
    masks = [0] * (shape.masks - 1)
    for n, i in enumerate(shape.bools):
        masks[n // 4] |= found[i] << 2 * (n % 4)  # type: ignore[operator]
    packed = shape.struct.pack(*numbers, *scores, *masks, found[verdict])
    objects = tuple(found[i] for i in shape.objects)
    return (packed, *objects) if objects else packed


def unpack(
    graph: Graph,
    shape: Layout,
    static: Mapping[Index, Value],
    trace: Trace,
    values: Values,
    naturals: Mapping[str, Value],
) -> dict[Index, Value]:
    """The value of every node, from the trace, the facts and what is the same for every model.

    Not for decisions with pending facts: there a view may need to know what rests on these.
    """
    packed = trace if isinstance(trace, bytes) else trace[0]
    assert isinstance(packed, bytes)
    fields = shape.struct.unpack(packed)
    found: dict[Index, Value] = dict(static)
    for n, i in enumerate(shape.ordered):
        found[i] = fields[2 * n], fields[2 * n + 1]
    start = 2 * len(shape.ordered)
    for n, i in enumerate(shape.scores):
        found[i] = fields[start + 2 * n], fields[start + 2 * n + 1]
    start += 2 * len(shape.scores)
    for n, i in enumerate(shape.bools):
        found[i] = fields[start + n // 4] >> 2 * (n % 4) & 3
    found[graph.verdict] = fields[-1]
    for n, i in enumerate(shape.objects, 1):
        found[i] = trace[n]  # type: ignore[assignment]
    _rest(graph, shape.places, found, values, naturals)
    return found


def _rest(
    graph: Graph,
    places: Sequence[Place],
    found: dict[Index, Value],
    values: Values,
    naturals: Mapping[str, Value],
) -> None:
    """Leaves and views, in order, since a view may be one of a leaf."""
    for index, (node, place) in enumerate(zip(graph.nodes, places, strict=True)):
        if place == "leaf":
            key = leaf_key(node, [found[a] for a in node.args])
            value = values.get(key)
            found[index] = leaf_missing(node, naturals) if value is None else value
        elif place == "view":
            types = [graph.nodes[a].type for a in node.args]
            found[index] = apply(node, [found[a] for a in node.args], types, pending=False)
