"""Texts with a name, and places in them.

Owns how a place in a policy text is written down (`Span`, half-open character offsets) and
shown (`Position`, lines and columns counted from 1). Reads no file: texts are given.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple


class Position(NamedTuple):
    """A line and a column, both counted from 1; a column counts characters."""

    line: int
    column: int


class Source:
    """A text known under a name (a path as the user wrote it). Compared by identity."""

    __slots__ = ("_line_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._line_starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {len(self.text)} characters)"

    def line_starts(self) -> list[int]:
        """The offset at which each line starts; computed once."""
        if self._line_starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._line_starts = starts
        return self._line_starts

    def position(self, offset: int) -> Position:
        """The line and column of an offset; one past the end is allowed."""
        starts = self.line_starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end."""
        starts = self.line_starts()
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r")


class Span(NamedTuple):
    """The characters `start` up to, not including, `end` of a source."""

    source: Source
    start: int
    end: int

    @property
    def file(self) -> str:
        """The name of the text."""
        return self.source.name

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.source.text[self.start : self.end]

    @property
    def first(self) -> Position:
        """Where the span begins."""
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """Where the span ends: the position after its last character."""
        return self.source.position(self.end)

    @property
    def line(self) -> int:
        """The line on which the span begins, from 1."""
        return self.first.line

    @property
    def column(self) -> int:
        """The column at which the span begins, from 1."""
        return self.first.column
