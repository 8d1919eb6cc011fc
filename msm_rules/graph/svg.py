"""A picture as SVG: one self-contained file, legible on paper, light and dark.

Owns how boxes, groups and arrows are drawn; where they lie is the layout's. All texts are
untrusted and escaped; nothing is loaded, nothing runs. Each box says its node in `data-node`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.graph.elements import Arrow, Box, BoxKind, Group, Picture
from msm_rules.graph.layout import HEADING, PADDING, Layout, Place, Point, Size, laid_out
from msm_rules.graph.measure import clipped, lines, width
from msm_rules.graph.svg_style import STYLE

_NAME, _TEXT, _SMALL, _TITLE = 12.5, 12.0, 11.0, 16.0  # sizes of type
_LEADING = 1.3
_INSET = 12.0  # of the text in a box
_LEAST = 200.0  # of a line in a group, whose own name and note need room too
_TOP = 52.0  # for the title
_MOST_LINES = 3  # of a title

_ROOM: dict[BoxKind, float] = {
    "fact": 250, "param": 250, "let": 180, "waiver": 180, "rule": 290, "obligation": 290,
    "tier": 130, "decide": 240, "verdict": 150, "rank": 190, "step": 220,
}  # fmt: skip
"""The widest a line gets, in pixels, by the kind of box."""

_CAPTIONS: tuple[tuple[BoxKind, str], ...] = (
    ("fact", "facts and parameters"),
    ("rule", "rules"),
    ("verdict", "outcome"),
    ("decide", "thresholds"),
    ("tier", "tiers"),
    ("let", "computed"),
    ("waiver", "waivers"),
)
"""What stands over a column: the first of these that is in it, said once."""


@record
class Line:
    """A line of text in a box, its style and size of type."""

    text: str
    style: str
    size: float


def render(picture: Picture) -> str:
    """The text of an SVG file; sizes in CSS pixels."""
    texts = {b.id: _lines(b) for b in picture.boxes}
    sizes = {b.id: _size(b, texts[b.id]) for b in picture.boxes}
    layout = laid_out(picture, sizes, _TOP)
    return "\n".join(_document(picture, layout, texts)) + "\n"


def _lines(box: Box) -> list[Line]:
    room = _ROOM[box.kind]
    name = clipped(visible(box.name), _NAME, room - _beside(box), bold=True)
    value = box.status.text if box.status else ""
    texts = [Line(t, "t", _TEXT) for t in lines(visible(box.title), _TEXT, room, _MOST_LINES)]
    style, size = ("n", _NAME) if box.kind == "verdict" else ("v", _TEXT)
    values = [Line(t, style, size) for t in lines(visible(value), size, room, 2)]
    notes = [Line(t, "s", _SMALL) for t in lines(visible(box.note), _SMALL, room, 2)]
    return [Line(name, "n", _NAME), *texts, *values, *notes]


def _beside(box: Box) -> float:
    """The room that the sign takes beside the name."""
    return width(box.sign, _NAME, bold=True) + 10 if box.sign else 0.0


def _size(box: Box, texts: Sequence[Line]) -> Size:
    widths = [width(x.text, x.size, bold=x.style == "n") for x in texts]
    least = _LEAST if box.group else 0.0
    widest = max(widths[0] + _beside(box), least, *widths)
    return widest + 2 * _INSET, sum(x.size * _LEADING for x in texts) + 13


def _document(
    picture: Picture, layout: Layout, texts: Mapping[str, Sequence[Line]]
) -> Iterator[str]:
    w, h = layout.size[0], layout.size[1]
    label = quoteattr(_clean(f"{picture.title}: which facts feed which rules, tiers and verdict"))
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="msm-graph" viewBox="0 0 {w:.0f} {h:.0f}"'
        f' width="{w:.0f}" height="{h:.0f}" role="img" aria-label={label}>'
    )
    yield f"<title>{_text(picture.title)}</title>"
    yield f"<style>{STYLE}{_hover(len(picture.boxes))}</style>"
    yield f'<rect class="paper" width="{w:.0f}" height="{h:.0f}"/>'
    title = clipped(visible(picture.title), _TITLE, w - 40, bold=True)
    yield f'<text class="title" x="20" y="32">{_text(title)}</text>'
    yield from _captions(picture, layout)
    yield from (_group(g, layout.groups[g.id]) for g in picture.groups)
    numbers = {box.id: n for n, box in enumerate(picture.boxes)}
    order = {"pale": 0, "plain": 1, "bold": 2}
    for arrow in sorted(picture.arrows, key=lambda a: order[a.weight]):
        yield _arrow(arrow, layout.routes[arrow], numbers)
    for n, box in enumerate(picture.boxes):
        yield from _box(box, layout.boxes[box.id], texts[box.id], n)
    yield "</svg>"


def _hover(count: int) -> str:
    """Style by which the arrows of a box stand out while one points at it."""
    return "".join(
        f".msm-graph:has(.b{n}:hover) .e{n}{{opacity:1;--arrow:var(--accent);--wide:2.6}}"
        for n in range(count)
    )


def _captions(picture: Picture, layout: Layout) -> Iterator[str]:
    """What each column holds; a picture of every node has no such columns."""
    kinds = defaultdict[int, set[BoxKind]](set)
    for box in picture.boxes:
        kinds[layout.columns[box.id]].add(box.kind)
    said: set[str] = set()
    for n, left in enumerate(layout.lefts if picture.groups else ()):
        caption = next((text for kind, text in _CAPTIONS if kind in kinds[n]), "")
        if caption not in said:
            said.add(caption)
            yield f'<text class="caption" x="{left:.1f}" y="{_TOP + 14:.1f}">{caption}</text>'


def _group(group: Group, place: Place) -> str:
    name = visible(group.name)
    x, y = place.x + PADDING, place.y + HEADING
    return (
        f'<g class="group"><rect {_rect(place)} rx="10"/>'
        f'<text class="n" x="{x:.1f}" y="{y:.1f}">{_text(name)}'
        f'<tspan class="s" dx="8">{_text(group.note)}</tspan></text></g>'
    )


def _arrow(arrow: Arrow, points: Sequence[Point], numbers: Mapping[str, int]) -> str:
    """A curve that leaves and enters level, and straight along each lane."""
    x, y = points[0]
    path = [f"M{x:.1f} {y:.1f}"]
    for n, (nx, ny) in enumerate(points[1:], 1):
        if n % 2 == 0:
            path.append(f"H{nx:.1f}")
        else:
            middle = (x + nx) / 2
            path.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {ny:.1f} {nx:.1f} {ny:.1f}")
        x, y = nx, ny
    side = " side" if arrow.side else ""
    ends = f"e{numbers[arrow.source]} e{numbers[arrow.target]}"
    return (
        f'<g class="arrow {arrow.weight}{side} {ends}"><path d="{"".join(path)}"/>'
        f'<path class="head" d="M{x:.1f} {y:.1f}l-6 -3v6z"/></g>'
    )


def _box(box: Box, place: Place, texts: Sequence[Line], number: int) -> Iterator[str]:
    status = box.status.kind if box.status else "plain"
    round_ = place.h / 2 if box.kind == "fact" else 6
    yield f'<g class="box b{number} {box.kind} is-{status}" data-node={_attribute(box.id)}>'
    yield f"<title>{_text(box.tip or box.name)}</title>"
    yield f'<rect {_rect(place)} rx="{min(round_, 14):.1f}"/>'
    y = place.y + 5.5
    for line in texts:
        y += line.size * _LEADING
        x = place.x + _INSET
        yield f'<text class="{line.style}" x="{x:.1f}" y="{y - 2:.1f}">{_text(line.text)}</text>'
    if box.sign:
        x, y = place.x + place.w - _INSET, place.y + 5.5 + _NAME * _LEADING - 2
        yield f'<text class="sign" x="{x:.1f}" y="{y:.1f}">{_text(box.sign)}</text>'
    yield "</g>"


def _rect(place: Place) -> str:
    return f'x="{place.x:.1f}" y="{place.y:.1f}" width="{place.w:.1f}" height="{place.h:.1f}"'


def _clean(text: str) -> str:
    """Without what XML has no way to write (XML 1.0, 2.2); line ends stay."""
    shown = "\n".join(visible(line) for line in text.split("\n"))
    return shown.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def _text(text: str) -> str:
    return escape(_clean(text))


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))
