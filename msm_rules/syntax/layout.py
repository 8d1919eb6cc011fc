"""How the words of one clause stand on lines.

Owns blanks between words and where a clause that is too long for a line is broken: before `and` and
`or`, else inside its longest brackets, one member a line, else behind an operator. Never before a
minus, which could be taken for the start of something new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msm_rules.syntax.pieces import CLOSING, OPENING, Piece

WIDTH = 100
"""Columns of a line."""

INDENT = 2
CONTINUED = 4

_NO_BLANK_BEFORE = frozenset((",", ":", ".", ")", "]", "["))
_NO_BLANK_AFTER = frozenset((".", "(", "["))
_BREAK_BEFORE = frozenset(("and", "or", "then", "else"))
_BREAK_AFTER = frozenset(("+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "in", "covers"))
_DOCUMENTED = frozenset(("param", "fact"))


@dataclass(slots=True)
class Group:
    """Brackets and what stands in them, member by member; each member with its comments."""

    opening: Piece
    members: list[Member] = field(default_factory=list)
    closing: Piece | None = None


@dataclass(slots=True)
class Member:
    """One member of a list: comments above it, its words, comments behind it."""

    above: list[Piece] = field(default_factory=list)
    words: list[Element] = field(default_factory=list)
    behind: list[Piece] = field(default_factory=list)


Element = Piece | Group


def flat(pieces: Sequence[Piece]) -> str:
    """Words on one line, with the blanks that belong between them; there are no comments in it."""
    text = ""
    before: Piece | None = None
    for piece in pieces:
        text += (" " if before is not None and _apart(before, piece) else "") + piece.text
        before = piece
    return text


def _apart(left: Piece, right: Piece) -> bool:
    """Whether a blank stands between two words."""
    if right.calls or left.sign or left.text in _NO_BLANK_AFTER or left.text == "{":
        return False
    return right.text not in _NO_BLANK_BEFORE and right.text != "}"


def lines_of(pieces: Sequence[Piece], indent: int) -> list[str]:
    """The lines of a clause that starts at column `indent`; the last may end with a comment."""
    writer = _Writer(indent)
    writer.sequence(_elements(pieces), indent, indent + CONTINUED)
    return writer.lines()


def _elements(pieces: Sequence[Piece]) -> list[Element]:
    """Words with their brackets paired, and the comments at the members they belong to."""
    members = [Member()]
    groups: list[Group] = []
    for piece in pieces:
        member = members[-1]
        if piece.text in OPENING:
            groups.append(Group(piece))
            member.words.append(groups[-1])
            members.append(Member())
        elif piece.text in CLOSING:
            group = groups.pop()
            group.closing = piece
            _end(group, members.pop())
        elif piece.text == "," and groups:
            _end(groups[-1], member)
            members[-1] = Member()
        elif piece.is_comment and groups and not member.words:
            _before_words(piece, member, groups[-1])
        else:
            member.words.append(piece)
    return members[0].words


def _before_words(comment: Piece, member: Member, group: Group) -> None:
    """A comment before a member's first word: behind the member above it, or above this one."""
    if not comment.own_line and not member.above and group.members:
        group.members[-1].behind.append(comment)
    else:
        member.above.append(comment)


def _end(group: Group, member: Member) -> None:
    """Close a member: comments behind its last word follow its comma."""
    behind: list[Piece] = []
    while member.words and isinstance(last := member.words[-1], Piece) and last.is_comment:
        behind.append(last)
        member.words.pop()
    member.behind += reversed(behind)
    if member.words or member.above or member.behind:
        group.members.append(member)


def _has_comment(elements: Sequence[Element]) -> bool:
    return any(
        any(m.above or m.behind or _has_comment(m.words) for m in element.members)
        if isinstance(element, Group)
        else element.is_comment
        for element in elements
    )


def _words(elements: Sequence[Element]) -> list[Piece]:
    """The words of elements without comments, brackets and commas among them."""
    words: list[Piece] = []
    for element in elements:
        if isinstance(element, Piece):
            words.append(element)
            continue
        words.append(element.opening)
        for number, member in enumerate(element.members):
            words += [_COMMA] if number else []
            words += _words(member.words)
        words += [element.closing] if element.closing is not None else []
    return words


_COMMA = Piece(",", -1, False, False, False, False)


class _Writer:
    """Lines as they grow: words join the last one as long as they may."""

    def __init__(self, indent: int) -> None:
        self._lines: list[str] = [" " * indent]
        self._before: Piece | None = None
        self._ended = False  # a comment stands on the last line, nothing may follow it

    def lines(self) -> list[str]:
        """What was written, without blanks at the ends of lines."""
        return [line.rstrip() for line in self._lines]

    def sequence(
        self, elements: Sequence[Element], indent: int, further: int, reserve: int = 0
    ) -> None:
        """Write elements, on one line if they fit and no comment stands among them.

        `indent` is where their first line starts, `further` where the others do, `reserve` how many
        columns must stay free behind them.
        """
        if self._fits(elements, reserve):
            self._join(_words(elements), further)
            return
        starts = _breaks(elements)
        for start, end in zip([0, *starts], [*starts, len(elements)], strict=True):
            if start:
                self._new_line(further)
            self._broken(elements[start:end], further if start else indent, further)

    def _broken(self, elements: Sequence[Element], indent: int, further: int) -> None:
        """Write elements that have no `and` or `or` to be broken at."""
        if self._fits(elements, 0):
            self._join(_words(elements), further)
            return
        groups = [element for element in elements if isinstance(element, Group)]
        longest = max(groups, key=lambda group: len(flat(_words([group]))), default=None)
        for at, element in enumerate(elements):
            if isinstance(element, Piece):
                if longest is None and self._is_full(elements, at):
                    self._new_line(further)
                self._piece(element, further)
            elif element is longest or _has_comment([element]):
                self._opened(element, indent, further)
            else:
                self._join(_words([element]), further)

    def _is_full(self, elements: Sequence[Element], at: int) -> bool:
        """Whether an operator ends the line, and what stands up to the next has no room on it."""
        before = self._before
        if before is None or before.sign or before.text not in _BREAK_AFTER:
            return False
        first = elements[at]
        if isinstance(first, Piece) and first.sign:
            return False  # a line never starts with a minus
        rest = iter(range(at + 1, len(elements)))
        end = next((i for i in rest if _is_operator(elements[i])), len(elements) - 1)
        return not self._fits(elements[at : end + 1], 0)

    def _opened(self, group: Group, indent: int, further: int) -> None:
        """Write brackets with one member on each line."""
        self._join([group.opening], further)
        inner = indent + INDENT
        alone = group.opening.text == "[" or (group.opening.text == "(" and len(group.members) == 1)
        for member in group.members:
            for comment in member.above:
                self._comment(comment, inner)
            if member.words:
                self._new_line(inner)
                self.sequence(member.words, inner, inner if alone else inner + CONTINUED, 1)
                if not alone:
                    self._comma(inner)
            for comment in member.behind:
                self._comment(comment, inner)
        self._new_line(indent)
        if group.closing is not None:
            self._join([group.closing], indent)

    def _comma(self, indent: int) -> None:
        if self._ended:
            self._new_line(indent)
        self._lines[-1] += ","
        self._before = _COMMA

    def _piece(self, piece: Piece, further: int) -> None:
        if piece.is_comment:
            self._comment(piece, further)
        else:
            self._join([piece], further)

    def _comment(self, comment: Piece, indent: int) -> None:
        if comment.own_line or self._ended:
            self._new_line(indent)
            self._lines[-1] += comment.text
        else:
            self._lines[-1] += ("" if not self._lines[-1].strip() else "  ") + comment.text
        self._ended = True

    def _new_line(self, indent: int) -> None:
        if self._lines[-1].strip():
            self._lines.append(" " * indent)
        else:
            self._lines[-1] = " " * indent
        self._before = None
        self._ended = False

    def _join(self, pieces: Sequence[Piece], further: int) -> None:
        if not pieces:
            return
        if self._ended:
            self._new_line(further)
        blank = self._before is not None and _apart(self._before, pieces[0])
        self._lines[-1] += (" " if blank else "") + flat(pieces)
        self._before = pieces[-1]

    def _fits(self, elements: Sequence[Element], reserve: int) -> bool:
        if _has_comment(elements):
            return False
        return len(self._lines[-1]) + 1 + len(flat(_words(elements))) + reserve <= WIDTH


def _is_operator(element: Element) -> bool:
    return isinstance(element, Piece) and element.text in _BREAK_AFTER and not element.sign


def _breaks(elements: Sequence[Element]) -> list[int]:
    """Before which elements a line may be broken: `and`, `or`, the parts of an `if`, a doc."""
    words = [(at, element) for at, element in enumerate(elements) if isinstance(element, Piece)]
    starts = [at for at, word in words if at and word.text in _BREAK_BEFORE]
    documented = words and words[0][1].text in _DOCUMENTED and words[0][0] == 0
    if documented and len(elements) > 1 and words[-1][1].text[0] == '"':
        starts.append(words[-1][0])
    return starts
