"""A picture as Mermaid, which GitHub, GitLab and many editors draw inside Markdown.

Owns Mermaid's syntax and its escapes (`#quot;`; https://mermaid.js.org/syntax/flowchart.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.graph.elements import Arrow, Box, BoxKind, Picture, StatusKind

_SHAPES: dict[BoxKind, tuple[str, str]] = {
    "fact": ("([", "])"),
    "param": ("[/", "/]"),
    "let": ("(", ")"),
    "rule": ("[", "]"),
    "tier": ("{{", "}}"),
    "decide": ("{{", "}}"),
    "verdict": ("(((", ")))"),
    "waiver": (">", "]"),
    "obligation": ("[[", "]]"),
    "rank": ("[[", "]]"),
    "step": ("[", "]"),
}

_LINES = {"plain": "-->", "pale": "-->", "bold": "==>"}

_COLOURS: dict[StatusKind, str] = {
    "true": "stroke:#2e7d4f,stroke-width:2px",
    "false": "stroke:#b3261e,stroke-width:3px",
    "unknown": "stroke:#9a6700,stroke-width:2px,stroke-dasharray:4 3",
    "waived": "stroke:#6e56cf,stroke-width:2px",
    "score": "stroke:#3b6fb6,stroke-width:2px",
    "missing": "stroke:#9a6700,stroke-width:2px,stroke-dasharray:4 3",
    "given": "stroke:#777",
}

_ENTITIES = {c: f"#{ord(c)};" for c in '"#&<>`\\*%:;'}
"""Characters that Mermaid, its Markdown or the HTML it writes could take for their own.

`%` because a directive (`%%{init: ...}%%`) is found wherever it stands, `:` and `;` because of how
Mermaid tells entities from colours.
"""
_LIST = re.compile(r"^(\d*)([-+.)])(?=\s)")
"""How Markdown starts a list; Mermaid refuses labels that do."""


def render(picture: Picture) -> str:
    """The text of a Mermaid flowchart, from left to right."""
    numbers = {box.id: f"n{n}" for n, box in enumerate(picture.boxes)}
    return "\n".join(_lines(picture, numbers)) + "\n"


def _lines(picture: Picture, numbers: dict[str, str]) -> Iterator[str]:
    yield "flowchart LR"
    yield f"  accTitle: {_one_line(picture.title)}"
    yield from (f"  {_box(box, numbers)}" for box in picture.boxes if not box.group)
    for n, group in enumerate(picture.groups):
        label = " · ".join(filter(None, (group.name, group.note)))
        yield f'  subgraph g{n}["{escaped(label)}"]'
        yield from (f"    {_box(b, numbers)}" for b in picture.boxes if b.group == group.id)
        yield "  end"
    yield from (f"  {_arrow(arrow, numbers)}" for arrow in picture.arrows)
    yield from _classes(picture, numbers)
    pale = [str(n) for n, a in enumerate(picture.arrows) if a.weight == "pale"]
    if pale:
        yield f"  linkStyle {','.join(pale)} stroke-opacity:0.35"


def _box(box: Box, numbers: dict[str, str]) -> str:
    opening, closing = _SHAPES[box.kind]
    parts = (f"<b>{escaped(box.name)}</b>", *map(escaped, (box.title, box.found, box.note)))
    return f'{numbers[box.id]}{opening}"{"<br/>".join(filter(None, parts))}"{closing}'


def _arrow(arrow: Arrow, numbers: dict[str, str]) -> str:
    line = "-.->" if arrow.side and arrow.weight != "bold" else _LINES[arrow.weight]
    return f"{numbers[arrow.source]} {line} {numbers[arrow.target]}"


def _classes(picture: Picture, numbers: dict[str, str]) -> Iterator[str]:
    for kind, style in _COLOURS.items():
        found = [numbers[b.id] for b in picture.boxes if b.status and b.status.kind == kind]
        if found:
            yield f"  classDef {kind}_ {style}"
            yield f"  class {','.join(found)} {kind}_"


def escaped(text: str) -> str:
    """A text that Mermaid shows as it is, inside double quotes, and takes for no list."""
    shown = "".join(_ENTITIES.get(c, c) for c in visible(text))
    return _LIST.sub(lambda m: f"{m[1]}#{ord(m[2])};", shown)


def _one_line(text: str) -> str:
    """A text for `accTitle`, which takes everything up to the end of the line and no entities."""
    return "".join(c for c in visible(text) if c.isalnum() or c in " .,-–()/+")
