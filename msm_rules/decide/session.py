"""A session: a compiled policy bound to params and a day, deciding model after model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from msm_rules.decide.binding import Binding, bind
from msm_rules.decide.compile import Program, Run, bound_run
from msm_rules.decide.interpret import NO_METHOD, PREFIXES, Values, evaluate
from msm_rules.decide.layout import Trace, pack, unpack
from msm_rules.facts import ModelFacts, fresh, strongest
from msm_rules.graph.nodes import Graph, Index
from msm_rules.values.possible import Value


@dataclass(slots=True)
class Session:
    """What is the same for every model of a screening."""

    program: Program
    binding: Binding
    pending: frozenset[str] = frozenset()
    _run: Run | None = None
    _plain: bool = field(init=False)
    _read: tuple[Trace, ModelFacts, dict[Index, Value]] | None = None

    def __post_init__(self) -> None:
        nodes = self.program.graph.nodes
        asks = any(n.op in ("method", "observed") for n in nodes)
        self._plain = not asks and self.program.graph.stale_after is None
        if not self.pending:
            self._run = bound_run(self.program, self.binding)

    @property
    def graph(self) -> Graph:
        """The graph of the policy."""
        return self.program.graph

    @property
    def today(self) -> date:
        """The day of the decisions."""
        return date.fromordinal(self.binding.today)

    def trace(self, facts: ModelFacts) -> Trace:
        """Decide: the flat trace of one model."""
        if self._run is not None:
            return self._run(facts.values.get if self._plain else self.values(facts).get)
        return pack(self.program.layout, self.graph.verdict, self.evaluate(facts))

    def evaluate(self, facts: ModelFacts) -> dict[Index, Value]:
        """The value of every node by the direct interpreter."""
        return evaluate(
            self.graph,
            self.binding.static,
            self.values(facts),
            self.program.naturals,
            self.pending,
        )

    def read(self, trace: Trace, facts: ModelFacts) -> dict[Index, Value]:
        """The value of every node of a decision, from its trace and its facts.

        The last answer is kept here and not with the decision, so that a kept decision is small.
        """
        last = self._read
        if last is not None and last[0] is trace and last[1] is facts:
            return last[2]
        found = self.evaluate(facts) if self.pending else self._unpack(trace, facts)
        self._read = (trace, facts, found)
        return found

    def _unpack(self, trace: Trace, facts: ModelFacts) -> dict[Index, Value]:
        shape, static, naturals = self.program.layout, self.binding.static, self.program.naturals
        return unpack(self.graph, shape, static, trace, self.values(facts), naturals)

    def fresh(self, facts: ModelFacts) -> tuple[ModelFacts, frozenset[str]]:
        """The facts without the stale ones, and the keys of these."""
        limit = self.graph.stale_after
        if limit is None:
            return facts, frozenset()
        return fresh(facts, float(self.binding.today), limit)

    def values(self, facts: ModelFacts) -> Values:
        """The values the leaves read: the facts' own, without stale or pending ones, and how and
        when each fact is known where the policy asks for that."""
        if self._plain and not self.pending:
            return facts.values
        kept, stale = self.fresh(facts)
        values: dict[str, Value] = {
            key: value for key, value in kept.values.items() if key not in self.pending
        }
        for key in facts.evidence:
            method, observed = strongest(facts, key)
            known = method is not None and key not in stale
            values[PREFIXES["method"] + key] = (
                frozenset({method}) if known and method else NO_METHOD
            )
            if observed is not None:
                values[PREFIXES["observed"] + key] = (observed, observed)
        return values


def start(
    program: Program,
    params: Mapping[str, object],
    as_of: date,
    pending: frozenset[str] = frozenset(),
) -> Session:
    """Bind a policy for a day. Raises PolicyError where params or the day do not allow it."""
    return Session(program, bind(program.graph, program.naturals, params, as_of), pending)
