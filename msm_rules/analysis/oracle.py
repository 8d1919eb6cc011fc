"""Questions to the engine about facts that are not as they are: may it accept, and does it.

Owns the two questions. `may_accept` leaves facts open, as if they had not been asked for yet, which
the language promises never to change a verdict for: where it says no, no values help. `accepts`
decides with exact facts, as any decision does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msm_rules.analysis.leaves import Leaf, under
from msm_rules.analysis.words import words_of
from msm_rules.decide.decision import Decision, Verdict
from msm_rules.decide.interpret import evaluate
from msm_rules.decide.session import Session
from msm_rules.facts import ModelFacts, to_json
from msm_rules.facts.evidence import Evidence, read_evidence
from msm_rules.facts.keys import place, with_value
from msm_rules.frozen import changed
from msm_rules.graph.nodes import Node
from msm_rules.values.possible import ACCEPT, Value, is_exact

Ranges = Mapping[str, Value]

Tick = Callable[[], None]
"""What is called with every question, to tell people that the search goes on."""


def no_tick() -> None:
    """Nobody is told."""


BY = "an answer that was tried"
"""Who is said to answer for a fact that nobody knows, while it is tried."""


class Oracle:
    """One policy, one day, one model, of which facts are varied."""

    def __init__(
        self, session: Session, facts: ModelFacts, leaves: Sequence[Leaf], tick: Tick = no_tick
    ) -> None:
        self.session, self.facts, self.tick = session, facts, tick
        self.leaves = {leaf.key: leaf for leaf in leaves}
        self.words = words_of(session)
        self._answers: dict[tuple[str, Value], Evidence] = {}
        graph = session.graph
        self._below = {id(graph.nodes[i]) for i in under(graph, graph.verdict)}

    def may_accept(self, ranges: Ranges) -> bool:
        """Whether accept is possible where each of these facts may be anything in its range.

        A fact with one value left counts as known; the others as not asked for yet.
        """
        self.tick()
        session, settled = self.session, {k: v for k, v in ranges.items() if self._is_one(k, v)}
        found = evaluate(
            session.graph,
            session.binding.static,
            session.values(self._changed(settled)),
            session.program.naturals,
            ranges.keys() - settled.keys(),
            self._is_below,
            ranges,
        )
        outcome = found[session.graph.verdict]
        return isinstance(outcome, int) and bool(outcome & ACCEPT)

    def _is_one(self, key: str, value: Value) -> bool:
        return is_exact(self.leaves[key].type, value)

    def _is_below(self, node: Node) -> bool:
        return id(node) in self._below

    def accepts(self, chosen: Ranges) -> bool:
        """Whether the engine accepts the model with exactly these facts changed."""
        self.tick()
        decision = self.decide(chosen)
        return decision.determined and decision.verdict is Verdict.ACCEPT

    def decide(self, chosen: Ranges) -> Decision:
        """The decision with exactly these facts changed."""
        facts = self._changed(chosen)
        return Decision(self.session, facts, self.session.trace(facts))

    def _changed(self, chosen: Ranges) -> ModelFacts:
        """The facts with other values of some; what nobody knew is answered for, today."""
        facts = self.facts
        values, evidence, model = {**facts.values, **chosen}, dict(facts.evidence), facts.model
        for key, value in chosen.items():
            leaf = self.leaves[key]
            given = to_json(leaf.type, value)
            if leaf.missing or not evidence.get(key):
                evidence[key] = (self._answer(key, value, given),)
            model = with_value(model, place(key), given)
        return changed(facts, values=values, evidence=evidence, model=model)

    def _answer(self, key: str, value: Value, given: object) -> Evidence:
        """Who answers for a value; most are asked about over and over, so they are kept."""
        known = self._answers.get((key, value))
        if known is None:
            day = self.session.today.isoformat()
            said = {"method": "attested", "by": BY, "on": day, "observed": day, "raw": given}
            known = self._answers[key, value] = read_evidence(said)
        return known
