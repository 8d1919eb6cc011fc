"""From nodes to boxes: what leads from one box of a picture to the next.

Owns the way back through the graph, which ends at the nodes that are boxes themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msm_rules.graph.elements import Arrow, Box
from msm_rules.graph.nodes import Graph, Index
from msm_rules.graph.wording import fact_id, is_fact, lets

Part = tuple[Box, Iterable[Index]]
"""A box and the nodes it rests on, or what these rest on, down to the next boxes."""


def between(graph: Graph, parts: Iterable[Part]) -> tuple[Arrow, ...]:
    """The arrows between the boxes, those into the verdict last."""
    landmarks = _landmarks(graph)
    found: dict[Arrow, None] = {}
    waivers = {graph.nodes[w.active].id for w in graph.waivers}
    for box, starts in parts:
        sides = waivers if box.kind == "rule" else ()
        for source in _sources(graph, starts, landmarks):
            found[Arrow(source, box.id, source in sides or box.kind == "rank")] = None
    drawn = {box.id for box, _ in parts}
    last = [graph.nodes[i].id for i in (graph.critical, graph.soft)]
    for id in (*last, "decide.accept", "decide.review"):
        found |= {Arrow(id, "verdict"): None} if id in drawn else {}
    return tuple(found)


def _landmarks(graph: Graph) -> Mapping[Index, str]:
    """The nodes that are boxes themselves, where the way back from another box ends."""
    nodes = graph.nodes
    found = {i: fact_id(n) for i, n in enumerate(nodes) if is_fact(n)}
    found |= {i: n.id for i, n in enumerate(nodes) if n.op in ("param", "today")}
    found |= {i: f"let.{name}" for i, name in lets(graph).items()}
    own = [r.result for r in graph.rules] + [w.active for w in graph.waivers]
    own += [t.result for t in graph.tiers] + ([] if graph.score is None else [graph.score])
    own += [i for i in (graph.critical, graph.soft) if nodes[i].args]
    return found | {i: nodes[i].id for i in own}


def _sources(
    graph: Graph, starts: Iterable[Index], landmarks: Mapping[Index, str]
) -> tuple[str, ...]:
    """The boxes that nodes are, or rest on directly; in the order of evaluation."""
    todo, seen, found = list(starts), set[Index](), dict[Index, str]()
    while todo:
        index = todo.pop()
        if index in seen:
            continue
        seen.add(index)
        if index in landmarks:
            found[index] = landmarks[index]
        else:
            todo.extend(graph.nodes[index].args)
    return tuple(dict.fromkeys(found[i] for i in sorted(found)))


def used(parts: Iterable[Part], arrows: Iterable[Arrow]) -> frozenset[str]:
    """All boxes but the lets that lead nowhere: they only give a param its default."""
    before: dict[str, list[str]] = {}
    for arrow in arrows:
        before.setdefault(arrow.target, []).append(arrow.source)
    todo = [box.id for box, _ in parts if box.kind != "let"]
    found = set(todo)
    while todo:
        new = [id for id in before.get(todo.pop(), ()) if id not in found]
        found.update(new)
        todo.extend(new)
    return frozenset(found)
