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
from msm_rules.facts.evidence import Evidence, read_evidence
from msm_rules.facts.following.derived import because_of, is_attested, with_fact, without
from msm_rules.facts.model_facts import ModelFacts
from msm_rules.facts.render import to_json
from msm_rules.facts.strength import rank
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
    none = now[1] == frozenset()
    if is_attested(facts, ANCESTORS) or (now == then and not none):
        return facts
    kept = _bounds(before, ANCESTORS)[0] if then[0] <= now[0] else frozenset()
    lower = (now[0] | kept) - {facts.id.casefold()}
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
    mine, theirs = _apart(facts, before)
    told = _licences(theirs)
    named = [told.get(id_, ()) for id_ in sorted(line | told.keys())]
    found = chain([tuple(sorted(own)), *named], complete=whole == line)
    value = (found.sure, found.possible) if found else _ANYTHING
    if _sure_line(before) <= _sure_line(facts):
        value = _with_untold(value, own, facts, before)
    if value == _ANYTHING:
        return without(facts, CHAIN)
    if before is facts and value == facts.values.get(CHAIN):
        return facts
    rows = (*theirs, *_own_rows(facts, mine, own | value[0]))
    return with_fact(facts, CHAIN, value, to_json(SetOf(LICENCE), value), rows)


def consistent(facts: ModelFacts) -> ModelFacts:
    """The facts with the chain that follows from the licence that several sources came to: one of
    them may have made the chain of what it alone knew. Where nothing was said of a chain, nothing
    is added."""
    return with_chain(facts, facts) if facts.evidence.get(CHAIN) or CHAIN in facts.values else facts


def renamed(facts: ModelFacts, before: str) -> tuple[Evidence, ...]:
    """The evidence of the chain of a model that was called otherwise `before`, for its own licence
    under the name it has."""
    where = {"locator": f"{facts.id}{WHERE}"}
    return tuple(
        read_evidence({**row.record, **where}) if whose(row) == before.casefold() else row
        for row in facts.evidence.get(CHAIN, ())
    )


def _sure_line(facts: ModelFacts) -> frozenset[str]:
    """Everybody a model surely descends from; nobody is its own ancestor."""
    return (_bounds(facts, PARENTS)[0] | _bounds(facts, ANCESTORS)[0]) - {facts.id.casefold()}


def _apart(facts: ModelFacts, before: ModelFacts) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence of the former chain: for the model itself, or nobody in its line, and for those
    that are its ancestors still."""
    now, then = _sure_line(facts), _sure_line(before)
    rows = before.evidence.get(CHAIN, ())
    mine = [row for row in rows if whose(row) not in now | then]
    return mine, [row for row in rows if whose(row) in now]


def _with_untold(
    value: Bounds, own: frozenset[str], facts: ModelFacts, before: ModelFacts
) -> Bounds:
    """With the licences of the former chain that no evidence gives to a model of the line: they are
    of ancestors. The former own licence was perhaps the model's alone, so it is only possible.
    Where the line is the former one, the chain is closed where it was."""
    (sure, possible), (lower, upper) = value, _bounds(before, CHAIN)
    former: Any = before.values.get(OWN, frozenset())
    known = _sure_line(before) | {before.id.casefold()}
    told = {
        licence
        for row in before.evidence.get(CHAIN, ())
        if whose(row) in known
        for licence in members_of(row)
    }
    sure |= lower - told - former
    if possible is None and upper is not None and _sure_line(before) == _sure_line(facts):
        possible = upper | own
    return sure, None if possible is None else possible | sure


def _own_rows(facts: ModelFacts, mine: list[Evidence], left: frozenset[str]) -> Iterator[Evidence]:
    """The evidence for licences that the model may have, and others `left` in the chain: what there
    was, else that it follows from the licence. Where that is not known, all that there was."""
    own: Any = facts.values.get(OWN, frozenset())
    told = {licence for row in mine for licence in members_of(row)}
    yield from (row for row in mine if not own or left.issuperset(members_of(row)))
    where = f"{facts.id}{WHERE}"
    yield from (because_of(facts, OWN, where, member=one) for one in sorted(own - told))


def whose(row: Evidence) -> str | None:
    """The id, without case, before `: license` in the locator of evidence, which a file may precede
    (`README.md: author/name: license`); None where there is none. It may be no model's."""
    where = row.locator or ""
    if not where.endswith(WHERE):
        return None
    return where.removesuffix(WHERE).rpartition(": ")[2].casefold()


def _licences(rows: list[Evidence]) -> dict[str, tuple[str, ...]]:
    """The licences of which each model has one, by the strongest evidence of each."""
    by_model: dict[str, list[Evidence]] = {}
    for row in rows:
        by_model.setdefault(whose(row) or "", []).append(row)
    found = {}
    for id_, told in by_model.items():
        strongest = (row for row in told if rank((row,)) == rank(told))
        found[id_] = tuple(sorted({one for row in strongest for one in members_of(row)}))
    return found


def members_of(row: Evidence) -> Iterator[str]:
    """The licence that a row of evidence is for, in its normal form; nothing if it is none."""
    try:
        canonical = licences.canonical(row.member) if row.member else None
    except licences.LicenceSyntaxError:
        canonical = None
    yield from (canonical,) if canonical else ()
