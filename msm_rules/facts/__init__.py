"""What is known of a model: the vocabulary of facts, facts documents, and their evidence."""

from __future__ import annotations

from msm_rules.facts.document import (
    ModelFacts,
    check_document,
    document,
    read_facts,
)
from msm_rules.facts.evidence import Evidence
from msm_rules.facts.keys import entry_key, split_key
from msm_rules.facts.problems import FactsError, Problem
from msm_rules.facts.vocabulary import FactSpec, Vocabulary, builtin, own_fact

__all__ = [
    "Evidence",
    "FactSpec",
    "FactsError",
    "ModelFacts",
    "Problem",
    "Vocabulary",
    "builtin",
    "check_document",
    "document",
    "entry_key",
    "own_fact",
    "read_facts",
    "split_key",
]
