"""What follows from facts that the organisation settled, as it does from what sources say.

Owns which facts follow from which. A source states what follows with what it states; a file of
attested facts states one fact and nothing else. What is not in the table follows from nothing here:
the parameters used for a token and the cache of one rest on a configuration, not on other facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msm_rules.facts.following.descent import (
    CHAIN,
    consistent,
    renamed,
    with_ancestors,
    with_chain,
)
from msm_rules.facts.following.memory import BITS, with_memory
from msm_rules.facts.following.words import modalities, with_gate, with_modalities
from msm_rules.facts.model_facts import ModelFacts

__all__ = [
    "BITS",
    "CHAIN",
    "FOLLOWS",
    "consistent",
    "follow",
    "modalities",
    "renamed",
    "with_memory",
]

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "license_chain": ("license", "ancestors"),
    "ancestors": ("base_models",),
    "gated": ("access",),
    **dict.fromkeys(BITS, ("parameters",)),
}
"""Facts that follow from others, which are then the ones to find out."""


def follow(facts: ModelFacts, settled: AbstractSet[str], before: ModelFacts) -> ModelFacts:
    """The facts with what follows from the `settled` ones of them; `before` is as it was without.

    What was itself settled stays, and, save in the line of a model, what a source states stays too.
    """
    if "parameters" in settled:
        facts = with_memory(facts)
    if "access" in settled:
        facts = with_gate(facts)
    if "tasks" in settled:
        facts = with_modalities(facts)
    if "base_models" in settled:
        facts = with_ancestors(facts, before)
    if not settled.isdisjoint(("license", "base_models", "ancestors")):
        facts = with_chain(facts, before)
    return facts
