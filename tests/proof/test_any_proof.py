"""Proofs of policies nobody wrote by hand: the checker reads every text as the engine does."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from msm_rules.proof.check import verify
from tests.campaign import examples
from tests.proof.random_proofs import proofs


@examples(60)
@given(proofs())
def test_the_proof_of_any_decision_is_accepted(proof: dict[str, Any]) -> None:
    assert verify(proof).problems == ()
