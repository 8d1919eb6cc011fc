"""The smallest sets that satisfy a monotone question, smallest first.

Owns the search: implicit hitting sets (Reiter 1987, *A theory of diagnosis from first principles*;
Liffiton et al. 2016, *Fast, flexible MUS enumeration*). From every set that does not do it grows
one as large as possible that still does not; whatever does it has an element outside of that.
Knows nothing of policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

T = TypeVar("T")


def smallest_sets(
    elements: Sequence[T], enough: Callable[[frozenset[T]], bool], largest: int
) -> Iterator[frozenset[T]]:
    """Every set of at most `largest` elements that is enough while no part of it is, in order of
    size. `enough` must be monotone: what contains enough is enough.
    """
    if not enough(frozenset(elements)):
        return
    conflicts: list[frozenset[T]] = []
    found: list[frozenset[T]] = []
    for size in range(largest + 1):
        for candidate in _hitting(elements, size, conflicts, found):
            if enough(candidate):
                found.append(candidate)
                yield candidate
            else:
                conflicts.append(_outside(elements, candidate, enough))
        if frozenset() in found:
            return


def _hitting(
    elements: Sequence[T],
    size: int,
    conflicts: list[frozenset[T]],
    found: list[frozenset[T]],
) -> Iterator[frozenset[T]]:
    """Sets of this size that hold something of every conflict, also of those yet to come, and
    nothing found before."""
    for chosen in combinations(elements, size):
        candidate = frozenset(chosen)
        if all(candidate & c for c in conflicts) and not any(f <= candidate for f in found):
            yield candidate


def _outside(
    elements: Sequence[T], little: frozenset[T], enough: Callable[[frozenset[T]], bool]
) -> frozenset[T]:
    """What a greatest set around `little` that is not enough leaves out."""
    grown = little
    for element in elements:
        if element not in grown and not enough(grown | {element}):
            grown |= {element}
    return frozenset(elements) - grown
