"""The decision: what one policy says of one model, on one day.

A decision keeps the facts and the flat trace; everything else is read from them when asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from msm_rules.decide.layout import Trace
from msm_rules.decide.members import members_of
from msm_rules.decide.open_facts import open_facts
from msm_rules.decide.session import Session
from msm_rules.facts import ModelFacts
from msm_rules.graph.nodes import Index, Rule
from msm_rules.proof.document import proof_document
from msm_rules.proof.subject import NO_ORIGIN, NO_PURPOSE, Origin, Purpose, Subject
from msm_rules.values.possible import FALSE, TRUE, UNKNOWN, VERDICTS, Score, Value
from msm_rules.values.types import SCORE


class Verdict(StrEnum):
    """What a decision says of a model."""

    ACCEPT = "accept"
    REVIEW = "review"
    REJECT = "reject"


class Bounds(NamedTuple):
    """The ends of what a score may be, from 0 to 1, in six decimals; equal where it is known."""

    lo: float
    hi: float


RuleResult: TypeAlias = "bool | str | Bounds | None"

LAST_DAY = date.max.toordinal()
"""What is valid for longer than the calendar is valid until its end."""

_TRUTH = {TRUE: True, FALSE: False, UNKNOWN: None}
_ONLY = {bit: Verdict(name) for bit, name in VERDICTS.items()}


class Decision:
    """A verdict with everything it rests on. Made by `Policy.decide` and `Policy.screen`."""

    __slots__ = ("facts", "session", "trace")

    def __init__(self, session: Session, facts: ModelFacts, trace: Trace) -> None:
        self.session = session
        self.facts = facts
        self.trace = trace

    def __repr__(self) -> str:
        sure = "" if self.determined else f", possible {', '.join(self.possible)}"
        return f"<Decision {self.facts.id!r}: {self.verdict}{sure}>"

    # --- the outcome -------------------------------------------------------------------------

    @property
    def _outcome(self) -> int:
        packed = self.trace if isinstance(self.trace, bytes) else self.trace[0]
        return packed[-1]  # type: ignore[index,no-any-return]

    @property
    def verdict(self) -> Verdict:
        """The one possible verdict; review where there is more than one."""
        return _ONLY.get(self._outcome, Verdict.REVIEW)

    @property
    def determined(self) -> bool:
        """Whether the verdict holds whatever the unknown facts are."""
        return self._outcome in _ONLY

    @property
    def possible(self) -> tuple[str, ...]:
        """The verdicts that the unknown facts leave open, sorted."""
        return tuple(sorted(name for bit, name in VERDICTS.items() if self._outcome & bit))

    @property
    def as_of(self) -> date:
        """The day of the decision."""
        return date.fromordinal(self.session.binding.today)

    @property
    def pending(self) -> tuple[str, ...]:
        """The facts that were not asked for yet, sorted, as `model.…`."""
        return tuple(f"model.{key}" for key in sorted(self.session.pending))

    @property
    def stale(self) -> tuple[str, ...]:
        """The facts that count as missing because they were observed too long ago, sorted."""
        return tuple(f"model.{key}" for key in sorted(self.session.fresh(self.facts)[1]))

    @property
    def values(self) -> Mapping[Index, Value]:
        """The value of every node of the graph, read from the trace."""
        return self.session.read(self.trace, self.facts)

    # --- scores and rules --------------------------------------------------------------------

    def _bounds(self, index: Index | None) -> Bounds | None:
        if index is None:
            return None
        lo, hi = self.values[index]  # type: ignore[misc]
        return Bounds(lo / 1e6, hi / 1e6)  # type: ignore[operator]

    @property
    def score(self) -> Bounds | None:
        """The mean of the scored tiers; None in a policy without any."""
        return self._bounds(self.session.graph.score)

    @property
    def important(self) -> Bounds | None:
        """The mean of the important rules; None where the policy has none."""
        return self._tier("important")

    @property
    def contextual(self) -> Bounds | None:
        """The mean of the contextual rules; None where the policy has none."""
        return self._tier("contextual")

    def _tier(self, name: str) -> Bounds | None:
        tiers = (t.result for t in self.session.graph.tiers if t.name == name)
        return self._bounds(next(tiers, None))

    @property
    def rules(self) -> dict[str, RuleResult]:
        """The result of every rule: True, False, None (unknown, or a score that takes no part),
        `"waived"`, or the bounds of a score."""
        return {rule.name: self.result(rule) for rule in self.session.graph.rules}

    def result(self, rule: Rule) -> RuleResult:
        """The result of one rule."""
        if self.session.graph.nodes[rule.result].type == SCORE:
            return self._bounds(rule.result) if self.takes_part(rule) else None
        if self.waiver_of(rule) is not None:
            return "waived"
        return _TRUTH[self.values[rule.result]]  # type: ignore[index]

    def takes_part(self, rule: Rule) -> bool:
        """Whether a scored rule applies with these params on this day."""
        return rule.applies is None or self.values[rule.applies] == TRUE

    def waiver_of(self, rule: Rule) -> str | None:
        """The id of the waiver that lifts a rule which does not surely hold by itself."""
        graph = self.session.graph
        if not rule.waivers or self.values[self.unwaived(rule)] == TRUE:
            return None
        active = (graph.waivers[i] for i in rule.waivers)
        return next((w.id for w in active if self.values[w.active] == TRUE), None)

    def unwaived(self, rule: Rule) -> Index:
        """The node of a rule's result before waivers."""
        node = self.session.graph.nodes[rule.result]
        return node.args[0] if node.op == "waive" else rule.result

    def _critical(self, value: int) -> tuple[Rule, ...]:
        rules = self.session.graph.rules
        return tuple(r for r in rules if r.tier == "critical" and self.values[r.result] == value)

    @property
    def failed(self) -> tuple[str, ...]:
        """The critical rules that are false, in order."""
        return tuple(r.name for r in self._critical(FALSE))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The critical rules of which it is not known whether they hold, in order."""
        return tuple(r.name for r in self._critical(UNKNOWN))

    @property
    def escalated(self) -> tuple[str, ...]:
        """The failed rules that send the model to a person instead of rejecting it."""
        return tuple(r.name for r in self._critical(FALSE) if r.otherwise is not None)

    @property
    def waived(self) -> dict[str, str]:
        """The waived rules with the ids of their waivers."""
        found = ((r.name, self.waiver_of(r)) for r in self.session.graph.rules)
        return {name: waiver for name, waiver in found if waiver is not None}

    # --- what follows ------------------------------------------------------------------------

    @property
    def open_facts(self) -> tuple[str, ...]:
        """What would settle an undetermined verdict, sorted; empty where it is determined."""
        session = self.session
        return open_facts(session.graph, self.values, session.binding.static)

    @property
    def obligations(self) -> dict[str, bool | None]:
        """What is to be done once the model is used: due, not due, or None where that is open."""
        return {o.name: _TRUTH[self.values[o.due]] for o in self.session.graph.obligations}  # type: ignore[index]

    @property
    def valid_until(self) -> date | None:
        """The last day of an accept, None if it has no end or this is none."""
        if self.verdict is not Verdict.ACCEPT:
            return None
        graph = self.session.graph
        today = self.session.binding.today
        ends = [p.until for p in graph.periods if p.until is not None]
        if graph.valid_for is not None:
            ends.append(today + int(graph.valid_for))
        used = set(self.waived.values())
        ends += [w.until for w in graph.waivers if w.id in used]
        return date.fromordinal(min(*ends, LAST_DAY)) if ends else None

    def subject(self, purpose: Purpose = NO_PURPOSE, origin: Origin = NO_ORIGIN) -> Subject:
        """The decision as proofs and explanations take it."""
        session, graph = self.session, self.session.graph
        return Subject(
            graph,
            self.values,
            self.members,
            self.facts,
            session.binding.params,
            session.binding.today,
            session.fresh(self.facts)[1],
            session.pending,
            str(self.verdict),
            self.determined,
            self.possible,
            self.failed,
            self.escalated,
            self.waived,
            self.open_facts,
            self.obligations,
            self._scores,
            self.valid_until,
            purpose,
            origin,
        )

    @property
    def members(self) -> dict[Index, dict[str, int]]:
        """What each quantifier found of each member of its set."""
        return members_of(self.session.graph, self.values, self.session.pending)

    @property
    def _scores(self) -> dict[str, Score]:
        graph = self.session.graph
        found: dict[str, Index] = {t.name: t.result for t in graph.tiers}
        if graph.score is not None:
            found["score"] = graph.score
        return {name: self.values[index] for name, index in found.items()}  # type: ignore[misc]

    def proof(self, purpose: Purpose = NO_PURPOSE, origin: Origin = NO_ORIGIN) -> dict[str, object]:
        """The proof document (`msm-proof/1`) as plain JSON data.

        `purpose` says for what the decision was taken, `origin` where the policy came from.
        """
        return proof_document(self.subject(purpose, origin))
