"""In which column of a layered picture each box stands.

Owns the columns: what a box rests on stands further left. The rules, with the obligations, share
one column, so that everything before them is input and everything after them is outcome; the
verdict stands last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter

from msm_rules.graph.elements import Box, Picture

Columns = Mapping[str, int]


def columns(picture: Picture) -> Columns:
    """The column of every box, counted from 0 and without gaps."""
    before: dict[str, list[str]] = {b.id: [] for b in picture.boxes}
    for arrow in picture.arrows:
        before[arrow.target].append(arrow.source)
    order = tuple(TopologicalSorter(before).static_order())
    boxes = {b.id: b for b in picture.boxes}
    grouped = {b.id for b in picture.boxes if b.group}
    found = _depths(order, before, {})
    if grouped:
        outcome = _reached(order, before, grouped)
        rules = 1 + max(
            (found[id] for id in order if id not in outcome and _is_input(boxes[id])), default=-1
        )
        least = {id: rules for id, box in boxes.items() if box.kind in ("rule", "obligation")}
        found = _depths(order, before, least)
    else:
        found = found | _beside_use(picture, found, before)
    last = max(found.values())
    found |= {id: last for id, box in boxes.items() if box.kind in ("verdict", "rank") and grouped}
    return _without_gaps(found)


def _is_input(box: Box) -> bool:
    """Whether a box is an input, or computed from inputs, for rules to use."""
    return box.kind in ("fact", "param", "let", "waiver")


def _depths(
    order: Iterable[str], before: Mapping[str, list[str]], least: Mapping[str, int]
) -> dict[str, int]:
    """The longest way to each box; at least where `least` says."""
    found: dict[str, int] = {}
    for id in order:
        found[id] = max([least.get(id, 0), *(found[b] + 1 for b in before[id])])
    return found


def _reached(
    order: Iterable[str], before: Mapping[str, list[str]], starts: Iterable[str]
) -> set[str]:
    found = set(starts)
    for id in order:
        if any(b in found for b in before[id]):
            found.add(id)
    return found


def _beside_use(
    picture: Picture, depths: Mapping[str, int], before: Mapping[str, list[str]]
) -> dict[str, int]:
    """Constants stand next to where they are used first."""
    found: dict[str, int] = {}
    leaves = {b.id for b in picture.boxes if b.kind == "step" and not before[b.id]}
    for arrow in picture.arrows:
        if arrow.source in leaves:
            column = depths[arrow.target] - 1
            found[arrow.source] = min(column, found.get(arrow.source, column))
    return found


def _without_gaps(found: Mapping[str, int]) -> Columns:
    numbers = {column: n for n, column in enumerate(sorted(set(found.values())))}
    return {id: numbers[column] for id, column in found.items()}
