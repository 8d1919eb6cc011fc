"""Questions about descent: who was made from whom, in a graph of plain names.

Asks networkx, as `questions` does for policies; knows neither models nor licences. An edge leads
from a parent to its child. Cycles and names that are their own parents are allowed everywhere, and
every answer is in an order of its own, whatever the order of the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import networkx as nx

Descent: TypeAlias = "nx.DiGraph[str]"


def descent(parents: Mapping[str, Iterable[str]]) -> Descent:
    """The graph of everybody's parents; a parent that is nobody's child is in it too."""
    net: Descent = nx.DiGraph()
    net.add_nodes_from(parents)
    net.add_edges_from((parent, child) for child, own in parents.items() for parent in own)
    return net


def ancestors(net: Descent, name: str) -> tuple[tuple[str, int], ...]:
    """All ancestors of a name with the fewest steps up to each, nearest first, then by name.

    Nobody is an ancestor of itself, in a cycle either. Empty for a name that the graph lacks.
    """
    if name not in net:
        return ()
    steps, layer, up = {name: 0}, [name], 0
    while layer:  # breadth first; walking a view of the graph turned round takes twice as long
        up += 1
        layer = [p for p in {p for child in layer for p in net.pred[child]} if p not in steps]
        steps.update(dict.fromkeys(layer, up))
    return tuple(sorted(((a, n) for a, n in steps.items() if n), key=lambda found: found[::-1]))


def way(net: Descent, ancestor: str, name: str) -> tuple[str, ...]:
    """A shortest way down from an ancestor to a name, both included; the first by name of
    several. Raises KeyError where there is none."""
    try:
        return min(tuple(path) for path in nx.all_shortest_paths(net, ancestor, name))
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        raise KeyError(ancestor) from None
