"""What is said in another order, or laid out otherwise, means the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.source import Source
from msm_rules.syntax.format import format_source
from tests.campaign import examples
from tests.strategies import Draft, policies
from tests.strategies_facts import documents, settings_of
from tests.strategies_vocabulary import LIBRARY

DAY = date(2026, 11, 22)


def outcome(decision: msm.Decision) -> dict[str, object]:
    return {
        "verdict": decision.verdict,
        "possible": decision.possible,
        "rules": decision.rules,
        "score": decision.score,
        "tiers": (decision.important, decision.contextual),
        "failed": set(decision.failed),
        "waived": decision.waived,
        "obligations": decision.obligations,
        "open": decision.open_facts,
        "valid until": decision.valid_until,
    }


@examples(30)
@given(policies(), documents(), st.data())
def test_the_order_of_facts_does_not_matter(
    draft: Draft, document: dict[str, Any], data: st.DataObject
) -> None:
    policy, params = draft.policy(), data.draw(settings_of(draft.unset))
    shuffled = {
        part: dict(data.draw(st.permutations(list(document[part].items()))))
        for part in ("evidence", "model")
    }
    first = policy.decide(document, as_of=DAY, params=params)
    again = policy.decide(shuffled, as_of=DAY, params=dict(reversed(params.items())))
    assert again.trace == first.trace


@examples(30)
@given(policies(), documents(), st.data())
def test_the_order_of_items_and_of_rules_in_a_tier_does_not_matter(
    draft: Draft, document: dict[str, Any], data: st.DataObject
) -> None:
    params = data.draw(settings_of(draft.unset))
    rules = {tier: tuple(data.draw(st.permutations(own))) for tier, own in draft.rules.items()}
    moved = replace(draft, rules=rules)
    parts = data.draw(st.permutations((moved.header, *moved.items, *moved.tiers())))
    again = msm.parse_policy("\n".join(parts), files={"lib.msm": LIBRARY})
    first = draft.policy().decide(document, as_of=DAY, params=params)
    assert outcome(again.decide(document, as_of=DAY, params=params)) == outcome(first)


@examples(30)
@given(policies(depth=3), documents(), st.data())
def test_a_formatted_policy_decides_the_same(
    draft: Draft, document: dict[str, Any], data: st.DataObject
) -> None:
    params = data.draw(settings_of(draft.unset))
    text, _ = format_source(Source("main.msm", draft.text))
    policy, again = draft.policy(), msm.parse_policy(text, files={"lib.msm": LIBRARY})
    first = policy.decide(document, as_of=DAY, params=params)
    second = again.decide(document, as_of=DAY, params=params)
    assert second.trace == first.trace
    assert dict(second.values) == dict(first.values)
