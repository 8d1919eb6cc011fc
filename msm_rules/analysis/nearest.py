"""For facts that must be otherwise, the values nearest to today's that will do.

Owns what is near: for ordered facts the least change, to twelve figures; for sets the fewest
members more or less; for words those that the policy names first. The facts are settled one after
the other, each while the later ones are still open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import log10
from typing import Any

from msm_rules import licences
from msm_rules.analysis.leaves import Leaf
from msm_rules.analysis.oracle import Oracle
from msm_rules.analysis.words import Words
from msm_rules.values.possible import FALSE, NOTHING, TRUE, Interval, Value, is_exact
from msm_rules.values.types import (
    BOOL,
    BYTES,
    DATE,
    DURATION,
    LICENCE,
    Enum,
    SetOf,
    Type,
    is_ordered,
)

Fits = Callable[[Value], bool]
"""Whether accept is still possible with a value for the fact in question."""

OTHER = "other"
"""Stands for a word that the policy does not name."""

_USUAL = ("apache-2.0", "mit", "bsd-3-clause")
"""Licences that are tried first where any will do: those met most often."""

_MOST_MORE = 20
"""How many members are added to a set of which only the number matters."""

NEVER_EMPTY = frozenset({"license_chain"})
"""Sets that a model always has something in."""

_FINE, _SMALL = 1e-12, 1e-9
"""How near two numbers are that nobody tells apart, and what is as good as nothing."""

_FAR = 1e30
"""Stands for an end that is infinite; no fact of the vocabulary comes near it."""


def nearest(
    oracle: Oracle, leaves: Sequence[Leaf], ranges: Mapping[str, Value]
) -> dict[str, Value] | None:
    """Exact values for the leaves, each within its range, with which accept is still possible; None
    where none was found."""
    chosen = dict(ranges)
    words = oracle.words
    for leaf in leaves:

        def fits(value: Value, key: str = leaf.key) -> bool:
            return oracle.may_accept({**chosen, key: value})

        value = _nearest(leaf, chosen[leaf.key], fits, words, oracle.session.binding.today)
        if value is None:
            return None
        chosen[leaf.key] = value
        if leaf.type == BYTES and value != leaf.now:
            chosen[leaf.key] = _with_room(oracle, leaf, leaves, chosen)
    return {leaf.key: chosen[leaf.key] for leaf in leaves}


def _with_room(
    oracle: Oracle, leaf: Leaf, leaves: Sequence[Leaf], chosen: Mapping[str, Value]
) -> Value:
    """The value chosen for a size; half of it where another size that nobody knows yet could then
    not even be one byte. Weights that fill a memory leave none for what is kept beside them."""
    value = chosen[leaf.key]
    half = (value[0] / 2,) * 2  # type: ignore[index,operator]
    if not leaf.missing and half[0] < leaf.now[0] <= value[0]:  # type: ignore[index,operator]
        return value  # less than what is known for sure
    for other in leaves:
        if other.type != BYTES or not other.missing or is_exact(BYTES, chosen[other.key]):
            continue
        byte = {**chosen, other.key: (1.0, 1.0)}
        if not oracle.may_accept(byte) and oracle.may_accept({**byte, leaf.key: half}):
            return half
    return value


def nearer(
    oracle: Oracle, values: Mapping[str, Value], ranges: Mapping[str, Value]
) -> dict[str, Value]:
    """Values with which the engine accepts, each brought as near to today's as the others allow."""
    kept, words, today = dict(values), oracle.words, oracle.session.binding.today
    for key, leaf in oracle.leaves.items():
        if key not in kept:
            continue

        def fits(value: Value, key: str = key) -> bool:
            return is_exact(oracle.leaves[key].type, value) and oracle.accepts({**kept, key: value})

        found = _nearest(leaf, ranges[key], fits, words, today)
        kept[key] = kept[key] if found is None or not fits(found) else found
    return kept


def _nearest(leaf: Leaf, within: Value, fits: Fits, words: Words, today: float) -> Value | None:
    if leaf.type == BOOL:
        options: Iterable[Value] = (leaf.now, TRUE, FALSE) if leaf.exact else (TRUE, FALSE)
        return next((v for v in options if fits(v)), None)
    if is_ordered(leaf.type):
        return _ordered(leaf, within, fits, today)  # type: ignore[arg-type]
    if isinstance(leaf.type, SetOf):
        return _set(leaf, within, fits, words)
    return next((v for v in _words(leaf, within, words) if fits(v)), None)


# --- ordered -------------------------------------------------------------------------------------


def _ordered(leaf: Leaf, within: Interval, fits: Fits, today: float) -> Value | None:
    """The value nearest to what is known; of a fact of which nothing is known, the one that leaves
    most room: the least that is high enough, else the greatest that is low enough."""
    ends = reach(leaf.type)
    lo, hi = max(within[0], ends[0]), min(within[1], ends[1])
    if leaf.missing:
        least, most = fits((lo, lo)), fits((hi, hi))
        if least and most:
            return (_plain(lo, leaf.type, today),) * 2
        ways = [(hi, lo)] if least else [(lo, hi)]
    else:
        now: Interval = leaf.now  # type: ignore[assignment]
        ways = [(max(now[0], lo), hi), (min(now[1], hi), lo)]
    found: list[tuple[float, float]] = []
    for bad, good in ways:
        edge = _towards(bad, good, leaf.type, fits)
        found += [] if edge is None else [(abs(edge - bad), edge)]
    return (min(found)[1],) * 2 if found else None


def reach(type_: Type) -> Interval:
    """How far a value of an ordered type is looked for."""
    return (1.0, float(date.max.toordinal())) if type_ == DATE else (-_FAR, _FAR)


def _plain(lo: float, type_: Type, today: float) -> float:
    """A value for a fact that may have any."""
    return today if type_ == DATE else max(lo, 0.0) if lo == -_FAR else lo


def _towards(bad: float, good: float, type_: Type, fits: Fits) -> float | None:
    """The first value on the way from `bad` to `good` that will do."""
    if fits((bad, bad)):
        return bad
    far = next((x for x in _far(bad, good) if fits((x, x))), None)
    return None if far is None else edge(bad, far, type_, fits)


def _far(bad: float, good: float) -> Iterator[float]:
    """Where to look from a value that will not do: the far end, then nearer and nearer to it."""
    yield good
    for part in (0.5, 0.25, 0.1, 0.03, 0.01):
        yield bad + (good - bad) * part
    if abs(good) == _FAR:
        yield from (bad + (1 if good > 0 else -1) * 10.0**n for n in range(14, -1, -1))


def edge(bad: float, good: float, type_: Type, fits: Fits) -> float:
    """The value nearest to `bad` that will do."""
    whole = type_ in (DATE, DURATION)
    while abs(good - bad) > (1 if whole else _FINE * max(abs(good), abs(bad))):
        middle = _between(bad, good, whole)
        bad, good = (bad, middle) if fits((middle, middle)) else (middle, good)
    if whole:
        return good
    short = next((x for x in _shorter(good) if min(bad, good) <= x <= max(bad, good)), good)
    return short if fits((short, short)) else good


def _shorter(x: float) -> Iterator[float]:
    """The number in ever more figures."""
    yield from (float(f"{x:.{figures}g}") for figures in range(1, 17))


def _between(a: float, b: float, whole: bool) -> float:
    """The middle; of ends that are not negative and far apart, by size rather than by distance."""
    small, great = min(a, b), max(a, b)
    if small >= 0 and great > 4 * max(small, _SMALL):
        middle = 10 ** ((log10(max(small, _SMALL)) + log10(great)) / 2)
    else:
        middle = a + (b - a) / 2
    return float(round(middle)) if whole else middle


# --- words and sets ------------------------------------------------------------------------------


def candidates(element: Type, words: Words) -> Iterator[str]:
    """Words of a kind, those first that the policy names."""
    named = words.get(element, ())
    if element == LICENCE:
        known = (e.id for e in licences.entries())
        yield from dict.fromkeys((*(licences.resolve(u) or u for u in _USUAL), *named, *known))
    elif isinstance(element, Enum):
        yield from dict.fromkeys((*named, *sorted(element.members)))
    else:
        yield from (*named, OTHER)


def _words(leaf: Leaf, within: Any, words: Words) -> Iterator[Value]:
    """Values of one word, nearest first: today's, then what the policy names."""
    today = leaf.now if isinstance(leaf.now, frozenset) else NOTHING
    for word in dict.fromkeys((*sorted(today), *candidates(leaf.type, words))):
        if within is None or word in within:
            yield frozenset({word})


def _set(leaf: Leaf, within: Any, fits: Fits, words: Words) -> Value | None:
    """A set with as few members more or less as will do, settled member by member."""
    assert isinstance(leaf.type, SetOf)
    lower, upper = within
    today: frozenset[str] = leaf.now[0]  # type: ignore[index,assignment]
    for one_more in ((), *((word,) for word in words.get(leaf.type.element, ()))):
        wanted = today | {*one_more}
        possible = lower <= wanted and (upper is None or wanted <= upper)
        if possible and (wanted or leaf.key not in NEVER_EMPTY) and fits((wanted, wanted)):
            return wanted, wanted
    inside, allowed = set(lower), upper
    for member in dict.fromkeys((*sorted(today), *words.get(leaf.type.element, ()))):
        if member in inside or (allowed is not None and member not in allowed):
            continue
        without = _without(allowed, member, inside, today, leaf.type.element, words)
        kept = (frozenset({*inside, member}), allowed)
        dropped = (frozenset(inside), without)
        first, second = (kept, dropped) if member in today else (dropped, kept)
        if fits(first):
            inside, allowed = set(first[0]), first[1]
        elif fits(second):
            inside, allowed = set(second[0]), second[1]
        else:
            return None
    return _closed(leaf, frozenset(inside), upper, fits, words)


def _without(
    allowed: frozenset[str] | None,
    member: str,
    inside: set[str],
    today: frozenset[str],
    element: Type,
    words: Words,
) -> frozenset[str]:
    """What may be in the set once a member is known not to be."""
    if allowed is None:
        allowed = frozenset({*inside, *today, *candidates(element, words)})
    return allowed - {member}


def _closed(
    leaf: Leaf, inside: frozenset[str], upper: frozenset[str] | None, fits: Fits, words: Words
) -> Value | None:
    """The set with exactly these members, or with as many more of any kind as it takes."""
    assert isinstance(leaf.type, SetOf)
    if (inside or leaf.key not in NEVER_EMPTY) and fits((inside, inside)):
        return inside, inside
    others = [m for m in candidates(leaf.type.element, words) if upper is None or m in upper]
    for member in others:
        if fits((inside | {member}, inside | {member})):
            return inside | {member}, inside | {member}
    for member in others[:_MOST_MORE]:
        inside |= {member}
        if fits((inside, inside)):
            return inside, inside
    return None
