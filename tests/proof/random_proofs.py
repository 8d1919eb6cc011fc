"""Proofs of decisions by policies nobody wrote by hand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

from msm_rules.proof.checker.claims import canonical
from tests.strategies import policies
from tests.strategies_facts import documents, settings_of
from tests.strategies_vocabulary import FACTS

DAY = date(2026, 11, 22)
PENDING = st.sets(st.sampled_from([row.text for row in FACTS]), max_size=4)


@st.composite
def proofs(draw: st.DrawFn) -> dict[str, Any]:
    """A proof as somebody reads it from a file."""
    draft, facts, pending = draw(policies()), draw(documents()), draw(PENDING)
    params = draw(settings_of(draft.unset))
    decision = draft.policy().decide(facts, as_of=DAY, params=params, pending=pending)
    found: dict[str, Any] = json.loads(canonical(decision.proof()))
    return found
