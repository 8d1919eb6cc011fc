"""The smallest sets that do, smallest first, where it is cheap to say which cannot.

Owns the search: implicit hitting sets (Reiter 1987, *A theory of diagnosis from first principles*;
Liffiton et al. 2016, *Fast, flexible MUS enumeration*). From every set that does not do it grows
one as large as possible that still does not; whatever does it has an element outside of that.
Knows nothing of policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def smallest_sets(
    elements: Sequence[T],
    enough: Callable[[frozenset[T]], bool],
    does: Callable[[frozenset[T]], bool] = lambda chosen: True,
    order: Callable[[frozenset[T]], int] = lambda chosen: 0,
) -> Iterator[frozenset[T]]:
    """Every set that does while no part of it does, in order of size, of one size by `order`.

    `enough` says which sets may do, and must be monotone: what contains enough is enough. Of those
    `does` is asked, once; it need not be cheap.
    """
    everything = frozenset(elements)
    if not enough(everything):
        return
    conflicts: list[frozenset[T]] = []
    found: list[frozenset[T]] = []
    for size in range(len(elements) + 1):
        level = [c for c in _hitting(elements, size, conflicts, found, enough) if c not in found]
        for candidate in sorted(level, key=order):
            if does(candidate):
                found.append(candidate)
                yield candidate
            else:
                conflicts.append(everything - candidate)
        if frozenset() in found:
            return


def _hitting(
    elements: Sequence[T],
    size: int,
    conflicts: list[frozenset[T]],
    found: list[frozenset[T]],
    enough: Callable[[frozenset[T]], bool],
) -> list[frozenset[T]]:
    """The sets of this size that are enough and have no part that does. Every set that does holds
    something of every conflict; where one that has all of them is not enough, that is one more."""
    at = {element: n for n, element in enumerate(elements)}
    level: list[frozenset[T]] = []
    seen: set[frozenset[T]] = set()
    todo: list[frozenset[T]] = [frozenset()]
    while todo:
        chosen = todo.pop()
        if chosen in seen or any(f <= chosen for f in found):
            continue
        seen.add(chosen)
        missed = next((c for c in conflicts if not chosen & c), None)
        if missed is None and enough(chosen):
            if len(chosen) == size:
                level.append(chosen)
            continue
        if missed is None:
            missed = _outside(elements, chosen, enough)
            conflicts.append(missed)
        if len(chosen) < size:
            todo += [chosen | {e} for e in sorted(missed, key=at.__getitem__, reverse=True)]
    return level


def _outside(
    elements: Sequence[T], little: frozenset[T], enough: Callable[[frozenset[T]], bool]
) -> frozenset[T]:
    """What a greatest set around `little` that is not enough leaves out."""
    grown = little
    for element in elements:
        if element not in grown and not enough(grown | {element}):
            grown |= {element}
    return frozenset(elements) - grown
