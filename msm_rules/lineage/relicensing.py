"""Licences that give more than they have: a permissive one declared over a base that binds.

Owns which terms of a base's licence a permissive licence cannot carry on, and the search for them
along the lines of a catalogue. Sure findings alone: what may be one of several licences counts
only where each of them binds, and a base whose licence is unknown not at all. It is information,
not legal advice: the terms are those of the knowledge base, each with its clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msm_rules import licences
from msm_rules.frozen import record
from msm_rules.graph.descent import ancestors
from msm_rules.lineage.lines import Lineage
from msm_rules.lineage.members import Member

PERMISSIVE = ("permissive", "public-domain")

BINDING = (
    ("prohibits", "commercial-use"),
    ("prohibits", "modification"),
    ("prohibits", "distribution"),
    ("requires", "share-alike"),
    ("requires", "pass-on-use-restrictions"),
    ("requires", "user-cap"),
    ("requires", "naming"),
    ("prohibits", "output-training"),
    ("prohibits", "military-use"),
)
"""What a copy stays bound to and a permissive licence does not say; the weightiest first."""


@record
class Ground:
    """One binding term of a licence: `kind` is `prohibits` or `requires`; `clause` where it is."""

    kind: str
    term: str
    clause: str | None


@record
class Binding:
    """An ancestor whose licence binds, `steps` up from the model, None where nobody knows the way;
    `grounds` are empty where the text was not read and its category alone says so."""

    ancestor: str
    steps: int | None
    licence: str
    category: str
    grounds: tuple[Ground, ...]


@record
class Relicensed:
    """A model, the permissive licence it declares, and the ancestors it may not have it from."""

    id: str
    licence: str
    bindings: tuple[Binding, ...]


def relicensed(of: Lineage, *only: Member) -> tuple[Relicensed, ...]:
    """Every model of a catalogue, or of `only` these, that declares a permissive licence over one
    that binds, by id."""
    found = (_relicensed(of, m) for m in only or of.members.values())
    return tuple(sorted((r for r in found if r is not None), key=lambda r: r.id.casefold()))


def _relicensed(of: Lineage, own: Member) -> Relicensed | None:
    if not own.licences or not all(map(is_permissive, own.licences)):
        return None
    found = (_binding(*ancestor) for ancestor in _ancestors(of, own))
    bindings = tuple(b for b in found if b is not None)
    return Relicensed(own.id, " or ".join(own.licences), bindings) if bindings else None


def _ancestors(of: Lineage, own: Member) -> Iterator[tuple[str, int | None, tuple[str, ...]]]:
    """The ancestors whose licence is known: in the catalogue, or seen by the model's own source."""
    itself = of.key(own.id)
    for key, steps in ancestors(of.net, itself):
        if (found := of.members.get(key)) is not None:
            yield found.id, steps, found.licences
    for id_, _ in dict.fromkeys(own.witnessed):
        key = of.key(id_)
        if key in of.witnessed and key != itself:
            parent = key in map(of.key, own.parents)
            yield id_, 1 if parent else None, (of.witnessed[key],)


def _binding(id: str, steps: int | None, possible: tuple[str, ...]) -> Binding | None:
    if not possible or not all(map(binds, possible)):
        return None
    return Binding(id, steps, *_terms(possible[0]))


@lru_cache(maxsize=1024)
def _terms(expression: str) -> tuple[str, str, tuple[Ground, ...]]:
    """Of an expression that binds: the licence that does, its category, and its binding terms."""
    entry = _binding_entry(expression)
    return entry.id, entry.category or "", grounds(entry)


def grounds(entry: licences.Licence) -> tuple[Ground, ...]:
    """The binding terms of a licence, each with its clause."""
    return tuple(
        Ground(kind, term, entry.clauses.get(f"{kind}:{term}"))
        for kind, term in BINDING
        if term in getattr(entry, kind)
    )


@lru_cache(maxsize=1024)
def is_permissive(expression: str) -> bool:
    """Whether an expression leaves the choice of an alternative that is permissive as a whole."""
    return any(
        all(_category(part) in PERMISSIVE for part in parts) for parts in _alternatives(expression)
    )


@lru_cache(maxsize=1024)
def binds(expression: str) -> bool:
    """Whether every alternative of an expression has a part that is known to bind."""
    found = _alternatives(expression)
    return bool(found) and all(any(map(_binds, parts)) for parts in found)


def _binds(part: str) -> bool:
    return _category(part) not in (*PERMISSIVE, None)


def _category(part: str) -> str | None:
    entry = _entry(part)
    return entry.category if entry else None


def _entry(part: str) -> licences.Licence | None:
    """The entry of one part; none with an exception, which may take away what binds."""
    return licences.lookup(part)


def _binding_entry(expression: str) -> licences.Licence:
    """The entry of the first part that binds, of an expression that binds."""
    parts = (part for parts in _alternatives(expression) for part in parts)
    entries = (entry for part in parts if _binds(part) and (entry := _entry(part)) is not None)
    return next(entries)


def _alternatives(expression: str) -> tuple[tuple[str, ...], ...]:
    """The alternatives of an expression; none of a text that is no expression."""
    try:
        return licences.alternatives(expression)
    except licences.LicenceSyntaxError:
        return ()
