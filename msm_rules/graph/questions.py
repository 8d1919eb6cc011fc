"""Questions about a graph: what rests on what, and in which layers.

Asks networkx, which besides only `descent` does: the package loads this module only when a
question is asked, since deciding never asks one. Nodes are named by their ids; an edge leads from
an argument to what is computed from it. Answers stand in the order of evaluation, rules in that of
the policy.
"""

from __future__ import annotations

from typing import TypeAlias

import networkx as nx

from msm_rules.graph.nodes import FactRef, Graph, Rule

Net: TypeAlias = "nx.DiGraph[str]"


def as_networkx(graph: Graph) -> Net:
    """The graph as networkx knows graphs; nodes carry `op` and `static`, edges nothing.

    A `blank` rests on the node that it is the value of with every fact missing.
    """
    net: Net = nx.DiGraph()
    for node in graph.nodes:
        net.add_node(node.id, op=node.op, static=node.static)
        net.add_edges_from((graph.nodes[a].id, node.id) for a in node.args)
        if node.op == "blank":
            net.add_edge(str(node.const), node.id)
    return net


def layers(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """The nodes in layers: those of one layer rest only on those of earlier ones."""
    return tuple(_in_order(graph, set(g)) for g in nx.topological_generations(as_networkx(graph)))


def slice_of(graph: Graph, node_id: str) -> tuple[str, ...]:
    """Everything a node rests on, itself last; KeyError if there is no such node."""
    return _in_order(graph, _rests_on(as_networkx(graph), node_id) | {node_id})


def feeds(graph: Graph, fact: str) -> tuple[str, ...]:
    """The names of the rules that a fact can change, their waivers included.

    The fact is named as people do, with or without `model.`: `license`, `model.memory.int4`,
    `benchmarks["medqa"]`; `benchmarks` alone is every entry. Empty if no rule asks for it.
    """
    wanted = "model." + fact.removeprefix("model.")
    leaves = {n.id for n in graph.nodes if _is_of(n.const, wanted)}
    net = as_networkx(graph)
    return tuple(r.name for r in graph.rules if leaves & _rests_on(net, _result(graph, r)))


def facts_of(graph: Graph, rule: str) -> tuple[str, ...]:
    """The facts that a rule rests on, as people name them; KeyError if there is no such rule."""
    found = next((r for r in graph.rules if r.name == rule), None)
    if found is None:
        raise KeyError(rule)
    below = _rests_on(as_networkx(graph), _result(graph, found))
    refs = (n.const for n in graph.nodes if n.id in below)
    return tuple(dict.fromkeys(ref.name for ref in refs if isinstance(ref, FactRef)))


def _is_of(const: object, wanted: str) -> bool:
    return isinstance(const, FactRef) and wanted in (const.name, f"model.{const.path}")


def _result(graph: Graph, rule: Rule) -> str:
    return graph.nodes[rule.result].id


def _rests_on(net: Net, node_id: str) -> set[str]:
    if node_id not in net:
        raise KeyError(node_id)
    return set(nx.ancestors(net, node_id))


def _in_order(graph: Graph, ids: set[str]) -> tuple[str, ...]:
    return tuple(n.id for n in graph.nodes if n.id in ids)
