"""How the facts of a decision are known: one line of words for each record of evidence.

Owns the wording of method, source, place, revision and date. The records are strangers' texts and
are made visible.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.evidence import Evidence
from msm_rules.facts.strength import RANK
from msm_rules.graph.nodes import FactRef, Index
from msm_rules.proof.document import NOT_NEEDED, fact_state, leaf_key
from msm_rules.proof.forms import day
from msm_rules.proof.nouns import noun
from msm_rules.proof.phrases import fact_shown
from msm_rules.proof.subject import Subject

MOST = 3
"""How many records of one fact are written out before the others are only counted."""

_SHORT = 8  # characters of a revision
_LONGEST = 60  # characters of a place in a source


def facts_under(subject: Subject, *indices: Index | None) -> tuple[Index, ...]:
    """The leaves that read a fact's value and that these nodes rest on, in the order written."""
    todo = [i for i in indices if i is not None]
    seen: set[Index] = set()
    while todo:
        index = todo.pop()
        if index not in seen:
            seen.add(index)
            todo.extend(subject.graph.nodes[index].args)
    return tuple(i for i in sorted(seen) if isinstance(subject.graph.nodes[i].const, FactRef))


def fact_lines(subject: Subject, indices: tuple[Index, ...]) -> Iterator[tuple[str, str, str]]:
    """For each fact: its noun, its value, and how it is known. A fact is there once."""
    said = {"id"}  # which stands above everything
    for index in indices:
        key = leaf_key(subject, index)
        if key not in said:
            said.add(key)
            value = fact_shown(subject, index) if _has_value(subject, index) else ""
            yield noun(key), value, how_known(subject, key)


def _has_value(subject: Subject, index: Index) -> bool:
    return subject.graph.nodes[index].op == "fact"


def how_known(subject: Subject, key: str) -> str:
    """How a fact is known: its evidence, strongest first, or why there is no value."""
    rows = sorted(subject.facts.evidence.get(key, ()), key=lambda row: RANK[row.method])
    said = " | ".join(_record(row) for row in rows[:MOST])
    more = f" | {len(rows) - MOST} more" if len(rows) > MOST else ""
    state = fact_state(subject, key)
    if state == "stale":
        limit = subject.graph.stale_after
        return f"too old to count, more than {limit:g} days: {said}{more}"
    if state == NOT_NEEDED:
        return "not asked for, since it could not change the verdict"
    if not said:
        return "given without evidence" if state == "known" else "no source says anything"
    return said + more


def _record(row: Evidence) -> str:
    at = f" @ {visible(row.revision)[:_SHORT]}" if row.revision else ""
    parts = [
        visible(row.method),
        _cut(visible(row.locator or "")),
        visible(row.source or row.by or "") + at,
        f"for {visible(row.member)}" if row.member else "",
        visible(row.because or ""),
        day(row.observed) if row.observed is not None else "",
    ]
    if row.until is not None:
        parts.append(f"until {day(row.until)}")
    return " · ".join(p for p in parts if p)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
