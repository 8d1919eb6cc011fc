"""What a verdict rests on and could be otherwise: facts that the policy asks for, and its params.

Owns which these are and how each stands today. Who a model is (`id`, `author`, `revision`) is not
among them: another id is another model. Nor is a param that says which fact is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from msm_rules.decide.interpret import PREFIXES, fact_key
from msm_rules.decide.session import Session
from msm_rules.facts import ModelFacts
from msm_rules.facts.keys import split_key
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Index, Param
from msm_rules.values.operators import known_exactly
from msm_rules.values.possible import LINE, TRUE, Interval, Value, missing
from msm_rules.values.scores import WEIGHT_STEPS
from msm_rules.values.types import DATE, DURATION, Type, is_ordered

IDENTITY = frozenset({"id", "author", "revision"})

_PARAM = "param "
"""Before the name of a param in its key; no key of a fact has a blank outside of brackets."""


@record
class Leaf:
    """A fact or a param that the verdict rests on.

    `now` is what is known of it, `natural` everything that it could be; `exact` says that only one
    value is possible today. `param` is None of a fact, `weight` says that it is the weight of a
    rule or a tier, of which the language knows thousandths.
    """

    key: str
    type: Type
    now: Value
    natural: Value
    exact: bool
    param: Param | None = None
    weight: bool = False

    @property
    def steps(self) -> int:
        """Into how many steps one unit of it falls; 0 where any value in between may be."""
        return WEIGHT_STEPS if self.weight else 1 if self.type in (DATE, DURATION) else 0

    @property
    def missing(self) -> bool:
        """Whether nothing is known of it."""
        return self.param is None and self.now == self.natural


def accept_of(graph: Graph) -> Index:
    """The node that is true where a model is accepted, whatever is still unknown."""
    return graph.nodes[graph.verdict].args[0]


def leaves_of(session: Session, facts: ModelFacts) -> tuple[Leaf, ...]:
    """The facts that acceptance rests on, in the order of the policy."""
    values, below = session.values(facts), under(session.graph, accept_of(session.graph))
    found: dict[str, Leaf] = {}
    for key, type_, natural in _asked(session, below):
        if key not in found and split_key(key)[0] not in IDENTITY:
            now = values.get(key)
            now = natural if now is None else now
            exact = known_exactly(type_, now, pending=False) == TRUE
            found[key] = Leaf(key, type_, now, natural, exact)
    return tuple(found.values())


def _asked(session: Session, below: frozenset[Index]) -> Iterator[tuple[str, Type, Value]]:
    nodes, static = session.graph.nodes, session.binding.static
    for index in sorted(below):
        node = nodes[index]
        if node.op in PREFIXES:
            key = fact_key(node, [static[a] for a in node.args])
            fact = next((n for n in nodes if n.op == "fact" and n.const == node.const), node)
            yield key, fact.type, session.program.naturals[split_key(key)[0]]


def params_of(session: Session) -> tuple[Leaf, ...]:
    """The params that acceptance rests on, in the order of the policy, each with all the values
    that its range allows."""
    graph = session.graph
    below = under(graph, accept_of(graph))
    naming = [a for i in below if graph.nodes[i].op in PREFIXES for a in graph.nodes[i].args]
    fixed = frozenset().union(*(under(graph, a) for a in naming))
    found = (p for p in graph.params if p.node in below and p.node not in fixed)
    return tuple(_param_leaf(session, param) for param in found)


def _param_leaf(session: Session, param: Param) -> Leaf:
    now = session.binding.params[param.name]
    natural = allowed(session, param) or missing(param.type, LINE)
    weights = {r.weight for r in session.graph.rules} | {t.weight for t in session.graph.tiers}
    return Leaf(_PARAM + param.name, param.type, now, natural, True, param, param.node in weights)


def allowed(session: Session, param: Param) -> Interval | None:
    """The ends of a param's range; None where it has none."""
    if param.lo is None or param.hi is None or not is_ordered(param.type):
        return None
    lo, hi = (cast(Interval, session.binding.static[i])[0] for i in (param.lo, param.hi))
    return lo, hi


def checked_params(graph: Graph, leaves: Iterable[Leaf]) -> Iterator[str]:
    """The keys of params on which something rests that not every value allows: weights, the ends
    of scales, defaults and ranges of other params."""
    demanding: list[Index | None] = [r.weight for r in graph.rules]
    demanding += [tier.weight for tier in graph.tiers]
    demanding += [i for p in graph.params for i in (p.lo, p.hi, p.default)]
    for node in graph.nodes:
        scaled = node.body is not None and any(n.op == "scale" for n in node.body.nodes)
        demanding += node.args[1:] if node.op == "scale" or scaled else ()
    found = frozenset().union(*(under(graph, i) for i in demanding if i is not None))
    yield from (leaf.key for leaf in leaves if leaf.param and leaf.param.node in found)


def under(graph: Graph, index: Index) -> frozenset[Index]:
    """A node and everything that it rests on, also by way of the defaults of params."""
    defaults = {p.node: p.default for p in graph.params if p.default is not None}
    todo, seen = [index], {index}
    while todo:
        i = todo.pop()
        more = (defaults[i],) if i in defaults else ()
        for a in (*graph.nodes[i].args, *more):
            if a not in seen:
                seen.add(a)
                todo.append(a)
    return frozenset(seen)
