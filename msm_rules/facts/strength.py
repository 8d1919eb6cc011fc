"""How well a fact is known: its strongest evidence, and whether that has grown stale.

Owns the order of methods and what follows from dates of evidence. Joining values of different
strength stands in `merging`.
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.facts.evidence import Evidence
from msm_rules.facts.keys import get
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.vocabulary import METHODS
from msm_rules.frozen import changed

RANK = {method: rank for rank, method in enumerate(METHODS)}
NO_EVIDENCE = len(METHODS)
"""The rank of a fact without evidence: weaker than any method."""


def rank(rows: Iterable[Evidence]) -> int:
    """The rank of the strongest evidence, 0 the strongest."""
    return min((RANK[row.method] for row in rows), default=NO_EVIDENCE)


def strongest(facts: ModelFacts, key: str) -> tuple[str | None, float | None]:
    """The strongest method a fact is known by, and the latest day that evidence was observed."""
    rows = facts.evidence.get(key)
    if not rows:
        return None, None
    if len(rows) == 1:  # nearly all are: this is asked of every fact in every decision
        return rows[0].method, rows[0].observed
    best = METHODS[rank(rows)]
    days = [row.observed for row in rows if row.method == best and row.observed is not None]
    return best, max(days, default=None)


def fresh(facts: ModelFacts, as_of: float, stale_days: float) -> tuple[ModelFacts, frozenset[str]]:
    """The facts with the stale ones missing, and the keys of these.

    A fact is stale where its strongest evidence was last observed more than `stale_days` before
    the day `as_of`; one whose evidence has no date is not, nor ever is the id, but one that is
    given and says nothing (at least no languages) is. `model` and `evidence` stay.
    """
    stale = frozenset(
        key
        for key in facts.evidence
        if key != "id"
        and (day := strongest(facts, key)[1]) is not None
        and as_of - day > stale_days
        and get(facts.model, key) is not None
    )
    if not stale:
        return facts, stale
    kept = {key: value for key, value in facts.values.items() if key not in stale}
    return changed(facts, values=kept), stale
