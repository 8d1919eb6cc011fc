"""What of a policy its tests have shown: every way a rule, waiver or obligation can come out.

A critical rule can come out true, false and unknown, before `when unknown` and waivers; whether a
waiver was ever used is told apart. A scored rule can give all, some or none of its score, or be
uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msm_rules.decide.decision import Bounds, Decision
from msm_rules.frozen import record
from msm_rules.graph.nodes import Clause, Graph, Rule
from msm_rules.policytest.outcome import Outcome, PolicyUnderTest
from msm_rules.source import Span
from msm_rules.values.possible import FALSE, TRUE, UNKNOWN

Kind = Literal["rule", "waiver", "obligation"]

_RAW = {TRUE: "true", FALSE: "false", UNKNOWN: "unknown"}
_DUE = {True: "due", False: "not due", None: "uncertain"}


@record
class Covered:
    """One rule, waiver or obligation: the ways it came out in some test, and those it never did."""

    kind: Kind
    name: str
    span: Span
    seen: tuple[str, ...]
    never: tuple[str, ...]


@record
class Coverage:
    """Everything that tests could show, in the order of the policy."""

    parts: tuple[Covered, ...]

    @property
    def seen(self) -> int:
        """How many ways to come out some test has shown."""
        return sum(len(p.seen) for p in self.parts)

    @property
    def possible(self) -> int:
        """How many ways to come out there are."""
        return self.seen + sum(len(p.never) for p in self.parts)


def coverage(policy: PolicyUnderTest, outcomes: Iterable[Outcome]) -> Coverage:
    """What the tests of a policy have shown; failed tests count, they have shown it too."""
    decisions = [o.decision for o in outcomes if o.decision is not None]
    graph = policy.graph
    parts: list[Covered] = []
    for rule in graph.rules:
        came = {_came(rule, d) for d in decisions}
        parts.append(_covered("rule", rule.name, rule.span, tuple(_ways(graph, rule)), came))
    used = {id for d in decisions for id in d.waived.values()}
    for waiver in graph.waivers:
        came = {"used"} if waiver.id in used else set()
        parts.append(_covered("waiver", waiver.id, waiver.span, ("used",), came))
    for duty in graph.obligations:
        came = {_DUE[d.obligations[duty.name]] for d in decisions}
        ways = tuple(w for w in _DUE.values() if not graph.nodes[duty.due].static)
        parts.append(_covered("obligation", duty.name, duty.span, ways, came))
    return Coverage(tuple(parts))


def _covered(kind: Kind, name: str, span: Span, ways: Sequence[str], came: set[str]) -> Covered:
    seen = tuple(w for w in ways if w in came)
    return Covered(kind, name, span, seen, tuple(w for w in ways if w not in came))


def _came(rule: Rule, decision: Decision) -> str:
    if rule.tier == "critical":
        return _RAW[decision.values[rule.raw]]  # type: ignore[index]
    score = decision.rules[rule.name]
    if not isinstance(score, Bounds):
        return "left out"
    if score.lo != score.hi:
        return "uncertain"
    return "full" if score.lo == 1 else "part" if score.lo > 0 else "none"


def _ways(graph: Graph, rule: Rule) -> Iterator[str]:
    """How a rule may come out, as far as its clauses tell."""
    if rule.tier == "critical":
        yield from () if graph.nodes[rule.raw].static else _RAW.values()
        return
    sizes = {size for clause in rule.clauses for size in _sizes(graph, clause)}
    if any(c.kind == "score" for c in rule.clauses[-1:]) and rule.clauses[-1].node is not None:
        sizes.add("none")  # no step may hold
    yield from (size for size in ("full", "part", "none") if size in sizes)
    if not graph.nodes[rule.result].static and not _settled(rule):
        yield "uncertain"
    if rule.applies is not None:
        yield "left out"


def _sizes(graph: Graph, clause: Clause) -> tuple[str, ...]:
    """What one clause of a scored rule may give."""
    if clause.kind == "prefer":
        return "full", "none"
    if clause.value is None:
        return ()
    value = graph.nodes[clause.value]
    if value.op != "constant" or not isinstance(value.const, tuple):
        return "full", "part", "none"
    return ("full" if value.const[0] == 1 else "none" if value.const[0] == 0 else "part",)


def _settled(rule: Rule) -> bool:
    """Whether `when uncertain` takes one end of every uncertain score."""
    return "lower" in rule.when or "upper" in rule.when
