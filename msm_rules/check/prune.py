"""Leaving out nodes that nothing needs: what was tried while checking, and unused lets."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.frozen import changed
from msm_rules.graph.nodes import Graph, Index, Node


def prune(graph: Graph) -> Graph:
    """The graph with only the nodes that its rules, params, outcome and order rest on."""
    needed: set[Index] = set()
    todo = list(_roots(graph))
    by_id = {n.id: i for i, n in enumerate(graph.nodes)}
    while todo:
        index = todo.pop()
        if index in needed:
            continue
        needed.add(index)
        node = graph.nodes[index]
        todo.extend(node.args)
        if node.op == "blank":
            todo.append(by_id[str(node.const)])
    at = {old: new for new, old in enumerate(sorted(needed))}
    return _renumbered(graph, at)


def _roots(graph: Graph) -> Iterator[Index]:
    yield from (graph.critical, graph.soft, graph.accept, graph.review, graph.verdict)
    if graph.score is not None:
        yield graph.score
    yield from (k.node for k in graph.rank)
    yield from (o.due for o in graph.obligations)
    yield from (w.active for w in graph.waivers)
    for tier in graph.tiers:
        yield from (tier.result, tier.weight, tier.applies)
    for param in graph.params:
        yield from (i for i in (param.node, param.default, param.lo, param.hi) if i is not None)
    for rule in graph.rules:
        yield from (rule.raw, rule.result)
        yield from (i for i in (rule.applies, rule.weight) if i is not None)
        for clause in rule.clauses:
            yield from (i for i in (clause.node, clause.value) if i is not None)


def _moved(n: Node, at: dict[Index, Index]) -> Node:
    args = tuple(at[a] for a in n.args)
    return Node(n.id, n.op, args, n.type, n.const, n.static, n.span, n.body)


def _renumbered(graph: Graph, at: dict[Index, Index]) -> Graph:
    def maybe(index: Index | None) -> Index | None:
        return None if index is None else at[index]

    nodes = tuple(_moved(graph.nodes[old], at) for old in at)
    rules = tuple(
        changed(
            r,
            raw=at[r.raw],
            result=at[r.result],
            applies=maybe(r.applies),
            weight=maybe(r.weight),
            clauses=tuple(changed(c, node=maybe(c.node), value=maybe(c.value)) for c in r.clauses),
        )
        for r in graph.rules
    )
    return changed(
        graph,
        nodes=nodes,
        rules=rules,
        params=tuple(
            changed(p, node=at[p.node], default=maybe(p.default), lo=maybe(p.lo), hi=maybe(p.hi))
            for p in graph.params
        ),
        tiers=tuple(
            changed(t, result=at[t.result], weight=at[t.weight], applies=at[t.applies])
            for t in graph.tiers
        ),
        waivers=tuple(changed(w, active=at[w.active]) for w in graph.waivers),
        obligations=tuple(changed(o, due=at[o.due]) for o in graph.obligations),
        rank=tuple(changed(k, node=at[k.node]) for k in graph.rank),
        critical=at[graph.critical],
        soft=at[graph.soft],
        score=maybe(graph.score),
        accept=at[graph.accept],
        review=at[graph.review],
        verdict=at[graph.verdict],
    )
