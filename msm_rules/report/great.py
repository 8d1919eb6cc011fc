"""Pictures of great policies: an overview for all, and the data from which a page draws one rule's.

A picture of hundreds of rules can be read by nobody. So a page of such a policy shows how its tiers
lead to the verdict, with the rules of each counted, and lets its reader choose a rule, or a fact:
the page's script draws what it rests on and leads to. Owns what is merged in the overview, and the
form of that data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.graph import Picture, Status
from msm_rules.graph.elements import Arrow, ArrowWeight, Box, BoxKind, StatusKind
from msm_rules.report.words import counted

MOST_RULES = 80
"""Rules (with obligations) up to which one picture shows all of a policy."""

MOST_CHOICES = 5000
"""Boxes beyond which a page holds no data to draw from: it would be too large."""

MOST_NAMED = 16
"""Boxes up to which the overview names each of those that are one in it."""

_MERGED: Mapping[BoxKind, tuple[str, str, str]] = {
    "fact": ("facts", "fact", "facts"),
    "param": ("parameters", "parameter", "parameters"),
    "let": ("computed", "value", "values"),
    "waiver": ("waivers", "waiver", "waivers"),
    "obligation": ("obligations", "obligation", "obligations"),
    "rule": ("", "rule", "rules"),
}
"""Of kinds of boxes that are merged into one: its name (of rules, their tier's), and the nouns."""

_WORDS: Mapping[StatusKind, tuple[str, str]] = {
    "false": ("fails", "fail"),
    "unknown": ("not known", "not known"),
    "missing": ("not known", "not known"),
    "waived": ("waived", "waived"),
    "true": ("holds", "hold"),
    "score": ("scored", "scored"),
    "given": ("given", "given"),
}
"""What came of several boxes, in the order in which it is told: of one, and of many."""

_SIDE_WORDS: Mapping[BoxKind, Mapping[StatusKind, tuple[str, str]]] = {
    "waiver": {"false": ("not in use", "not in use"), "true": ("in use", "in use")},
    "obligation": {"false": ("not due", "not due"), "true": ("due", "due")},
}
_OF_ALL: tuple[StatusKind, ...] = ("false", "unknown", "missing", "true", "waived", "score")
"""The status of a merged box is the first of these that one in it has, else `given`."""

_HEAVIER: Mapping[ArrowWeight, int] = {"pale": 0, "plain": 1, "bold": 2}


@record
class Choices:
    """A great policy as the script of a page draws parts of it: a line for each box of its picture
    (kind, name, title and note, with tabs between), and the arrows between them by their numbers in
    base 36, `a-b`, or `a~b` for what only adds something."""

    boxes: tuple[str, ...]
    arrows: str


def choices(picture: Picture) -> Choices:
    """The data of a policy's picture."""
    numbers = {box.id: _base36(n) for n, box in enumerate(picture.boxes)}
    arrows = (
        f"{numbers[a.source]}{'~' if a.side else '-'}{numbers[a.target]}" for a in picture.arrows
    )
    return Choices(tuple(map(_line, picture.boxes)), " ".join(arrows))


def _line(box: Box) -> str:
    return "\t".join((box.kind, *map(_flat, (box.name, box.title, box.note))))


def _flat(text: str) -> str:
    """A text in which no tab or line end stands."""
    return visible(" ".join(text.split()))


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    found = digits[number % 36]
    while number := number // 36:
        found = digits[number % 36] + found
    return found


# --- the overview --------------------------------------------------------------------------------


def overview(picture: Picture) -> Picture:
    """The picture with facts, params, and the rules of each tier merged into one box each."""
    homes = {box.id: _home(box) for box in picture.boxes}
    inside: dict[str, list[Box]] = {}
    for box in picture.boxes:
        inside.setdefault(homes[box.id], []).append(box)
    boxes = tuple(_merged(id, found) for id, found in inside.items())
    arrows = tuple(_arrows(picture.arrows, homes))
    return Picture(picture.title, boxes, arrows, (), picture.decided)


def _home(box: Box) -> str:
    """The box of the overview in which a box is."""
    if box.kind not in _MERGED:
        return box.id
    return f"all {box.kind} {box.group}".strip()


def _merged(id: str, found: list[Box]) -> Box:
    first = found[0]
    if first.kind not in _MERGED:
        return first
    name, one, many = _MERGED[first.kind]
    names = ", ".join(box.name for box in found)
    title = f"{counted(len(found), one, many)}: {names}"
    shown = title if len(found) <= MOST_NAMED else counted(len(found), one, many)
    return Box(
        id, first.kind, name or f"{first.group} rules", shown, tip=title[:2000],
        status=_status(first.kind, [box.status for box in found]),
    )  # fmt: skip


def _status(kind: BoxKind, found: list[Status | None]) -> Status | None:
    """What came of several boxes: how many of each."""
    counts = Counter(status.kind for status in found if status is not None)
    if not counts:
        return None
    words = {**_WORDS, **_SIDE_WORDS.get(kind, {})}
    text = ", ".join(f"{counts[k]:,} {words[k][counts[k] > 1]}" for k in words if counts[k])
    return Status(next((k for k in _OF_ALL if counts[k]), "given"), text)


def _arrows(arrows: Iterable[Arrow], homes: Mapping[str, str]) -> Iterator[Arrow]:
    """An arrow for all between the same two boxes, as heavy as the heaviest of them."""
    found: dict[tuple[str, str], Arrow] = {}
    for arrow in arrows:
        ends = homes[arrow.source], homes[arrow.target]
        before = found.get(ends)
        if ends[0] == ends[1]:
            continue
        if before is None or _HEAVIER[before.weight] < _HEAVIER[arrow.weight]:
            side = arrow.side and (before is None or before.side)
            found[ends] = Arrow(*ends, side, arrow.weight)
    yield from found.values()
