"""The generated code is the interpreter: the same value for every node, bit by bit."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from msm_rules.decide.interpret import evaluate
from msm_rules.decide.layout import pack, unpack
from msm_rules.facts import read_facts
from msm_rules.values.operators import OPERATORS
from tests.campaign import examples
from tests.strategies import Draft, policies
from tests.strategies_facts import documents, settings_of
from tests.strategies_vocabulary import FACTS

DAY = date(2026, 11, 22)
KEYS = [row.text.removeprefix("model.") for row in FACTS]


@examples(80)
@given(policies(depth=3), documents(), st.data())
def test_the_trace_of_generated_code_is_the_interpreters_bit_by_bit(
    draft: Draft, document: dict[str, Any], data: st.DataObject
) -> None:
    policy = draft.policy()
    session = policy.session(as_of=DAY, params=data.draw(settings_of(draft.unset)))
    facts = read_facts(document, policy.vocabulary)
    graph, layout, naturals = session.graph, session.program.layout, session.program.naturals
    static, values = session.binding.static, session.values(facts)
    direct = evaluate(graph, static, values, naturals)
    trace = session.trace(facts)
    assert trace == pack(layout, graph.verdict, direct)
    assert unpack(graph, layout, static, trace, values, naturals) == direct


@examples(40)
@given(policies(), documents(), st.sets(st.sampled_from(KEYS)), st.data())
def test_a_decision_with_pending_facts_keeps_the_value_of_every_node(
    draft: Draft, document: dict[str, Any], pending: set[str], data: st.DataObject
) -> None:
    policy = draft.policy()
    params = data.draw(settings_of(draft.unset))
    decision = policy.decide(document, as_of=DAY, params=params, pending=pending)
    session = decision.session
    direct = session.evaluate(decision.facts)
    assert dict(decision.values) == direct
    assert decision.trace == pack(session.program.layout, session.graph.verdict, direct)


@examples(40)
@given(policies(depth=3))
def test_random_policies_are_well_typed_and_made_of_the_operators_of_the_table(
    draft: Draft,
) -> None:
    policy = draft.policy()
    assert {node.op for node in policy.graph.nodes} <= set(OPERATORS)
    assert all(d.severity == "warning" for d in policy.diagnostics)
