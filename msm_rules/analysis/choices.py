"""The words and sets of words that will do, those nearest to today's first.

Owns what is near: for sets the fewest members more or less; for words those that the policy names
first, and of licences those met most often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from typing import Any

from msm_rules import licences
from msm_rules.analysis.leaves import Leaf
from msm_rules.analysis.ordered import Fits
from msm_rules.analysis.words import Words
from msm_rules.values.licence_terms import alternatives_of
from msm_rules.values.possible import NOTHING, Value
from msm_rules.values.types import LICENCE, Enum, SetOf, Type

OTHER = "other"
"""Stands for a word that the policy does not name."""

_USUAL = ("apache-2.0", "mit", "bsd-3-clause")
"""Licences that are tried first where any will do: those met most often."""

_MOST_MORE = 20
"""How many members are added to a set of which only the number matters."""

_MOST_PAIRS = 300
"""How many sets that differ in two members from today's are tried."""

NEVER_EMPTY = frozenset({"license_chain"})
"""Sets that a model always has something in."""


def candidates(leaf: Leaf, words: Words) -> Iterator[str]:
    """Words of a kind, those first that the policy names."""
    element = element_of(leaf.type)
    named = words.get(element, ())
    if element == LICENCE:
        known = (e.id for e in licences.entries())
        yield from dict.fromkeys((*(licences.resolve(u) or u for u in _USUAL), *named, *known))
    elif isinstance(element, Enum):
        yield from dict.fromkeys((*named, *sorted(element.members)))
    else:
        yield from (*named, *(() if leaf.param else (OTHER,)))


def element_of(type_: Type) -> Type:
    """What a set holds; of a word, its own type."""
    return type_.element if isinstance(type_, SetOf) else type_


def words(leaf: Leaf, within: Any, fits: Fits, named: Words) -> Iterator[Value]:
    """Values of one word that will do, nearest first: today's, then what the policy names."""
    today = leaf.now if isinstance(leaf.now, frozenset) else NOTHING
    for word in dict.fromkeys((*sorted(today), *candidates(leaf, named))):
        if (within is None or word in within) and fits(frozenset({word})):
            yield frozenset({word})


def sets(leaf: Leaf, within: Any, fits: Fits, named: Words) -> Iterator[Value]:
    """Sets that will do, with few members more or less than today's; settled first as they are,
    then with one or two changed, then member by member."""
    lower, upper = within

    def does(members: frozenset[str]) -> bool:
        possible = lower <= members and (upper is None or members <= upper)
        allowed = members or leaf.key not in NEVER_EMPTY
        return bool(possible and allowed and fits((members, members)))

    near = (members for members in _near(leaf, named) if does(members))
    yield from ((members, members) for members in islice(near, 1))
    for found in (_grown(leaf, does, named), _member_by_member(leaf, within, fits, named)):
        if found is not None and does(found):
            yield found, found
    yield from ((members, members) for members in islice(near, 2))


def _near(leaf: Leaf, named: Words) -> Iterator[frozenset[str]]:
    """Today's set, and those that differ from it in one or two members that are there or named;
    a member less comes before a member more only where that is all."""
    today: frozenset[str] = leaf.now[0]  # type: ignore[index,assignment]
    known = _known(leaf, named)
    yield today
    yield from (today ^ {word} for word in known)
    yield from (today ^ {*pair} for pair in islice(combinations(known, 2), _MOST_PAIRS))


def _known(leaf: Leaf, named: Words) -> list[str]:
    """The words that matter: what is named is added before what is there is taken away."""
    today: frozenset[str] = leaf.now[0]  # type: ignore[index,assignment]
    element = element_of(leaf.type)
    split = (
        [a for m in sorted(today) for a in sorted(alternatives_of(m))] if element == LICENCE else []
    )
    more = [w for w in (*split, *named.get(element, ())) if w not in today]
    return list(dict.fromkeys((*more, *sorted(today))))


def _member_by_member(leaf: Leaf, within: Any, fits: Fits, named: Words) -> frozenset[str] | None:
    """A set settled one member after the other, each while the others are still open."""
    lower, upper = within
    today: frozenset[str] = leaf.now[0]  # type: ignore[index,assignment]
    inside, allowed = set(lower), upper
    for member in dict.fromkeys((*sorted(today), *_known(leaf, named))):
        if member in inside or (allowed is not None and member not in allowed):
            continue
        if allowed is None:
            allowed = frozenset({*inside, *today, *candidates(leaf, named)})
        kept, dropped = ({*inside, member}, allowed), (inside, allowed - {member})
        options = (kept, dropped) if member in today else (dropped, kept)
        taken = next((o for o in options if fits((frozenset(o[0]), o[1]))), None)
        if taken is None:
            return None
        inside, allowed = taken
    return _closed(leaf, frozenset(inside), upper, fits, named)


def _closed(
    leaf: Leaf, inside: frozenset[str], upper: frozenset[str] | None, fits: Fits, named: Words
) -> frozenset[str] | None:
    """The set with exactly these members, or with as many more of any kind as it takes."""
    if (inside or leaf.key not in NEVER_EMPTY) and fits((inside, inside)):
        return inside
    others = [m for m in candidates(leaf, named) if upper is None or m in upper]
    for member in others:
        if fits((inside | {member}, inside | {member})):
            return inside | {member}
    for member in [*others, *_numbered(leaf)][:_MOST_MORE]:
        inside |= {member}
        if fits((inside, inside)):
            return inside
    return None


def _numbered(leaf: Leaf) -> Iterator[str]:
    """Further words of a kind of which there are no lists, where only their number matters."""
    if element_of(leaf.type) != LICENCE and not isinstance(element_of(leaf.type), Enum):
        yield from (f"{OTHER}-{n}" for n in range(2, _MOST_MORE + 1))


def _grown(leaf: Leaf, does: Any, named: Words) -> frozenset[str] | None:
    """Today's set with named members added until it does, and those left out again that need not
    be there."""
    today: frozenset[str] = leaf.now[0]  # type: ignore[index,assignment]
    grown: frozenset[str] = today
    for word in _known(leaf, named):
        grown |= {word}
        if does(grown):
            break
    else:
        return None
    for word in sorted(grown - today):
        if does(grown - {word}):
            grown -= {word}
    return grown


def all_words(leaf: Leaf, words: Words) -> Iterable[str]:
    """Every word that can make a difference: those there are, those named, and one other."""
    today: Any = leaf.now[0] if isinstance(leaf.now, tuple) else leaf.now
    return dict.fromkeys((*sorted(today or ()), *candidates(leaf, words)))
