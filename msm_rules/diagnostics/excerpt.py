"""One line of a policy text with its marks under it.

Owns where carets, dashes and labels stand; knows neither files nor diagnostics. What it returns
is pieces of text with a style each, so that colour is one decision, made elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from msm_rules.diagnostics.cells import cells, drawn, visible, wrapped
from msm_rules.frozen import record

Style = Literal["plain", "strong", "frame", "main", "second"]
Piece = tuple[Style, str]
Line = tuple[Piece, ...]

_NARROWEST = 24  # columns: a label that would be squeezed into fewer is moved to the left


@record
class Mark:
    """Characters `start` to `end` (exclusive) of a line, from 0, and what is said of them."""

    start: int
    end: int
    main: bool
    label: str = ""

    @property
    def style(self) -> Style:
        """How the mark and its label are drawn."""
        return "main" if self.main else "second"


@record
class _Placed:
    """A mark in columns of the terminal, from 0, at least one wide."""

    start: int
    end: int
    mark: Mark


def excerpt(line: str, marks: Sequence[Mark], width: int) -> tuple[Line, ...]:
    """The line, its marks below and their labels, in at most `width` columns.

    A line that is too long is cut around its main mark, with `…` for what was left out. Only a
    word of a label that is longer than the space may stick out.
    """
    line, marks = _near(line, marks, 4 * width)
    pieces, columns = drawn(line)
    first, last = _window(columns, marks, width)
    lead, tail = "…" * (first > 0), "…" * (last < len(pieces))
    text = lead + "".join(pieces[first:last]) + tail
    shift = len(lead) - columns[first]
    limit = max(cells(text) - len(tail), len(lead))
    placed = [_place(mark, columns, shift, len(lead), limit) for mark in marks]
    return ((("plain", text.rstrip(" ")),), *_marked(placed, width))


def _near(line: str, marks: Sequence[Mark], reach: int) -> tuple[str, list[Mark]]:
    """The part within `reach` characters of the main mark: bounds the work on any line."""
    focus = _focus(marks).start
    begin = max(0, focus - reach)
    kept = line[begin : focus + reach]
    size = len(kept)
    moved = [
        Mark(min(max(m.start - begin, 0), size), min(max(m.end - begin, 0), size), m.main, m.label)
        for m in marks
    ]
    return _with_cut_ends(kept, begin > 0, begin + size < len(line)), moved


def _with_cut_ends(kept: str, before: bool, after: bool) -> str:
    """A part that was cut says so at its ends, with no shift of what is between."""
    if before:
        kept = "…" + kept[1:]
    return kept[:-1] + "…" if after else kept


def _focus(marks: Sequence[Mark]) -> Mark:
    return next((m for m in marks if m.main), marks[0])


def _window(columns: list[int], marks: Sequence[Mark], width: int) -> tuple[int, int]:
    """Which characters to show: all if they fit, else around the marks or the main mark alone."""
    size = len(columns) - 1
    if columns[size] <= width:
        return 0, size
    room = max(width - 2, 8)  # two columns for `…`
    low, high = min(m.start for m in marks), max(m.end for m in marks)
    if columns[high] - columns[low] > room:
        low, high = _focus(marks).start, _focus(marks).end
    spare = max(room - (columns[high] - columns[low]), 0)
    begin = min(max(columns[low] - spare // 2, 0), columns[size] - room)
    first = next(i for i in range(size + 1) if columns[i] >= begin)
    last = max(i for i in range(first, size + 1) if columns[i] - columns[first] <= room)
    return first, last


def _place(mark: Mark, columns: list[int], shift: int, lowest: int, highest: int) -> _Placed:
    start = min(max(columns[mark.start] + shift, lowest), highest)
    end = min(columns[mark.end] + shift, highest)
    return _Placed(start, max(end, start + 1), mark)


def _marked(placed: Sequence[_Placed], width: int) -> list[Line]:
    """The line of marks with the last label beside it, then the other labels, right to left."""
    said = sorted((p for p in placed if p.mark.label), key=lambda p: (p.end, p.mark.main, p.start))
    marks = _drawn_marks(placed)
    beside = said[-1] if said else None
    if beside is not None and len(marks) + 1 + cells(visible(beside.mark.label)) <= width:
        said.pop()
        label: tuple[Piece, ...] = ((beside.mark.style, " " + visible(beside.mark.label)),)
    else:
        label = ()
    below = sorted(said, key=lambda p: p.start, reverse=True)
    return [(*_runs(marks), *label), *_labels_below(below, width)]


def _drawn_marks(placed: Sequence[_Placed]) -> list[Piece]:
    """Dashes, and carets over them where both would stand."""
    row: list[Piece] = [("plain", " ")] * max(p.end for p in placed)
    for p in sorted(placed, key=lambda p: p.mark.main):
        row[p.start : p.end] = [(p.mark.style, "^" if p.mark.main else "-")] * (p.end - p.start)
    return row


def _labels_below(below: Sequence[_Placed], width: int) -> list[Line]:
    lines: list[Line] = []
    for i, p in enumerate(below):
        label = visible(p.mark.label)
        room = width - p.start
        at = p.start if room >= min(_NARROWEST, cells(label)) else max(width - cells(label), 0)
        row: list[Piece] = [("plain", " ")] * at
        for waiting in below[i + 1 :]:
            if waiting.start < at:
                row[waiting.start] = (waiting.mark.style, "│")
        lines += [(*_runs(row), (p.mark.style, part)) for part in wrapped(label, width - at)]
    return lines


def _runs(row: Sequence[Piece]) -> Line:
    """Neighbours of one style joined."""
    return tuple(
        (style, "".join(text for _, text in group))
        for style, group in groupby(row, key=lambda piece: piece[0])
    )
