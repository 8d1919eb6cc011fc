"""Words of a text as the parser gets them, and the part of a text it reads."""

from __future__ import annotations

from typing import NamedTuple

from msm_rules.source import Source, Span


class Token(NamedTuple):
    """A word of the text: the name of its terminal, its characters, and where they stand."""

    type: str
    text: str
    span: Span


class Chunk:
    """A part of a source that is to be read, and what a message needs to know of its reading.

    `last` is the word given to the parser last, `before` the one before it, and `stack` the states
    of the parser when it was given: what the parser gives up before it finds a word wrong would
    hide what it had expected.
    """

    __slots__ = ("before", "end", "last", "source", "stack", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.before: Token | None = None
        self.last: Token | None = None
        self.stack: list[int] = []
