"""Comparing a decision with what a test expects: nothing, or what was expected and what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msm_rules.decide.decision import Bounds, Decision, RuleResult
from msm_rules.graph.nodes import FactRef
from msm_rules.policytest.outcome import Failure
from msm_rules.syntax import tree as t
from msm_rules.values import intervals
from msm_rules.values.display import display
from msm_rules.values.operators import negation
from msm_rules.values.possible import FALSE, MILLION, TRUE, Bool, Interval
from msm_rules.values.types import SCORE

_COMPARE: dict[str, Callable[[Interval, Interval], Bool]] = {
    "==": intervals.equal,
    "!=": lambda a, b: negation(intervals.equal(a, b)),
    "<": intervals.less,
    "<=": intervals.less_equal,
    ">": intervals.greater,
    ">=": intervals.greater_equal,
}
_STATES: dict[RuleResult, str] = {True: "true", False: "false", None: "unknown", "waived": "waived"}


def failure(decision: Decision, expect: t.Expect) -> Failure | None:
    """What is wrong where a decision is not as expected; None where it is.

    Numbers in `expect` are computed (see `check.cases`).
    """
    match expect:
        case t.ExpectVerdict():
            message = _verdict(decision, expect)
        case t.ExpectValue():
            message = _value(decision, expect)
        case t.ExpectRule():
            message = _rule(decision, expect)
        case t.ExpectOpen():
            message = _open(decision, expect)
        case t.ExpectObligation():
            message = _obligation(decision, expect)
    return None if message is None else Failure(expect.span, message)


# --- the verdict -------------------------------------------------------------------------------


def _verdict(decision: Decision, expect: t.ExpectVerdict) -> str | None:
    if expect.verdict == "undetermined":
        came = f"the verdict is {_came(decision)}, whatever is unknown"
        return f"expected an undetermined verdict; {came}" if decision.determined else None
    if not decision.determined or decision.verdict.value != expect.verdict:
        wanted = f"{expect.verdict}{_by(w.name for w in expect.by)}"
        return f"expected {wanted}; came {_came(decision)}"
    if expect.by and {w.name for w in expect.by} != set(decision.failed):
        wanted = f"reject{_by(w.name for w in expect.by)}"
        return f"expected {wanted} and by no other rule; came reject{_by(decision.failed)}"
    return None


def _came(decision: Decision) -> str:
    if decision.determined:
        return decision.verdict.value + _by(decision.failed)
    return f"undetermined (possible: {', '.join(decision.possible)}){_waits(decision)}"


def _by(rules: Iterable[str]) -> str:
    named = ", ".join(f"`{r}`" for r in rules)
    return f" by {named}" if named else ""


def _waits(decision: Decision) -> str:
    facts = ", ".join(f"`{f}`" for f in decision.open_facts)
    return f"; still open: {facts}" if facts else ""


# --- scores and rules --------------------------------------------------------------------------


def _value(decision: Decision, expect: t.ExpectValue) -> str | None:
    assert isinstance(expect.value, t.Number)
    name, wanted = expect.subject.name, expect.value
    bounds = decision.rules.get(name) if expect.is_rule else _tier(decision, name)
    said = f"expected `{name}` {expect.op} {wanted.text}"
    if not isinstance(bounds, Bounds):
        return f"{said}; it does not apply here and has no score"
    holds = _COMPARE[expect.op]((bounds.lo, bounds.hi), (wanted.value, wanted.value))
    if holds == TRUE:
        return None
    may = "" if holds == FALSE else ", which leaves it open"
    return f"{said}; came {shown(bounds)}{may}"


def _tier(decision: Decision, name: str) -> Bounds | None:
    tiers = {
        "score": decision.score,
        "important": decision.important,
        "contextual": decision.contextual,
    }
    return tiers[name]


def shown(bounds: Bounds) -> str:
    """A score for people: exactly what is compared, `0.65` or `between 0.40 and 0.90`."""
    return display(SCORE, (round(bounds.lo * MILLION), round(bounds.hi * MILLION)))


def _rule(decision: Decision, expect: t.ExpectRule) -> str | None:
    came = _STATES.get(decision.rules[expect.rule.name], "a score")
    if came == expect.state:
        return None
    more = _waits(decision) if came == "unknown" else ""
    return f"expected the rule `{expect.rule.name}` to be {expect.state}; it is {came}{more}"


# --- what follows ------------------------------------------------------------------------------


def _open(decision: Decision, expect: t.ExpectOpen) -> str | None:
    name = FactRef(expect.fact.path, expect.fact.key.value if expect.fact.key else None).name
    if name in decision.open_facts:
        return None
    if decision.determined:
        return f"expected `{name}` to be open; nothing is, the verdict is {_came(decision)}"
    listed = ", ".join(f"`{f}`" for f in decision.open_facts) or "nothing"
    return f"expected `{name}` to be open; open is {listed}"


def _obligation(decision: Decision, expect: t.ExpectObligation) -> str | None:
    due = decision.obligations[expect.name.name]
    if due is True:
        return None
    came = "it is not due" if due is False else f"it is uncertain{_waits(decision)}"
    return f"expected the obligation `{expect.name.name}` to be due; {came}"
