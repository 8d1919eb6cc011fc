"""The last pass over all documents of the catalogue: licences down each line, whoever says them.

Owns that an ancestor's licence is the one its own document has in the end. Each source read lines
by what it alone knows: the Hub's table lacks licences that a card or a tool's catalogue names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from msm_rules.facts import Evidence, ModelFacts, builtin, document, read_facts
from msm_rules.facts.evidence import read_evidence
from msm_rules.facts.following import consistent
from msm_rules.facts.following.descent import CHAIN, OWN, WHERE, members_of, whose
from msm_rules.frozen import changed
from msm_rules.lineage import Member, line, lineage
from msm_rules.sources.normalise.claims import Json


def with_lines(documents: Iterable[dict[str, Json]]) -> Iterator[dict[str, Json]]:
    """The documents, each with the chain of licences that all of them together give it."""
    read = (read_facts(each, builtin()) for each in documents)
    models = {facts.id.casefold(): facts for facts in read}
    of = lineage(models.values())
    for facts in models.values():
        above = [member for member, _ in line(of, facts.id).known]
        yield cast("dict[str, Json]", document(consistent(_told(facts, above, models))))


def _told(
    facts: ModelFacts, above: Iterable[Member], models: Mapping[str, ModelFacts]
) -> ModelFacts:
    """The facts whose chain rests, for each ancestor that has a document, on the licence there."""
    rows = facts.evidence.get(CHAIN, ())
    for member in above:
        key = member.id.casefold()
        said = {licence for row in rows if whose(row) == key for licence in members_of(row)}
        if member.licences and said != set(member.licences):
            rows = (*(row for row in rows if whose(row) != key), *_rows(models[key], member))
    if rows == facts.evidence.get(CHAIN, ()):
        return facts
    return changed(facts, evidence={**facts.evidence, CHAIN: rows})


def _rows(ancestor: ModelFacts, member: Member) -> Iterator[Evidence]:
    """The strongest evidence of an ancestor's licence, once for each that it may have."""
    best = ancestor.evidence[OWN][0].record
    for licence in member.licences:
        where = {"locator": f"{ancestor.id}{WHERE}", "member": licence}
        yield read_evidence({**best, **where})
