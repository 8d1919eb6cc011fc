"""What a verdict rests on and could be otherwise: the facts that the policy asks for.

Owns which facts these are and how each stands today. Who a model is (`id`, `author`, `revision`) is
not among them: another id is another model.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.decide.interpret import PREFIXES, fact_key
from msm_rules.decide.session import Session
from msm_rules.facts import ModelFacts
from msm_rules.facts.keys import split_key
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Index
from msm_rules.values.operators import known_exactly
from msm_rules.values.possible import TRUE, Value
from msm_rules.values.types import Type

IDENTITY = frozenset({"id", "author", "revision"})


@record
class Leaf:
    """A fact that the verdict rests on.

    `now` is what is known of it, `natural` everything that it could be; `exact` says that only one
    value is possible today, `weighed` that the policy asks how much is known of it.
    """

    key: str
    type: Type
    now: Value
    natural: Value
    exact: bool
    weighed: bool

    @property
    def missing(self) -> bool:
        """Whether nothing is known of it."""
        return self.now == self.natural


def leaves_of(session: Session, facts: ModelFacts) -> tuple[Leaf, ...]:
    """The facts that the verdict rests on, in the order of the policy."""
    values, below = session.values(facts), under(session.graph, session.graph.verdict)
    weighed = frozenset(_weighed(session, below))
    found: dict[str, Leaf] = {}
    for key, type_, natural in _asked(session, below):
        if key not in found and split_key(key)[0] not in IDENTITY:
            now = values.get(key)
            now = natural if now is None else now
            exact = known_exactly(type_, now, pending=False) == TRUE
            found[key] = Leaf(key, type_, now, natural, exact, key in weighed)
    return tuple(found.values())


def _asked(session: Session, below: frozenset[Index]) -> Iterator[tuple[str, Type, Value]]:
    nodes, static = session.graph.nodes, session.binding.static
    for index in sorted(below):
        node = nodes[index]
        if node.op in PREFIXES:
            key = fact_key(node, [static[a] for a in node.args])
            fact = next((n for n in nodes if n.op == "fact" and n.const == node.const), node)
            yield key, fact.type, session.program.naturals[split_key(key)[0]]


_WEIGHING = frozenset({"is_missing", "is_exact", "default", "low_end", "high_end"})


def _weighed(session: Session, below: frozenset[Index]) -> Iterator[str]:
    """The facts of which the policy asks whether, how, or within which bounds they are known."""
    nodes, static = session.graph.nodes, session.binding.static
    for index in below:
        node = nodes[index]
        asked = [index] if node.op in ("method", "observed") else []
        asked += [a for a in node.args if node.op in _WEIGHING and nodes[a].op == "fact"]
        yield from (fact_key(nodes[i], [static[a] for a in nodes[i].args]) for i in asked)


def under(graph: Graph, index: Index) -> frozenset[Index]:
    """A node and everything that it rests on."""
    todo, seen = [index], {index}
    while todo:
        for a in graph.nodes[todo.pop()].args:
            if a not in seen:
                seen.add(a)
                todo.append(a)
    return frozenset(seen)
