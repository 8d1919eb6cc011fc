"""The values of an ordered fact or param that will do, the one nearest to today's first.

Owns what is near: the least change, to twelve figures, then written with as few figures as do. The
way from today's value is halved again and again, and a part of it is left out only where nothing in
it can do; so a value is found also where neither end will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from math import log10

from msm_rules.analysis.leaves import Leaf
from msm_rules.values.possible import Interval, Value
from msm_rules.values.types import DATE, Type

Fits = Callable[[Value], bool]
"""Whether acceptance is still possible with a value, or a range, for the leaf in question."""

_FINE, _SMALL = 1e-12, 1e-9
"""How near two numbers are that nobody tells apart, and what is as good as nothing."""

_FAR = 1e30
"""Stands for an end that is infinite; no fact of the vocabulary comes near it."""

_MOST_PARTS = 150
"""Into how many parts the way to one value is cut at most; for a single number that does, among
those from 1e-12 to 1e12, it takes about a hundred."""


def ordered(leaf: Leaf, within: Interval, fits: Fits, today: float) -> Iterator[Value]:
    """Exact values, nearest first; of a fact of which nothing is known, first the one that leaves
    most room: the least that is high enough, else the greatest that is low enough."""
    ends = reach(leaf.type)
    lo, hi = max(within[0], ends[0]), min(within[1], ends[1])
    if leaf.missing:
        least, most = fits((lo, lo)), fits((hi, hi))
        if least and most:
            yield (_plain(lo, leaf.type, today),) * 2
        ways = [(hi, lo)] if least else [(lo, hi)]
    else:
        now: Interval = leaf.now  # type: ignore[assignment]
        ways = [(max(now[0], lo), hi), (min(now[1], hi), lo)]
    found: list[tuple[float, float, float]] = []
    for bad, good in ways:
        edge = towards(bad, good, leaf.steps, fits)
        found += [] if edge is None else [(abs(edge - bad), edge, good)]
    yield from ((edge, edge) for _, edge, _ in sorted(found))
    for _, edge, good in sorted(found):
        yield from _beyond(edge, good, leaf.steps, fits)


def _beyond(edge: float, good: float, steps: int, fits: Fits) -> Iterator[Value]:
    """A few values further on, where the nearest leaves nothing for what is settled later."""
    middle = _between(edge, good, steps)
    yield from ((x, x) for x in dict.fromkeys((middle, good)) if x != edge and fits((x, x)))


def reach(type_: Type) -> Interval:
    """How far a value of an ordered type is looked for."""
    return (1.0, float(date.max.toordinal())) if type_ == DATE else (-_FAR, _FAR)


def _plain(lo: float, type_: Type, today: float) -> float:
    """A value for a fact that may have any."""
    return today if type_ == DATE else max(lo, 0.0) if lo == -_FAR else lo


def towards(bad: float, good: float, steps: int, fits: Fits) -> float | None:
    """The first value on the way from `bad` to `good` that will do; None where there is none, or
    it was not found in as many steps as are taken."""
    if fits((bad, bad)):
        return bad
    found = _first(bad, good, steps, fits)
    return None if found is None else _short(*found, steps, fits)


def _first(bad: float, good: float, steps: int, fits: Fits) -> tuple[float, float] | None:
    """A value that will not do and, as near behind it as can be told, one that does."""
    best = (bad, good) if fits((good, good)) else None
    todo = [(bad, good)]
    for _ in range(_MOST_PARTS):
        if not todo:
            break
        a, b = todo.pop()
        if not fits((min(a, b), max(a, b))):
            continue
        if abs(b - a) <= (1.5 / steps if steps else _FINE * max(abs(a), abs(b))):
            one = next((x for x in (b, *_shorter(b)) if _on(a, x, b) and fits((x, x))), None)
            if one is not None:
                return a, one
            continue
        middle = _between(a, b, steps)
        if middle in (a, b):
            continue
        if fits((middle, middle)):
            best, todo = (a, middle), [(a, middle)]
        else:
            todo += [(middle, b), (a, middle)]
    return best


def halves(within: Interval, type_: Type, steps: int) -> tuple[Interval, Interval] | None:
    """A range in two pieces that meet, or in its two ends where no other number lies between; None
    of a single value."""
    ends = reach(type_)
    lo, hi = max(within[0], ends[0]), min(within[1], ends[1])
    middle = _between(lo, hi, steps)
    if lo < middle < hi:
        return (within[0], middle), (middle, within[1])
    return None if lo >= hi else ((lo, lo), (hi, hi))


def _on(a: float, x: float, b: float) -> bool:
    return min(a, b) <= x <= max(a, b)


def _short(bad: float, good: float, steps: int, fits: Fits) -> float:
    """The value in as few figures as do, no nearer to `bad` than that."""
    if steps:
        return good
    short = next((x for x in _shorter(good) if _on(bad, x, good)), good)
    return short if fits((short, short)) else good


def _shorter(x: float) -> Iterator[float]:
    """The number in ever more figures."""
    yield from (float(f"{x:.{figures}g}") for figures in range(1, 17))


def _between(a: float, b: float, steps: int) -> float:
    """The middle; of ends that are not negative and far apart, by size rather than by distance."""
    small, great = min(a, b), max(a, b)
    if small >= 0 and great > 4 * max(small, _SMALL):
        middle = 10 ** ((log10(max(small, _SMALL)) + log10(great)) / 2)
    elif great <= 0 and -small > 4 * max(-great, _SMALL):
        middle = -_between(-great, -small, 0)
    elif small < 0 < great:
        middle = 0.0
    else:
        middle = a + (b - a) / 2
    return round(middle * steps) / steps if steps else middle
