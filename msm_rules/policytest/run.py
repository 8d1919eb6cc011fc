"""Running tests: each case through the same `decide` as everybody else's models."""

from __future__ import annotations

from datetime import date

from msm_rules.check import Case
from msm_rules.diagnostics.error import PolicyError
from msm_rules.facts import FactsError
from msm_rules.policytest.expectations import failure
from msm_rules.policytest.outcome import Failure, Outcome, PolicyUnderTest

ANY_DAY = date(2026, 1, 1)
"""The day of a test that names none: checking has made sure that it makes no difference."""


def run_tests(policy: PolicyUnderTest) -> tuple[Outcome, ...]:
    """The outcome of every test of a policy, in the order written.

    Params and facts that the policy refuses are a failed outcome, not an error.
    """
    return tuple(_run(policy, case) for case in policy.cases)


def _run(policy: PolicyUnderTest, case: Case) -> Outcome:
    day = ANY_DAY if case.as_of is None else date.fromordinal(case.as_of)
    try:
        decision = policy.decide(case.model, as_of=day, params=case.params)
    except PolicyError as refused:
        words = tuple(f"nothing was decided: {d.message} ({d.name})" for d in refused.diagnostics)
        return _failed(case, words)
    except FactsError as refused:
        return _failed(case, tuple(f"nothing was decided: {p}" for p in refused.problems))
    found = (failure(decision, expect) for expect in case.expects)
    return Outcome(
        case.name, case.test.name.span, tuple(f for f in found if f is not None), decision
    )


def _failed(case: Case, messages: tuple[str, ...]) -> Outcome:
    span = case.test.name.span
    return Outcome(case.name, span, tuple(Failure(span, m) for m in messages), None)
