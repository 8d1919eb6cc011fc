"""The memory that weights need, which follows from their count.

Owns that rule, parameters x bits / 8 as `facts.md` has it.
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.facts.evidence import Evidence, read_evidence
from msm_rules.facts.following.derived import is_open, with_fact
from msm_rules.facts.model_facts import ModelFacts

BITS = {"memory.fp32": 32, "memory.fp16": 16, "memory.int8": 8, "memory.int4": 4}
"""Bits of a weight, by the fact that says what all weights take."""


def with_memory(facts: ModelFacts, among: Iterable[str] = tuple(BITS)) -> ModelFacts:
    """The facts with the memory that follows from the parameters, in bytes, `among` those facts
    wherever nothing stronger than a derivation says it."""
    count = facts.values.get("parameters")
    if not (isinstance(count, tuple) and len(count) == 2):
        return facts
    low, high = count
    if not (isinstance(low, float | int) and isinstance(high, float | int)):
        return facts
    for key in among:
        if is_open(facts, key):
            facts = _with(facts, key, BITS[key], (float(low), float(high)))
    return facts


def _with(facts: ModelFacts, key: str, bits: int, count: tuple[float, float]) -> ModelFacts:
    low, high = (end * bits / 8 for end in count)
    row = _row(bits)
    rows = (row, *(e for e in facts.evidence.get(key, ()) if e.method != "derived"))
    ends = [_written(low), _written(high)]
    given = ends[0] if low == high else {"between": ends}
    return with_fact(facts, key, (low, high), given, rows)


def _row(bits: int) -> Evidence:
    locator = f"parameters * {bits} / 8"
    record = {"method": "derived", "source": "facts", "locator": locator, "extractor": "sizes/1"}
    return read_evidence(record)


def _written(end: float) -> float | int | None:
    """A bound as a document has it; None for none."""
    if end == float("inf"):
        return None
    return int(end) if end.is_integer() else end
