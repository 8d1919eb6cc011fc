"""What follows from a fact that the organisation settled: the memory of weights from their count.

Owns that rule alone, parameters x bits / 8 as `facts.md` has it. A source that counts parameters
states the memory with them; a file of attested facts states the count and nothing else.
"""

from __future__ import annotations

from msm_rules.facts.evidence import Evidence, read_evidence
from msm_rules.facts.keys import place, with_value
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.strength import RANK, rank
from msm_rules.frozen import changed

BITS = {"memory.fp32": 32, "memory.fp16": 16, "memory.int8": 8, "memory.int4": 4}
"""Bits of a weight, by the fact that says what all weights take."""


def with_memory(facts: ModelFacts) -> ModelFacts:
    """The facts with the memory that follows from the parameters, in bytes, wherever nothing
    stronger than a derivation says it."""
    count = facts.values.get("parameters")
    if not (isinstance(count, tuple) and len(count) == 2):
        return facts
    low, high = count
    if not (isinstance(low, float | int) and isinstance(high, float | int)):
        return facts
    for key, bits in BITS.items():
        before = facts.evidence.get(key, ())
        if key not in facts.values or rank(before) >= RANK["derived"]:
            facts = _derived(facts, key, bits, (float(low), float(high)))
    return facts


def _derived(facts: ModelFacts, key: str, bits: int, count: tuple[float, float]) -> ModelFacts:
    low, high = (end * bits / 8 for end in count)
    row = _row(bits)
    rows = (row, *(e for e in facts.evidence.get(key, ()) if e != row))
    ends = [_written(low), _written(high)]
    given = ends[0] if low == high else {"between": ends}
    return changed(
        facts,
        values={**facts.values, key: (low, high)},
        evidence={**facts.evidence, key: rows},
        model=with_value(facts.model, place(key), given),
    )


def _row(bits: int) -> Evidence:
    locator = f"parameters * {bits} / 8"
    record = {"method": "derived", "source": "facts", "locator": locator, "extractor": "sizes/1"}
    return read_evidence(record)


def _written(end: float) -> float | int | None:
    """A bound as a document has it; None for none."""
    if end == float("inf"):
        return None
    return int(end) if end.is_integer() else end
