"""The order of what stands in a column, and how high each thing stands.

Owns crossing reduction by barycentre (Sugiyama, Tagawa and Toda 1981) and the heights nearest to
the wished ones that keep the order and the distances (pooling of adjacent violators, which is
least squares under an order). A fixed column keeps its order and its place; all others are moved.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from msm_rules.frozen import record

Item = tuple[str, int]
"""A box, or an arrow's lane that passes: the id (of the source, for a lane) and the column."""

Heights = Mapping[Item, float]
_SWEEPS = 6


@record
class Slot:
    """An item of a column, its height, the room it keeps on both sides, and its group."""

    item: Item
    height: float
    room: float
    group: str = ""


@record
class Stack:
    """A column from top to bottom. `fixed`: its order is meant and its place given."""

    slots: tuple[Slot, ...]
    fixed: bool


Distance = Callable[[Slot, Slot], float]


def arranged(
    stacks: Sequence[Stack], links: Iterable[tuple[Item, Item]], distance: Distance
) -> dict[Item, float]:
    """The height of the centre of every item; links lead from one column to the next."""
    out, into = defaultdict[Item, list[Item]](list), defaultdict[Item, list[Item]](list)
    for a, b in links:
        out[a].append(b)
        into[b].append(a)
    anchor = next((n for n, s in enumerate(stacks) if s.fixed), None)
    current = list(stacks)
    at: dict[Item, float] = {}
    for stack in stacks:
        at |= _piled(stack, distance)
    best, fewest = dict(at), None
    for sweep in range(_SWEEPS):
        for n, neighbours in _passes(len(stacks), anchor, sweep, into, out):
            if not current[n].fixed:
                wishes = _wishes(current[n], neighbours, at)
                current[n] = _ordered(current[n], wishes)
                at |= _nearest(current[n], wishes, distance)
        crossings = _crossings(current, out, at)
        if fewest is None or crossings <= fewest:
            best, fewest = dict(at), crossings
    return best


Neighbours = Mapping[Item, list[Item]]


def _passes(
    count: int, anchor: int | None, sweep: int, into: Neighbours, out: Neighbours
) -> list[tuple[int, tuple[Neighbours, ...]]]:
    """Which columns to arrange, in which order, looking at which neighbours.

    Away from the anchor first, each column looking at the one nearer to it; later at both.
    """
    middle = count - 1 if anchor is None else anchor
    both = sweep % 2 == 1
    left = [(n, (out, into) if both else (out,)) for n in range(middle - 1, -1, -1)]
    start = 1 if anchor is None else middle + 1
    right = [(n, (into, out) if both else (into,)) for n in range(start, count)]
    return [*left, *right]


def _piled(stack: Stack, distance: Distance) -> dict[Item, float]:
    """One below the other, as close as may be."""
    at: dict[Item, float] = {}
    y = 0.0
    for n, slot in enumerate(stack.slots):
        y += distance(stack.slots[n - 1], slot) if n else 0.0
        at[slot.item] = y
    return at


def _wishes(stack: Stack, neighbours: tuple[Neighbours, ...], at: Heights) -> dict[Item, float]:
    """Where each item would like to stand: at the mean of its neighbours, else where it is."""
    found: dict[Item, float] = {}
    for slot in stack.slots:
        means = [_mean(at[i] for i in side[slot.item]) for side in neighbours if side[slot.item]]
        found[slot.item] = _mean(means) if means else at[slot.item]
    return found


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _ordered(stack: Stack, wishes: Heights) -> Stack:
    return Stack(tuple(sorted(stack.slots, key=lambda s: wishes[s.item])), stack.fixed)


def _nearest(stack: Stack, wishes: Heights, distance: Distance) -> dict[Item, float]:
    """The heights nearest to the wishes that keep order and distances."""
    offsets = _piled(stack, distance)
    pools: list[tuple[float, list[Item]]] = []  # the mean of each pool, less its offsets
    for slot in stack.slots:
        mean, members = wishes[slot.item] - offsets[slot.item], [slot.item]
        while pools and pools[-1][0] > mean:
            other, earlier = pools.pop()
            total = mean * len(members) + other * len(earlier)
            members = earlier + members
            mean = total / len(members)
        pools.append((mean, members))
    return {item: mean + offsets[item] for mean, members in pools for item in members}


def _crossings(stacks: Sequence[Stack], out: Neighbours, at: Heights) -> int:
    """How many pairs of links between neighbouring columns cross."""
    total = 0
    for stack in stacks:
        ends = [(at[s.item], at[b]) for s in stack.slots for b in out[s.item]]
        seen: list[float] = []
        for _, end in sorted(ends):
            total += len(seen) - bisect_right(seen, end)
            insort(seen, end)
    return total
