"""What is known of a model now, fact by fact, in words and with its sources.

Owns how a fact of a decision reads in reports. An address is only ever one of the web: sources are
written by strangers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

from msm_rules.decide.decision import Decision
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Evidence, ModelFacts, Vocabulary, display, split_key
from msm_rules.frozen import record
from msm_rules.graph.nodes import FactRef, Graph, Index
from msm_rules.screening.topics import LICENCE
from msm_rules.values.possible import is_exact

_MOST_SOURCES = 3
_LONGEST = 120


@record
class SourceLine:
    """One piece of evidence: how it is known, where it stands (with an address of the web, if it
    is one), when it was seen, and who answers for it."""

    method: str
    where: str
    address: str | None
    seen: str


@record
class KnownFact:
    """A fact as reports show it; `open` where more than one value is possible."""

    name: str
    words: str
    open: bool
    stale: bool
    doc: str
    sources: tuple[SourceLine, ...]


def known_of(decision: Decision, names: Sequence[str], vocabulary: Vocabulary) -> str:
    """What a decision's model says of the first of some open facts, in a few words."""
    name = names[0]
    if name.startswith(LICENCE):
        return f"{visible(name.removeprefix(LICENCE))} was not read"
    key = name.removeprefix("model.")
    found = known_facts(decision, (key,), vocabulary)[key]
    return f"{found.words}{' (stale)' if found.stale else ''}"


def known_facts(
    decision: Decision, keys: Iterable[str], vocabulary: Vocabulary
) -> dict[str, KnownFact]:
    """Facts of a decision's model by their keys (`memory.int4`), each once."""
    stale = frozenset(decision.stale)
    return {
        key: _known_fact(decision.facts, key, vocabulary, f"model.{key}" in stale)
        for key in dict.fromkeys(keys)
    }


def _known_fact(facts: ModelFacts, key: str, vocabulary: Vocabulary, stale: bool) -> KnownFact:
    spec = vocabulary.facts[split_key(key)[0]]
    value = facts.values.get(key)
    words = display(spec, spec.missing if value is None else value)
    return KnownFact(
        visible(key),
        visible(facts.id) if key == "id" else words,
        value is None or not is_exact(spec.value_type, value),
        stale,
        spec.doc,
        tuple(_line(row) for row in facts.evidence.get(key, ())[:_MOST_SOURCES]),
    )


def _line(row: Evidence) -> SourceLine:
    place = [row.source, row.locator, row.by and f"by {row.by}", row.because]
    where = " · ".join(visible(str(part)) for part in place if part)
    seen = date.fromordinal(int(row.observed)).isoformat() if row.observed else ""
    return SourceLine(row.method, shortened(where), address_of(row.locator, row.source), seen)


def address_of(*texts: str | None) -> str | None:
    """The first text that is an address of the web as a whole; no other scheme is ever a link."""
    for text in texts:
        if text and not any(c.isspace() or ord(c) < 32 for c in text):
            try:
                parts = urlsplit(text)
            except ValueError:
                continue
            if parts.scheme in ("http", "https") and parts.netloc:
                return text
    return None


def shortened(text: str, most: int = _LONGEST) -> str:
    """A text of at most so many characters; what is left out shows as an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def facts_below(graph: Graph, start: Index) -> tuple[str, ...]:
    """The keys of the facts that a node rests on, in order of evaluation; maps' entries whose
    name a param gives are left out."""
    todo, seen = [start], {start}
    while todo:
        for argument in graph.nodes[todo.pop()].args:
            if argument not in seen:
                seen.add(argument)
                todo.append(argument)
    refs = (graph.nodes[index].const for index in sorted(seen))
    keys = (ref.value_key for ref in refs if isinstance(ref, FactRef))
    return tuple(dict.fromkeys(keys))
