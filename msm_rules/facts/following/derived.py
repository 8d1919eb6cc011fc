"""One fact that follows from others: whether it may be written, and how it is.

Owns the rule that what a source says itself stays, however much follows.
"""

from __future__ import annotations

from msm_rules.facts.evidence import Evidence, read_evidence
from msm_rules.facts.keys import place, with_value
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.strength import RANK, rank, strongest
from msm_rules.frozen import changed
from msm_rules.values.possible import Value

ATTESTED, FACTS = "attested", "facts"
"""What evidence names as the source of what follows from attested facts, and from others."""


def is_open(facts: ModelFacts, key: str) -> bool:
    """Whether nothing stronger than a derivation says a fact."""
    return key not in facts.values or rank(facts.evidence.get(key, ())) >= RANK["derived"]


def is_attested(facts: ModelFacts, key: str) -> bool:
    """Whether the organisation settled the fact itself."""
    return strongest(facts, key)[0] == "attested"


def with_fact(
    facts: ModelFacts, key: str, value: Value, given: object, rows: tuple[Evidence, ...]
) -> ModelFacts:
    """The facts with another value of one, in its JSON form as `given`, and its evidence."""
    return changed(
        facts,
        values={**facts.values, key: value},
        evidence={**facts.evidence, key: rows},
        model=with_value(facts.model, place(key), given),
    )


def without(facts: ModelFacts, key: str) -> ModelFacts:
    """The facts with one of them, which stands at the top, not known."""
    values, evidence, model = (
        {name: kept for name, kept in part.items() if name != key}
        for part in (facts.values, facts.evidence, facts.model)
    )
    return changed(facts, values=values, evidence=evidence, model=model)


def because_of(facts: ModelFacts, cause: str, locator: str, **more: object) -> Evidence:
    """The evidence of what follows from another fact, as old as the strongest evidence of that."""
    rows = facts.evidence.get(cause, ())
    days = [row.record.get("observed") for row in rows if rank((row,)) == rank(rows)]
    source = ATTESTED if is_attested(facts, cause) else FACTS
    record = {"method": "derived", "source": source, "locator": locator, **more}
    observed = max((str(day) for day in days if day), default=None)
    return read_evidence({**record, "observed": observed} if observed else record)
