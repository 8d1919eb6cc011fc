"""A picture as DOT, the language of Graphviz.

Owns DOT's syntax and its escapes (https://graphviz.org/doc/info/lang.html, `escString`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible, wrapped
from msm_rules.graph.elements import Arrow, Box, BoxKind, Picture, StatusKind

_SHAPES: dict[BoxKind, str] = {
    "fact": "box, style=rounded",
    "param": "parallelogram",
    "let": "box, style=dashed",
    "rule": "box",
    "tier": "hexagon",
    "decide": "hexagon",
    "verdict": "doublecircle",
    "waiver": "note",
    "obligation": "component",
    "rank": "component",
    "step": "box",
}

_COLOURS: dict[StatusKind, str] = {
    "true": 'color="#2e7d4f", penwidth=2',
    "false": 'color="#b3261e", penwidth=3',
    "unknown": 'color="#9a6700", penwidth=2',
    "waived": 'color="#6e56cf", penwidth=2',
    "score": 'color="#3b6fb6", penwidth=2',
    "missing": 'color="#9a6700", penwidth=2',
    "given": 'color="#777777"',
}

_WEIGHTS = {"plain": [], "pale": ['color="#bbbbbb"'], "bold": ["penwidth=3"]}

_COLUMNS = 36
"""How wide a title gets, in characters, before it is wrapped."""


def render(picture: Picture) -> str:
    """The text of a DOT digraph, from left to right."""
    numbers = {box.id: f"n{n}" for n, box in enumerate(picture.boxes)}
    return "\n".join(_lines(picture, numbers)) + "\n"


def _lines(picture: Picture, numbers: dict[str, str]) -> Iterator[str]:
    yield "digraph policy {"
    yield f'  graph [rankdir=LR, label="{escaped(picture.title)}", labelloc=t, fontname=Helvetica];'
    yield "  node [fontname=Helvetica, fontsize=11]; edge [arrowsize=0.6];"
    yield from (f"  {_box(box, numbers)}" for box in picture.boxes if not box.group)
    for n, group in enumerate(picture.groups):
        label = " · ".join(filter(None, (group.name, group.note)))
        yield f'  subgraph cluster_{n} {{ label="{escaped(label)}"; color="#aaaaaa";'
        yield from (f"    {_box(b, numbers)}" for b in picture.boxes if b.group == group.id)
        yield "  }"
    yield from (f"  {_arrow(arrow, numbers)}" for arrow in picture.arrows)
    yield "}"


def _box(box: Box, numbers: dict[str, str]) -> str:
    lines = [box.name, *wrapped(visible(box.title), _COLUMNS), box.found, box.note]
    label = r"\n".join(escaped(line) for line in lines if line)
    attributes = [f'label="{label}"', f"shape={_SHAPES[box.kind]}"]
    attributes += [f'tooltip="{escaped(box.tip)}"'] if box.tip else []
    attributes += [_COLOURS[box.status.kind]] if box.status else []
    return f"{numbers[box.id]} [{', '.join(attributes)}];"


def _arrow(arrow: Arrow, numbers: dict[str, str]) -> str:
    attributes = _WEIGHTS[arrow.weight] + (["style=dashed"] if arrow.side else [])
    suffix = f" [{', '.join(attributes)}]" if attributes else ""
    return f"{numbers[arrow.source]} -> {numbers[arrow.target]}{suffix};"


def escaped(text: str) -> str:
    """A text that Graphviz shows as it is, inside double quotes; `&` would start an entity."""
    lines = text.split("\n")
    shown = (visible(x).replace("&", "&amp;").replace("\\", r"\\") for x in lines)
    return r"\n".join(shown).replace('"', r"\"")
