"""What is known of a model: the vocabulary of facts, facts documents, and their evidence.

Names are loaded when first used: checking a policy needs the vocabulary, not the merging.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msm_rules.facts.attested import Attested, apply_attested, read_attested, settle_attested
    from msm_rules.facts.catalogue import read_catalogue
    from msm_rules.facts.evidence import Evidence
    from msm_rules.facts.keys import entry_key, split_key
    from msm_rules.facts.merging import Disagreement, merge
    from msm_rules.facts.model_facts import ModelFacts, check_document, document, read_facts
    from msm_rules.facts.problems import FactsError, Problem
    from msm_rules.facts.render import display, to_json
    from msm_rules.facts.schema import facts_schema
    from msm_rules.facts.strength import fresh, strongest
    from msm_rules.facts.vocabulary import FactSpec, Vocabulary, builtin, own_fact

__all__ = [
    "Attested",
    "Disagreement",
    "Evidence",
    "FactSpec",
    "FactsError",
    "ModelFacts",
    "Problem",
    "Vocabulary",
    "apply_attested",
    "builtin",
    "check_document",
    "display",
    "document",
    "entry_key",
    "facts_schema",
    "fresh",
    "merge",
    "own_fact",
    "read_attested",
    "read_catalogue",
    "read_facts",
    "settle_attested",
    "split_key",
    "strongest",
    "to_json",
]

_ROOMS = {
    "msm_rules.facts.attested": (
        "Attested",
        "apply_attested",
        "read_attested",
        "settle_attested",
    ),
    "msm_rules.facts.catalogue": ("read_catalogue",),
    "msm_rules.facts.model_facts": (
        "ModelFacts",
        "check_document",
        "document",
        "read_facts",
    ),
    "msm_rules.facts.evidence": ("Evidence",),
    "msm_rules.facts.keys": (
        "entry_key",
        "split_key",
    ),
    "msm_rules.facts.merging": (
        "Disagreement",
        "merge",
    ),
    "msm_rules.facts.problems": (
        "FactsError",
        "Problem",
    ),
    "msm_rules.facts.render": (
        "display",
        "to_json",
    ),
    "msm_rules.facts.schema": ("facts_schema",),
    "msm_rules.facts.strength": (
        "fresh",
        "strongest",
    ),
    "msm_rules.facts.vocabulary": (
        "FactSpec",
        "Vocabulary",
        "builtin",
        "own_fact",
    ),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
