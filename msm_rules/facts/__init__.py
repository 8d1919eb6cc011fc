"""What is known of a model: the vocabulary of facts, facts documents, and their evidence."""

from __future__ import annotations

from msm_rules.facts.attested import Attested, apply_attested, read_attested, settle_attested
from msm_rules.facts.catalogue import read_catalogue
from msm_rules.facts.document import ModelFacts, check_document, document, read_facts
from msm_rules.facts.evidence import Evidence
from msm_rules.facts.keys import entry_key, split_key
from msm_rules.facts.merge import Disagreement, merge
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
