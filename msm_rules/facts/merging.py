"""Several sources of one model joined into one record.

Owns the rule: a stronger method replaces a weaker one; equally strong sources that agree add
evidence, and those that disagree make the fact uncertain and are a finding. The result does not
depend on the order of the sources, except for the order of their evidence.

What can all be true does not disagree: of intervals that meet, what all allow is kept, and likewise
of sets. Entries of maps are samples, each with an error of its own; so they do not narrow one
another, nor do words, where two alternatives are a choice left open. Readers of sources join what
one of them says of a fact by the same rule (`sources.normalise.claims`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.evidence import Evidence
from msm_rules.facts.keys import get, place, split_key, with_value
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.problems import FactsError, Problem
from msm_rules.facts.render import display, to_json
from msm_rules.facts.strength import RANK, rank
from msm_rules.facts.vocabulary import METHODS, FactSpec, Vocabulary
from msm_rules.frozen import record
from msm_rules.values.possible import Value, hull
from msm_rules.values.types import SetOf, is_ordered


@record
class Disagreement:
    """A finding: equally strong sources say different things of a fact, which is now uncertain."""

    record: str
    key: str
    method: str | None
    said: tuple[tuple[str, str], ...]
    kept: str

    def __str__(self) -> str:
        said = ", ".join(f"{value} ({source})" for source, value in self.said)
        kind = f"{self.method} " if self.method else ""
        where = f"{visible(self.record)}: {visible(self.key)}"
        return f"{where}: {kind}sources disagree: {said}; kept as {self.kept}"


@record
class Said:
    """What one source says of one fact: the value, its JSON form as given, and the evidence."""

    value: Value
    given: object
    evidence: tuple[Evidence, ...]


def merge(
    records: Sequence[ModelFacts], vocabulary: Vocabulary
) -> tuple[ModelFacts, tuple[Disagreement, ...]]:
    """The facts of one model from several records of it, and where equally strong ones disagree.

    Raises FactsError where the records are not of one model, ignoring case.
    """
    first = records[0]
    others = sorted({r.id for r in records if r.id.casefold() != first.id.casefold()})
    if others:
        message = f"cannot be merged with another model, `{visible(others[0])}`"
        raise FactsError([Problem(visible(first.id), "model.id", message)])
    values: dict[str, Value] = {}
    evidence: dict[str, tuple[Evidence, ...]] = {}
    model: dict[str, Any] = {}
    findings: list[Disagreement] = []
    for key in dict.fromkeys(key for r in records for key in (*r.values, *r.evidence)):
        rows = _ordered_evidence([e for r in records for e in r.evidence.get(key, ())])
        if rows:
            evidence[key] = rows
        said = [_said(r, key) for r in records if key in r.values]
        if not said:
            continue
        spec = vocabulary.facts[split_key(key)[0]]
        joined, finding = settle(first.id, key, spec, said)
        findings += [finding] if finding else []
        if joined.value != spec.missing:
            values[key] = joined.value
            model = with_value(model, place(key), joined.given)
    return ModelFacts(first.id, values, evidence, {**model, "id": first.id}), tuple(findings)


def _said(record: ModelFacts, key: str) -> Said:
    return Said(record.values[key], get(record.model, key), record.evidence.get(key, ()))


def _ordered_evidence(rows: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """All evidence, strongest first, what several records have in common once."""
    distinct = [row for n, row in enumerate(rows) if row not in rows[:n]]
    return tuple(sorted(distinct, key=lambda row: RANK[row.method]))


def settle(
    record: str, key: str, spec: FactSpec, said: Sequence[Said]
) -> tuple[Said, Disagreement | None]:
    """What the strongest of several sources say together of one fact, and whether they disagree."""
    best = min(rank(s.evidence) for s in said)
    strong = [s for s in said if rank(s.evidence) == best]
    evidence = tuple(row for s in strong for row in s.evidence)
    value, agree = joined(spec, [s.value for s in strong])
    same = [s.given for s in strong if s.value == value]
    kept = Said(value, same[0] if same else to_json(spec.value_type, value), evidence)
    if agree:
        return kept, None
    method = METHODS[best] if best < len(METHODS) else None
    shown = sorted({(_source(s), display(spec, s.value)) for s in strong})
    return kept, Disagreement(record, key, method, tuple(shown), display(spec, value))


def _source(said: Said) -> str:
    names = dict.fromkeys(row.source or row.by or row.locator for row in said.evidence)
    return visible(", ".join(filter(None, names))) or "no source given"


def joined(spec: FactSpec, values: Sequence[Value]) -> tuple[Value, bool]:
    """The value of equally strong sources together, and whether they agree."""
    type_ = spec.value_type
    if all(value == values[0] for value in values):
        return values[0], True
    narrower = None
    if isinstance(type_, SetOf):
        narrower = _compatible(values)
    elif is_ordered(type_) and type_ == spec.type:
        narrower = _in_common(values)
    if narrower is not None:
        return narrower, True
    return reduce(lambda a, b: hull(type_, a, b), values), False


def _compatible(sets: Sequence[Any]) -> Value | None:
    """What sets say together that can all be true; None where they cannot."""
    lower: frozenset[str] = frozenset().union(*(s[0] for s in sets))
    uppers = [s[1] for s in sets if s[1] is not None]
    upper = frozenset.intersection(*uppers) if uppers else None
    return (lower, upper) if upper is None or lower <= upper else None


def _in_common(intervals: Sequence[Any]) -> Value | None:
    """What all intervals allow; None where that is nothing."""
    lo, hi = max(i[0] for i in intervals), min(i[1] for i in intervals)
    return (lo, hi) if lo <= hi else None
