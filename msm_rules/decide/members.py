"""What quantifiers found of each member: kept in no trace, and computed again when asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msm_rules.decide.interpret import PREFIXES, fact_key, member_results
from msm_rules.graph.nodes import Graph, Index
from msm_rules.values.possible import Bool, Value
from msm_rules.values.types import LICENCE, SetOf


def members_of(
    graph: Graph, values: Mapping[Index, Value], pending: Collection[str]
) -> dict[Index, dict[str, Bool]]:
    """The result for each member, by the node of the quantifier."""
    resting = _resting(graph, values, pending) if pending else frozenset()
    found: dict[Index, dict[str, Bool]] = {}
    for index, node in enumerate(graph.nodes):
        if node.body is not None:
            args = [values[a] for a in node.args]
            licences = graph.nodes[node.args[0]].type == SetOf(LICENCE)
            found[index] = member_results(node.body, args, licences, pending=index in resting)
    return found


def _resting(
    graph: Graph, values: Mapping[Index, Value], pending: Collection[str]
) -> frozenset[Index]:
    """The nodes that rest on a fact not asked for yet."""
    resting: set[Index] = set()
    for index, node in enumerate(graph.nodes):
        asked = node.op in PREFIXES and fact_key(node, [values[a] for a in node.args]) in pending
        if asked or any(a in resting for a in node.args):
            resting.add(index)
    return frozenset(resting)
