"""One picture for many decisions: the policy's, with room for values, and what each puts there.

Owns what a page carries of each decision's picture: a letter a box, a short line a box, and which
arrows decided. The page's script paints them; without it the rules say the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import changed, record
from msm_rules.graph import Picture, Status
from msm_rules.graph.elements import SIGNS, Box, BoxKind, StatusKind, sign_of
from msm_rules.graph.measure import clipped
from msm_rules.graph.nodes import Graph
from msm_rules.graph.picture import coloured
from msm_rules.graph.wording import fact_id, is_fact, lets
from msm_rules.proof.subject import Subject
from msm_rules.report.great import overview
from msm_rules.report.outline import Outline
from msm_rules.report.statuses import statuses
from msm_rules.values.types import BOOL

_ROOM = 126.0  # pixels for a value, which every kind of box has
_SIZE = 12.0
_LETTERS: dict[StatusKind, str] = {
    "true": "t", "false": "f", "unknown": "u", "waived": "w", "score": "s", "missing": "m",
    "given": "g",
}  # fmt: skip
WHOLE_LETTERS = {"0.00": "z", "1.00": "x"}
"""The letters of scores that need no line: most preferences are met or not."""
_WIDEST: dict[BoxKind, StatusKind] = {
    "fact": "missing", "waiver": "false", "obligation": "false", "rank": "given", "tier": "unknown",
    "param": "given", "verdict": "given",
}  # fmt: skip
"""The status whose sign needs the most room, by the kind of box."""


@record
class GraphData:
    """A decision in the policy's picture. `kinds` has a letter for each box in order, `-` where the
    picture shows its status already or it has none; `lines` its value, behind a tab its sign where
    that is not the letter's own; `bold` the arrows that decided, four to a hexadecimal digit."""

    kinds: str
    lines: tuple[str, ...]
    bold: str


def decided(subject: Subject, outline: Outline) -> Picture | None:
    """The picture of a policy, coloured by a decision."""
    if outline.picture is None:
        return None
    found = statuses(subject, outline.vocabulary, outline.plan, short=True)
    return coloured(outline.picture, outline.graph, found)


def drawn(subject: Subject, outline: Outline) -> Picture | None:
    """The picture of a decision as it is drawn: of a great policy the overview."""
    picture = decided(subject, outline)
    return overview(picture) if picture is not None and outline.great else picture


def fixed_data(outline: Outline) -> GraphData | None:
    """What all decisions of a report put into the picture of a great policy."""
    if outline.picture is None:
        return None
    return _data(outline, [outline.fixed.get(n) for n in outline.names], "", fixed=True)


def graph_data(subject: Subject, outline: Outline) -> GraphData | None:
    """What a decision puts into the picture of its policy; of a great one, no arrows."""
    if outline.picture is None:
        return None
    if outline.great:
        found = statuses(subject, outline.vocabulary, outline.plan, short=True)
        return _data(outline, [found.get(name) for name in outline.names], "")
    picture = decided(subject, outline) or outline.picture
    bold = _digits([arrow.weight == "bold" for arrow in picture.arrows])
    return _data(outline, [box.status for box in picture.boxes], bold)


def _data(
    outline: Outline, found: Sequence[Status | None], bold: str, fixed: bool = False
) -> GraphData:
    """What these statuses, one a box, put into the picture, without what is `fixed`."""
    boxes = outline.picture.boxes if outline.picture else ()
    own = [
        None if not fixed and s is not None and s == outline.fixed.get(name) else s
        for s, name in zip(found, outline.names, strict=True)
    ]
    return GraphData(
        "".join(_letter(status) if status else "-" for status in own),
        tuple(_line(b, status) if status else "" for b, status in zip(boxes, own, strict=True)),
        bold,
    )


def _letter(status: Status) -> str:
    whole = WHOLE_LETTERS.get(status.text) if status.kind == "score" else None
    return whole or _LETTERS[status.kind]


def _line(box: Box, status: Status) -> str:
    if status.kind == "score" and status.text in WHOLE_LETTERS:
        return ""
    value = status.text and clipped(visible(status.text), _SIZE, _ROOM, bold=box.kind == "verdict")
    sign = sign_of(box.kind, status.kind)
    return value if sign == SIGNS[status.kind] else f"{value}\t{sign}"


def _digits(bits: list[bool]) -> str:
    """Bits as hexadecimal digits, the first bit the lowest of the first digit."""
    fours = (bits[n : n + 4] for n in range(0, len(bits), 4))
    return "".join(f"{sum(1 << n for n, bit in enumerate(four) if bit):x}" for four in fours)


def roomy(outline: Outline) -> Picture | None:
    """The policy's picture with what its decisions share, room for the rest, and arrows pale."""
    if outline.picture is None or outline.great:
        return None
    filler = clipped("0" * 40, _SIZE, _ROOM - 1, bold=True)
    valued = frozenset(_valued(outline.graph))
    boxes = tuple(
        changed(
            b,
            status=outline.fixed.get(b.id)
            or Status(_WIDEST.get(b.kind, "unknown"), filler * (b.id in valued)),
        )
        for b in outline.picture.boxes
    )
    arrows = tuple(changed(a, weight="pale") for a in outline.picture.arrows)
    return Picture(outline.picture.title, boxes, arrows, outline.picture.groups, True)


def _valued(graph: Graph) -> set[str]:
    """The boxes that show a value, or the waiver that lifts a rule, under their name."""
    from_lets = {f"let.{name}": graph.nodes[i].type for i, name in lets(graph).items()}
    own = {n.id: n.type for n in graph.nodes}
    found = {id for id, type_ in {**own, **from_lets}.items() if type_ != BOOL} | {"verdict"}
    found |= {fact_id(n) for n in graph.nodes if is_fact(n)}
    return found | {graph.nodes[r.result].id for r in graph.rules if r.waivers}
