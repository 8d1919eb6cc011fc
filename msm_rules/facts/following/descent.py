"""What parents and a licence say of the line: all ancestors, and the licences down to the model.

Owns how a licence that was settled for one model takes its place in the chain. It says nothing of
ancestors: their licences stay what the evidence of the chain has of each (its locator is
`author/name: license`), and where that is silent the chain stays as open as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

from msm_rules import licences
from msm_rules.facts.chains import chain
from msm_rules.facts.evidence import Evidence
from msm_rules.facts.following.derived import because_of, is_attested, with_fact, without
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.render import to_json
from msm_rules.values.types import LICENCE, SetOf

WHERE = ": license"
"""What follows a model's id in the locator of evidence for its licence."""

CHAIN, PARENTS, ANCESTORS, OWN = "license_chain", "base_models", "ancestors", "license"

Bounds: TypeAlias = "tuple[frozenset[str], frozenset[str] | None]"


_ANYTHING: Bounds = (frozenset(), None)


def _bounds(facts: ModelFacts, fact: str) -> Bounds:
    """Sure and possible members of a set; None for everything."""
    found: Any = facts.values.get(fact, _ANYTHING)
    return cast("Bounds", found)


def with_ancestors(facts: ModelFacts, before: ModelFacts) -> ModelFacts:
    """The facts with the ancestors that settled parents leave; `before` has the former ones.

    Who has no parents has no ancestors. Other parents are ancestors, and what lies behind them is
    not known; the ancestors known before stay, as long as every former parent is still one.
    """
    now, then = _bounds(facts, PARENTS), _bounds(before, PARENTS)
    if now == then or is_attested(facts, ANCESTORS):
        return facts
    none = now[1] == frozenset()
    kept = _bounds(before, ANCESTORS)[0] if then[0] <= now[0] else frozenset()
    lower = now[0] | kept
    if not none and not lower:
        return without(facts, ANCESTORS)
    names = _spelled(facts)
    listed = [names.get(id_, id_) for id_ in sorted(lower)]
    rows = (because_of(facts, PARENTS, PARENTS),)
    value: Bounds = lower, frozenset() if none else None
    return with_fact(facts, ANCESTORS, value, listed if none else {"at_least": listed}, rows)


def _spelled(facts: ModelFacts) -> Mapping[str, str]:
    """Ids as the document writes them, by their form without case."""
    names: dict[str, str] = {}
    for fact in (ANCESTORS, PARENTS):
        given: Any = facts.model.get(fact)
        for id_ in (given.get("at_least") if isinstance(given, Mapping) else given) or ():
            names[id_.casefold()] = id_
    return names


def with_chain(facts: ModelFacts, before: ModelFacts) -> ModelFacts:
    """The facts with the chain that follows from their licence and their ancestors; `before` has
    the former ones."""
    if is_attested(facts, CHAIN):
        return facts
    own: Any = facts.values.get(OWN, frozenset())
    line, whole = _bounds(facts, ANCESTORS)
    still = _sure_line(before) <= _sure_line(facts)
    theirs = [row for row in _others(before) if still or _whose(row) in line]
    told = _licences(theirs)
    named = [told.get(id_, ()) for id_ in sorted(line | told.keys())]
    found = chain([tuple(sorted(own)), *named], complete=whole == line)
    value = (found.sure, found.possible) if found else _ANYTHING
    if still:
        value = _with_untold(value, own, before, closed=_sure_line(before) == _sure_line(facts))
    if value == _ANYTHING:
        return without(facts, CHAIN)
    rows = (*theirs, *_own_rows(facts, before, own))
    return with_fact(facts, CHAIN, value, to_json(SetOf(LICENCE), value), rows)


def _sure_line(facts: ModelFacts) -> frozenset[str]:
    return _bounds(facts, PARENTS)[0] | _bounds(facts, ANCESTORS)[0]


def _with_untold(value: Bounds, own: frozenset[str], before: ModelFacts, *, closed: bool) -> Bounds:
    """With the licences of the former chain that no evidence gives to any model: they are of
    ancestors. The former own licence was perhaps the model's alone, so it is only possible. Where
    the line is the former one, the chain is `closed` where it was."""
    (sure, possible), (lower, upper) = value, _bounds(before, CHAIN)
    former: Any = before.values.get(OWN, frozenset())
    told = {licence for row in before.evidence.get(CHAIN, ()) for licence in _member(row)}
    sure |= lower - told - former
    if closed and possible is None and upper is not None:
        possible = upper | own
    return sure, None if possible is None else possible | sure


def _own_rows(facts: ModelFacts, before: ModelFacts, own: frozenset[str]) -> Iterator[Evidence]:
    """The evidence for the own licence: the former one, unless that was settled."""
    if is_attested(facts, OWN):
        where = f"{facts.id}{WHERE}"
        yield from (because_of(facts, OWN, where, member=licence) for licence in sorted(own))
    else:
        others = list(_others(before))
        yield from (row for row in before.evidence.get(CHAIN, ()) if row not in others)


def _others(facts: ModelFacts) -> Iterator[Evidence]:
    """The evidence of a chain that is of an ancestor's licence."""
    rows = facts.evidence.get(CHAIN, ())
    return (row for row in rows if _whose(row) not in (None, facts.id.casefold()))


def _whose(row: Evidence) -> str | None:
    where = row.locator or ""
    return where.removesuffix(WHERE).casefold() if where.endswith(WHERE) else None


def _licences(rows: list[Evidence]) -> dict[str, tuple[str, ...]]:
    """The licences of which each model has one."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(_whose(row) or "", set()).update(_member(row))
    return {id_: tuple(sorted(told)) for id_, told in found.items()}


def _member(row: Evidence) -> Iterator[str]:
    try:
        canonical = licences.canonical(row.member) if row.member else None
    except licences.LicenceSyntaxError:
        canonical = None
    yield from (canonical,) if canonical else ()
