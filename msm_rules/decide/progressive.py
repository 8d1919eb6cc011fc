"""Deciding while facts are still being asked for: tier by tier, and no longer than it matters.

Owns which facts count as pending and which is asked for next.  Where facts come from, and what they
cost, is the business of whoever gives them (`Staged`); nothing here reads anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, Protocol

from msm_rules.decide.binding import bind
from msm_rules.decide.compile import Program
from msm_rules.decide.decision import Decision, Verdict
from msm_rules.decide.interpret import PREFIXES, fact_key
from msm_rules.decide.open_facts import inexact
from msm_rules.decide.session import Session
from msm_rules.facts import ModelFacts, split_key, strongest
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Index, Node
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import Value

Also = Literal["obligations", "rank"]
"""What is settled beside the verdict, for a model that is not rejected."""


@record
class Stage:
    """Something that can still be asked: which facts it settles, and which it only narrows.

    Facts are paths (`memory.int4`; `benchmarks` for all of them).  A fact that a stage settles is
    not known before; one that it narrows has bounds already, which every answer keeps within.
    """

    name: str
    settles: frozenset[str]
    narrows: frozenset[str] = frozenset()


class Staged(Protocol):
    """The facts of a model that cost something to get."""

    @property
    def facts(self) -> ModelFacts:
        """What is known so far."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """What was not asked yet, the cheapest first."""

    def ask(self, stage: Stage) -> None:
        """Ask for one of the stages: afterwards it is gone, or it has come nearer its end."""


class Progressive:
    """A policy bound to params and a day, that decides on facts while they come in."""

    def __init__(
        self,
        program: Program,
        params: Mapping[str, object],
        as_of: date,
        also: Iterable[Also] = ("obligations",),
    ) -> None:
        """Raises PolicyError where params or the day do not allow it."""
        self.program = program
        self.binding = bind(program.graph, program.naturals, params, as_of)
        self._sessions: dict[frozenset[str], Session] = {}
        graph, static = program.graph, self.binding.static
        self._keys = _keys(graph, static)
        self._judged = _judged(graph, static)
        self._critical = [r.result for r in graph.rules if r.tier == "critical"]
        self._also = [o.due for o in graph.obligations] if "obligations" in also else []
        self._also += [key.node for key in graph.rank] if "rank" in also else []

    def session(self, pending: frozenset[str] = frozenset()) -> Session:
        """The session in which these facts are pending."""
        if pending not in self._sessions:
            self._sessions[pending] = Session(self.program, self.binding, pending)
        return self._sessions[pending]

    def decide(
        self, source: Staged, settled: Callable[[ModelFacts], ModelFacts] = lambda facts: facts
    ) -> Decision:
        """Decide, asking for facts only while their answers can change the verdict.

        `settled` puts what the organisation knows itself over the facts.  Whatever `source.ask`
        raises is passed on.  The verdict, whether it is determined, and every failed requirement
        stand as they would if everything had been asked.
        """
        while True:
            facts = settled(source.facts)
            session = self.session(self._pending(source.stages, facts))
            decision = Decision(session, facts, session.trace(facts))
            stage = self._next(decision, source.stages)
            if stage is None:
                return decision
            source.ask(stage)

    def _pending(self, stages: Iterable[Stage], facts: ModelFacts) -> frozenset[str]:
        """The facts that the policy reads and that a stage may still change.

        What is attested stands whatever a source says.  A fact that has bounds already is used,
        unless the policy asks how well it is known, which bounds alone do not tell.
        """
        found: set[str] = set()
        for stage in stages:
            for key, path in self._keys.items():
                if path in stage.settles or (path in stage.narrows and key in self._judged):
                    found.add(key)
        return frozenset(k for k in found if strongest(facts, k)[0] != "attested")

    def _next(self, decision: Decision, stages: tuple[Stage, ...]) -> Stage | None:
        """The first stage that may settle what is open: requirements first, then the verdict."""
        if not stages:
            return None
        for start in self._open(decision):
            wanted = {split_key(key)[0] for key in self._sought(decision, start)}
            for stage in stages:
                if wanted & (stage.settles | stage.narrows):
                    return stage
        return None

    def _open(self, decision: Decision) -> Iterator[Index]:
        """The nodes that are to be settled, the most telling first."""
        if not decision.determined:
            yield from self._critical
            yield self.program.graph.verdict
        if decision.verdict is not Verdict.REJECT:
            yield from self._also

    def _sought(self, decision: Decision, start: Index) -> Iterator[str]:
        """The facts that a node hangs on, also those that alone keep it from saying `unknown`."""
        graph, values, static = self.program.graph, decision.values, self.binding.static
        for index in inexact(graph, values, static, start):
            node = graph.nodes[index]
            if node.op in PREFIXES:
                yield fact_key(node, [values[a] for a in node.args])
            elif _judges(node):
                pending = decision.session.pending
                yield from (key for key in _below(graph, static, index) if key in pending)


def _keys(graph: Graph, static: Mapping[Index, Value]) -> dict[str, str]:
    """The facts that a policy reads: their keys, and the path of each."""
    found = (_key(node, static) for node in graph.nodes if node.op in PREFIXES)
    return {key: split_key(key)[0] for key in found}


def _key(node: Node, static: Mapping[Index, Value]) -> str:
    return fact_key(node, [static[a] for a in node.args])


def _judges(node: Node) -> bool:
    """Whether a node says something of how well a value is known, and so waits while it rests on
    a pending fact."""
    inner = node.body.nodes if node.body is not None else ()
    return any(n.op in OPERATORS and OPERATORS[n.op].kind == "knowledge" for n in (node, *inner))


def _judged(graph: Graph, static: Mapping[Index, Value]) -> frozenset[str]:
    """The facts of which the policy asks how well they are known."""
    found = {_key(n, static) for n in graph.nodes if n.op in PREFIXES and n.op != "fact"}
    for index, node in enumerate(graph.nodes):
        if _judges(node):
            found.update(_below(graph, static, index))
    return frozenset(found)


def _below(graph: Graph, static: Mapping[Index, Value], index: Index) -> Iterator[str]:
    """The facts that a node rests on."""
    todo, seen = [index], {index}
    while todo:
        node = graph.nodes[todo.pop()]
        if node.op in PREFIXES:
            yield _key(node, static)
        for a in node.args:
            if a not in seen and a not in static:
                seen.add(a)
                todo.append(a)
