"""A text as the formatter sees it: every word and every comment, in order.

Owns what the tree alone can tell of a word: which `(` calls and which `-` is a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from msm_rules.frozen import record
from msm_rules.source import Source, Span
from msm_rules.syntax import tree
from msm_rules.syntax.literals import MULTIPLIERS
from msm_rules.syntax.tables import tables
from msm_rules.syntax.walk import parts

OPENING = frozenset("([{")
CLOSING = frozenset(")]}")


@record
class Piece:
    """A word or a comment.

    `own_line`: it is the first on its line. `blank`: an empty line stands above it. `calls`: a `(`
    behind a function's name. `sign`: a minus with nothing to its left.
    """

    text: str
    start: int
    own_line: bool
    blank: bool
    calls: bool
    sign: bool

    @property
    def is_comment(self) -> bool:
        """Whether this is a comment."""
        return self.text[0] == "#"


@cache
def _words() -> re.Pattern[str]:
    """All that is not blank: comments, literals, words and signs, as the grammar has them."""
    patterns = tables().patterns
    named = ("COMMENT", "STRING", "DATE", "NUMBER", "ATTRIBUTE", "COMPARE")
    return re.compile("|".join([*(f"(?:{patterns[name]})" for name in named), r"\.\.", r"\S"]))


def pieces_of(file: tree.File) -> tuple[Piece, ...]:
    """The words and comments of a text without syntax errors, save commas that close a list."""
    source = file.source
    calls, signs, ends = _marks(file)
    found: list[Piece] = []
    last_end = 0
    for match in _words().finditer(source.text, 1 if source.text.startswith("\ufeff") else 0):
        start = match.start()
        between = source.text[last_end:start]
        text = _spelt(match[0])
        own, blank = "\n" in between or not found, between.count("\n") > 1
        found.append(Piece(text, start, own, blank, start in calls, start in signs))
        last_end = match.end()
    return tuple(_without_last_commas(found, ends))


def _spelt(text: str) -> str:
    """A word as it is written: a multiplier touches its number, a unit stands one blank behind."""
    if text[0] == "#":
        return text.rstrip()
    if not text[0].isdigit() or re.fullmatch(r"[0-9-]{10}", text):
        return text
    unit = next(name for name in _BY_LENGTH if text.endswith(name))
    number = text[: len(text) - len(unit)].rstrip()
    blank = " " if MULTIPLIERS[unit][1] != "number" else ""
    return number + blank + unit


_BY_LENGTH = sorted(MULTIPLIERS, key=len, reverse=True)


def _without_last_commas(found: list[Piece], ends: set[int]) -> Iterator[Piece]:
    """All but the commas behind which a list ends: the layout sets them where lines are broken.

    `ends` is where the lists end that no bracket closes.
    """
    words = [piece for piece in found if not piece.is_comment]
    dropped = {
        comma.start
        for before, comma, after in zip(words, words[1:], [*words[2:], None], strict=False)
        if comma.text == ","
        and (after is None or after.text in CLOSING or before.start + len(before.text) in ends)
    }
    return (piece for piece in found if piece.start not in dropped)


def _marks(file: tree.File) -> tuple[set[int], set[int], set[int]]:
    """Where a call's `(` and a sign stand, and where `expect reject by a, b` ends."""
    ends: set[int] = set()
    calls: set[int] = set()
    signs: set[int] = set()
    waiting: list[Any] = list(file.items)
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Call):
            calls.add(_next_bracket(file.source, node.function.span))
        elif isinstance(node, tree.Define):
            calls.add(_next_bracket(file.source, node.name.span))
        elif isinstance(node, tree.Unary) and node.op == "-":
            signs.add(node.span.start)
        elif isinstance(node, tree.ExpectVerdict):
            ends.add(node.span.end)
        waiting += parts(node)
    return calls, signs, ends


def _next_bracket(source: Source, name: Span) -> int:
    """Where the `(` behind a name stands; comments may lie between."""
    words = _words().finditer(source.text, name.end)
    return next(word.start() for word in words if word[0] == "(")
