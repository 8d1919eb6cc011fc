"""From characters to words: the lexer that the parser asks for one word after the other.

Owns which words the grammar has, taken from its own terminals, and what counts as too deeply
nested. Like Lark's contextual lexer, it reads a word as a keyword where the parser can use that
keyword; unlike it, a keyword never ends inside a longer word, and words carry their place in the
source instead of a line and a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from msm_rules.source import Span
from msm_rules.syntax.messages import unknown_character
from msm_rules.syntax.tables import Tables
from msm_rules.syntax.trouble import Unreadable
from msm_rules.syntax.words import Chunk, Token

MAX_OPEN = 100
"""How many brackets, minuses, `not`, `if` and quantifiers may be open at one place."""

_OPENERS = frozenset({"LPAR", "LSQB", "LBRACE", "IF", "ALL", "ANY", "COUNT"})
_PREFIXES = frozenset({"MINUS", "NOT"})  # they open only where no operand stands before them
_COUNTED = _OPENERS | _PREFIXES
_WORD = re.compile(r"[a-z_][a-z0-9_]*")


class WordLexer:
    """Reads words as the parser needs them."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._keywords = {t: name for name, t in tables.spelt.items() if _WORD.fullmatch(t)}
        symbols = [(t, name) for name, t in tables.spelt.items() if t not in self._keywords]
        symbols.sort(key=lambda symbol: (-len(symbol[0]), symbol))
        patterns = dict(tables.patterns)
        blank = "|".join(patterns.pop(name) for name in tables.ignored)
        name, word = patterns.pop("NAME"), patterns.pop("ATTRIBUTE")
        # A date starts as a number does, so it is tried first; no other two begin alike.
        ordered = {"ATTRIBUTE": word, "DATE": patterns.pop("DATE"), **patterns}
        ordered |= {terminal: re.escape(text) for text, terminal in symbols}
        words = "|".join(f"(?P<{key}>{value})" for key, value in ordered.items())
        # `*+`: a comment is never cut short so that its end could be a word.
        self._match = re.compile(f"(?:{blank})*+(?:{words})").match
        self._skip = re.compile(f"(?:{blank})*").match
        self._is_name = re.compile(name).fullmatch

    def words(self, chunk: Chunk, stack: list[int], values: list[Any]) -> Iterator[Token]:
        """The words of the chunk, each read for the place where the parser is by then: `stack` are
        the states it has passed, `values` what it made of the words so far."""
        source, end, position = chunk.source, chunk.end, chunk.start
        text, match = source.text, self._match
        while found := match(text, position, end):
            kind = found.lastgroup or ""
            start, position = found.span(kind)
            word = found[kind]
            if kind == "ATTRIBUTE":
                kind = self._kind(word, stack)
            chunk.before = chunk.last
            token = chunk.last = Token(kind, word, Span(source, start, position))
            chunk.stack = stack.copy()
            if kind in _COUNTED and len(stack) > MAX_OPEN:
                _check_depth(values, token)
            yield token
        chunk.stack = stack.copy()
        rest = self._skip(text, position, end)
        if rest is not None and rest.end() < end:
            unknown_character(source, rest.end(), end)

    def _kind(self, word: str, stack: list[int]) -> str:
        """What a word is where the parser stands: a keyword if it can be one, else a name."""
        keyword = self._keywords.get(word)
        row = self._tables.states[stack[-1]]
        if keyword is None or keyword not in row:
            if "ATTRIBUTE" in row:
                return "ATTRIBUTE"
            return keyword if keyword is not None and not self._is_name(word) else "NAME"
        if "NAME" in row and self._is_name(word) and not self._tables.can_follow(stack, keyword):
            return "NAME"
        return keyword


def _check_depth(values: list[Any], token: Token) -> None:
    """Refuse a token with which more than `MAX_OPEN` things are open."""
    count = 0
    before: Any = token
    for value in [*values, token]:
        if isinstance(value, Token) and (
            value.type in _OPENERS or (value.type in _PREFIXES and isinstance(before, Token))
        ):
            count += 1
        before = value
    if count > MAX_OPEN:
        _too_deep(token)


def _too_deep(token: Token) -> NoReturn:
    raise Unreadable(
        "too deeply nested",
        token.span,
        f"at most {MAX_OPEN} brackets and the like may be open at once; name a part with `let`",
    )
