"""Soundness: what is decided on uncertain facts holds whatever the facts turn out to be.

For policies without the author's explicit choices to decide on less (`default`, `is …`, `low_end`,
`high_end`, `when …`, `stale`); with these, only stopping early is without risk.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.values.possible import is_exact
from tests.campaign import examples
from tests.strategies import Draft, policies
from tests.strategies_facts import completions, documents, models, narrowings, settings_of
from tests.strategies_vocabulary import FACTS

DAY = date(2026, 11, 22)
KEYS = [row.text.removeprefix("model.") for row in FACTS]


def contains(wider: object, result: object) -> bool:
    """Whether a result of a rule is one that the wider one leaves open."""
    if isinstance(wider, msm.Bounds) and isinstance(result, msm.Bounds):
        return wider.lo <= result.lo and result.hi <= wider.hi
    if wider is None:
        return True
    return wider == result or {wider, result} == {"waived", True}


def assert_contains(wider: msm.Decision, narrower: msm.Decision) -> None:
    assert set(narrower.possible) <= set(wider.possible)
    if wider.determined:
        assert narrower.determined
        assert narrower.verdict == wider.verdict
    for name, result in wider.rules.items():
        assert contains(result, narrower.rules[name]), name
    for outer, inner in (
        (wider.score, narrower.score),
        (wider.important, narrower.important),
        (wider.contextual, narrower.contextual),
    ):
        assert contains(outer, inner)
    for name, due in wider.obligations.items():
        assert contains(due, narrower.obligations[name]), name


@examples(70)
@given(policies(choices=False), models(), st.data())
def test_every_completion_is_among_what_was_possible(
    draft: Draft, model: dict[str, Any], data: st.DataObject
) -> None:
    policy, params = draft.policy(), data.draw(settings_of(draft.unset))
    uncertain = policy.decide(model, as_of=DAY, params=params)
    for _ in range(2):
        exact = policy.decide(data.draw(completions(model)), as_of=DAY, params=params)
        assert_contains(uncertain, exact)


@examples(40)
@given(policies(choices=False), models(), st.data())
def test_knowing_more_never_leaves_more_open(
    draft: Draft, model: dict[str, Any], data: st.DataObject
) -> None:
    policy, params = draft.policy(), data.draw(settings_of(draft.unset))
    narrower = data.draw(narrowings(model))
    assert_contains(
        policy.decide(model, as_of=DAY, params=params),
        policy.decide(narrower, as_of=DAY, params=params),
    )


@examples(80)
@given(policies(), documents(), st.sets(st.sampled_from(KEYS), min_size=1), st.data())
def test_stopping_early_never_changes_what_is_decided(
    draft: Draft, document: dict[str, Any], pending: set[str], data: st.DataObject
) -> None:
    policy, params = draft.policy(), data.draw(settings_of(draft.unset))
    early = policy.decide(document, as_of=DAY, params=params, pending=pending)
    assert_contains(early, policy.decide(document, as_of=DAY, params=params))


@examples(40)
@given(policies(), documents(), st.data())
def test_an_open_verdict_hangs_on_a_fact_or_on_what_the_policy_itself_leaves_open(
    draft: Draft, document: dict[str, Any], data: st.DataObject
) -> None:
    params = data.draw(settings_of(draft.unset))
    decision = draft.policy().decide(document, as_of=DAY, params=params)
    nodes, static = decision.session.graph.nodes, decision.session.binding.static
    vague = any(not is_exact(nodes[i].type, value) for i, value in static.items())
    if decision.determined:
        assert decision.open_facts == ()
    else:
        assert decision.open_facts or vague
