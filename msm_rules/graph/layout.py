"""A layered layout: where boxes, groups and arrows of a picture lie, in pixels.

Owns the distances. The rules stand in the order of the policy, which people know, and everything
else is moved to them. An arrow over several columns runs through a lane in each, which all arrows
from one source share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from msm_rules.frozen import changed, record
from msm_rules.graph.columns import Columns, columns
from msm_rules.graph.elements import Arrow, Picture
from msm_rules.graph.ordering import Item, Slot, Stack, arranged

Point = tuple[float, float]
Size = tuple[float, float]
Chains = Mapping[Arrow, tuple[Item, ...]]

GAP = 10.0  # between boxes
LANE = 7.0  # between an arrow that passes and what is beside it
PADDING = 14.0  # of a group, on all sides
HEADING = 24.0  # of a group
CAPTIONS = 30.0  # over the columns
MARGIN = 20.0
_BETWEEN = (64.0, 190.0)  # columns: more where more arrows run
_PER_LINK = 1.5
_SPREAD = 24.0  # further room that inputs keep beside many rules, so that arrows rise less


@record
class Place:
    """A rectangle: its left upper corner, width and height."""

    x: float
    y: float
    w: float
    h: float


@record
class Layout:
    """Where everything lies; `routes` has the points of each arrow, along its lanes."""

    size: Size
    boxes: Mapping[str, Place]
    groups: Mapping[str, Place]
    routes: Mapping[Arrow, tuple[Point, ...]]
    columns: Columns
    lefts: tuple[float, ...]  # of the columns


def laid_out(picture: Picture, sizes: Mapping[str, Size], top: float) -> Layout:
    """The layout of a picture whose boxes have these sizes, below `top` pixels for a title."""
    column = columns(picture)
    chains = _chains(picture, column)
    links = dict.fromkeys(link for chain in chains.values() for link in pairwise(chain))
    stacks = _stacks(picture, sizes, column, chains)
    at = arranged(stacks, links, _distance)
    grouped = bool(picture.groups)
    start = min(at[s.item] - s.height / 2 for stack in stacks for s in stack.slots)
    shift = top + CAPTIONS + (PADDING + HEADING if grouped else 0) - start
    at = {item: y + shift for item, y in at.items()}
    across = _across(picture, sizes, column, links)
    boxes = {
        id: Place(across[n].x, at[id, n] - sizes[id][1] / 2, across[n].w, sizes[id][1])
        for id, n in column.items()
    }
    bottom = max(at[s.item] + s.height / 2 for stack in stacks for s in stack.slots)
    size = across[-1].x + across[-1].w + MARGIN, bottom + PADDING + MARGIN
    routes = _routes(chains, boxes, at, across)
    lefts = tuple(place.x for place in across)
    return Layout(size, boxes, _groups(picture, boxes), routes, column, lefts)


def _chains(picture: Picture, column: Columns) -> Chains:
    """Each arrow as the items it runs through: its source, a lane in each column, its target."""
    return {
        arrow: (
            *((arrow.source, n) for n in range(column[arrow.source], column[arrow.target])),
            (arrow.target, column[arrow.target]),
        )
        for arrow in picture.arrows
    }


def _stacks(
    picture: Picture, sizes: Mapping[str, Size], column: Columns, chains: Chains
) -> list[Stack]:
    """The columns: groups first, then other boxes, then the lanes that pass."""
    groups = {g.id: n for n, g in enumerate(picture.groups)}
    boxes = sorted(picture.boxes, key=lambda b: groups.get(b.group, len(groups)))
    slots = {
        (b.id, column[b.id]): Slot((b.id, column[b.id]), sizes[b.id][1], GAP / 2, b.group)
        for b in boxes
    }
    for item in (item for chain in chains.values() for item in chain):
        slots.setdefault(item, Slot(item, 0.0, LANE))
    stacks = []
    for n in range(1 + max(column.values())):
        own = tuple(slot for (_, at), slot in slots.items() if at == n)
        stacks.append(Stack(own, any(slot.group for slot in own)))
    return _spread(stacks)


def _spread(stacks: list[Stack]) -> list[Stack]:
    """The columns before the rules drawn apart, up to most of the height of the rules."""
    rules = next((n for n, stack in enumerate(stacks) if stack.fixed), 0)
    most = 0.8 * _height(stacks[rules])
    return [*(_loosened(stack, most) for stack in stacks[:rules]), *stacks[rules:]]


def _loosened(stack: Stack, most: float) -> Stack:
    more = max(0.0, min(_SPREAD, (most - _height(stack)) / len(stack.slots) / 2))
    return Stack(tuple(changed(s, room=s.room + more) for s in stack.slots), stack.fixed)


def _height(stack: Stack) -> float:
    return sum(s.height + 2 * s.room for s in stack.slots)


def _distance(upper: Slot, lower: Slot) -> float:
    """How far the centres of two neighbours stand apart at least."""
    apart = (upper.height + lower.height) / 2 + upper.room + lower.room
    if upper.group == lower.group:
        return apart
    return apart + (PADDING + GAP if upper.group else 0) + (PADDING + HEADING if lower.group else 0)


def _across(
    picture: Picture,
    sizes: Mapping[str, Size],
    column: Columns,
    links: Mapping[tuple[Item, Item], None],
) -> list[Place]:
    """The left end and the width of each column; heights are not used."""
    grouped = {column[b.id] for b in picture.boxes if b.group}
    found: list[Place] = []
    x = MARGIN
    for n in range(1 + max(column.values())):
        side = PADDING if n in grouped else 0.0
        width = max((sizes[id][0] for id, at in column.items() if at == n), default=0.0)
        found.append(Place(x + side, 0, width, 0))
        busy = sum(a[1] == n for a, _ in links)
        x += width + 2 * side + min(_BETWEEN[0] + _PER_LINK * busy, _BETWEEN[1])
    return found


def _groups(picture: Picture, boxes: Mapping[str, Place]) -> dict[str, Place]:
    """A rectangle around the boxes of each group, with room for its name."""
    found: dict[str, Place] = {}
    for group in picture.groups:
        own = [boxes[b.id] for b in picture.boxes if b.group == group.id]
        first, last = own[0], own[-1]
        height = last.y + last.h - first.y + 2 * PADDING + HEADING
        y = first.y - PADDING - HEADING
        found[group.id] = Place(first.x - PADDING, y, first.w + 2 * PADDING, height)
    return found


def _routes(
    chains: Chains, boxes: Mapping[str, Place], at: Mapping[Item, float], across: Sequence[Place]
) -> dict[Arrow, tuple[Point, ...]]:
    ports = _ports(chains, boxes, at)
    routes: dict[Arrow, tuple[Point, ...]] = {}
    for arrow, chain in chains.items():
        source, target = boxes[arrow.source], boxes[arrow.target]
        points = [(source.x + source.w, at[chain[0]])]
        for item in chain[1:-1]:
            left = across[item[1]]
            points += [(left.x, at[item]), (left.x + left.w, at[item])]
        routes[arrow] = (*points, (target.x, ports[arrow]))
    return routes


def _ports(
    chains: Chains, boxes: Mapping[str, Place], at: Mapping[Item, float]
) -> dict[Arrow, float]:
    """How high each arrow enters its box: spread over the box, in the order they come from."""
    entering: dict[str, list[Arrow]] = {}
    for arrow in chains:
        entering.setdefault(arrow.target, []).append(arrow)
    found: dict[Arrow, float] = {}
    for id, arrows in entering.items():
        box = boxes[id]
        step = min(9.0, (box.h - 12) / len(arrows))
        middle = box.y + box.h / 2 - step * (len(arrows) - 1) / 2
        for n, arrow in enumerate(sorted(arrows, key=lambda a: at[chains[a][-2]])):
            found[arrow] = middle + n * step
    return found
