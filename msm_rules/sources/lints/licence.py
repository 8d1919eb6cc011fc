"""A licence that a base, or the card's own words, contradict.

What is permissive over a base that binds stands in `lineage`, the words in `licence_findings`; it
takes the whole catalogue, since the base is another record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msm_rules.facts import ModelFacts
from msm_rules.lineage import Document
from msm_rules.sources.licence_findings import license_findings
from msm_rules.sources.lints.subject import Found

_KEPT = ("id", "base_models", "relation", "license", "license_declared")
_GROUNDS = ("license", "base_models")


def licence(documents: Iterable[Document]) -> Iterator[tuple[str, Found]]:
    """The findings on licences of a catalogue, each with the id of the model."""
    for finding in license_findings(documents):
        yield finding.where, Found("license", finding.message)


def of_descent(facts: ModelFacts) -> Document:
    """What of a model's facts the findings on its licence need: little, as all are kept."""
    return {
        "model": {key: facts.model[key] for key in _KEPT if key in facts.model},
        "evidence": {
            key: [dict(row.record) for row in facts.evidence[key]]
            for key in _GROUNDS
            if key in facts.evidence
        },
    }
