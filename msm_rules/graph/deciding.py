"""Which arrows of a picture decided: the way from the verdict back to what made it so.

Owns the weight of arrows once the statuses of a decision are known. Back from a false box the way
goes over what is false, from an unknown one over what is unknown down to the missing facts, and
where no such thing stands before a box, over what it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msm_rules.frozen import changed
from msm_rules.graph.elements import Arrow, Box, Picture, StatusKind

_OPEN: frozenset[StatusKind] = frozenset({"unknown", "missing"})
_SURE: frozenset[StatusKind] = frozenset({"true", "false", "waived"})
_GOOD: frozenset[StatusKind] = frozenset({"true", "waived", "score"})


def weighted(picture: Picture) -> Picture:
    """The picture with the deciding arrows bold and the others pale, if it shows a decision."""
    if not picture.decided:
        return picture
    bold = set(_deciding(picture))
    arrows = tuple(changed(a, weight="bold" if a in bold else "pale") for a in picture.arrows)
    return changed(picture, arrows=arrows)


def _deciding(picture: Picture) -> Iterator[Arrow]:
    boxes = {b.id: b for b in picture.boxes}
    into: dict[str, list[Arrow]] = {}
    for arrow in picture.arrows:
        into.setdefault(arrow.target, []).append(arrow)
    unsettled = _unsettled(picture)
    todo = [(b.id, _kind(b)) for b in picture.boxes if b.kind == "verdict"]
    seen = set(todo)
    while todo:
        id, sort = todo.pop()
        found = _causes(boxes, into.get(id, ()), boxes[id], sort, unsettled)
        yield from found
        for arrow in found:
            step = (arrow.source, _onward(_kind(boxes[arrow.source]), sort))
            if step not in seen and step[1] is not None:
                seen.add(step)
                todo.append(step)


def _onward(kind: StatusKind | None, sort: StatusKind | None) -> StatusKind | None:
    """What to look for behind a box: a let or a score has no truth and hands the question on."""
    match kind, sort:
        case ("false", _) | ("unknown", _):
            return kind
        case (None, _) | ("given", _):
            return sort
        case ("score", "unknown"):
            return sort
        case _:
            return None


def _causes(
    boxes: Mapping[str, Box],
    arrows: Sequence[Arrow],
    box: Box,
    sort: StatusKind | None,
    unsettled: frozenset[str],
) -> list[Arrow]:
    kinds = {a: _kind(boxes[a.source]) for a in arrows if not a.side}
    if box.kind == "verdict":
        return _of_verdict(boxes, kinds, sort)
    if sort == "false":
        return [a for a, k in kinds.items() if k == "false"] or [
            a for a, k in kinds.items() if k in (None, "given", "score")
        ]
    if sort == "unknown":
        return [
            a for a, k in kinds.items() if k in _OPEN or (a.source in unsettled and k not in _SURE)
        ] or [a for a, k in kinds.items() if k in (None, "given", "score")]
    return []


def _of_verdict(
    boxes: Mapping[str, Box],
    kinds: Mapping[Arrow, StatusKind | None],
    sort: StatusKind | None,
) -> list[Arrow]:
    """A tier that fails decides alone; an accept rests on everything that holds."""
    if sort == "true":
        return [a for a, k in kinds.items() if k in _GOOD]
    failed = [a for a, k in kinds.items() if k == "false"]
    if sort == "false":
        return [a for a in failed if boxes[a.source].kind == "tier"] or failed
    return [a for a, k in kinds.items() if k in _OPEN] or failed


def _unsettled(picture: Picture) -> frozenset[str]:
    """The boxes that rest on something missing or unknown."""
    onward: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        onward.setdefault(arrow.source, []).append(arrow.target)
    todo = [b.id for b in picture.boxes if _kind(b) in _OPEN]
    found = set(todo)
    while todo:
        new = [t for t in onward.get(todo.pop(), ()) if t not in found]
        found.update(new)
        todo.extend(new)
    return frozenset(found)


def _kind(box: Box) -> StatusKind | None:
    return box.status.kind if box.status else None
