"""What is not known of a model, or not exactly, and why: as far as its facts and evidence tell.

Owns the reasons and their words. Whether sources disagree, and what looks wrong in what they say,
is found elsewhere; here only what leaves a fact open.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.evidence import Evidence
from msm_rules.facts.following import FOLLOWS
from msm_rules.facts.keys import split_key
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.strength import rank
from msm_rules.facts.vocabulary import METHODS, FactSpec, Vocabulary
from msm_rules.values.types import BOOL, SetOf, is_ordered

SHORT = 80
"""How many characters of what a source wrote are repeated."""


def is_exact(spec: FactSpec, value: Any) -> bool:
    """Whether a known value of a fact is one value."""
    type_ = spec.value_type
    if isinstance(type_, SetOf) or is_ordered(type_):
        return bool(value[0] == value[1])
    return type_ == BOOL or len(value) == 1


def why_open(facts: ModelFacts, key: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Why a fact that is known is not exact; nothing for one that is."""
    spec, value = vocabulary.facts[split_key(key)[0]], facts.values[key]
    if is_exact(spec, value):
        return ()
    rows = _strongest(facts.evidence.get(key, ()))
    found = dict.fromkeys(reason for row in rows for reason in _of_row(row))
    found = found or dict.fromkeys(_of_causes(facts, key, vocabulary))
    return tuple(found or dict.fromkeys(_in_general(spec, value, rows)))


def _of_causes(facts: ModelFacts, key: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Why the facts that one follows from are not known, or not exactly."""
    for cause in FOLLOWS.get(key, ()):
        if cause not in facts.values:
            yield f"follows from `{cause}`, which is not known"
        elif why := why_open(facts, cause, vocabulary):
            yield f"follows from `{cause}`: {why[0]}"


def _strongest(rows: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    best = rank(rows)
    return tuple(row for row in rows if METHODS[best] == row.method) if rows else ()


def _of_row(row: Evidence) -> Iterator[str]:
    """What the evidence itself says of why it is not exact."""
    note, n = row.record.get("note"), row.record.get("n")
    if isinstance(note, str) and note:
        yield visible(note)
    if isinstance(n, int) and not isinstance(n, bool):
        yield f"{n:,} items leave so much to chance"
    if row.method == "estimated" and row.raw is not None and not note:
        yield f"estimated from {_shown(row.raw)}"


def _in_general(spec: FactSpec, value: Any, rows: tuple[Evidence, ...]) -> Iterator[str]:
    several = len({(row.source, row.locator) for row in rows}) > 1
    if isinstance(spec.value_type, SetOf) and value[1] is None:
        yield "no source says that these are all"
    elif is_ordered(spec.value_type) and not several and inf in map(abs, value):
        yield "its source gives a bound, not a value"
    elif several:
        yield "its sources say different things"
    else:
        yield "its source says no more"


def why_missing(facts: ModelFacts, path: str) -> str | None:
    """Why nothing is known of a fact; None where no source says anything of it."""
    strong = _strongest(facts.evidence.get(path, ()))
    if any(row.raw is not None or row.record.get("note") for row in strong):
        return _unread(strong)
    if path == "license" and "license_declared" in facts.values:
        return _no_licence(facts)
    missing = [cause for cause in FOLLOWS.get(path, ()) if cause not in facts.values]
    if missing:
        return f"follows from `{missing[0]}`, which is not known"
    return _unread(strong) if strong else None


def _unread(strong: tuple[Evidence, ...]) -> str:
    """Of evidence that left no value."""
    if len({(row.source, row.locator) for row in strong}) > 1:
        return "sources disagree so far that nothing is left of it"
    row = strong[0]
    note = row.record.get("note")
    if row.raw is None:
        return visible(note) if isinstance(note, str) else "its source leaves it open"
    why = visible(note) if isinstance(note, str) else "that could not be read"
    return f"{visible(row.source or 'its source')} says {_shown(row.raw)}: {why}"


def _no_licence(facts: ModelFacts) -> str:
    """What a source wrote in place of a licence."""
    words = facts.model.get("license_declared")
    notes = (row.record.get("note") for row in facts.evidence.get("license_declared", ()))
    note = next((visible(n) for n in notes if isinstance(n, str)), "no licence is known by that")
    return f"its source says {_shown(words)}: {note}"


def _shown(raw: object) -> str:
    text = str(raw)
    return f"`{visible(text if len(text) <= SHORT else text[:SHORT] + '…')}`"
