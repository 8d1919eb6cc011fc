"""Every node of a graph as a box, with an arrow from each argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.graph.elements import Arrow, Box, BoxKind, Status
from msm_rules.graph.nodes import Graph, Index, Node
from msm_rules.graph.wording import figure, is_fact, lets, on_one_line
from msm_rules.values.operators import OPERATORS


def boxes(graph: Graph, statuses: Mapping[str, Status]) -> tuple[Box, ...]:
    """A box for every node, in the order of evaluation."""
    kinds = _kinds(graph)
    return tuple(
        _box(graph, i, kinds.get(i, "step"), statuses.get(n.id)) for i, n in enumerate(graph.nodes)
    )


def arrows(graph: Graph) -> tuple[Arrow, ...]:
    """An arrow for every argument; side arrows for a param's default and range, and for weights."""
    ids = [n.id for n in graph.nodes]
    pairs = dict.fromkeys((ids[a], n.id) for n in graph.nodes for a in n.args)
    beside = dict.fromkeys((ids[a], ids[b]) for a, b in _beside(graph))
    return tuple(Arrow(*p) for p in pairs) + tuple(Arrow(*p, True) for p in beside)


def _beside(graph: Graph) -> Iterator[tuple[Index, Index]]:
    for param in graph.params:
        ends = (param.default, param.lo, param.hi)
        yield from ((end, param.node) for end in ends if end is not None)
    critical = (rule for rule in graph.rules if rule.tier == "critical")
    yield from ((r.weight, r.result) for r in critical if r.weight is not None)


def _box(graph: Graph, index: Index, kind: BoxKind, status: Status | None) -> Box:
    node = graph.nodes[index]
    text = figure(graph, index) if node.op == "constant" else _operator(node)
    shown = None if status is None else Status(status.kind, visible(status.text))
    tip = "\n".join(filter(None, (visible(node.id), on_one_line(node.span))))
    return Box(node.id, kind, visible(node.id), visible(text), tip=tip, status=shown)


def _operator(node: Node) -> str:
    if not node.args:
        return ""
    symbol = OPERATORS[node.op].symbol or node.op.replace("_", " ")
    if node.body is None:
        return symbol
    inner = node.body.nodes[node.body.result]
    return f"{symbol}: {OPERATORS[inner.op].symbol or inner.op.replace('_', ' ')}"


def _kinds(graph: Graph) -> Mapping[Index, BoxKind]:
    found: dict[Index, BoxKind] = {i: "fact" for i, n in enumerate(graph.nodes) if is_fact(n)}
    found |= {i: "param" for i, n in enumerate(graph.nodes) if n.op in ("param", "today")}
    found |= dict.fromkeys(lets(graph), "let")
    found |= dict.fromkeys((graph.accept, graph.review), "decide")
    found |= {r.result: "rule" for r in graph.rules}
    found |= {w.active: "waiver" for w in graph.waivers}
    found |= {o.due: "obligation" for o in graph.obligations}
    tiers = (graph.critical, graph.soft, *(t.result for t in graph.tiers))
    found |= dict.fromkeys(tiers, "tier")
    if graph.score is not None:
        found[graph.score] = "tier"
    found[graph.verdict] = "verdict"
    return found
