"""The canonical form of a policy text.

Owns lines and indents: two blanks a level, one clause a line, at most one empty line between, every
comment where its author put it. Says nothing new and drops nothing: the tree stays the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

from msm_rules.diagnostics import Diagnostic
from msm_rules.source import Source, Span
from msm_rules.syntax import tree
from msm_rules.syntax.layout import INDENT, WIDTH, flat, lines_of
from msm_rules.syntax.parse import parse
from msm_rules.syntax.pieces import Piece, pieces_of


class _Node(Protocol):
    @property
    def span(self) -> Span: ...


_Block = (
    tree.Policy
    | tree.Tier
    | tree.Rule
    | tree.Decide
    | tree.Rank
    | tree.Obligation
    | tree.Waiver
    | tree.Test
    | tree.Given
)


def format_source(source: Source) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a policy in canonical form, and its syntax errors.

    A text with syntax errors comes back unchanged. Formatting twice changes nothing more.
    """
    file, diagnostics = parse(source)
    if diagnostics:
        return source.text, diagnostics
    printer = _Printer(source, pieces_of(file))
    printer.nodes(file.items, 0, len(source.text))
    return "".join(line + "\n" for line in printer.lines), ()


class _Printer:
    """Writes node after node; `_next` is the first piece that is not written yet."""

    def __init__(self, source: Source, pieces: tuple[Piece, ...]) -> None:
        self.lines: list[str] = []
        self._source = source
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]
        self._next = 0
        self._first = True  # nothing stands in the block yet, so no empty line may come

    def nodes(self, nodes: Sequence[_Node], indent: int, end: int) -> None:
        """Write nodes and the comments among them, up to the offset `end`."""
        self._first = True
        for node in nodes:
            self._comments(indent, node.span.start)
            self._blank_line()
            if isinstance(node, _Block):
                self._block(node, indent)
            else:
                self._write(self._take(node.span.end), indent)
            self._first = False
        self._comments(indent, end)

    def _block(self, node: _Block, indent: int) -> None:
        line = self._one_line(node)
        if line is not None and indent + len(line) <= WIDTH:
            self._take(node.span.end)
            self._add(line, indent)
            return
        children = _children(node)
        last = self._index(node.span.end) - 1
        opening = last - 1
        if children:
            opening = self._index(children[0].span.start) - 1
        while self._pieces[opening].text != "{" or self._pieces[opening].is_comment:
            opening -= 1
        self._head(self._pieces[self._next : opening], indent)
        self._next = opening + 1
        self.nodes(children, indent + INDENT, self._pieces[last].start)
        self._next = last + 1
        self._add("}", indent)

    def _head(self, pieces: Sequence[Piece], indent: int) -> None:
        """Write what stands before a block's `{`, and that."""
        self._write(pieces, indent)
        if any(piece.is_comment for piece in pieces):
            self._add("{", indent)
        else:
            self.lines[-1] += " {"

    def _one_line(self, node: _Block) -> str | None:
        """A block on one line, if that is how it was written and it is short; else None."""
        pieces = self._pieces[self._index(node.span.start) : self._index(node.span.end)]
        children = _children(node)
        if any(piece.is_comment for piece in pieces):
            return None
        if not children:
            return f"{flat(pieces[:-2])} {{}}"
        if any(piece.own_line for piece in pieces[1:]):
            return None
        if len(children) > 1 and not isinstance(node, tree.Given):
            return None
        inner = [self._one_line(c) if isinstance(c, _Block) else self._flat(c) for c in children]
        if None in inner:
            return None
        head = self._pieces[self._index(node.span.start) : self._index(children[0].span.start) - 1]
        return f"{flat(head)} {{ {'  '.join(map(str, inner))} }}"

    def _flat(self, node: _Node) -> str:
        start, end = node.span.start, node.span.end
        return flat(self._pieces[self._index(start) : self._index(end)])

    def _comments(self, indent: int, end: int) -> None:
        """Write the comments that stand before the offset `end`."""
        while self._next < len(self._pieces) and self._pieces[self._next].start < end:
            comment = self._pieces[self._next]
            if not comment.is_comment:
                return
            if comment.own_line or not self.lines:
                self._blank_line()
                self._add(comment.text, indent)
                self._first = False
            else:
                self.lines[-1] += "  " + comment.text
            self._next += 1

    def _blank_line(self) -> None:
        if not self._first and self._next < len(self._pieces) and self._pieces[self._next].blank:
            self.lines.append("")

    def _take(self, end: int) -> tuple[Piece, ...]:
        """The pieces up to the offset `end`, which count as written."""
        start, self._next = self._next, self._index(end)
        return self._pieces[start : self._next]

    def _write(self, pieces: Sequence[Piece], indent: int) -> None:
        self.lines += lines_of(pieces, indent)

    def _add(self, text: str, indent: int) -> None:
        self.lines.append(" " * indent + text)

    def _index(self, offset: int) -> int:
        """The first piece at or behind an offset."""
        return bisect_left(self._starts, offset)


def _children(node: _Block) -> Sequence[_Node]:
    match node:
        case tree.Tier():
            return node.rules
        case tree.Given():
            return node.facts
        case _:
            return node.clauses
