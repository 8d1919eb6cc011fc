"""Proofs of policies nobody wrote by hand: the checker reads every text as the engine does."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from msm_rules.proof.check import verify
from msm_rules.proof.checker.claims import canonical
from tests.campaign import examples
from tests.strategies import Draft, policies
from tests.strategies_facts import documents, settings_of
from tests.strategies_vocabulary import FACTS

DAY = date(2026, 11, 22)
PENDING = st.sets(st.sampled_from([row.text for row in FACTS]), max_size=4)


@examples(60)
@given(policies(), documents(), PENDING, st.data())
def test_the_proof_of_any_decision_is_accepted(
    draft: Draft, facts: dict[str, Any], pending: set[str], data: st.DataObject
) -> None:
    params = data.draw(settings_of(draft.unset))
    decision = draft.policy().decide(facts, as_of=DAY, params=params, pending=pending)
    assert verify(json.loads(canonical(decision.proof()))).problems == ()
