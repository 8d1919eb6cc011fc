"""Asking for facts step by step: no more than the verdict needs, and never another verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.decide.progressive import Stage
from msm_rules.facts import ModelFacts, read_attested, read_facts, settle_attested
from tests.campaign import examples
from tests.properties.test_soundness import assert_contains
from tests.strategies import Draft, policies
from tests.strategies_facts import documents, settings_of
from tests.strategies_vocabulary import FACTS

DAY = date(2026, 11, 22)
PATHS = sorted({row.path for row in FACTS})


class Steps:
    """Facts given step by step: those of a stage are there once it is asked for."""

    def __init__(
        self, policy: msm.Policy, document: Mapping[str, Any], stages: Iterable[Stage]
    ) -> None:
        self.whole = read_facts(document, policy.vocabulary)
        self.asked: list[str] = []
        self._stages = tuple(stages)

    @property
    def stages(self) -> tuple[Stage, ...]:
        return tuple(s for s in self._stages if s.name not in self.asked)

    @property
    def facts(self) -> ModelFacts:
        """Facts of steps not taken stand there as something that is not true."""
        return self.whole

    def ask(self, stage: Stage) -> None:
        assert stage in self.stages
        self.asked.append(stage.name)


def stage(*facts: str) -> Stage:
    return Stage(facts[0], frozenset(facts))


POLICY = """
policy p { version "1.0.0" }
critical {
  rule task { require "text-generation" in model.tasks }
  rule size { require model.parameters <= 10B }
  rule context { require model.context_length >= 4096 }
}
important { rule likes { prefer model.likes >= 10 } }
contextual { rule speed { prefer model.downloads >= 10 } }
decide { accept if important >= 0.5 }
rank { by model.memory.stored ascending }
obligation notice "Keep it" { if model.license requires "include-notice" }
"""
GOOD = {
    "id": "a/b",
    "tasks": ["text-generation"],
    "parameters": 7e9,
    "context_length": 8192,
    "likes": 20,
    "license": "mit",
}
STEPS = [stage(name) for name in ("likes", "context_length", "parameters", "license", "downloads")]


def decided(
    model: Mapping[str, Any], steps: Iterable[Stage] = STEPS, also: Any = ("obligations",)
) -> tuple[msm.Decision, list[str]]:
    policy = msm.parse_policy(POLICY)
    source = Steps(policy, {"model": model}, steps)
    return policy.progressive(as_of=DAY, also=also).decide(source), source.asked


def test_a_model_that_fails_on_what_is_at_hand_is_asked_about_no_further() -> None:
    decision, asked = decided({**GOOD, "tasks": []})
    assert (decision.verdict, asked) == ("reject", [])
    assert decision.pending == (
        *("model.context_length", "model.downloads", "model.license"),
        *("model.likes", "model.parameters"),
    )


def test_requirements_are_asked_for_before_scores_and_end_the_asking() -> None:
    decision, asked = decided({**GOOD, "parameters": 70e9})
    assert (decision.verdict, decision.failed) == ("reject", ("size",))
    assert asked == ["parameters"]


def test_an_accepted_model_is_asked_about_what_its_verdict_and_its_duties_need() -> None:
    decision, asked = decided(GOOD)
    assert (decision.verdict, decision.determined) == ("accept", True)
    assert asked == ["parameters", "context_length", "likes", "license"]
    assert decision.obligations == {"notice": True}
    assert decision.pending == ("model.downloads",)


def test_a_place_in_the_order_is_asked_for_where_models_are_ranked() -> None:
    steps = [*STEPS, stage("memory.stored")]
    assert "memory.stored" not in decided(GOOD, steps)[1]
    assert "memory.stored" in decided(GOOD, steps, ("obligations", "rank"))[1]


def test_what_the_organisation_settled_is_not_asked_for() -> None:
    policy = msm.parse_policy(POLICY)
    entry = {"model": "a/b", "fact": "parameters", "value": 70e9}
    entry |= {"by": "Lab", "on": "2026-01-01", "because": "counted"}
    attested = read_attested([entry], policy.vocabulary, "settled.yaml")

    def settled(facts: ModelFacts) -> ModelFacts:
        return settle_attested(facts, attested, DAY.toordinal(), policy.vocabulary)[0]

    source = Steps(policy, {"model": GOOD}, STEPS)
    decision = policy.progressive(as_of=DAY).decide(source, settled)
    assert (decision.failed, source.asked) == (("size",), [])


CHAIN = """
policy p { version "1.0.0" }
critical { rule chain { require model.license_chain permits {"commercial-use"} %s } }
"""


@pytest.mark.parametrize(("when", "asked"), [("", []), ("when unknown reject", ["lineage"])])
def test_bounds_at_hand_decide_unless_the_policy_asks_how_well_they_are_known(
    when: str, asked: list[str]
) -> None:
    policy = msm.parse_policy(CHAIN % when)
    lineage = Stage("lineage", frozenset(), frozenset({"license_chain"}))
    model = {"id": "a/b", "license_chain": {"at_least": ["cc-by-nc-4.0"]}}
    source = Steps(policy, {"model": model}, [lineage])
    decision = policy.progressive(as_of=DAY).decide(source)
    assert decision.verdict == "reject"
    assert source.asked == asked


def test_an_unknown_that_counts_as_false_counts_so_only_once_everything_is_asked() -> None:
    """Beside a pending fact that no longer matters, `when unknown` must still be settled."""
    policy = msm.parse_policy("""
    policy p { version "1.0.0" }
    critical { rule r {
      require model.parameters >= 0 and model.likes >= 5
      when unknown reject
    } }
    """)
    source = Steps(policy, {"model": {"id": "a/b"}}, [stage("parameters")])
    decision = policy.progressive(as_of=DAY).decide(source)
    assert (decision.verdict, decision.determined) == ("reject", True)
    assert source.asked == ["parameters"]


@st.composite
def partitions(draw: st.DrawFn) -> list[Stage]:
    """Some facts, each in one or two of a few stages."""
    names = ("one", "two", "three")
    stages = {name: draw(st.sets(st.sampled_from(PATHS))) for name in names}
    return [Stage(name, frozenset(facts)) for name, facts in stages.items()]


@examples(100)
@given(policies(), documents(), partitions(), st.data())
def test_stopping_early_gives_the_verdict_that_asking_everything_gives(
    draft: Draft, document: dict[str, Any], stages: list[Stage], data: st.DataObject
) -> None:
    policy, params = draft.policy(), data.draw(settings_of(draft.unset))
    source = Steps(policy, document, stages)
    early = policy.progressive(as_of=DAY, params=params).decide(source)
    whole = policy.decide(document, as_of=DAY, params=params)
    assert (early.verdict, early.determined, early.possible) == (
        whole.verdict,
        whole.determined,
        whole.possible,
    )
    assert set(early.failed) <= set(whole.failed)
    assert_contains(early, whole)
    if early.verdict != "reject":
        assert early.obligations == whole.obligations


@examples(60)
@given(policies(), documents(), partitions(), st.data())
def test_nothing_is_asked_for_that_the_policy_does_not_read(
    draft: Draft, document: dict[str, Any], stages: list[Stage], data: st.DataObject
) -> None:
    policy, params = draft.policy(), data.draw(settings_of(draft.unset))
    source = Steps(policy, document, stages)
    policy.progressive(as_of=DAY, params=params).decide(source)
    read = {n.const.path for n in policy.graph.nodes if hasattr(n.const, "path")}
    for one in stages:
        assert one.name not in source.asked or one.settles & read
